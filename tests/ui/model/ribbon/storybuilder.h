// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/model/ribbon/ribbonstory.h"

#include <cmath>

// Stories that need no library.
namespace vitrine::test {

inline registry::Version storyVersion(const QString &name, const QDateTime &date, double rmse)
{
    registry::Version version;
    version.model = QStringLiteral("tmax");
    version.name = name;
    version.date = date;
    version.author = QStringLiteral("Ada");
    version.message = QStringLiteral("About ") + name;
    version.metrics = {{QStringLiteral("rmse"), rmse}};
    return version;
}

inline QDateTime storyDay(int year, int month, int day)
{
    return QDateTime(QDate(year, month, day), QTime(9, 30), Qt::UTC);
}

// v2.1.0 was harmful: production went back to v2.0.0; v2.2.0 is in staging.
inline ui::RibbonStory fewVersions()
{
    const QString production = QStringLiteral("production");
    const QString staging = QStringLiteral("staging");
    const auto name = [](const char *text) { return QString::fromLatin1(text); };
    const QList<registry::Version> newestFirst{storyVersion(name("v2.2.0"), storyDay(2015, 5, 20), 2.61),
                                               storyVersion(name("v2.1.0"), storyDay(2015, 3, 2), 2.52),
                                               storyVersion(name("v2.0.0"), storyDay(2014, 6, 10), 2.71),
                                               storyVersion(name("v1.1.0"), storyDay(2013, 9, 2), 2.94),
                                               storyVersion(name("v1.0.0"), storyDay(2013, 1, 15), 3.12)};
    const QList<registry::StageInterval> intervals{
        {production, name("v1.0.0"), storyDay(2013, 1, 20), storyDay(2013, 9, 10), false},
        {production, name("v1.1.0"), storyDay(2013, 9, 10), storyDay(2014, 6, 26), false},
        {production, name("v2.0.0"), storyDay(2014, 6, 26), storyDay(2015, 3, 4), false},
        {production, name("v2.1.0"), storyDay(2015, 3, 4), storyDay(2015, 3, 24), false},
        {production, name("v2.0.0"), storyDay(2015, 3, 24), {}, true},
        {staging, name("v2.0.0"), storyDay(2014, 6, 12), storyDay(2015, 5, 21), false},
        {staging, name("v2.2.0"), storyDay(2015, 5, 21), {}, false}};
    return ui::storyOf(newestFirst, intervals, {}, QStringLiteral("rmse"), storyDay(2015, 8, 1));
}

// A version a day, production at the middle one.
inline ui::RibbonStory manyVersions(int count)
{
    QList<registry::Version> newestFirst;
    for (int at = count - 1; at >= 0; --at)
        newestFirst << storyVersion(QStringLiteral("v1.%1.0").arg(at), storyDay(2010, 1, 1).addDays(at),
                                    3 + std::sin(at / 9.0));
    QList<registry::StageInterval> intervals;
    for (int at = 0; at <= count / 2; ++at) {
        const bool last = at == count / 2;
        intervals.append({QStringLiteral("production"), QStringLiteral("v1.%1.0").arg(at),
                          storyDay(2010, 1, 1).addDays(at),
                          last ? QDateTime() : storyDay(2010, 1, 2).addDays(at), false});
    }
    return ui::storyOf(newestFirst, intervals, {}, QStringLiteral("rmse"), storyDay(2040, 1, 1));
}

inline ui::RibbonStory manyStages(int count)
{
    const QList<registry::Version> newestFirst{
        storyVersion(QStringLiteral("v1.1.0"), storyDay(2015, 5, 20), 2.61),
        storyVersion(QStringLiteral("v1.0.0"), storyDay(2015, 1, 2), 2.52)};
    QList<registry::StageInterval> intervals;
    for (int at = 0; at < count; ++at)
        intervals.append({QStringLiteral("stage%1").arg(at),
                          QStringLiteral("v1.%1.0").arg(at % 2),
                          storyDay(2015, 6, 1 + at),
                          {},
                          false});
    return ui::storyOf(newestFirst, intervals, {}, QStringLiteral("rmse"), storyDay(2015, 8, 1));
}

} // namespace vitrine::test
