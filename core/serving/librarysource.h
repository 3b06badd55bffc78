// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/enginesettings.h"
#include "core/serving/servedversion.h"

namespace vitrine::serving {

// Where in a library the version is that `ref` names now: its model file (extracted if it must be) or the
// folder that MLflow wrote, checksum, metadata, and how it is to be run: code that is in it runs when the
// user's trust ledger says so. NotFound for an unknown model, version or empty stage, InvalidArgument when it
// has no single model file. Blocking.
Result<VersionSource> sourceOf(const registry::Library &library, const registry::ModelRef &ref,
                               const Job &job = {}, const EngineChoices &choices = {});

// A model file that is in no library. `prototypeFile` may be empty; its form is any that
// format::prototypeFromJson reads.
Result<VersionSource> sourceOfFile(const QString &path, const QString &prototypeFile,
                                   const EngineChoices &choices = {});

} // namespace vitrine::serving
