// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/format/inspection.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace vitrine::serving {

// A file, folder or command that runs code of its own when it is loaded.
struct CodeBearing {
    QString sha256; // of the file; of a folder or command: see modelcode.h
    format::Inspection inspection;
};

// A program that answers in place of a model file; see command/commandengine.h.
struct CommandSpec {
    QStringList command;                       // {port}, {host} and {model} are filled in
    QString ready = QStringLiteral("/health"); // answers with 200 once it can predict
    QString forward = QStringLiteral("/invocations");
    // How rows are put to it; Own: not at all, its own API is handed through.
    enum class Form { Mlflow, Vetiver, Oip, Own } form = Form::Mlflow;
    bool isEmpty() const { return command.isEmpty(); }
};

// How a model is run when it needs more than this process: interpreter, workers, limits, trust.
struct EngineOptions {
    QString python;  // interpreter; empty: python3 on the PATH
    QString rscript; // empty: Rscript on the PATH
    // Paths of interpreters that the library names, used when the user chose none. A library that can name
    // programs can have any program run, so they need trust like code.
    QString libraryPython;
    QString libraryRscript;
    unsigned workers = 2;
    std::chrono::milliseconds requestTime{30'000}; // then the worker is ended and started anew
    std::chrono::milliseconds loadTime{120'000};
    std::uint64_t memory = 0; // bytes of private memory a worker may have; 0: half of the machine's
    unsigned cpuSeconds = 0;  // of a worker's whole life, after which it is started anew; 0: no limit
    // Without network, with nothing writable, by bubblewrap. Automatic: when it can be had.
    enum class Sandbox { Automatic, Off, Required } sandbox = Sandbox::Automatic;
    CommandSpec command;
    QString sha256; // of the file, when it was just checked

    // Says why code must not run, or nothing. Unset: code never runs.
    std::function<Result<>(const CodeBearing &code)> trust;
    // Hears what workers print, line by line, in a thread of the engine's; must not call the engine. Unset:
    // standard error.
    std::function<void(std::string_view line)> log;
};

} // namespace vitrine::serving
