// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/kolmogorov.h"

#include <boost/math/special_functions/log1p.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace vitrine::monitor {

namespace {

using std::numbers::pi;

const double halfLogTwoPi = std::log(2 * pi) / 2;
const double rootTwoPi = std::sqrt(2 * pi);

// ln(n!) minus Stirling's main terms (Loader's stirlerr).
double stirlingRest(double n)
{
    if (n == 0)
        return 0;
    if (n < 16)
        return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - halfLogTwoPi;
    const double square = n * n;
    return (1.0 / 12 -
            (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / (1188 * square)) / square) / square) / square) /
           n;
}

// ln of the binomial probability of j of n, where the expected number is j + shift.
double logBinomial(double j, double n, double shift)
{
    const double rest = n - j;
    if (j == 0)
        return n * std::log1p(-shift / n);
    // x ln(x / expected) - x + expected, of both outcomes, is what separates it from a central one.
    const double deviance = -j * boost::math::log1pmx(shift / j) - rest * boost::math::log1pmx(-shift / rest);
    const double scale = 0.5 * std::log(n / (2 * pi * j * rest));
    return stirlingRest(n) - stirlingRest(j) - stirlingRest(rest) + scale - deviance;
}

using Matrix = std::vector<double>; // square, row by row

// A matrix times ten to `exponent`.
struct Scaled {
    Matrix matrix;
    int exponent = 0;
};

Scaled product(const Scaled &a, const Scaled &b, std::size_t size)
{
    constexpr double large = 1e140;
    Scaled result{Matrix(size * size, 0.0), a.exponent + b.exponent};
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            const double factor = a.matrix[i * size + k];
            if (factor == 0)
                continue;
            for (std::size_t j = 0; j < size; ++j)
                result.matrix[i * size + j] += factor * b.matrix[k * size + j];
        }
    }
    if (result.matrix[(size / 2) * size + size / 2] > large) {
        for (double &entry : result.matrix)
            entry /= large;
        result.exponent += 140;
    }
    return result;
}

Matrix durbinMatrix(std::size_t size, double h)
{
    Matrix matrix(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < std::min(i + 2, size); ++j)
            matrix[i * size + j] = 1;
    }
    for (std::size_t i = 0; i < size; ++i) {
        const double power = std::pow(h, static_cast<double>(i + 1));
        matrix[i * size] -= power;
        matrix[(size - 1) * size + i] -= std::pow(h, static_cast<double>(size - i));
    }
    if (2 * h - 1 > 0)
        matrix[(size - 1) * size] += std::pow(2 * h - 1, static_cast<double>(size));
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < std::min(i + 1, size); ++j)
            matrix[i * size + j] /= std::tgamma(static_cast<double>(i - j + 2));
    }
    return matrix;
}

// P(D_n < d), exact, by the n-th power of Durbin's matrix.
double durbinHead(std::int64_t n, double d)
{
    const double t = static_cast<double>(n) * d;
    const double k = std::floor(t) + 1;
    const auto size = static_cast<std::size_t>(2 * k - 1);
    Scaled square{durbinMatrix(size, k - t), 0};
    Scaled power{Matrix(size * size, 0.0), 0};
    for (std::size_t i = 0; i < size; ++i)
        power.matrix[i * size + i] = 1;
    for (std::int64_t bits = n; bits > 0; bits >>= 1) {
        if (bits & 1)
            power = product(power, square, size);
        if (bits > 1)
            square = product(square, square, size);
    }
    const auto middle = static_cast<std::size_t>(k) - 1;
    double result = power.matrix[middle * size + middle];
    int exponent = power.exponent;
    for (std::int64_t i = 1; i <= n; ++i) {
        result *= static_cast<double>(i) / static_cast<double>(n);
        if (result < 1e-140) {
            result *= 1e140;
            exponent -= 140;
        }
    }
    return result * std::pow(10.0, exponent);
}

// P(D_n < d) by Pelz and Good's series in 1/√n, four terms.
double pelzGoodHead(double n, double d)
{
    const double z = std::sqrt(n) * d;
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double z6 = z4 * z2;
    const double pi2 = pi * pi;
    const double pi4 = pi2 * pi2;
    const double pi6 = pi4 * pi2;
    std::array<double, 4> terms{};
    const int last = static_cast<int>(std::ceil(16 * z / pi));
    for (int k = last; k >= 0; --k) { // over k + 1/2, both signs at once; the smallest first
        const double c = (k + 0.5) * (k + 0.5);
        const double weight = 2 * std::exp(-pi2 * c / (2 * z2));
        terms[0] += weight / 2;
        terms[1] += weight * (pi2 * c - z2);
        terms[2] += weight * (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * c + pi4 * (1 - 2 * z2) * c * c);
        terms[3] += weight * (pi6 * c * c * c * (5 - 30 * z2) + pi4 * c * c * (-60 * z2 + 212 * z4) +
                              pi2 * c * (135 * z4 - 96 * z6) - 30 * z6 - 90 * z4 * z4);
    }
    double second = 0;
    double third = 0;
    for (int k = last; k >= 1; --k) {
        const double c = double(k) * k;
        const double weight = 2 * std::exp(-pi2 * c / (2 * z2));
        second += weight * c;
        third += weight * c * (3 * z2 - pi2 * c);
    }
    const double rootHalfPi = rootTwoPi / 2;
    const double k0 = rootTwoPi * terms[0] / z;
    const double k1 = rootHalfPi * terms[1] / (6 * z4);
    const double k2 = rootHalfPi * (terms[2] / (72 * z6 * z) - pi2 * second / (36 * z2 * z));
    const double k3 = rootHalfPi * (terms[3] / (6480 * z4 * z6) + pi2 * third / (216 * z6));
    const double root = std::sqrt(n);
    return k0 + k1 / root + k2 / n + k3 / (n * root);
}

// m = n: the alternating sum of reflections, in Horner's form from its smallest term.
double equalSizesTail(std::int64_t n, std::int64_t steps)
{
    const auto size = static_cast<double>(n);
    double result = 0;
    for (std::int64_t k = n / steps; k >= 0; --k) {
        double ratio = 1; // C(2n, n - (k+1)·steps) / C(2n, n - k·steps)
        for (std::int64_t j = 0; j < steps; ++j) {
            const auto moved = static_cast<double>(k * steps + j);
            ratio *= (size - moved) / (size + moved + 1);
        }
        result = ratio * (1 - result);
    }
    return 2 * result;
}

} // namespace

double smirnovTail(std::int64_t n, double d)
{
    constexpr std::int64_t largestSum = 1'000'000;
    if (d <= 0)
        return 1;
    if (d >= 1)
        return 0;
    const auto size = static_cast<double>(n);
    if (n > largestSum)
        return std::exp(-std::pow(6 * size * d + 1, 2) / (18 * size));
    const double shift = size * d;
    const auto last = static_cast<std::int64_t>(std::floor(size * (1 - d)));
    double sum = 0;
    for (std::int64_t j = 0; j <= last; ++j) {
        const auto count = static_cast<double>(j);
        if (size - count - shift <= 0) // the term of probability 1 counts for nothing, but for rounding
            break;
        sum += shift / (count + shift) * std::exp(logBinomial(count, size, shift));
    }
    return std::min(sum, 1.0);
}

double kolmogorovTail(std::int64_t n, double d)
{
    constexpr std::int64_t small = 140;
    const auto size = static_cast<double>(n);
    const double t = size * d;
    if (n < 1 || std::isnan(d))
        return std::numeric_limits<double>::quiet_NaN();
    if (d >= 1)
        return 0;
    if (t <= 0.5)
        return 1;
    if (d >= 0.5)
        return std::min(1.0, 2 * smirnovTail(n, d));
    const double square = t * d; // n d²
    if (n > small && square >= 370)
        return 0;
    if (square > (n <= small ? 4.0 : 2.2))
        return std::min(1.0, 2 * smirnovTail(n, d));
    constexpr double nothingBelow = 0.04; // P(D < d) < 1e-13
    if (n > small && square < nothingBelow)
        return 1;
    const bool exact = n <= small || (n <= 100'000 && size * std::pow(d, 1.5) <= 1.4);
    return std::clamp(1 - (exact ? durbinHead(n, d) : pelzGoodHead(size, d)), 0.0, 1.0);
}

double twoSampleKolmogorovTail(std::int64_t m, std::int64_t n, std::int64_t steps)
{
    if (steps <= 0)
        return 1;
    if (m == n)
        return std::clamp(equalSizesTail(n, steps), 0.0, 1.0);
    // The share of paths from (0, 0) to (i, j) that touch the line |i/m - j/n| = d is i/(i+j) of the share at
    // (i-1, j) plus j/(i+j) of the share at (i, j-1). One diagonal i + j at a time: nothing on it depends on
    // its neighbours, so that the compiler can take several cells at once.
    const std::int64_t divisor = std::gcd(m, n);
    const std::int64_t a = n / divisor;
    const std::int64_t b = m / divisor;
    std::vector<double> before(static_cast<std::size_t>(m) + 3, 1.0); // cell i at i + 1; 1: outside
    std::vector<double> after(before);
    before[1] = 0;
    for (std::int64_t s = 1; s <= m + n; ++s) {
        // Inside: |a i - b (s - i)| < steps.
        const std::int64_t low = b * s - steps;
        const std::int64_t first = std::max(low < 0 ? 0 : low / (a + b) + 1, s - n);
        const std::int64_t last = std::min({(b * s + steps - 1) / (a + b), m, s});
        if (first > last)
            return 1;
        const auto sum = static_cast<double>(s);
        const double *in = before.data();
        double *out = after.data();
        for (std::int64_t i = first; i <= last; ++i) {
            const auto left = static_cast<double>(i);
            out[i + 1] = (left * in[i] + (sum - left) * in[i + 1]) / sum;
        }
        out[first] = 1;
        out[last + 2] = 1;
        before.swap(after);
    }
    return std::clamp(before[static_cast<std::size_t>(m) + 1], 0.0, 1.0);
}

} // namespace vitrine::monitor
