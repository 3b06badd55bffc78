// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::test {

// Libraries with one model that strains a page, made through the registry.
enum class OddLibrary {
    OneVersion, // and nothing else
    NoStages,   // six versions that were never used
    ManyStages, // fourteen versions in nine stages, moved back and forth
    LongNames,  // of the model, its versions, stages, metrics and files
    Hundreds,   // 500 versions, made with git itself
};

struct OddModel {
    registry::Library library;
    QString model;
};
Result<OddModel> makeOddLibrary(const QString &path, OddLibrary kind);

} // namespace vitrine::test
