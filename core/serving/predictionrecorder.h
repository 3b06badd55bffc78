// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/predictionlog.h"
#include "core/serving/exchange.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Turns answered requests into records for the log of predictions: columns and answers as JSON, without the
// columns that are not to be kept. Any thread.
class PredictionRecorder final
{
public:
    struct Options {
        std::vector<std::string> withheld; // columns whose values are not recorded; "*": none are
        std::size_t mostRows = 1000;       // of one request
    };
    PredictionRecorder(monitor::PredictionLog &log, Options options);

    // Before a version is served: what its records will need.
    void prepare(ServedVersion &version) const;

    bool wantsNext() const { return m_log.wantsNext(); }

    // The rows and answers of the workspace, as the first ones of a request.
    void fill(const ServedVersion &version, const Workspace &workspace, monitor::Prediction &record) const;
    // Tensors and answers that are no rows.
    void fill(std::span<const Tensor> inputs, std::span<const Tensor> outputs,
              monitor::Prediction &record) const;
    // What a model with an API of its own was sent and sent back; texts beyond 256 KiB are left out.
    void fillPassed(std::string_view request, std::string_view answer, monitor::Prediction &record) const;
    // Completes the record and hands it over.
    void record(const Exchange &exchange, std::string_view id, monitor::Prediction &record) const;

    monitor::PredictionLog &log() const { return m_log; }
    // Families for /metrics.
    void write(std::string &out) const;

private:
    bool isWithheld(const std::string &column) const;

    monitor::PredictionLog &m_log;
    Options m_options;
};

} // namespace vitrine::serving
