// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/correction.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::array<std::pair<Correction, QLatin1StringView>, 4> names{{
    {Correction::None, "none"_L1},
    {Correction::Bonferroni, "bonferroni"_L1},
    {Correction::Holm, "holm"_L1},
    {Correction::BenjaminiHochberg, "bh"_L1},
}};

} // namespace

Result<Correction> correction(const QString &name)
{
    for (const auto &[correction, known] : names) {
        if (known == name)
            return correction;
    }
    return Error{Error::Code::InvalidArgument,
                 Text::tr("'%1' is not a correction. Use none, bonferroni, holm or bh.").arg(name),
                 {}};
}

QString correctionName(Correction correction)
{
    return names[static_cast<std::size_t>(correction)].second;
}

std::vector<double> adjusted(std::span<const double> p, Correction correction)
{
    std::vector<double> result(p.begin(), p.end());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!std::isnan(p[i]))
            order.push_back(i);
    }
    if (correction == Correction::None || order.empty())
        return result;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    const auto count = static_cast<double>(order.size());
    double running = correction == Correction::BenjaminiHochberg ? 1 : 0;
    for (std::size_t step = 0; step < order.size(); ++step) {
        switch (correction) {
        case Correction::None: break;
        case Correction::Bonferroni: result[order[step]] = std::min(1.0, count * p[order[step]]); break;
        case Correction::Holm: {
            const double raised = (count - static_cast<double>(step)) * p[order[step]];
            running = std::max(running, std::min(1.0, raised));
            result[order[step]] = running;
            break;
        }
        case Correction::BenjaminiHochberg: {
            const std::size_t at = order.size() - 1 - step; // the largest first
            running = std::min(running, count / static_cast<double>(at + 1) * p[order[at]]);
            result[order[at]] = running;
            break;
        }
        }
    }
    return result;
}

} // namespace vitrine::monitor
