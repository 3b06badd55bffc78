// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/dataset/column.h"

#include <QStringList>

#include <cstdint>
#include <memory>
#include <span>

namespace vitrine::monitor {

// Moments of the values of one row expression, for any number of rows in constant memory. Missing values do
// not count. Two of them over disjoint rows merge.
struct TermMoments {
    std::int64_t n = 0;
    double sum = 0;
    double mean = 0;
    double squares = 0; // Σ (x - mean)²
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();

    void add(std::span<const double> values);
    void merge(const TermMoments &other);
};

struct ExpressionNode;

// A metric that a user writes over the columns of a dataset: sqrt(mean((truth - estimate)^2)),
// mean(if(truth == "yes" and estimate == "no", 10, truth != estimate)), 100 * sum(abs(`my loss`)) /
// sum(price).
//
// Aggregates – mean, sum, min, max, sd, var, count – take the rows of a period; columns stand inside them,
// arithmetic both inside and outside. Operators: + - * / ^, comparisons (1 or 0), and, or, not. Functions:
// abs sqrt exp log log2 log10 log1p floor ceil round sign min(a, b) max(a, b) if(condition, a, b) missing(a).
// Texts in quotes can be compared with columns of texts. Names that are not plain words stand in backticks. A
// missing value makes what is computed from it missing. It can only compute: nothing is called, read or
// written.
//
// Immutable and cheap to copy.
class Expression final
{
public:
    // InvalidArgument in one sentence that says where it stops making sense.
    static Result<Expression> parse(const QString &text);

    const QString &text() const;
    const QStringList &columns() const; // that it reads, each once
    std::size_t terms() const;          // row expressions inside aggregates

    // InvalidArgument when a column is missing or is compared or computed with as what it is not.
    Result<> check(const QList<ColumnInfo> &dataset) const;
    // The values of every term for every row; `places`: where columns() are in the chunk.
    std::vector<std::vector<double>> rowValues(const Chunk &chunk, std::span<const int> places) const;
    // NaN when it has none.
    double value(std::span<const TermMoments> terms) const;

private:
    friend class ExpressionParser;
    struct State;
    explicit Expression(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
    std::shared_ptr<const State> m_state;
};

} // namespace vitrine::monitor
