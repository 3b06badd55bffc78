// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QList>
#include <QVariant>

#include <optional>

namespace vitrine::ui {

struct Choice {
    QString text;   // empty: a separator
    QVariant value; // may be invalid
    bool operator==(const Choice &) const = default;
};

// A list of choices that a live page offers anew every second: only what differs is changed, the choice stays
// while there is one like it, and an open list waits until it is closed.
class ChoiceBox final : public QComboBox
{
    Q_OBJECT
public:
    explicit ChoiceBox(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    void offer(const QList<Choice> &choices);
    void hidePopup() override;

private:
    void take(const QList<Choice> &choices);

    QList<Choice> m_offered;
    std::optional<QList<Choice>> m_waiting; // until the list is closed
};

} // namespace vitrine::ui
