// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/predictionlog.h"

#include <QTest>

#include <optional>
#include <string>
#include <vector>

namespace vitrine::test {

// A request for one row, as a server records it, and what came true for it if that is known.
struct RecordedRow {
    qint64 timeMs = 0;
    std::string inputs;  // {"x":[1]}
    std::string outputs; // {".pred":[2.5]}
    std::optional<std::variant<double, std::string>> truth;
};

// Writes them through the log into the store at `path`; their ids are prefix0, prefix1, …
inline void record(const QString &path, const std::string &model, const std::string &version,
                   const std::vector<RecordedRow> &rows, const std::string &prefix = "r")
{
    monitor::PredictionLogOptions options;
    options.path = path;
    options.keepDays = 0;
    std::vector<monitor::Truth> truths;
    {
        auto log = monitor::PredictionLog::open(options);
        QVERIFY2(log.has_value(), log ? "" : qPrintable(log.error().message));
        const std::uint32_t origin = (*log)->origin(model, version);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            monitor::Prediction prediction;
            prediction.origin = origin;
            prediction.id = prefix + std::to_string(i);
            prediction.chosen = true;
            prediction.timeMs = rows[i].timeMs;
            prediction.status = 200;
            prediction.rows = 1;
            prediction.endpoint = "predict";
            prediction.inputs = rows[i].inputs;
            prediction.outputs = rows[i].outputs;
            if (rows[i].truth)
                truths.push_back({prediction.id, 0, *rows[i].truth});
            (*log)->record(prediction);
        }
    }
    if (truths.empty())
        return;
    auto log = monitor::PredictionLog::open(options);
    QVERIFY(log.has_value());
    const std::size_t wanted = truths.size();
    const auto attached = (*log)->attach(std::move(truths));
    QVERIFY2(attached.has_value(), attached ? "" : qPrintable(attached.error().message));
    QCOMPARE(attached->matched, wanted);
}

} // namespace vitrine::test
