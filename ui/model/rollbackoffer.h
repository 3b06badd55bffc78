// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/event.h"

namespace vitrine::ui {

// The version that a rollback of `stage` offers: the last one that was in it before the current one and was
// good. A version that was itself rolled back from is not good. Empty when there is none.
QString rollbackOffer(const QList<registry::StageInterval> &intervals, const QString &stage);

} // namespace vitrine::ui
