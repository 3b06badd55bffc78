// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertcheck.h"
#include "core/registry/library.h"

namespace vitrine::lifecycle {

// The rules under `alerts` in a model's model.yaml. InvalidArgument names the model, the rule and the key.
Result<QList<monitor::AlertRule>> alertRules(const registry::Library &library, const QString &model);

// Where the rules of a model find versions and reference data: in the library. A rule that names neither
// stage nor version is about what is in production.
monitor::AlertSources alertSources(const registry::Library &library, const registry::Model &model);

// The monitoring store of a library: $VITRINE_MONITOR_STORE, else its own file, which localStore() is anyway.
QString monitorStore(const registry::Library &library);
QString localStore(const registry::Library &library);

} // namespace vitrine::lifecycle
