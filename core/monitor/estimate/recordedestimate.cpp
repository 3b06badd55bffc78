// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/recordedestimate.h"

#include "core/monitor/estimate/recordedrows.h"
#include "core/monitor/estimate/thinnedrows.h"

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

EstimateRows labelledOnly(const EstimateRows &rows)
{
    std::vector<std::size_t> which;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows.isLabelled(row))
            which.push_back(row);
    }
    return rows.subset(which);
}

} // namespace

Result<std::optional<EstimateReport>> estimateRecorded(const QString &where,
                                                       const RecordedEstimateRequest &request, const Job &job)
{
    VT_TRY(std::optional<RecordedRows> rows,
           RecordedRows::open(where, request.model, request.version, request.target, job));
    if (!rows)
        return std::optional<EstimateReport>();
    ThinnedRows reference(mostReferenceRows);
    VT_CHECK(rows->read(job, [&](const EstimateRows &chunk) -> Result<> {
        reference.add(labelledOnly(chunk));
        return {};
    }));
    if (reference.rows().size() == 0)
        return std::optional<EstimateReport>();
    EstimateRequest question;
    question.roles.time = u"time"_s;
    question.metrics = request.metrics;
    question.periods = request.periods;
    question.of = EstimateRequest::Of::OpenRows;
    auto report = estimateRows(
        reference.rows(),
        [&](const std::function<Result<>(EstimateRows)> &visit) { return rows->read(job, visit); }, question,
        job);
    if (!report) {
        if (report.error().code == Error::Code::InvalidArgument) // too few truths, or no probabilities
            return std::optional<EstimateReport>();
        return report.error();
    }
    if (reference.step() > 1)
        report->notes << thinningNote(reference.step());
    return std::optional(std::move(*report));
}

} // namespace vitrine::monitor
