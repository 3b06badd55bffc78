// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/recentlibraries.h"

#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostRecent = 12;
constexpr auto recentKey = "recentLibraries";

} // namespace

RecentLibraries::RecentLibraries(QSettings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
}

QStringList RecentLibraries::paths() const
{
    QStringList paths = m_settings.value(QLatin1StringView(recentKey)).toStringList();
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return paths;
}

void RecentLibraries::remember(const QString &path)
{
    QStringList known = paths();
    const QString clean = QFileInfo(path).absoluteFilePath();
    known.removeAll(clean);
    known.prepend(clean);
    m_settings.setValue(QLatin1StringView(recentKey), known.mid(0, mostRecent));
    emit changed();
}

void RecentLibraries::forgetAll()
{
    m_settings.remove(QLatin1StringView(recentKey));
    emit changed();
}

QString RecentLibraries::nameOf(const QString &path)
{
    QString name = QFileInfo(path).fileName();
    if (name.endsWith(u".git"))
        name.chop(4);
    return name;
}

} // namespace vitrine::ui
