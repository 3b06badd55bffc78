// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/monitor/dataset/problem.h"

namespace vitrine::cli {

// What there is to tell about data besides the result, to standard error: what was assumed, what could not be
// read, and how many rows belong to no period.
void noteData(const Context &context, QStringList notes, const QList<monitor::DatasetProblems> &problems,
              qint64 withoutTime);

} // namespace vitrine::cli
