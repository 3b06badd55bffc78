// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace vitrine::ui {

// Where somebody was: a page, perhaps of a model, perhaps one tab of it.
struct Place {
    int page = 0;
    QString model;
    int tab = 0;
    bool operator==(const Place &) const = default;
};

// Back and forward through the places visited, as in a browser.
class Places final
{
public:
    void visit(const Place &place); // the same place again changes nothing
    std::optional<Place> back();
    std::optional<Place> forward();
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_places.size(); }
    std::optional<Place> current() const;
    void clear();

private:
    QList<Place> m_places;
    qsizetype m_at = -1;
};

} // namespace vitrine::ui
