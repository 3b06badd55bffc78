// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/backtestarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/numbertext.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "app/cli/commands/monitor/periodtext.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class MonitorBacktest final : public Command
{
public:
    QString name() const override { return u"backtest"_s; }
    QString arguments() const override { return u"MODEL"_s; }
    QString summary() const override
    {
        return Text::tr("How every version would have done in every period of a dataset.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"metrics"_s,
                          Text::tr("For example rmse,mae (default: the usual ones of the task)."), u"A,B"_s});
        addBacktestOptions(parser);
        addPeriodOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1 || !options.isSet(u"data"_s))
            return WrongUse{Text::tr("monitor backtest takes: MODEL --data FILE.")};
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Model model, library.model(words.first()));
        const Interruption interruption;
        VT_TRY(BacktestInput input, openBacktestInput(library, model.name, options, interruption.job()));
        input.request.metrics = options.value(u"metrics"_s).split(u',', Qt::SkipEmptyParts);
        if (!input.request.roles.time.isEmpty())
            input.request.periods = *periods;
        VT_TRY(const monitor::Backtest result,
               monitor::backtest(input.data.dataset, input.versions, input.request, interruption.job()));
        tell(context, result);
        print(context, result, input.request.periods);
        return result.series.isEmpty() && !result.failures.isEmpty() ? 1 : 0;
    }

private:
    static void print(const Context &context, const monitor::Backtest &result,
                      const std::optional<monitor::Periods> &periods)
    {
        QJsonArray array;
        QList<QStringList> rows;
        for (const monitor::MetricSeries &series : result.series) {
            for (const monitor::MetricPoint &point : series.points) {
                const QString index = periods ? periodText(point.index, periods->unit) : QString();
                QJsonObject json{{u"version"_s, series.version},
                                 {u".index"_s, periods ? QJsonValue(index) : QJsonValue()},
                                 {u".n"_s, point.n},
                                 {u".metric"_s, series.metric},
                                 {u".estimator"_s, series.estimator},
                                 {u".estimate"_s, numberOrNull(point.value)}};
                if (!point.why.isEmpty())
                    json[u"why"_s] = point.why;
                array.append(json);
                rows.append({series.version, index, QString::number(point.n), series.metric, series.estimator,
                             shortText(point.value)});
            }
        }
        if (context.json)
            context.print(array);
        else if (rows.isEmpty())
            context.say(Text::tr("There is nothing to show."));
        else
            context.print({u"version"_s, u".index"_s, u".n"_s, u".metric"_s, u".estimator"_s, u".estimate"_s},
                          rows);
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorBacktest()
{
    return std::make_unique<MonitorBacktest>();
}

} // namespace vitrine::cli
