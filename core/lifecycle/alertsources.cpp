// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/alertsources.h"

#include "core/lifecycle/insight.h"
#include "core/lifecycle/storedreference.h"

using namespace Qt::StringLiterals;

namespace vitrine::lifecycle {

Result<QList<monitor::AlertRule>> alertRules(const registry::Library &library, const QString &model)
{
    VT_TRY(const registry::Metadata metadata, library.metadata(model));
    auto rules = monitor::alertRules(metadata.all[u"alerts"_s]);
    return rules ? rules : rules.error().within(model);
}

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

QString monitorStore(const registry::Library &library)
{
    const QString set = qEnvironmentVariable("VITRINE_MONITOR_STORE");
    return set.isEmpty() ? localStore(library) : set;
}

QString localStore(const registry::Library &library)
{
    return library.dataDir() + u"/monitor.sqlite"_s;
}

} // namespace vitrine::lifecycle
