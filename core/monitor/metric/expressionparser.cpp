// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/expressionparser.h"

#include "core/base/text.h"

#include <charconv>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int deepest = 100;
constexpr qsizetype longest = 10'000;

bool isWordStart(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || byte >= 0x80;
}

bool isWordPart(char c)
{
    return isWordStart(c) || (c >= '0' && c <= '9');
}

ExpressionNode node(Operation operation, std::vector<ExpressionNode> parts)
{
    ExpressionNode result;
    result.operation = operation;
    result.parts = std::move(parts);
    return result;
}

} // namespace

ExpressionParser::ExpressionParser(const QString &text) : m_original(text), m_text(text.toStdString()) {}

Error ExpressionParser::wrong(const QString &why) const
{
    return {Error::Code::InvalidArgument,
            Text::tr("The expression “%1” cannot be used: %2").arg(m_original, why),
            {}};
}

Error ExpressionParser::unexpected() const
{
    if (m_at >= m_text.size())
        return wrong(Text::tr("it stops too early."));
    const QString rest = QString::fromStdString(m_text.substr(m_at));
    return wrong(Text::tr("“%1” is not expected there.").arg(rest.size() > 20 ? rest.left(20) + u'…' : rest));
}

void ExpressionParser::skipSpaces()
{
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\n'))
        ++m_at;
}

bool ExpressionParser::accept(std::string_view symbol)
{
    skipSpaces();
    if (!std::string_view(m_text).substr(m_at).starts_with(symbol))
        return false;
    m_at += symbol.size();
    return true;
}

bool ExpressionParser::acceptWord(std::string_view wanted)
{
    skipSpaces();
    const std::size_t before = m_at;
    if (word() == wanted)
        return true;
    m_at = before;
    return false;
}

std::string ExpressionParser::word()
{
    const std::size_t begin = m_at;
    if (m_at < m_text.size() && isWordStart(m_text[m_at])) {
        while (m_at < m_text.size() && isWordPart(m_text[m_at]))
            ++m_at;
    }
    return m_text.substr(begin, m_at - begin);
}

Result<std::string> ExpressionParser::quoted(char quote)
{
    const std::size_t end = m_text.find(quote, m_at);
    if (end == std::string::npos)
        return wrong(Text::tr("a %1 is not closed.").arg(QLatin1Char(quote)));
    std::string text = m_text.substr(m_at, end - m_at);
    m_at = end + 1;
    return text;
}

template<typename Next>
ExpressionParser::Node ExpressionParser::leftToRight(
    Next next, std::initializer_list<std::pair<std::string_view, Operation>> operators)
{
    VT_TRY(ExpressionNode left, (this->*next)());
    while (true) {
        const auto found = std::find_if(operators.begin(), operators.end(),
                                        [&](const auto &entry) { return accept(entry.first); });
        if (found == operators.end())
            return left;
        VT_TRY(ExpressionNode right, (this->*next)());
        left = node(found->second, {std::move(left), std::move(right)});
    }
}

Result<Expression> ExpressionParser::parse()
{
    if (m_original.size() > longest)
        return wrong(Text::tr("it is too long."));
    VT_TRY(m_state.root, either());
    skipSpaces();
    if (m_at < m_text.size())
        return unexpected();
    if (m_state.terms.empty())
        return wrong(Text::tr("it takes nothing from the rows. Use mean(…), sum(…) or another aggregate."));
    m_state.text = m_original;
    return Expression(std::make_shared<Expression::State>(std::move(m_state)));
}

ExpressionParser::Node ExpressionParser::either()
{
    if (++m_depth > deepest)
        return wrong(Text::tr("it is nested too deeply."));
    VT_TRY(ExpressionNode left, both());
    while (acceptWord("or")) {
        VT_TRY(ExpressionNode right, both());
        left = node(Operation::Or, {std::move(left), std::move(right)});
    }
    --m_depth;
    return left;
}

ExpressionParser::Node ExpressionParser::both()
{
    VT_TRY(ExpressionNode left, comparison());
    while (acceptWord("and")) {
        VT_TRY(ExpressionNode right, comparison());
        left = node(Operation::And, {std::move(left), std::move(right)});
    }
    return left;
}

ExpressionParser::Node ExpressionParser::comparison()
{
    if (acceptWord("not")) {
        if (++m_depth > deepest)
            return wrong(Text::tr("it is nested too deeply."));
        VT_TRY(ExpressionNode inner, comparison());
        --m_depth;
        return node(Operation::Not, {std::move(inner)});
    }
    VT_TRY(ExpressionNode left, sum());
    const auto with = [&](Operation operation, bool turned) -> Node {
        VT_TRY(ExpressionNode right, sum());
        return turned ? node(operation, {std::move(right), std::move(left)})
                      : node(operation, {std::move(left), std::move(right)});
    };
    if (accept("<="))
        return with(Operation::LessOrEqual, false);
    if (accept(">="))
        return with(Operation::LessOrEqual, true);
    if (accept("=="))
        return with(Operation::Equal, false);
    if (accept("!="))
        return with(Operation::NotEqual, false);
    if (accept("<"))
        return with(Operation::Less, false);
    if (accept(">"))
        return with(Operation::Less, true);
    return left;
}

ExpressionParser::Node ExpressionParser::sum()
{
    return leftToRight(&ExpressionParser::product, {{"+", Operation::Add}, {"-", Operation::Subtract}});
}

ExpressionParser::Node ExpressionParser::product()
{
    return leftToRight(&ExpressionParser::signedValue,
                       {{"*", Operation::Multiply}, {"/", Operation::Divide}});
}

// -x^2 is -(x^2), and 2^-1 a half.
ExpressionParser::Node ExpressionParser::signedValue()
{
    bool negative = false;
    while (true) {
        if (accept("-"))
            negative = !negative;
        else if (!accept("+"))
            break;
    }
    VT_TRY(ExpressionNode value, power());
    return negative ? node(Operation::Negate, {std::move(value)}) : std::move(value);
}

ExpressionParser::Node ExpressionParser::power()
{
    VT_TRY(ExpressionNode base, primary());
    if (!accept("^"))
        return base;
    if (++m_depth > deepest)
        return wrong(Text::tr("it is nested too deeply."));
    VT_TRY(ExpressionNode exponent, signedValue());
    --m_depth;
    return node(Operation::Power, {std::move(base), std::move(exponent)});
}

ExpressionParser::Node ExpressionParser::primary()
{
    if (accept("(")) {
        VT_TRY(ExpressionNode inner, either());
        if (!accept(")"))
            return unexpected();
        return inner;
    }
    if (accept("`")) {
        VT_TRY(const std::string name, quoted('`'));
        return column(name);
    }
    for (const char quote : {'"', '\''}) {
        if (!accept(std::string_view(&quote, 1)))
            continue;
        ExpressionNode text;
        text.operation = Operation::Text;
        VT_TRY(text.text, quoted(quote));
        return text;
    }
    ExpressionNode number;
    const char *from = m_text.data() + m_at;
    const bool digit = m_at < m_text.size() && (*from == '.' || (*from >= '0' && *from <= '9'));
    if (digit) {
        const auto [end, error] = std::from_chars(from, m_text.data() + m_text.size(), number.number);
        if (error == std::errc()) {
            m_at += static_cast<std::size_t>(end - from);
            return number;
        }
    }
    const std::string name = word();
    if (name.empty() || name == "and" || name == "or" || name == "not")
        return unexpected();
    return accept("(") ? call(name) : column(name);
}

Result<std::vector<ExpressionNode>> ExpressionParser::arguments()
{
    std::vector<ExpressionNode> values;
    do {
        VT_TRY(ExpressionNode value, either());
        values.push_back(std::move(value));
    } while (accept(","));
    if (!accept(")"))
        return unexpected();
    return values;
}

int ExpressionParser::argumentsAhead() const
{
    int depth = 0;
    int count = 1;
    for (std::size_t at = m_at; at < m_text.size() && depth >= 0; ++at) {
        const char c = m_text[at];
        if (c == '"' || c == '\'' || c == '`')
            at = std::min(m_text.find(c, at + 1), m_text.size());
        else if (c == '(')
            ++depth;
        else if (c == ')')
            --depth;
        else if (c == ',' && depth == 0)
            ++count;
    }
    return count;
}

ExpressionParser::Node ExpressionParser::aggregate(Aggregate kind)
{
    m_inAggregate = true;
    VT_TRY(std::vector<ExpressionNode> values, arguments());
    m_inAggregate = false;
    ExpressionNode result;
    if (values.size() != 1)
        return wrong(Text::tr("an aggregate takes one value."));
    result.operation = Operation::Aggregate;
    result.aggregate = kind;
    result.index = m_state.terms.size();
    m_state.terms.push_back(std::move(values[0]));
    return result;
}

ExpressionParser::Node ExpressionParser::call(const std::string &name)
{
    const auto kind = aggregateNamed(name);
    const bool either = name == "min" || name == "max"; // of rows, or of two values
    if (kind && !m_inAggregate && !(either && argumentsAhead() == 2))
        return aggregate(*kind);
    if (kind && !either)
        return wrong(Text::tr("%1(…) stands inside another aggregate.").arg(QString::fromStdString(name)));
    VT_TRY(std::vector<ExpressionNode> values, arguments());
    if (either && values.size() == 2)
        return node(name == "min" ? Operation::Least : Operation::Greatest, std::move(values));
    if (name == "if" && values.size() == 3)
        return node(Operation::If, std::move(values));
    if (name == "missing" && values.size() == 1)
        return node(Operation::Missing, std::move(values));
    if (const auto function = functionNamed(name); function && values.size() == 1) {
        ExpressionNode result = node(Operation::Function, std::move(values));
        result.function = function;
        return result;
    }
    return wrong(Text::tr("there is no function %1 of %n value(s).", nullptr, static_cast<int>(values.size()))
                     .arg(QString::fromStdString(name)));
}

ExpressionParser::Node ExpressionParser::column(const std::string &name)
{
    const QString text = QString::fromStdString(name);
    if (!m_inAggregate)
        return wrong(Text::tr("the column “%1” stands outside of an aggregate such as mean(…).").arg(text));
    ExpressionNode result;
    result.operation = Operation::Column;
    result.text = name;
    const auto found = m_places.constFind(text);
    result.index = found == m_places.constEnd() ? static_cast<std::size_t>(m_places.size()) : *found;
    if (found == m_places.constEnd()) {
        m_places.insert(text, result.index);
        m_state.columns << text;
    }
    return result;
}

} // namespace vitrine::monitor
