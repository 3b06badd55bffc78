// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/tail.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <numbers>

namespace vitrine::monitor {

namespace {

namespace policies = boost::math::policies;
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::evaluation_error<policies::ignore_error>>;

} // namespace

double normalTail(double z)
{
    return std::erfc(z / std::numbers::sqrt2) / 2;
}

double chiSquareTail(double freedom, double x)
{
    if (std::isinf(x))
        return 0;
    return x <= 0 ? 1 : boost::math::gamma_q(freedom / 2, x / 2, Quiet());
}

double studentTail(double freedom, double t)
{
    if (std::isinf(t))
        return t > 0 ? 0 : 1;
    return boost::math::cdf(
        boost::math::complement(boost::math::students_t_distribution<double, Quiet>(freedom), t));
}

double normalQuantile(double p)
{
    return boost::math::quantile(
        boost::math::complement(boost::math::normal_distribution<double, Quiet>(), p));
}

} // namespace vitrine::monitor
