// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryfilter.h"

#include <QString>
#include <QVariantMap>

#include <optional>

class QSettings;

namespace vitrine::ui {

// How a list of models is looked at: what is searched for, filtered, grouped, sorted and shown of it.
struct LibraryView {
    QString search;
    LibraryFilter filter;
    std::optional<ModelField> grouping;
    QStringList collapsed; // groups
    QVariantMap columns;   // as Table::columnState(); empty: as usual
    bool operator==(const LibraryView &) const = default;

    QVariantMap toMap() const;
    static LibraryView fromMap(const QVariantMap &map);
};

// The views of one library that have a name, kept in the settings below `key`.
class SavedViews final
{
public:
    SavedViews(QSettings &settings, const QString &key) : m_settings(settings), m_key(key) {}

    QStringList names() const; // as people sort
    LibraryView view(const QString &name) const;
    void save(const QString &name, const LibraryView &view);
    void remove(const QString &name);

private:
    QVariantMap all() const;
    QSettings &m_settings;
    QString m_key;
};

} // namespace vitrine::ui
