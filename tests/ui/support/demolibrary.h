// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::test {

// A real library with two models, made through the registry: "seattle-tmax" with five versions, of which
// v2.1.0 was harmful and rolled back (so v2.0.0 is in production, v2.2.0 in staging), and "seattle-rain" with
// three.
Result<registry::Library> makeDemoLibrary(const QString &path);

} // namespace vitrine::test
