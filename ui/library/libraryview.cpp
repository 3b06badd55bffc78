// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/libraryview.h"

#include "ui/library/modelkeys.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

QVariantMap LibraryView::toMap() const
{
    return {{u"search"_s, search},
            {u"filter"_s, filter.toMap()},
            {u"group"_s, grouping ? fieldKey(*grouping) : QString()},
            {u"collapsed"_s, collapsed},
            {u"columns"_s, columns}};
}

LibraryView LibraryView::fromMap(const QVariantMap &map)
{
    LibraryView view;
    view.search = map.value(u"search"_s).toString();
    view.filter = LibraryFilter::fromMap(map.value(u"filter"_s).toMap());
    for (const ModelField field : modelFields()) {
        if (fieldKey(field) == map.value(u"group"_s).toString())
            view.grouping = field;
    }
    view.collapsed = map.value(u"collapsed"_s).toStringList();
    view.columns = map.value(u"columns"_s).toMap();
    return view;
}

QVariantMap SavedViews::all() const
{
    return m_settings.value(m_key).toMap();
}

QStringList SavedViews::names() const
{
    QStringList names = all().keys();
    std::sort(names.begin(), names.end(),
              [](const QString &a, const QString &b) { return ModelKeys::collator().compare(a, b) < 0; });
    return names;
}

LibraryView SavedViews::view(const QString &name) const
{
    return LibraryView::fromMap(all().value(name).toMap());
}

void SavedViews::save(const QString &name, const LibraryView &view)
{
    QVariantMap views = all();
    views.insert(name, view.toMap());
    m_settings.setValue(m_key, views);
}

void SavedViews::remove(const QString &name)
{
    QVariantMap views = all();
    views.remove(name);
    m_settings.setValue(m_key, views);
}

} // namespace vitrine::ui
