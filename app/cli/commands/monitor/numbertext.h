// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

#include <cmath>

namespace vitrine::cli {

// JSON has no NaN and no infinity.
inline QJsonValue numberOrNull(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

inline QString shortText(double value, int digits = 6)
{
    return std::isnan(value) ? QStringLiteral("NA") : QString::number(value, 'g', digits);
}

} // namespace vitrine::cli
