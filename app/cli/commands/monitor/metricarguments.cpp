// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/metricarguments.h"

#include "core/base/text.h"
#include "core/monitor/metric/evaluation.h"
#include "core/monitor/metrictable.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

template<typename T>
using Choices = std::initializer_list<std::pair<QLatin1StringView, T>>;

// The value of an option out of a few; InvalidArgument lists them.
template<typename T>
Result<> choose(const QCommandLineParser &options, const QString &name, const Choices<T> &choices, T &value)
{
    if (!options.isSet(name))
        return {};
    QStringList known;
    for (const auto &[text, choice] : choices) {
        known << text;
        if (options.value(name) == text) {
            value = choice;
            return {};
        }
    }
    return Error{
        Error::Code::InvalidArgument,
        Text::tr("--%1 takes one of %2, not “%3”.").arg(name, known.join(u", "_s), options.value(name)),
        {}};
}

} // namespace

void addMetricOptions(QCommandLineParser &parser)
{
    parser.addOption({u"metrics"_s,
                      Text::tr("For example rmse,mae, or all (default: the usual ones of the task)."),
                      u"A,B"_s});
    parser.addOption(
        {u"custom"_s,
         Text::tr("A metric of your own, such as cost=mean(abs(truth - pred) * price); may be repeated."),
         u"NAME=EXPRESSION"_s});
    parser.addOption({u"levels"_s, Text::tr("The classes in their order (default: sorted)."), u"A,B"_s});
    parser.addOption({u"classes"_s, Text::tr("The truth is a class, even if it is written as a number.")});
    parser.addOption({u"event"_s,
                      Text::tr("Which of two classes is the event: first or second (default: first)."),
                      u"WHICH"_s});
    parser.addOption(
        {u"averaging"_s, Text::tr("Over classes: macro macro_weighted micro hand_till."), u"HOW"_s});
    parser.addOption({u"convention"_s,
                      Text::tr("yardstick or sklearn, where they differ (default: yardstick)."), u"WHOSE"_s});
    parser.addOption({u"ci"_s, Text::tr("How sure each value is: its 95 % confidence interval.")});
}

Result<> setMetrics(monitor::MeasureRequest &request, const QCommandLineParser &options)
{
    using namespace monitor;
    request.metrics = options.value(u"metrics"_s).split(u',', Qt::SkipEmptyParts);
    request.levels = options.value(u"levels"_s).split(u',', Qt::SkipEmptyParts);
    if (options.isSet(u"classes"_s))
        request.classification = true;
    if (options.isSet(u"ci"_s))
        request.intervals.level = 0.95;
    VT_CHECK(choose(options, u"event"_s,
                    Choices<EventLevel>{{"first"_L1, EventLevel::First}, {"second"_L1, EventLevel::Second}},
                    request.options.event));
    VT_CHECK(choose(options, u"averaging"_s,
                    Choices<Averaging>{{"macro"_L1, Averaging::Macro},
                                       {"macro_weighted"_L1, Averaging::MacroWeighted},
                                       {"micro"_L1, Averaging::Micro},
                                       {"hand_till"_L1, Averaging::HandTill}},
                    request.options.averaging));
    VT_CHECK(choose(
        options, u"convention"_s,
        Choices<Convention>{{"yardstick"_L1, Convention::Yardstick}, {"sklearn"_L1, Convention::Sklearn}},
        request.options.convention));
    for (const QString &custom : options.values(u"custom"_s)) {
        const qsizetype equals = custom.indexOf(u'=');
        if (equals < 1)
            return Error{Error::Code::InvalidArgument,
                         Text::tr("--custom takes NAME=EXPRESSION, not “%1”.").arg(custom),
                         {}};
        VT_TRY(const Expression expression, Expression::parse(custom.sliced(equals + 1)));
        request.custom.append({custom.left(equals).trimmed(), expression});
    }
    return {};
}

QStringList namedMetrics(const QStringList &names, bool classification, bool withProbabilities)
{
    QStringList metrics;
    for (const QString &name : names) {
        if (name != u"all") {
            metrics << monitor::metricOfSklearn(name);
            continue;
        }
        for (const monitor::MetricInfo &info : monitor::metricCatalogue()) {
            if (monitor::checkMetrics({info.name}, classification) &&
                (withProbabilities || !monitor::isProbabilityMetric(info.name)))
                metrics << info.name;
        }
    }
    metrics.removeDuplicates();
    return metrics;
}

} // namespace vitrine::cli
