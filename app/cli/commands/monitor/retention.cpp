// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/retention.h"

#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/storepath.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QDateTime>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QString daysText(int days)
{
    return days == 0 ? Text::tr("for ever") : Text::tr("%n day(s)", nullptr, days);
}

class MonitorRetention final : public Command
{
public:
    QString name() const override { return u"retention"_s; }
    QString arguments() const override { return {}; }
    QString summary() const override
    {
        return Text::tr("For how long observations and their sums are kept; remove what is older.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"observations"_s, Text::tr("Keep observations for so many days; 0 for ever."), u"DAYS"_s});
        parser.addOption(
            {u"minutes"_s, Text::tr("Keep sums by the minute for so many days; 0 for ever."), u"DAYS"_s});
        parser.addOption(
            {u"hours"_s, Text::tr("Keep sums by the hour for so many days; 0 for ever."), u"DAYS"_s});
        parser.addOption({u"apply"_s, Text::tr("Remove what is older, now. Sums by the day stay always.")});
        addStoreOption(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (!words.isEmpty())
            return WrongUse{Text::tr("monitor retention takes no arguments.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(monitor::Store store, openStore(library, options));
        VT_TRY(const monitor::Retention before, store.retention());
        monitor::Retention retention = before;
        for (const auto &[option, days] :
             {std::pair{u"observations"_s, &retention.observationDays},
              std::pair{u"minutes"_s, &retention.minuteDays}, std::pair{u"hours"_s, &retention.hourDays}}) {
            if (!options.isSet(option))
                continue;
            bool understood = false;
            *days = options.value(option).toInt(&understood);
            if (!understood || *days < 0)
                return WrongUse{
                    Text::tr("--%1 takes a number of days, not “%2”.").arg(option, options.value(option))};
        }
        if (retention != before)
            VT_CHECK(store.setRetention(retention));
        qint64 removed = 0;
        if (options.isSet(u"apply"_s)) {
            const Interruption interruption;
            VT_TRY(removed, store.applyRetention(QDateTime::currentDateTimeUtc(), interruption.job()));
        }
        print(context, retention, removed, options.isSet(u"apply"_s));
        return 0;
    }

private:
    static void print(const Context &context, const monitor::Retention &retention, qint64 removed,
                      bool applied)
    {
        if (context.json) {
            context.print(QJsonObject{{u"observations"_s, retention.observationDays},
                                      {u"minutes"_s, retention.minuteDays},
                                      {u"hours"_s, retention.hourDays},
                                      {u"removed"_s, removed}});
            return;
        }
        context.print({u"what"_s, u"kept"_s},
                      {{u"observations"_s, daysText(retention.observationDays)},
                       {Text::tr("sums by the minute"), daysText(retention.minuteDays)},
                       {Text::tr("sums by the hour"), daysText(retention.hourDays)},
                       {Text::tr("sums by the day"), daysText(0)}});
        if (applied)
            context.say(Text::tr("%n row(s) removed.", nullptr, static_cast<int>(removed)));
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorRetention()
{
    return std::make_unique<MonitorRetention>();
}

} // namespace vitrine::cli
