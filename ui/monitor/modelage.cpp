// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/modelage.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ModelAge)
};

constexpr qint64 hourSeconds = 3600;
constexpr qint64 dayHours = 24;
constexpr int toldInDays = 90; // beyond it, nobody counts them
constexpr int yearMonths = 12;

// Whole months of the calendar.
int monthsBetween(const QDate &from, const QDate &to)
{
    int months = (to.year() - from.year()) * yearMonths + to.month() - from.month();
    if (from.addMonths(months) > to)
        --months;
    return months;
}

} // namespace

QString durationText(const QDateTime &from, const QDateTime &to)
{
    const qint64 hours = from.secsTo(to) / hourSeconds;
    if (hours < 1)
        return Wording::tr("less than an hour");
    if (hours < 2 * dayHours)
        return Wording::tr("%n hour(s)", nullptr, int(hours));
    const qint64 days = hours / dayHours;
    if (days < toldInDays)
        return Wording::tr("%n day(s)", nullptr, int(days));
    const int months = monthsBetween(from.toUTC().date(), to.toUTC().date());
    const QString rest = Wording::tr("%n month(s)", nullptr, months % yearMonths);
    if (months < yearMonths)
        return rest;
    const QString years = Wording::tr("%n year(s)", nullptr, months / yearMonths);
    return months % yearMonths == 0 ? years : Wording::tr("%1, %2").arg(years, rest);
}

} // namespace vitrine::ui
