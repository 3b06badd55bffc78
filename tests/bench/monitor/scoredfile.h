// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine::bench {

// Writes a CSV file as a scoring job would: time, truth, estimate and ten features a row, over a year from
// 2024-01-01, the same bytes every time. Regression: numbers. Classification: levels yes and no, the column
// prob_yes between truth and features. Returns its size in bytes; aborts when the disk is full.
qint64 writeScoredFile(const QString &path, qint64 rows, bool classification);

} // namespace vitrine::bench
