// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/insight.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/sparkline.h"

namespace vitrine::ui {

// An insight as words and pictures, for rows and for the preview.

BadgeText healthBadge(const lifecycle::Health &health);
// Nothing to show while it is not due.
std::optional<BadgeText> retrainingBadge(const lifecycle::Insight &insight);
// "due since 3 May 2024", "due in 12 days"; "–" without a policy.
QString retrainingText(const lifecycle::Insight &insight, const QDateTime &now);
// One sentence; empty without a policy.
QString retrainingSentence(const lifecycle::Insight &insight, const QDateTime &now);
Spark sparkOf(const lifecycle::Insight &insight);
// The newest value that is defined; NaN when there is none.
double newestValue(const lifecycle::Insight &insight);
// What the line shows: "rmse of the version in production, by period, oldest first: 2.1, 2.4".
QString sparkSentence(const lifecycle::Insight &insight);

} // namespace vitrine::ui
