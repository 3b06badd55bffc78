// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/expression.h"

#include <optional>

namespace vitrine::monitor {

enum class Operation {
    Number,
    Text,
    Column,    // `index` into columns
    Aggregate, // `index` into terms, `aggregate` says which
    Negate,
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Function, // of one value
    Least,
    Greatest,
    If,
    Missing
};

enum class Aggregate { Mean, Sum, Min, Max, Sd, Var, Count };

struct ExpressionNode {
    Operation operation = Operation::Number;
    double number = 0;
    std::string text;
    std::size_t index = 0;
    Aggregate aggregate = Aggregate::Mean;
    double (*function)(double) = nullptr;
    std::vector<ExpressionNode> parts;
};

struct Expression::State {
    QString text;
    QStringList columns;
    std::vector<ExpressionNode> terms;
    ExpressionNode root;
};

std::optional<Aggregate> aggregateNamed(std::string_view name);
double (*functionNamed(std::string_view name))(double); // nullptr when there is none

// Of operations that take one or two numbers.
double computed(const ExpressionNode &node, double left, double right);

} // namespace vitrine::monitor
