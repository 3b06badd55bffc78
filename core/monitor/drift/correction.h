// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <span>
#include <vector>

namespace vitrine::monitor {

// How p-values of many tests at once are corrected: not at all; so that one false alarm among all is as rare
// as the threshold (Bonferroni, Holm); or so that this is the expected share of false ones among the alarms
// (Benjamini and Hochberg).
enum class Correction { None, Bonferroni, Holm, BenjaminiHochberg };

Result<Correction> correction(const QString &name); // "none", "bonferroni", "holm", "bh"
QString correctionName(Correction correction);

// Adjusted p-values, to be compared with the threshold itself: p.adjust() of R. NaN is left out and stays.
std::vector<double> adjusted(std::span<const double> p, Correction correction);

} // namespace vitrine::monitor
