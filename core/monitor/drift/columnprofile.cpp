// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/columnprofile.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

QString columnRoleName(ColumnRole role)
{
    switch (role) {
    case ColumnRole::Feature: return u"feature"_s;
    case ColumnRole::Prediction: return u"prediction"_s;
    case ColumnRole::Target: return u"target"_s;
    }
    return {};
}

ColumnProfile ColumnProfile::ofNumbers(const QString &name, std::vector<double> values, ColumnRole role)
{
    ColumnProfile profile{.name = name, .kind = ColumnKind::Number, .role = role};
    profile.rows = static_cast<qint64>(values.size());
    profile.missing = std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); });
    profile.infinite = std::count_if(values.begin(), values.end(), [](double v) { return std::isinf(v); });
    profile.numbers = NumericDistribution::fromValues(std::move(values));
    if (!profile.numbers.empty()) {
        profile.minimum = profile.numbers.values.front();
        profile.maximum = profile.numbers.values.back();
    }
    return profile;
}

ColumnProfile ColumnProfile::ofLevels(const QString &name, std::span<const QString> levels, ColumnRole role)
{
    ColumnProfile profile{.name = name, .kind = ColumnKind::Category, .role = role};
    profile.rows = static_cast<qint64>(levels.size());
    QHash<QString, double> counts;
    for (const QString &level : levels) {
        if (level.isNull())
            ++profile.missing;
        else
            ++counts[level];
    }
    std::vector<std::pair<QString, double>> pairs;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        pairs.emplace_back(it.key(), it.value());
    profile.levels = CategoryDistribution::fromCounts(std::move(pairs));
    return profile;
}

} // namespace vitrine::monitor
