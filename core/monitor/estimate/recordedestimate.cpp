// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/recordedestimate.h"

#include "core/monitor/predictiondataset.h"

#include <cmath>

namespace vitrine::monitor {

namespace {

struct TruthCounts {
    qint64 known = 0;
    qint64 open = 0;
};

Result<TruthCounts> countTruths(const Dataset &dataset, const QString &truth, const Job &job)
{
    VT_TRY(DatasetReader reader, dataset.read({truth}, job));
    TruthCounts counts;
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            return counts;
        const Column &column = chunk.columns.front();
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const bool known = column.type == ColumnType::Number ? !std::isnan(column.numbers[row])
                               : column.type == ColumnType::Text ? column.codes[row] != missingText
                                                                 : column.times[row] != missingTime;
            ++(known ? counts.known : counts.open);
        }
    }
}

} // namespace

Result<std::optional<EstimateReport>> estimateRecorded(const QString &storePath,
                                                       const RecordedEstimateRequest &request, const Job &job)
{
    auto opened = openPredictions(storePath, {request.model, request.version, {}, {}});
    if (!opened) {
        if (opened.error().code == Error::Code::NotFound)
            return std::optional<EstimateReport>();
        return opened.error();
    }
    Dataset dataset = *opened;
    EstimateRequest question;
    question.roles = predictionRoles(dataset);
    question.levels = request.target.levels;
    question.metrics = request.metrics;
    question.periods = request.periods;
    if (!request.target.classification) {
        // The first truths may lie far behind the beginning, by which types are guessed.
        VT_TRY(dataset, dataset.withTypes({{question.roles.truth, ColumnType::Number}}));
    }
    VT_TRY(const TruthCounts counts, countTruths(dataset, question.roles.truth, job));
    if (counts.known == 0 || counts.open == 0)
        return std::optional<EstimateReport>();
    auto report = estimateOverTime(dataset, dataset, question, job);
    if (report)
        return std::optional(std::move(*report));
    if (report.error().code == Error::Code::InvalidArgument) // too few truths, or no probabilities
        return std::optional<EstimateReport>();
    return report.error();
}

} // namespace vitrine::monitor
