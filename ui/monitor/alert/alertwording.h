// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertbook.h"
#include "ui/widgets/badge.h"

namespace vitrine::ui {

QString subjectText(monitor::AlertRule::Subject subject); // "Metric", …
// "rmse above 4.2 by day, 3 periods in a row"
QString ruleText(const monitor::AlertRule &rule);
QString boundText(const monitor::AlertBound &bound, monitor::AlertRule::Subject subject);
// "firing", "snoozed until 5 Jan 14:00", "switched off"
QString stateText(const lifecycle::AlertEntry &entry);
Tone stateTone(const lifecycle::AlertEntry &entry);

} // namespace vitrine::ui
