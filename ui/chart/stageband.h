// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace vitrine::ui {

// A stretch of time that a version spent in the stage that the charts compare with.
struct StageBand {
    QString version;
    int look = 0;
    double begin = 0;
    double end = 0; // the right edge of all time while it lasts: infinity
    bool operator==(const StageBand &) const = default;
};

} // namespace vitrine::ui
