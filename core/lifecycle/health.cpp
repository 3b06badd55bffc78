// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/health.h"

#include "core/base/text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrine::lifecycle {

namespace {

constexpr size_t leastPeriods = 6;
constexpr double outlying = 3;
constexpr double madToDeviation = 1.4826; // of a normal distribution

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// How much worse than usual the last value is, in typical deviations; nothing when there is too little to
// say.
std::optional<double> worsening(const std::vector<double> &values, monitor::Direction direction)
{
    if (values.size() < leastPeriods + 1)
        return std::nullopt;
    std::vector<double> before(values.begin(), values.end() - 1);
    double last = values.back();
    if (direction == monitor::Direction::Zero) {
        std::transform(before.begin(), before.end(), before.begin(), [](double v) { return std::abs(v); });
        last = std::abs(last);
    }
    const double usual = median(before);
    std::vector<double> distances;
    for (const double value : before)
        distances.push_back(std::abs(value - usual));
    const double deviation = madToDeviation * median(distances);
    if (deviation <= 0)
        return std::nullopt;
    return (direction == monitor::Direction::Maximise ? usual - last : last - usual) / deviation;
}

QString number(double value)
{
    return QLocale().toString(value, 'g', 3);
}

} // namespace

Health healthOf(const HealthEvidence &evidence)
{
    using Kind = Health::Kind;
    if (evidence.deprecated)
        return {Kind::Unknown, Text::tr("deprecated"), Text::tr("The model is marked as deprecated.")};
    if (evidence.version.isEmpty())
        return {Kind::Unknown, Text::tr("not in use"), Text::tr("No version is in production.")};
    if (!evidence.warning.isEmpty())
        return {Kind::Bad, Text::tr("warning"),
                Text::tr("A note on %1 warns: %2").arg(evidence.version, evidence.warning)};
    if (evidence.alert.isValid() && evidence.alert >= evidence.since)
        return {Kind::Bad, Text::tr("alert"), evidence.alertText};
    std::vector<double> values;
    for (const monitor::MetricPoint &point : evidence.points) {
        if (std::isfinite(point.value))
            values.push_back(point.value);
    }
    if (values.empty())
        return {Kind::Unknown, Text::tr("not monitored"),
                Text::tr("There are no labelled observations of %1.").arg(evidence.version)};
    const monitor::MetricInfo info = monitor::metricInfo(evidence.metric);
    const std::optional<double> worse = worsening(values, info.direction);
    if (worse && *worse > outlying) {
        return {Kind::Watch, Text::tr("unusual"),
                Text::tr("%1 of %2 was %3 in the newest period, far worse than in the %n period(s) before.",
                         nullptr, static_cast<int>(values.size() - 1))
                    .arg(info.title, evidence.version, number(values.back()))};
    }
    return {Kind::Good, Text::tr("healthy"),
            worse ? Text::tr("%1 of %2 is %3, within what is usual.")
                        .arg(info.title, evidence.version, number(values.back()))
                  : Text::tr("%1 of %2 is %3; there are too few periods to say what is usual.")
                        .arg(info.title, evidence.version, number(values.back()))};
}

} // namespace vitrine::lifecycle
