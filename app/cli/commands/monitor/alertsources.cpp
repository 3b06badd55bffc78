// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/alertsources.h"

#include "app/cli/commands/monitor/storedreference.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// The stage of production that the model has, by its usual names; empty when it has none.
QString productionStage(const registry::Model &model)
{
    for (const QString &stage : {u"production"_s, u"prod"_s}) {
        if (model.stages.contains(stage))
            return stage;
    }
    return {};
}

} // namespace

monitor::AlertSources alertSources(const registry::Library &library, const registry::Model &model)
{
    const auto resolve = [library, name = model.name](const QString &version, const QString &stage) {
        return library.resolve(registry::ModelRef{name, version, stage});
    };
    monitor::AlertSources sources;
    sources.version = [resolve, usual = productionStage(model)](
                          const monitor::AlertRule &rule) -> Result<monitor::AlertVersion> {
        const QString stage = rule.stage.isEmpty() && rule.version.isEmpty() ? usual : rule.stage;
        if (stage.isEmpty() && rule.version.isEmpty())
            return monitor::AlertVersion{};
        VT_TRY(const registry::Version version, resolve(rule.version, stage));
        return monitor::AlertVersion{version.name, version.metrics};
    };
    sources.reference = [resolve, library](const QString &name) -> Result<QList<monitor::ColumnProfile>> {
        VT_TRY(const registry::Version version, resolve(name, {}));
        VT_TRY(const monitor::ReferenceSketch reference, storedReference(library, version));
        return reference.profiles();
    };
    return sources;
}

} // namespace vitrine::cli
