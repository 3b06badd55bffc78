// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/bisect.h"

#include "app/cli/commands/monitor/backtestarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/numbertext.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QJsonValue nameOrNull(const QString &name)
{
    return name.isEmpty() ? QJsonValue() : QJsonValue(name);
}

class MonitorBisect final : public Command
{
public:
    QString name() const override { return u"bisect"_s; }
    QString arguments() const override { return u"MODEL"_s; }
    QString summary() const override
    {
        return Text::tr("The first version at which a metric crosses a bound.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"metric"_s, Text::tr("For example rmse."), u"M"_s});
        parser.addOption({u"above"_s, Text::tr("A version is bad when the metric is above this."), u"X"_s});
        parser.addOption({u"below"_s, Text::tr("A version is bad when the metric is below this."), u"X"_s});
        parser.addOption(
            {u"all"_s, Text::tr("Test every version instead of halving, which takes it that after a "
                                "bad version all are bad.")});
        addBacktestOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        const bool isAbove = options.isSet(u"above"_s);
        if (words.size() != 1 || !options.isSet(u"data"_s) || !options.isSet(u"metric"_s) ||
            isAbove == options.isSet(u"below"_s))
            return WrongUse{
                Text::tr("monitor bisect takes: MODEL --data FILE --metric M (--above X | --below X).")};
        const QString text = options.value(isAbove ? u"above"_s : u"below"_s);
        bool understood = false;
        monitor::BisectBound bound;
        bound.side = isAbove ? monitor::BisectBound::Side::Above : monitor::BisectBound::Side::Below;
        bound.value = text.toDouble(&understood);
        if (!understood)
            return WrongUse{Text::tr("“%1” is not a number.").arg(text)};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Model model, library.model(words.first()));
        const Interruption interruption;
        VT_TRY(BacktestInput input, openBacktestInput(library, model.name, options, interruption.job()));
        input.request.metrics = QStringList{options.value(u"metric"_s)};
        const auto test = [&](const QString &version) {
            return metricOf(input, version, interruption.job());
        };
        QStringList names;
        for (const monitor::BacktestVersion &version : std::as_const(input.versions))
            names << version.name;
        const auto method =
            options.isSet(u"all"_s) ? monitor::BisectMethod::All : monitor::BisectMethod::Halves;
        VT_TRY(const monitor::Bisection found,
               monitor::bisect(names, bound, method, test, interruption.job()));
        const bool anyTested = std::any_of(found.steps.begin(), found.steps.end(),
                                           [](const monitor::BisectStep &step) { return step.isTested(); });
        if (!anyTested)
            return Error{Error::Code::InvalidArgument,
                         Text::tr("No version could be tested. %1").arg(found.steps.first().why),
                         {}};
        print(context, found);
        return 0;
    }

private:
    static Result<double> metricOf(const BacktestInput &input, const QString &name, const Job &job)
    {
        const auto version =
            std::find_if(input.versions.begin(), input.versions.end(),
                         [&](const monitor::BacktestVersion &one) { return one.name == name; });
        VT_TRY(const monitor::Backtest result,
               monitor::backtest(input.data.dataset, {*version}, input.request, job));
        if (!result.failures.isEmpty())
            return Error{Error::Code::Unsupported, result.failures.first().why, {}};
        if (result.series.isEmpty() || result.series.first().points.isEmpty())
            return Error{Error::Code::InvalidArgument, Text::tr("The data has no rows."), {}};
        const monitor::MetricPoint point = result.series.first().points.first();
        if (std::isnan(point.value) && !point.why.isEmpty())
            return Error{Error::Code::InvalidArgument, point.why, {}};
        return point.value;
    }

    static void print(const Context &context, const monitor::Bisection &found)
    {
        QJsonArray steps;
        QList<QStringList> rows;
        for (const monitor::BisectStep &step : found.steps) {
            const QString state = !step.isTested() ? u"skipped"_s : step.bad ? u"bad"_s : u"good"_s;
            QJsonObject json{
                {u"version"_s, step.version}, {u"value"_s, numberOrNull(step.value)}, {u"state"_s, state}};
            if (!step.why.isEmpty())
                json[u"why"_s] = step.why;
            steps.append(json);
            rows.append({step.version, state, step.isTested() ? shortText(step.value) : u"NA"_s, step.why});
        }
        if (context.json) {
            QJsonObject json{{u"first_bad"_s, nameOrNull(found.firstBad)},
                             {u"last_good"_s, nameOrNull(found.lastGood)},
                             {u"untestable"_s, QJsonArray::fromStringList(found.untestable)},
                             {u"steps"_s, steps}};
            if (found.isMonotone)
                json[u"monotone"_s] = *found.isMonotone;
            context.print(json);
            return;
        }
        context.print({u"version"_s, u"state"_s, u"value"_s, u"why"_s}, rows);
        context.say(found.firstBad.isEmpty() ? Text::tr("No version is bad.")
                                             : Text::tr("The first bad version is %1.").arg(found.firstBad));
        if (!found.untestable.isEmpty())
            context.say(Text::tr("It may also be one that could not be tested: %1.")
                            .arg(found.untestable.join(u", "_s)));
        if (found.isMonotone == std::optional(false))
            context.say(Text::tr("Some later versions are good again."));
        else if (!found.isMonotone && !found.firstBad.isEmpty())
            context.say(
                Text::tr("This takes it that all versions after a bad one are bad; --all tests them."));
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorBisect()
{
    return std::make_unique<MonitorBisect>();
}

} // namespace vitrine::cli
