// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/lifecycle/health.h"
#include "core/lifecycle/retraining.h"
#include "core/registry/library.h"

#include <memory>
#include <optional>

namespace vitrine::monitor {
class Store;
}

namespace vitrine::lifecycle {

// What a list of models shows at a glance beyond the registry's row.
struct Insight {
    // The main metric, oldest first: by period of the version in production where it is observed, else at
    // registration, one a version. NaN where there is none.
    enum class Source { None, Registration, Monitoring } source = Source::None;
    QString metric;
    QList<double> values;
    qsizetype marked = -1;   // of the version in production, with Source::Registration
    qint64 observations = 0; // behind the last value, with Source::Monitoring
    Health health;
    std::optional<RetrainingState> retraining; // when the model has a policy
    QString retrainingProblem;                 // why its policy cannot be used; one sentence
    std::optional<Error> monitoringProblem;    // why the monitoring store could not be read
    bool operator==(const Insight &) const = default;
};

// The stage that counts as production ("production", "prod"); empty when the model has none of them.
QString productionStage(const registry::Model &model);
// The version in it; empty when there is none.
QString productionVersion(const registry::Model &model);

// Reads insights of one library, any number after another. Blocking; belongs to one thread at a time.
class InsightReader final
{
public:
    explicit InsightReader(const registry::Library &library);
    ~InsightReader();
    Q_DISABLE_COPY_MOVE(InsightReader)

    Result<Insight> read(const registry::Model &model, const QDateTime &now, const Job &job = {});

private:
    Result<> addMonitoring(const registry::Model &model, HealthEvidence *evidence, Insight *insight,
                           const Job &job);

    registry::Library m_library;
    std::unique_ptr<monitor::Store> m_store; // null: nothing was ever monitored, or
    std::optional<Error> m_problem;
};

} // namespace vitrine::lifecycle
