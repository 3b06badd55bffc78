// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/dateticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr double labelGap = 14;
constexpr double closest = 52; // pixels between ticks: more would be noise
constexpr int mostTicks = 200;

enum class Unit { Millisecond, Hour, Day, Month, Year };

struct Step {
    Unit unit;
    int count;
    qint64 length; // the shortest that such a step can be
};

constexpr std::array<Step, 38> steps = {{
    {Unit::Millisecond, 1, 1},
    {Unit::Millisecond, 10, 10},
    {Unit::Millisecond, 50, 50},
    {Unit::Millisecond, 100, 100},
    {Unit::Millisecond, 500, 500},
    {Unit::Millisecond, 1000, second},
    {Unit::Millisecond, 2000, 2 * second},
    {Unit::Millisecond, 5000, 5 * second},
    {Unit::Millisecond, 10000, 10 * second},
    {Unit::Millisecond, 15000, 15 * second},
    {Unit::Millisecond, 30000, 30 * second},
    {Unit::Millisecond, 60000, minute},
    {Unit::Millisecond, 120000, 2 * minute},
    {Unit::Millisecond, 300000, 5 * minute},
    {Unit::Millisecond, 600000, 10 * minute},
    {Unit::Millisecond, 900000, 15 * minute},
    {Unit::Millisecond, 1800000, 30 * minute},
    {Unit::Hour, 1, hour},
    {Unit::Hour, 2, 2 * hour},
    {Unit::Hour, 3, 3 * hour},
    {Unit::Hour, 6, 6 * hour},
    {Unit::Hour, 12, 12 * hour},
    {Unit::Day, 1, day},
    {Unit::Day, 2, 2 * day},
    {Unit::Day, 7, 7 * day},
    {Unit::Day, 14, 14 * day},
    {Unit::Month, 1, 28 * day},
    {Unit::Month, 2, 59 * day},
    {Unit::Month, 3, 90 * day},
    {Unit::Month, 6, 181 * day},
    {Unit::Year, 1, 365 * day},
    {Unit::Year, 2, 730 * day},
    {Unit::Year, 5, 1826 * day},
    {Unit::Year, 10, 3652 * day},
    {Unit::Year, 20, 7304 * day},
    {Unit::Year, 50, 18262 * day},
    {Unit::Year, 100, 36524 * day},
    {Unit::Year, 1000, 365242 * day},
}};

qint64 floorTo(qint64 value, qint64 multiple)
{
    const qint64 rest = value % multiple;
    return value - (rest < 0 ? rest + multiple : rest);
}

QDateTime at(qint64 time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(time, zone);
}

qint64 timeOf(QDate date, QTime time, const QTimeZone &zone)
{
    return QDateTime(date, time, zone).toMSecsSinceEpoch();
}

// Round clock times: the zone's offset at the beginning shifts the multiples, so that 15-minute steps
// are round in zones of half an hour, too.
QList<qint64> clockTimes(qint64 from, qint64 to, const QTimeZone &zone, qint64 step)
{
    const qint64 offset = at(from, zone).offsetFromUtc() * second;
    QList<qint64> times;
    for (qint64 t = floorTo(from + offset, step) - offset; t <= to && times.size() <= mostTicks; t += step)
        times << t;
    return times;
}

QList<qint64> hourTimes(qint64 from, qint64 to, const QTimeZone &zone, int step)
{
    QList<qint64> times;
    for (QDate date = at(from, zone).date(); times.size() <= mostTicks; date = date.addDays(1)) {
        for (int h = 0; h < 24; h += step) {
            const qint64 t = timeOf(date, QTime(h, 0), zone);
            if (t > to)
                return times;
            if (times.isEmpty() || t > times.last())
                times << t;
        }
    }
    return times;
}

QDate firstDate(QDate date, const Step &step)
{
    switch (step.unit) {
    case Unit::Day: // multiples of seven begin on a Monday, as Julian day 0 does
        return QDate::fromJulianDay(floorTo(date.toJulianDay(), step.count));
    case Unit::Month: return {date.year(), (date.month() - 1) / step.count * step.count + 1, 1};
    default: return {std::max(1, int(floorTo(date.year(), step.count))), 1, 1};
    }
}

QDate nextDate(QDate date, const Step &step)
{
    switch (step.unit) {
    case Unit::Day: return date.addDays(step.count);
    case Unit::Month: return date.addMonths(step.count);
    default: return firstDate(date.addYears(step.count), step);
    }
}

QList<qint64> calendarTimes(qint64 from, qint64 to, const QTimeZone &zone, const Step &step)
{
    QList<qint64> times;
    for (QDate date = firstDate(at(from, zone).date(), step); date.isValid() && times.size() <= mostTicks;
         date = nextDate(date, step)) {
        const qint64 t = date.startOfDay(zone).toMSecsSinceEpoch();
        if (t > to)
            break;
        times << t;
    }
    return times;
}

QList<qint64> timesOf(qint64 from, qint64 to, const QTimeZone &zone, const Step &step)
{
    QList<qint64> times;
    if (step.unit == Unit::Millisecond)
        times = clockTimes(from, to, zone, step.count);
    else if (step.unit == Unit::Hour)
        times = hourTimes(from, to, zone, step.count);
    else
        times = calendarTimes(from, to, zone, step);
    times.removeIf([from](qint64 t) { return t < from; });
    return times;
}

QString labelFormat(const Step &step)
{
    switch (step.unit) {
    case Unit::Year: return u"yyyy"_s;
    case Unit::Month: return u"MMM"_s;
    case Unit::Day: return u"d"_s;
    case Unit::Hour: return u"HH:mm"_s;
    default: break;
    }
    if (step.count >= minute)
        return u"HH:mm"_s;
    return step.count >= second ? u"HH:mm:ss"_s : u"ss.zzz"_s;
}

QString contextFormat(const Step &step)
{
    switch (step.unit) {
    case Unit::Year: return {};
    case Unit::Month: return u"yyyy"_s;
    case Unit::Day: return u"MMM yyyy"_s;
    default: break;
    }
    return step.count >= second || step.unit == Unit::Hour ? u"d MMM yyyy"_s : u"d MMM yyyy HH:mm"_s;
}

QList<DateTick> labelled(const QList<qint64> &times, const QTimeZone &zone, const Step &step)
{
    const QLocale locale;
    const QString format = labelFormat(step);
    const QString context = contextFormat(step);
    QString before;
    QList<DateTick> ticks;
    for (const qint64 time : times) {
        const QDateTime moment = at(time, zone);
        DateTick tick{time, locale.toString(moment, format), {}};
        const QString now = context.isEmpty() ? QString() : locale.toString(moment, context);
        if (now != before)
            tick.context = before = now;
        ticks << tick;
    }
    return ticks;
}

} // namespace

QList<DateTick> dateTicks(qint64 from, qint64 to, const QTimeZone &zone, double width,
                          const std::function<double(const QString &)> &widthOf)
{
    if (to <= from || width <= 0)
        return {};
    const double pixels = width / double(to - from);
    for (const Step &step : steps) {
        if (double(to - from) / double(step.length) > mostTicks)
            continue;
        // The second day of a two-day step and the like are as wide as "30": measure a wide sample first.
        const double sample =
            widthOf(QLocale().toString(QDate(2028, 9, 28).startOfDay(zone), labelFormat(step)));
        if (double(step.length) * pixels < std::max(sample + labelGap, closest))
            continue;
        QList<DateTick> ticks = labelled(timesOf(from, to, zone, step), zone, step);
        // What holds at the left edge gives way to what begins to hold next to it.
        double free = -1e9;
        for (qsizetype i = ticks.size() - 1, next = -1; i >= 0; --i) {
            if (ticks[i].context.isEmpty())
                continue;
            const double x = double(ticks[i].time - from) * pixels;
            if (next >= 0 && x + widthOf(ticks[i].context) + labelGap > free)
                ticks[i].context.clear();
            else {
                free = x;
                next = i;
            }
        }
        return ticks;
    }
    return {};
}

QString zoneName(const QTimeZone &zone)
{
    const QString id = QString::fromUtf8(zone.id());
    return id.isEmpty() ? u"UTC"_s : id;
}

QString periodText(qint64 start, qint64 end, const QTimeZone &zone)
{
    const QLocale locale;
    const QDateTime from = at(start, zone);
    const QDateTime to = at(end, zone);
    const bool wholeDays = from.time() == QTime(0, 0) && to.time() == QTime(0, 0) && end > start;
    if (!wholeDays) {
        const QString date = locale.toString(from.date(), u"d MMM yyyy"_s);
        if (end <= start)
            return date + u", "_s + locale.toString(from.time(), u"HH:mm:ss"_s);
        const QString clock = end - start < minute ? u"HH:mm:ss"_s : u"HH:mm"_s;
        const bool sameDay = from.date() == to.date();
        return date + u", "_s + locale.toString(from.time(), clock) + u" – "_s +
               (sameDay ? QString() : locale.toString(to.date(), u"d MMM yyyy, "_s)) +
               locale.toString(to.time(), clock);
    }
    const QDate first = from.date();
    const QDate last = to.date().addDays(-1);
    const bool wholeMonths = first.day() == 1 && to.date().day() == 1;
    if (wholeMonths && first.addYears(1) == to.date() && first.month() == 1)
        return locale.toString(first, u"yyyy"_s);
    if (wholeMonths && first.addMonths(1) == to.date())
        return locale.toString(first, u"MMMM yyyy"_s);
    if (wholeMonths)
        return locale.toString(first, first.year() == last.year() ? u"MMM"_s : u"MMM yyyy"_s) + u" – "_s +
               locale.toString(last, u"MMM yyyy"_s);
    const QString end_ = locale.toString(last, u"d MMM yyyy"_s);
    if (first == last)
        return end_;
    if (first.year() != last.year())
        return locale.toString(first, u"d MMM yyyy"_s) + u" – "_s + end_;
    return locale.toString(first, first.month() == last.month() ? u"d"_s : u"d MMM"_s) + u" – "_s + end_;
}

} // namespace vitrine::ui
