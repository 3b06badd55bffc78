// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/columndates.h"

#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ColumnDates)
};

constexpr qint64 dayMs = 86'400'000;

enum class Unit { Year, Quarter, Month, Day, Time }; // weeks are told by their first day

Unit unitOf(const ColumnPeriod &period)
{
    const double days = double(period.end - period.start) / double(dayMs);
    if (days > 300)
        return Unit::Year;
    if (days > 80)
        return Unit::Quarter;
    if (days > 27)
        return Unit::Month;
    return days > 0.9 ? Unit::Day : Unit::Time;
}

QString labelOf(Unit unit, const QDateTime &start)
{
    const QDate date = start.date();
    switch (unit) {
    case Unit::Year: return QString::number(date.year());
    case Unit::Quarter: return Wording::tr("Q%1").arg((date.month() + 2) / 3);
    case Unit::Month: return QLocale().toString(date, u"MMM"_s);
    case Unit::Day: return QLocale().toString(date, u"d MMM"_s);
    case Unit::Time: return QLocale().toString(start.time(), u"HH:mm"_s);
    }
    return {};
}

QString contextOf(Unit unit, const QDateTime &start)
{
    switch (unit) {
    case Unit::Year: return {};
    case Unit::Quarter:
    case Unit::Month:
    case Unit::Day: return QString::number(start.date().year());
    case Unit::Time: return QLocale().toString(start.date(), u"d MMM yyyy"_s);
    }
    return {};
}

// Which of its kind a period is, so that every fourth is the same one everywhere.
qint64 ordinalOf(Unit unit, const QDateTime &start, qint64 length)
{
    const QDate date = start.date();
    switch (unit) {
    case Unit::Year: return date.year();
    case Unit::Quarter: return date.year() * 4LL + (date.month() - 1) / 3;
    case Unit::Month: return date.year() * 12LL + date.month() - 1;
    case Unit::Day: {
        const qint64 days = std::max<qint64>(1, (length + dayMs / 2) / dayMs);
        return (date.toJulianDay() + 1) / days; // the week changes with Monday
    }
    case Unit::Time: {
        const qint64 perDay = std::max<qint64>(1, dayMs / std::max<qint64>(1, length));
        return date.toJulianDay() * perDay +
               start.time().msecsSinceStartOfDay() / std::max<qint64>(1, length);
    }
    }
    return 0;
}

QList<qint64> stepsOf(Unit unit, qint64 length)
{
    switch (unit) {
    case Unit::Year: return {1, 2, 5, 10, 20, 50};
    case Unit::Quarter: return {1, 2, 4};
    case Unit::Month: return {1, 2, 3, 4, 6, 12};
    case Unit::Day:
        return length > 2 * dayMs ? QList<qint64>{1, 2, 4, 13, 26, 52} : QList<qint64>{1, 2, 7, 14, 28};
    case Unit::Time: break;
    }
    QList<qint64> steps;
    for (const qint64 minutes : {1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440}) {
        if (minutes * 60'000 >= length)
            steps << minutes * 60'000 / length;
    }
    return steps.isEmpty() ? QList<qint64>{1} : steps;
}

int widestLabel(Unit unit, const std::function<int(const QString &)> &widthOf)
{
    int widest = 0;
    for (int month = 1; month <= 12; ++month)
        widest = std::max(widest,
                          widthOf(labelOf(unit, QDateTime(QDate(2000, month, 28), QTime(20, 0), Qt::UTC))));
    return widest;
}

} // namespace

QList<ColumnDate> columnDates(const QList<ColumnPeriod> &columns, const QTimeZone &zone, int width,
                              const std::function<int(const QString &)> &widthOf)
{
    if (columns.isEmpty())
        return {};
    const Unit unit = unitOf(columns.first());
    const qint64 length = columns.first().end - columns.first().start;
    const int needed = widestLabel(unit, widthOf) + Space::s;
    const QList<qint64> steps = stepsOf(unit, length);
    qint64 step = steps.last();
    for (const qint64 each : steps) {
        if (each * width >= needed) {
            step = each;
            break;
        }
    }
    QList<ColumnDate> dates;
    for (const ColumnPeriod &column : columns) {
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(column.start, zone);
        const bool told = ordinalOf(unit, start, length) % step == 0;
        dates << ColumnDate{told ? labelOf(unit, start) : QString(), contextOf(unit, start)};
    }
    return dates;
}

} // namespace vitrine::ui
