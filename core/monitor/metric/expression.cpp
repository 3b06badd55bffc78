// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/expression.h"

#include "core/base/text.h"
#include "core/monitor/metric/expressionnode.h"
#include "core/monitor/metric/expressionparser.h"

#include <algorithm>
#include <cmath>

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Node = ExpressionNode;

// The types that a node's columns must have.
class TypeChecker final
{
public:
    TypeChecker(const QStringList &names, const QList<ColumnInfo> &dataset, const QString &text)
        : m_text(text)
    {
        for (const QString &name : names) {
            const auto found = std::ranges::find(dataset, name, &ColumnInfo::name);
            m_columns.append(found == dataset.end() ? ColumnInfo() : *found);
        }
    }

    Result<ColumnType> typeOf(const Node &node) const
    {
        if (node.operation == Operation::Text)
            return ColumnType::Text;
        if (node.operation == Operation::Column)
            return ofColumn(node);
        std::vector<ColumnType> types;
        for (const Node &part : node.parts) {
            VT_TRY(const ColumnType type, typeOf(part));
            types.push_back(type);
        }
        const bool comparison = node.operation == Operation::Equal || node.operation == Operation::NotEqual;
        if (node.operation == Operation::Missing || (comparison && types[0] == types[1]))
            return ColumnType::Number;
        if (std::ranges::find(types, ColumnType::Text) != types.end())
            return wrong(Text::tr("a text can only be compared with a text, by == or !=."));
        return ColumnType::Number;
    }

private:
    Result<ColumnType> ofColumn(const Node &node) const
    {
        const QString name = QString::fromStdString(node.text);
        const ColumnInfo &column = m_columns[static_cast<qsizetype>(node.index)];
        if (column.name.isEmpty())
            return wrong(Text::tr("the dataset has no column “%1”.").arg(name));
        if (column.type == ColumnType::Time)
            return wrong(Text::tr("“%1” is a column of times.").arg(name));
        return column.type;
    }
    Error wrong(const QString &why) const
    {
        return {Error::Code::InvalidArgument,
                Text::tr("The expression “%1” cannot be used: %2").arg(m_text, why),
                {}};
    }

    QString m_text;
    QList<ColumnInfo> m_columns;
};

// Computes a node for all rows of a chunk at once.
class RowComputer final
{
public:
    RowComputer(const Chunk &chunk, std::span<const int> places) : m_chunk(chunk), m_places(places) {}

    std::vector<double> values(const Node &node) const
    {
        switch (node.operation) {
        case Operation::Number: return std::vector<double>(m_chunk.rows, node.number);
        case Operation::Column: return columnOf(node).numbers;
        case Operation::If: return chosen(node);
        case Operation::Equal:
        case Operation::NotEqual:
            if (isText(node.parts[0]))
                return comparedTexts(node);
            break;
        case Operation::Missing:
            if (isText(node.parts[0]))
                return missingTexts(node.parts[0]);
            break;
        default: break;
        }
        std::vector<double> left = values(node.parts[0]);
        if (node.parts.size() == 1) {
            for (double &value : left)
                value = computed(node, value, 0);
            return left;
        }
        const std::vector<double> right = values(node.parts[1]);
        for (std::size_t row = 0; row < left.size(); ++row)
            left[row] = computed(node, left[row], right[row]);
        return left;
    }

private:
    const Column &columnOf(const Node &node) const
    {
        return m_chunk.columns[static_cast<std::size_t>(m_places[node.index])];
    }
    bool isText(const Node &node) const
    {
        return node.operation == Operation::Text ||
               (node.operation == Operation::Column && columnOf(node).type == ColumnType::Text);
    }
    std::vector<double> chosen(const Node &node) const
    {
        const std::vector<double> condition = values(node.parts[0]);
        std::vector<double> result = values(node.parts[1]);
        const std::vector<double> otherwise = values(node.parts[2]);
        for (std::size_t row = 0; row < result.size(); ++row) {
            if (std::isnan(condition[row]))
                result[row] = nan;
            else if (condition[row] == 0)
                result[row] = otherwise[row];
        }
        return result;
    }
    // The text of a row; nullptr when it is missing.
    const std::string *textOf(const Node &node, std::size_t row) const
    {
        if (node.operation == Operation::Text)
            return &node.text;
        const Column &column = columnOf(node);
        const qint32 code = column.codes[row];
        return code == missingText ? nullptr : &column.texts[static_cast<std::size_t>(code)];
    }
    std::vector<double> comparedTexts(const Node &node) const
    {
        std::vector<double> result(m_chunk.rows, nan);
        for (std::size_t row = 0; row < result.size(); ++row) {
            const std::string *left = textOf(node.parts[0], row);
            const std::string *right = textOf(node.parts[1], row);
            if (left && right)
                result[row] = double((*left == *right) == (node.operation == Operation::Equal));
        }
        return result;
    }
    std::vector<double> missingTexts(const Node &node) const
    {
        std::vector<double> result(m_chunk.rows);
        for (std::size_t row = 0; row < result.size(); ++row)
            result[row] = double(textOf(node, row) == nullptr);
        return result;
    }

    const Chunk &m_chunk;
    std::span<const int> m_places;
};

double aggregated(Aggregate kind, const TermMoments &term)
{
    if (kind == Aggregate::Count)
        return static_cast<double>(term.n);
    if (term.n == 0)
        return nan;
    switch (kind) {
    case Aggregate::Mean: return term.mean;
    case Aggregate::Sum: return term.sum;
    case Aggregate::Min: return term.min;
    case Aggregate::Max: return term.max;
    case Aggregate::Var: return term.n > 1 ? term.squares / double(term.n - 1) : nan;
    case Aggregate::Sd: return term.n > 1 ? std::sqrt(term.squares / double(term.n - 1)) : nan;
    case Aggregate::Count: break;
    }
    return nan;
}

double valueOf(const Node &node, std::span<const TermMoments> terms)
{
    switch (node.operation) {
    case Operation::Number: return node.number;
    case Operation::Aggregate: return aggregated(node.aggregate, terms[node.index]);
    case Operation::If: {
        const double condition = valueOf(node.parts[0], terms);
        return std::isnan(condition) ? nan : valueOf(node.parts[condition != 0 ? 1 : 2], terms);
    }
    case Operation::Text:
    case Operation::Column: return nan;
    default: break;
    }
    const double left = valueOf(node.parts[0], terms);
    return computed(node, left, node.parts.size() > 1 ? valueOf(node.parts[1], terms) : 0);
}

} // namespace

void TermMoments::add(std::span<const double> values)
{
    TermMoments block;
    for (const double value : values) {
        if (std::isnan(value))
            continue;
        ++block.n;
        block.sum += value;
        block.min = std::min(block.min, value);
        block.max = std::max(block.max, value);
    }
    if (block.n == 0)
        return;
    block.mean = block.min == block.max ? block.min : block.sum / double(block.n);
    for (const double value : values) {
        if (!std::isnan(value))
            block.squares += (value - block.mean) * (value - block.mean);
    }
    merge(block);
}

void TermMoments::merge(const TermMoments &other)
{
    if (other.n == 0)
        return;
    const double gap = other.mean - mean;
    const double share = double(other.n) / double(n + other.n);
    squares += other.squares + gap * gap * double(n) * share;
    mean = n == 0 ? other.mean : mean + gap * share;
    n += other.n;
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
}

Result<Expression> Expression::parse(const QString &text)
{
    return ExpressionParser(text).parse();
}

const QString &Expression::text() const
{
    return m_state->text;
}

const QStringList &Expression::columns() const
{
    return m_state->columns;
}

std::size_t Expression::terms() const
{
    return m_state->terms.size();
}

Result<> Expression::check(const QList<ColumnInfo> &dataset) const
{
    const TypeChecker checker(m_state->columns, dataset, m_state->text);
    for (const Node &term : m_state->terms) {
        VT_TRY(const ColumnType type, checker.typeOf(term));
        if (type == ColumnType::Text)
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("The expression “%1” cannot be used: an aggregate takes numbers, not texts.")
                    .arg(m_state->text),
                {}};
    }
    VT_CHECK(checker.typeOf(m_state->root));
    return {};
}

std::vector<std::vector<double>> Expression::rowValues(const Chunk &chunk, std::span<const int> places) const
{
    const RowComputer computer(chunk, places);
    std::vector<std::vector<double>> values;
    for (const Node &term : m_state->terms)
        values.push_back(computer.values(term));
    return values;
}

double Expression::value(std::span<const TermMoments> terms) const
{
    return valueOf(m_state->root, terms);
}

} // namespace vitrine::monitor
