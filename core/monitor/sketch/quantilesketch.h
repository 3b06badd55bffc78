// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace vitrine::monitor {

// The distribution of any number of finite values in bounded memory: a KLL sketch (Karnin, Lang and Liberty,
// 2016), a stack of buffers in which a value of level h stands for 2^h values. Two sketches merge into that
// of both, so that days add up to weeks without the rows. The same values in the same order give the same
// sketch.
//
// Up to `k` values are kept as they are. Beyond that, ranks are off by at most rankError() of the count with
// a probability of 99 % each: Hoeffding's bound on the roundings that were really made, which the sketch
// counts; the usual error is about half of it. For k = 1024 that is 0.2 % at ten thousand values and 0.6 % at
// any number.
class QuantileSketch final
{
public:
    static constexpr int defaultK = 1024;

    explicit QuantileSketch(int k = defaultK);

    void add(double value); // finite
    void add(std::span<const double> values);
    void addRepeated(double value, std::int64_t times); // at once and without a rounding
    void merge(const QuantileSketch &other);
    void reduce(int k); // to less memory; a larger k than now changes nothing

    int k() const { return m_k; }
    std::int64_t count() const { return m_count; }
    bool isExact() const { return m_roundings == 0; }
    double rankError() const;
    // What is kept, ascending: value and the number of values that it stands for; these sum to count().
    std::vector<std::pair<double, double>> items() const;

    // {"k", "count", "roundings", "levels": [[…], …]}, the values of a level ascending.
    QJsonObject toJson() const;
    // Corrupt when it is not one, or when weights and count do not agree.
    static Result<QuantileSketch> fromJson(const QJsonObject &json);

private:
    std::size_t capacity(std::size_t level) const;
    void compact(std::size_t level);
    void shrink();

    int m_k;
    std::int64_t m_count = 0;
    double m_roundings = 0; // Σ 4^h over the compactions at level h
    std::uint64_t m_random = 0;
    std::vector<std::vector<double>> m_levels;
};

} // namespace vitrine::monitor
