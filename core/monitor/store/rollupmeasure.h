// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "core/monitor/store/rollupreader.h"

namespace vitrine::monitor {

// The series of one version out of its roll-ups, exactly as from its observations; nothing when roll-ups are
// not enough: metrics that need every row, periods whose bounds lie inside of minutes, counted windows, or
// roll-ups that are not complete.
Result<std::optional<QList<MetricSeries>>> measureRollups(RollupReader &reader, const Target &target,
                                                          const QStringList &metrics,
                                                          const MetricRequest &request, const Job &job);

} // namespace vitrine::monitor
