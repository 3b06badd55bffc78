// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/moments.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::monitor {

namespace {

constexpr std::size_t blockRows = 512;
constexpr double smallestRate = 1e-15; // yardstick's floor of a Poisson estimate

void addPercentages(NumericMoments &m, double t, double p, double w)
{
    const double e = t - p;
    m.relativeErrors += w * (e / t);
    m.absoluteRelativeErrors += w * std::abs(e / t);
    m.boundedRelativeErrors +=
        w * (std::abs(e) / std::max(std::abs(t), std::numeric_limits<double>::epsilon()));
    const double half = (std::abs(t) + std::abs(p)) / 2;
    m.symmetricErrors += w * (std::abs(e) / half);
}

void addHuber(NumericMoments &m, double e, double w)
{
    const double delta = m.huberDelta;
    const double size = std::abs(e);
    m.huber += w * (size <= delta ? 0.5 * e * e : delta * (size - 0.5 * delta));
    m.pseudoHuber += w * delta * delta * (std::sqrt(1 + (e / delta) * (e / delta)) - 1);
    m.pinball += w * (e >= 0 ? m.quantile * e : (m.quantile - 1) * e);
}

void addSigns(NumericMoments &m, double e, double w)
{
    (e < 0 ? m.negativeWeight : m.positiveWeight) += w;
    (e < 0 ? m.negativeErrors : m.positiveErrors) += w * std::abs(e);
}

void addLogarithms(NumericMoments &m, double t, double p, double w)
{
    const double rate = std::max(p, smallestRate);
    const double count = std::trunc(t); // yardstick: as.integer()
    m.poissonLoss += w * (std::lgamma(count + 1) + rate - count * std::log(rate));
    m.poissonDeviance += w * 2 * ((t > 0 ? t * std::log(t / p) : 0) - t + p);
    const double ratio = std::log1p(t) - std::log1p(p);
    m.squaredLogErrors += w * ratio * ratio;
}

} // namespace

void NumericMoments::add(std::span<const double> truth, std::span<const double> estimate,
                         std::span<const double> weights)
{
    rows += static_cast<std::int64_t>(truth.size());
    std::array<double, blockRows> t;
    std::array<double, blockRows> p;
    std::array<double, blockRows> w;
    std::size_t count = 0;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        const double weightOfRow = weights.empty() ? 1 : weights[row];
        if (std::isnan(truth[row]) || std::isnan(estimate[row]) || std::isnan(weightOfRow))
            continue;
        t[count] = truth[row];
        p[count] = estimate[row];
        w[count] = weightOfRow;
        if (++count == blockRows) {
            addBlock(t.data(), p.data(), w.data(), count);
            count = 0;
        }
    }
    if (count > 0)
        addBlock(t.data(), p.data(), w.data(), count);
}

void NumericMoments::addBlock(const double *t, const double *p, const double *w, std::size_t count)
{
    NumericMoments block;
    block.parts = parts;
    block.huberDelta = huberDelta;
    block.quantile = quantile;
    block.n = static_cast<std::int64_t>(count);
    double truthSum = 0;
    double estimateSum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        block.weight += w[i];
        block.weight2 += w[i] * w[i];
        truthSum += w[i] * t[i];
        estimateSum += w[i] * p[i];
        block.truthMin = std::min(block.truthMin, t[i]);
        block.truthMax = std::max(block.truthMax, t[i]);
        block.estimateMin = std::min(block.estimateMin, p[i]);
        block.estimateMax = std::max(block.estimateMax, p[i]);
    }
    if (block.weight > 0) {
        block.truthMean = block.constantTruth() ? block.truthMin : truthSum / block.weight;
        block.estimateMean = block.constantEstimate() ? block.estimateMin : estimateSum / block.weight;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double dt = t[i] - block.truthMean;
        const double dp = p[i] - block.estimateMean;
        const double e = t[i] - p[i];
        block.truthSquares += w[i] * dt * dt;
        block.estimateSquares += w[i] * dp * dp;
        block.products += w[i] * dt * dp;
        block.errors += w[i] * e;
        block.squaredErrors += w[i] * e * e;
        block.fourthErrors += w[i] * (e * e) * (e * e);
        block.absoluteErrors += w[i] * std::abs(e);
        block.largestError = std::max(block.largestError, std::abs(e));
    }
    for (std::size_t i = 0; parts != Basic && i < count; ++i) {
        if (parts & Percentages)
            addPercentages(block, t[i], p[i], w[i]);
        if (parts & Huber)
            addHuber(block, t[i] - p[i], w[i]);
        if (parts & Signs)
            addSigns(block, t[i] - p[i], w[i]);
        if (parts & Logarithms)
            addLogarithms(block, t[i], p[i], w[i]);
    }
    merge(block);
}

void NumericMoments::merge(const NumericMoments &o)
{
    rows += o.rows;
    if (o.n == 0)
        return;
    const double total = weight + o.weight;
    if (weight > 0 && o.weight > 0) {
        const double dt = o.truthMean - truthMean;
        const double dp = o.estimateMean - estimateMean;
        const double share = o.weight / total;
        truthSquares += o.truthSquares + dt * dt * weight * share;
        estimateSquares += o.estimateSquares + dp * dp * weight * share;
        products += o.products + dt * dp * weight * share;
        truthMean += dt * share;
        estimateMean += dp * share;
    } else if (o.weight > 0) {
        truthSquares = o.truthSquares;
        estimateSquares = o.estimateSquares;
        products = o.products;
        truthMean = o.truthMean;
        estimateMean = o.estimateMean;
    }
    n += o.n;
    weight = total;
    weight2 += o.weight2;
    errors += o.errors;
    squaredErrors += o.squaredErrors;
    fourthErrors += o.fourthErrors;
    absoluteErrors += o.absoluteErrors;
    truthMin = std::min(truthMin, o.truthMin);
    truthMax = std::max(truthMax, o.truthMax);
    estimateMin = std::min(estimateMin, o.estimateMin);
    estimateMax = std::max(estimateMax, o.estimateMax);
    largestError = std::max(largestError, o.largestError);
    relativeErrors += o.relativeErrors;
    absoluteRelativeErrors += o.absoluteRelativeErrors;
    boundedRelativeErrors += o.boundedRelativeErrors;
    symmetricErrors += o.symmetricErrors;
    huber += o.huber;
    pseudoHuber += o.pseudoHuber;
    pinball += o.pinball;
    negativeWeight += o.negativeWeight;
    negativeErrors += o.negativeErrors;
    positiveWeight += o.positiveWeight;
    positiveErrors += o.positiveErrors;
    poissonLoss += o.poissonLoss;
    poissonDeviance += o.poissonDeviance;
    squaredLogErrors += o.squaredLogErrors;
}

} // namespace vitrine::monitor
