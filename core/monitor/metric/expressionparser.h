// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/expressionnode.h"

#include <QHash>

namespace vitrine::monitor {

// Recursive descent, one function a level of precedence.
class ExpressionParser final
{
public:
    explicit ExpressionParser(const QString &text);
    Result<Expression> parse();

private:
    using Node = Result<ExpressionNode>;

    Node either();     // or
    Node both();       // and
    Node comparison(); // < <= > >= == !=
    Node sum();
    Node product();
    Node signedValue();
    Node power();
    Node primary();
    Node call(const std::string &name);
    Node aggregate(Aggregate kind);
    Node column(const std::string &name);
    Result<std::vector<ExpressionNode>> arguments();
    template<typename Next>
    Node leftToRight(Next next, std::initializer_list<std::pair<std::string_view, Operation>> operators);

    int argumentsAhead() const; // up to the closing parenthesis
    void skipSpaces();
    bool accept(std::string_view symbol);
    bool acceptWord(std::string_view word);
    std::string word();
    Result<std::string> quoted(char quote);
    Error unexpected() const;
    Error wrong(const QString &why) const;

    QString m_original;
    std::string m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_inAggregate = false;
    QHash<QString, std::size_t> m_places;
    Expression::State m_state;
};

} // namespace vitrine::monitor
