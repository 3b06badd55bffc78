// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/sketch/referencesketch.h"
#include "core/registry/library.h"

namespace vitrine::lifecycle {

// The sketches of the data that a version was trained on: its reference.json. NotFound says how to make one.
Result<monitor::ReferenceSketch> storedReference(const registry::Library &library,
                                                 const registry::Version &version);

} // namespace vitrine::lifecycle
