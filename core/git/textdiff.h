// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

namespace vitrine::git {

// A stretch in which two texts differ, in lines from 0. One of the counts may be 0.
struct LineChange {
    qsizetype oldStart = 0;
    qsizetype oldCount = 0;
    qsizetype newStart = 0;
    qsizetype newCount = 0;
    bool operator==(const LineChange &) const = default;
};

// As `git diff --minimal` finds them, ascending. Pure: needs no repository.
Result<QList<LineChange>> lineChanges(const QByteArray &before, const QByteArray &after);

} // namespace vitrine::git
