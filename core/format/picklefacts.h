// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"
#include "core/format/picklemachine.h"

namespace vitrine::format {

// What the object that a pickle makes tells about itself: class and library, columns (feature_names_in_,
// n_features_in_, a statsmodels formula's names, an XGBoost booster), classes, settings, the version of the
// library that wrote it.
void addPickleFacts(const PickleMachine &machine, Inspection &inspection);

} // namespace vitrine::format
