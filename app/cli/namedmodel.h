// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/serving/librarysource.h"

namespace vitrine::cli {

// A model as FILE or MODEL[@VERSION|#STAGE] names it; what exists on disk under that name goes first.
struct NamedModel {
    std::optional<registry::Library> library; // none for a file
    serving::VersionSource source;

    const registry::Library *inLibrary() const { return library ? &*library : nullptr; }
};
Result<NamedModel> namedModel(const Context &context, const QString &what, const Job &job);

} // namespace vitrine::cli
