// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/periodarguments.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

Result<int> wholeNumber(const QCommandLineParser &options, const QString &name, int least)
{
    bool understood = false;
    const int value = options.value(name).toInt(&understood);
    if (!understood || value < least)
        return wrong(Text::tr("--%1 takes a whole number from %2.").arg(name).arg(least));
    return value;
}

} // namespace

void addPeriodOptions(QCommandLineParser &parser)
{
    parser.addOption({u"period"_s,
                      Text::tr("year quarter month week isoweek yweek mweek day yday mday hour minute "
                               "second millisecond count (default: month)."),
                      u"P"_s, u"month"_s});
    parser.addOption({u"every"_s, Text::tr("Periods taken together (default: 1)."), u"N"_s, u"1"_s});
    parser.addOption(
        {u"origin"_s, Text::tr("Where periods are counted from (default: 1970-01-01)."), u"ISO"_s});
    parser.addOption(
        {u"before"_s, Text::tr("Periods before each one to take in (default: 0)."), u"N"_s, u"0"_s});
    parser.addOption(
        {u"after"_s, Text::tr("Periods after each one to take in (default: 0)."), u"N"_s, u"0"_s});
    parser.addOption({u"complete"_s, Text::tr("Leave out those without all their neighbours.")});
    parser.addOption({u"year-start"_s, Text::tr("The month in which a fiscal year begins (default: 1)."),
                      u"MONTH"_s, u"1"_s});
    parser.addOption({u"month-start"_s, Text::tr("The day on which a fiscal month begins (default: 1)."),
                      u"DAY"_s, u"1"_s});
}

Result<monitor::Periods> periodsOf(const QCommandLineParser &options)
{
    monitor::Periods periods;
    VT_TRY(periods.unit, monitor::periodUnit(options.value(u"period"_s)));
    VT_TRY(periods.every, wholeNumber(options, u"every"_s, 1));
    VT_TRY(periods.before, wholeNumber(options, u"before"_s, 0));
    VT_TRY(periods.after, wholeNumber(options, u"after"_s, 0));
    VT_TRY(periods.yearStart, wholeNumber(options, u"year-start"_s, 1));
    VT_TRY(periods.monthStart, wholeNumber(options, u"month-start"_s, 1));
    periods.complete = options.isSet(u"complete"_s);
    if (options.isSet(u"zone"_s))
        periods.zone = QTimeZone(options.value(u"zone"_s).toUtf8());
    if (options.isSet(u"origin"_s)) {
        const QString text = options.value(u"origin"_s);
        QDateTime origin = QDateTime::fromString(text, Qt::ISODate);
        if (!origin.isValid())
            return wrong(Text::tr("--origin takes a date or a time such as 2024-01-01, not “%1”.").arg(text));
        if (origin.timeSpec() == Qt::LocalTime && periods.zone.isValid())
            origin = QDateTime(origin.date(), origin.time(), periods.zone);
        periods.origin = origin;
    }
    VT_CHECK(monitor::checkPeriods(periods));
    return periods;
}

} // namespace vitrine::cli
