// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/scoredrows.h"

#include <optional>

namespace vitrine::monitor {

// By what was said, else by types of columns, levels and probabilities.
bool isClassification(const Dataset &dataset, const Roles &roles, const QStringList &levels,
                      std::optional<bool> asked);

// Levels that were given, or that several columns of probabilities name; none when neither says them.
// InvalidArgument when they disagree.
Result<QStringList> knownLevels(const Roles &roles, const QStringList &levels);

// The dataset with these columns as texts: levels and groups are, whatever they look like.
Result<Dataset> withTexts(const Dataset &dataset, const QStringList &columns);

} // namespace vitrine::monitor
