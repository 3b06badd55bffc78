// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/comparison.h"

#include <QString>

namespace vitrine::ui {

// How an effect size is called on a scale, with its unit: "Wasserstein distance in σ of the reference".
QString effectTitle(const QString &name);
// The same in a word or two, for an axis: "σ of the reference".
QString effectUnit(const QString &name);
// Its value in a sentence: "0.21 σ", "Cramér's V 0.21".
QString effectText(const monitor::EffectSize &effect);
// "Kolmogorov–Smirnov p 0.012", "PSI 0.31"; why there is none.
QString testText(const monitor::DriftFinding &finding);
// "p ≤ 0.05", "from 0.1 on": when a finding counts as drift.
QString thresholdText(const monitor::DriftFinding &finding);

} // namespace vitrine::ui
