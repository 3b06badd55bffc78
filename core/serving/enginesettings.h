// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engineoptions.h"

#include <QCommandLineParser>
#include <QJsonObject>

#include <optional>

namespace vitrine::serving {

// What the user chose about running models, on the command line; it goes before what a library says.
struct EngineChoices {
    std::optional<QString> python;
    std::optional<QString> rscript;
    std::optional<unsigned> workers;
    std::optional<std::chrono::milliseconds> requestTime;
    std::optional<std::chrono::milliseconds> loadTime;
    std::optional<std::uint64_t> memory;
    std::optional<unsigned> cpuSeconds;
    std::optional<EngineOptions::Sandbox> sandbox;
};

// --python, --rscript, --workers, --request-time, --load-time, --worker-memory, --worker-cpu, --sandbox.
void addEngineOptions(QCommandLineParser &parser);
// The names of these options, for programs that pass them on.
QStringList engineOptionNames();
// InvalidArgument says which option is wrong.
Result<EngineChoices> readEngineOptions(const QCommandLineParser &parser);

// The choices, and below them what model.yaml says under `serving`:
//
//     serving:
//       python: python3.11          a name on the PATH; a path needs trust (libraryPython)
//       rscript: Rscript
//       workers: 2
//       request_time: 30            seconds
//       load_time: 120
//       memory: 4096                MiB a worker
//       command: mlflow models serve -m {model} -p {port} --env-manager local     text or list; needs trust
//       ready: /health              answers with 200 once it can predict
//       forward: /invocations       where predictions are asked for
//       form: mlflow                or vetiver, oip; own: it takes no rows, and every request that predicts
//                                   or has no address here goes to it as it came (llama-server)
//
// InvalidArgument names the key that is wrong.
Result<EngineOptions> engineOptions(const EngineChoices &choices, const QJsonObject &metadata);

} // namespace vitrine::serving
