// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/datasetmeasure.h"

#include "core/base/text.h"
#include "core/monitor/measurepass.h"
#include "core/monitor/scoredtask.h"
#include "core/monitor/sortedchunk.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

Result<> checkTask(const MeasureRequest &request, const Dataset &dataset, bool classification)
{
    if (dataset.isEmpty())
        return wrong(Text::tr("The dataset has names of columns, but no rows."));
    VT_CHECK(checkRoles(request.roles, dataset.columns()));
    const bool needed = request.custom.isEmpty() || !request.metrics.isEmpty();
    if (needed && request.roles.truth.isEmpty())
        return wrong(Text::tr("No column is the truth. Say which one, for example truth."));
    if (needed && request.roles.estimate.isEmpty() &&
        (!classification || request.roles.probabilities.isEmpty()))
        return wrong(Text::tr("No column is the estimate. Say which one, for example .pred."));
    if (request.periods && request.periods->unit != PeriodUnit::Count && request.roles.time.isEmpty())
        return wrong(Text::tr("Periods need a column of times. Say which one, or leave out the period."));
    if (classification)
        return {};
    for (const QString &name : {request.roles.truth, request.roles.estimate}) {
        if (!name.isEmpty() && dataset.column(name)->type != ColumnType::Number)
            return wrong(Text::tr("Column “%1” does not read as numbers.").arg(name));
    }
    return {};
}

Result<QDateTime> firstTime(const Dataset &dataset, const QString &column, const Job &job)
{
    VT_TRY(DatasetReader reader, dataset.read({column}, job));
    Chunk chunk;
    qint64 first = std::numeric_limits<qint64>::max();
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        for (const qint64 time : chunk.columns[0].times)
            first = time == missingTime ? first : std::min(first, time);
    }
    return QDateTime::fromMSecsSinceEpoch(first == std::numeric_limits<qint64>::max() ? 0 : first, Qt::UTC);
}

enum class Reading { AsItComes, Sorted };

// Nothing when rows came out of an order that matters.
Result<std::optional<Measurement>> measureOnce(const Dataset &dataset, const MeasurePlan &plan,
                                               PeriodSeries::Order order, Reading reading, const Job &job)
{
    MeasurePass pass(plan, order);
    const QStringList columns = pass.columns();
    VT_TRY(DatasetReader reader, dataset.read(columns, job));
    Chunk chunk;
    if (reading == Reading::Sorted) {
        VT_TRY(chunk, sortedChunk(reader, static_cast<int>(columns.indexOf(plan.task.roles.time))));
        pass.add(chunk);
    }
    while (reading == Reading::AsItComes) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        if (!pass.add(chunk))
            return std::optional<Measurement>();
    }
    const ScoredRows &rows = pass.rows();
    Measurement result;
    result.series = pass.finish();
    result.classification = plan.task.classification;
    result.levels = pass.levels();
    result.notes = dataset.notes();
    result.problems = reader.problems();
    if (rows.withoutTime() > 0) {
        result.problems.droppedRows += rows.withoutTime();
        result.problems.first.append({rows.firstLineWithoutTime(), {}, {}, Text::tr("has no time")});
    }
    if (reading == Reading::Sorted || !pass.wasAscending())
        result.notes << Text::tr("The rows are not in time order; they were put in order.");
    return std::optional(std::move(result));
}

} // namespace

Result<Measurement> measureDataset(const Dataset &original, const MeasureRequest &request, const Job &job)
{
    MeasurePlan plan;
    plan.task.roles = request.roles;
    plan.task.classification =
        isClassification(original, request.roles, request.levels, request.classification);
    plan.options = request.options;
    plan.intervals = request.intervals;
    plan.periods = request.periods;
    VT_CHECK(checkTask(request, original, plan.task.classification));
    QStringList texts{request.roles.group};
    if (plan.task.classification) {
        texts << request.roles.truth << request.roles.estimate;
        VT_TRY(plan.task.levels, knownLevels(request.roles, request.levels));
    } else {
        plan.task.roles.probabilities.clear();
    }
    plan.custom = request.custom;
    plan.metrics = request.metrics;
    if (plan.metrics.isEmpty() && plan.custom.isEmpty())
        plan.metrics = defaultMetrics(plan.task.classification, !plan.task.roles.probabilities.isEmpty());
    VT_CHECK(checkMetrics(plan.metrics, plan.task.classification));
    plan.needs = MetricNeeds::of(plan.metrics, plan.task.classification, plan.intervals.wanted());
    VT_TRY(const Dataset dataset, withTexts(original, texts));
    for (const CustomMetric &custom : plan.custom)
        VT_CHECK(custom.expression.check(dataset.columns()));
    if (plan.periods) {
        VT_CHECK(checkPeriods(*plan.periods));
        if (request.windowsFromFirst) {
            VT_TRY(plan.periods->origin, firstTime(dataset, request.roles.time, job));
        }
    }
    // Forgetting periods that are over saves memory only where rows are kept. Levels that are not known
    // beforehand could change the numbers of the earlier ones.
    const bool forgets = plan.needs.rows() && !(plan.task.classification && plan.task.levels.isEmpty());
    for (const auto order : {PeriodSeries::Order::Ascending, PeriodSeries::Order::Any}) {
        if (order == PeriodSeries::Order::Ascending && !forgets)
            continue;
        VT_TRY(auto result, measureOnce(dataset, plan, order, Reading::AsItComes, job));
        if (result)
            return std::move(*result);
        if (plan.orderMatters())
            break;
    }
    VT_TRY(auto result, measureOnce(dataset, plan, PeriodSeries::Order::Any, Reading::Sorted, job));
    return std::move(*result);
}

} // namespace vitrine::monitor
