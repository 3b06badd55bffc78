// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/recordedrows.h"

#include "core/monitor/predictiondataset.h"
#include "core/monitor/requestcursor.h"
#include "core/monitor/scoredrows.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t rowsOfChunk = 16'384;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// -1: not known; one that is not among the levels is a mistake in any case.
int codeOf(const QString &level, const QStringList &levels)
{
    if (level.isEmpty())
        return -1;
    const qsizetype at = levels.indexOf(plainLevel(level));
    return static_cast<int>(at < 0 ? levels.size() : at);
}

bool hasOpenRow(const EstimateRows &rows)
{
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.isOpen(row))
            return true;
    }
    return false;
}

} // namespace

Result<std::optional<RecordedRows>> RecordedRows::open(const QString &where, const QString &model,
                                                       const QString &version, const Target &target,
                                                       const Job &job)
{
    VT_TRY(Store store, Store::open(where));
    RecordedRows rows(std::move(store), where, model, version, target);
    VT_CHECK(rows.openLog(job));
    if (rows.m_log) {
        rows.m_levels = rows.m_log->reading.levels();
    } else if (target.classification) {
        for (const QString &level : target.levels)
            rows.m_levels << plainLevel(level);
        if (rows.m_levels.size() < 2)
            return std::optional<RecordedRows>();
    }
    VT_TRY(const bool isOpen, rows.hasOpen(job));
    if (!isOpen)
        return std::optional<RecordedRows>();
    if (rows.m_log)
        VT_CHECK(rows.findLabelled(job));
    return std::optional(std::move(rows));
}

Result<> RecordedRows::openLog(const Job &job)
{
    auto opened = openPredictions(m_where, {m_model, m_version, {}, {}});
    if (!opened)
        return opened.error().code == Error::Code::NotFound ? Result<>() : Result<>(opened.error());
    Dataset dataset = std::move(*opened);
    const Roles roles = predictionRoles(dataset);
    if (!m_target.classification) {
        // The first truths may lie far behind the beginning, by which types are guessed.
        VT_TRY(dataset, dataset.withTypes({{roles.truth, ColumnType::Number}}));
    }
    auto reading = EstimateReading::begin(dataset, roles, m_target.levels, job);
    const bool isOfTarget = reading && reading->levels().isEmpty() != m_target.classification;
    if (isOfTarget)
        m_log.emplace(Log{std::move(dataset), std::move(*reading), {}});
    else if (!reading &&
             reading.error().code != Error::Code::InvalidArgument) // answers without probabilities
        return reading.error();
    return {};
}

Result<> RecordedRows::findLabelled(const Job &job)
{
    VT_TRY(RequestCursor cursor, RequestCursor::open(m_where, {m_model, m_version, {}, {}}));
    AnsweredRequest request;
    while (true) {
        VT_CHECK(job.check());
        VT_TRY(const bool more, cursor.next(request));
        if (!more)
            return {};
        for (auto truth = request.truths.keyBegin(); truth != request.truths.keyEnd(); ++truth)
            m_log->labelled.insert(observationId(request.id, *truth));
    }
}

Result<bool> RecordedRows::hasOpen(const Job &job)
{
    VT_TRY(const bool observed, m_store.hasOpen(m_model, m_version));
    if (observed || !m_log)
        return observed;
    bool found = false;
    const Error enough{Error::Code::Cancelled, {}, {}};
    const auto read = m_log->reading.read(m_log->dataset, job, [&](const EstimateRows &rows) -> Result<> {
        found = hasOpenRow(rows);
        return found ? Result<>(enough) : Result<>();
    });
    return read || found ? Result<bool>(found) : Result<bool>(read.error());
}

Result<> RecordedRows::read(const Job &job, const std::function<Result<>(EstimateRows)> &visit)
{
    if (m_log) {
        VT_TRY([[maybe_unused]] const DatasetProblems problems,
               m_log->reading.read(m_log->dataset, job, visit));
    }
    return readObservations(job, visit);
}

Result<> RecordedRows::readObservations(const Job &job, const std::function<Result<>(EstimateRows)> &visit)
{
    EstimateRows rows = blank();
    const auto take = [&](const Observation &observation) -> Result<> {
        if (m_log && m_log->labelled.contains(observation.id))
            return {};
        add(rows, observation);
        if (rows.size() < rowsOfChunk)
            return {};
        VT_CHECK(job.check());
        return visit(std::exchange(rows, blank()));
    };
    VT_CHECK(m_store.visit(m_model, m_version, Labels::Any, take));
    return rows.size() > 0 ? visit(std::move(rows)) : Result<>();
}

EstimateRows RecordedRows::blank() const
{
    EstimateRows rows;
    rows.levels = m_levels;
    rows.columns = static_cast<int>(m_levels.size());
    if (m_log) {
        rows.isCategory = m_log->reading.isCategory();
        rows.features.resize(m_levels.isEmpty() ? rows.isCategory.size() : 0);
    }
    return rows;
}

void RecordedRows::add(EstimateRows &rows, const Observation &observation) const
{
    rows.times.push_back(observation.timeMs);
    if (m_levels.isEmpty()) {
        rows.truth.push_back(observation.truth);
        rows.estimate.push_back(observation.estimate);
        for (std::vector<double> &feature : rows.features)
            feature.push_back(absent);
        return;
    }
    std::vector<double> shares(static_cast<std::size_t>(m_levels.size()), absent);
    const QList<double> &stored = observation.probabilities; // in the target's order
    const bool single = stored.size() == 1 && shares.size() == 2;
    if (single || stored.size() == m_target.levels.size()) {
        for (qsizetype i = 0; i < stored.size(); ++i) {
            const qsizetype at = m_levels.indexOf(plainLevel(m_target.levels.value(i)));
            if (at < 0)
                continue;
            shares[static_cast<std::size_t>(at)] = stored[i];
            if (single)
                shares[static_cast<std::size_t>(1 - at)] = 1 - stored[i];
        }
    }
    rows.probabilities.insert(rows.probabilities.end(), shares.begin(), shares.end());
    rows.truthLevel.push_back(codeOf(observation.truthLevel, m_levels));
    int said = codeOf(observation.estimateLevel, m_levels);
    const bool isScored = std::none_of(shares.begin(), shares.end(), [](double p) { return std::isnan(p); });
    if (said < 0 && isScored)
        said = static_cast<int>(std::max_element(shares.begin(), shares.end()) - shares.begin());
    rows.estimateLevel.push_back(said);
}

} // namespace vitrine::monitor
