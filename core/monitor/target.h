// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace vitrine::monitor {

// What a model predicts, for the choice of metrics.
struct Target {
    bool classification = false;
    QStringList levels; // event level first (yardstick)
    QString name;
    QString unit;
    bool operator==(const Target &) const = default;
};

// The metrics that can be measured of it, by name, in the order of the catalogue.
QStringList metricsOf(const Target &target);

// As stored: JSON. Corrupt when it is not.
QByteArray targetToJson(const Target &target);
Result<Target> targetFromJson(const QByteArray &json);

} // namespace vitrine::monitor
