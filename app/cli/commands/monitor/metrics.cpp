// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "core/base/text.h"
#include "core/monitor/store.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// vetiver's .index is a date for periods of a day or more, else a time.
QString indexText(const monitor::MetricPoint &point, monitor::PeriodUnit unit)
{
    const bool fine = unit == monitor::PeriodUnit::Hour || unit == monitor::PeriodUnit::Minute ||
                      unit == monitor::PeriodUnit::Second;
    return fine ? isoText(point.index) : point.index.date().toString(Qt::ISODate);
}

using PointOfSeries = std::pair<const monitor::MetricSeries *, const monitor::MetricPoint *>;

// Period by period; versions and metrics within one keep their order.
std::vector<PointOfSeries> byPeriod(const QList<monitor::MetricSeries> &series)
{
    std::vector<PointOfSeries> points;
    for (const monitor::MetricSeries &one : series) {
        for (const monitor::MetricPoint &point : one.points)
            points.emplace_back(&one, &point);
    }
    std::ranges::stable_sort(points, {}, [](const PointOfSeries &of) { return of.second->start; });
    return points;
}

class MonitorMetrics final : public Command
{
public:
    QString name() const override { return u"metrics"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE]"_s; }
    QString summary() const override
    {
        return Text::tr("Metrics of each version over time, from what was observed.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        addPeriodOptions(parser);
        addReadingOptions(parser);
        parser.addOption({u"metrics"_s,
                          Text::tr("For example rmse,mae (default: the usual ones of the task)."), u"A,B"_s});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("monitor metrics takes: MODEL[@VERSION|#STAGE].")};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.first()));
        monitor::MetricRequest request;
        request.model = ref.model;
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        request.periods = *periods;
        if (options.isSet(u"metrics"_s))
            request.metrics = options.value(u"metrics"_s).split(u',', Qt::SkipEmptyParts);
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Model model, library.model(ref.model));
        if (!ref.version.isEmpty() || !ref.stage.isEmpty()) {
            VT_TRY(const registry::Version version, library.resolve(ref));
            request.versions = {version.name};
        }
        VT_TRY(monitor::Store store, monitor::Store::open(library.dataDir() + u"/monitor.sqlite"_s));
        VT_TRY(const QList<monitor::MetricSeries> series, store.metrics(request));
        print(context, series, periods->unit);
        return 0;
    }

private:
    static void print(const Context &context, const QList<monitor::MetricSeries> &series,
                      monitor::PeriodUnit unit)
    {
        QJsonArray array;
        QList<QStringList> rows;
        for (const auto &[of, point] : byPeriod(series)) {
            const monitor::MetricSeries &one = *of;
            const QJsonValue estimate = std::isnan(point->value) ? QJsonValue() : QJsonValue(point->value);
            array.append(QJsonObject{{u"version"_s, one.version},
                                     {u".index"_s, indexText(*point, unit)},
                                     {u".n"_s, point->n},
                                     {u".metric"_s, one.metric},
                                     {u".estimator"_s, one.estimator},
                                     {u".estimate"_s, estimate}});
            rows.append({one.version, indexText(*point, unit), QString::number(point->n), one.metric,
                         one.estimator,
                         std::isnan(point->value) ? u"NA"_s : QString::number(point->value, 'g', 6)});
        }
        if (context.json)
            context.print(array);
        else if (rows.isEmpty())
            context.say(Text::tr("No labelled data yet."));
        else
            context.print({u"version"_s, u".index"_s, u".n"_s, u".metric"_s, u".estimator"_s, u".estimate"_s},
                          rows);
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorMetrics()
{
    return std::make_unique<MonitorMetrics>();
}

} // namespace vitrine::cli
