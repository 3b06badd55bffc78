// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metrictable.h"

namespace vitrine::monitor {

// Where and how a table of metrics is pinned.
struct PinRequest {
    QString board; // a folder of pins, as of board_folder()
    QString name;
    MetricColumns columns = MetricColumns::VetiverR; // of a new pin: RDS for R, CSV for Python
    bool overwrite = false;
    bool dryRun = false;
};

struct PinnedMetrics {
    QString version; // "20260102T030405Z-1a2b3"; empty when nothing was written
    qsizetype rows = 0;
    qsizetype replacedRows = 0;
};

// vetiver_pin_metrics(): merges the table with the newest version of the pin by vetiver's rule for
// overlapping times and writes a new version, which pins of R and Python read as their own. A pin that is
// there keeps its type (rds, csv or json) and its columns; one that is not is made. Earlier versions stay.
// Conflict when times overlap and `overwrite` is not set; Unsupported for a pin of another type.
Result<PinnedMetrics> pinMetrics(const MetricTable &table, const PinRequest &request);

} // namespace vitrine::monitor
