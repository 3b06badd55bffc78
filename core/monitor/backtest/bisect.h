// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <limits>
#include <optional>

namespace vitrine::monitor {

// Bad is a value beyond the bound, on this side of it.
struct BisectBound {
    enum class Side { Above, Below } side = Side::Above;
    double value = 0;
    bool isBad(double metric) const { return side == Side::Above ? metric > value : metric < value; }
};

// A version that was tested.
struct BisectStep {
    QString version;
    double value = std::numeric_limits<double>::quiet_NaN(); // NaN: it could not be tested, see `why`
    bool bad = false;
    QString why;
    bool isTested() const { return why.isEmpty(); }
};

struct Bisection {
    QString firstBad;        // empty: none is
    QString lastGood;        // the newest good one before it; empty: the oldest is bad already
    QList<BisectStep> steps; // in the order of testing
    QStringList untestable;  // between lastGood and firstBad: one of them may be the first bad one
    // Every version was tested: whether all before firstBad are good and all from it on are bad. When it is
    // not so, a bisection by halves may have found another change than the first one.
    std::optional<bool> isMonotone;
};

enum class BisectMethod {
    Halves, // about log2(n) tests; takes it that a version that is bad is followed by bad ones only
    All     // every version is tested, and the assumption with them
};

// The first version, oldest first, at which a metric is beyond a bound. `test` gives the metric of a version;
// an error or NaN makes it untestable, as a skipped commit of git bisect. With Halves the oldest and the
// newest are tested first: if the newest is good, there is no bad one; if the oldest is bad, it is the first.
Result<Bisection> bisect(const QStringList &versions, const BisectBound &bound, BisectMethod method,
                         const std::function<Result<double>(const QString &)> &test, const Job &job = {});

} // namespace vitrine::monitor
