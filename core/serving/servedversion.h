// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/registry/metadata.h"
#include "core/serving/batcher.h"
#include "core/serving/engine.h"
#include "core/serving/servermetrics.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vitrine::serving {

// A version of a model as it lies on disk, ready to be loaded.
struct VersionSource {
    QString model;
    QString version; // "v1.2.0"
    QString stage;   // through which it is served; may be empty
    QString commit;
    QString fileName;            // of the artefact, for messages; empty: that of `path`
    QString path;                // of the model file
    QString sha256;              // that the file must have; empty: not known
    registry::Metadata metadata; // its prototype may be empty
    EngineOptions engine;        // how it is to be run
    QString url;                 // where the version is kept, for vetiver's /pin-url; may be empty
};

// How long a model takes, measured while warming up. Microseconds.
struct Pace {
    double call = 0; // for one row
    double row = 0;  // for each further row of the same call

    double of(double rows) const { return call + row * (rows - 1); }
    // Requests are better answered together: the call costs more than what handing them over does.
    bool gainsFromBatches() const { return call - row > 200; }
};

// A loaded version with everything that is said about it, ready to be sent. Immutable; shared by all threads
// and freed by whoever lets go of it last.
struct ServedVersion {
    std::string model;
    std::string version;
    std::string stage;
    std::string commit;
    std::string title;
    std::string description;
    std::unique_ptr<const Engine> engine;
    std::shared_ptr<VersionCounters> counters;
    std::unique_ptr<Batcher> batcher; // null: requests are answered one by one

    bool hasPrototype = false;
    std::string metadataPython; // vetiver's documents, in the form of each language
    std::string metadataR;
    std::string prototypePython;
    std::string prototypeR;
    std::string pinUrl;     // empty: none
    std::string exampleRow; // one record as JSON that the model answers
    Pace pace;
    double bytesPerRow = 1; // of a request's body
    // For the log of predictions: its name for this version, and `"name":[` for each column of the schema,
    // empty for those that are not recorded.
    std::uint32_t origin = 0;
    std::vector<std::string> recordKeys;

    const Schema &schema() const { return engine->schema(); }
};
// Lets long requests use several cores from now on, where its rows take long enough.
void useAllCores(ServedVersion &served);
// Joins concurrent requests from now on if the model gains from it.
void joinRequests(ServedVersion &served);
using ServedVersionPtr = std::shared_ptr<const ServedVersion>;

// Checks the file's SHA-256, loads it and answers its example a few times, so that the first request finds
// everything warm. Corrupt when the file is not what was registered.
Result<std::shared_ptr<ServedVersion>> loadVersion(const VersionSource &source, ServerMetrics &metrics,
                                                   const Job &job = {});

} // namespace vitrine::serving
