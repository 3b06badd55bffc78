// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace vitrine::monitor {

// A rising step function of least squares through (x, y), joined by lines: pool adjacent violators. Values
// are those of sklearn.isotonic.IsotonicRegression(out_of_bounds="clip"): equal x are taken together, beyond
// the fitted range the outermost values hold.
class IsotonicRegression final
{
public:
    IsotonicRegression() = default; // nothing fitted: the identity
    IsotonicRegression(std::span<const double> x, std::span<const double> y);

    double operator()(double x) const;
    bool isFitted() const { return !m_x.empty(); }

private:
    std::vector<double> m_x; // ascending; where the function bends
    std::vector<double> m_y;
};

} // namespace vitrine::monitor
