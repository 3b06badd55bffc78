// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertcheck.h"
#include "core/registry/library.h"

namespace vitrine::cli {

// Where the rules of a model find versions and reference data: in the library. A rule that names neither
// stage nor version is about what is in production.
monitor::AlertSources alertSources(const registry::Library &library, const registry::Model &model);

} // namespace vitrine::cli
