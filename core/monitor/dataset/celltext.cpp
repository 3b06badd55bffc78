// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/celltext.h"

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Digits with a point among them whose value is a quotient of two whole numbers that doubles hold exactly, so
// that one division rounds correctly (Clinger, 1990). Nearly all numbers in files are.
bool parseShort(const char *from, const char *to, double &value)
{
    constexpr int mostDigits = 15;
    static constexpr double powers[mostDigits + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const bool negative = from != to && *from == '-';
    from += negative ? 1 : 0;
    if (from == to || to - from > mostDigits + 1)
        return false;
    qint64 digits = 0;
    const char *point = nullptr;
    for (const char *at = from; at != to; ++at) {
        if (*at == '.' && !point)
            point = at + 1;
        else if (isDigit(*at))
            digits = digits * 10 + (*at - '0');
        else
            return false;
    }
    const qint64 count = to - from - (point ? 1 : 0);
    if (count == 0 || count > mostDigits)
        return false;
    const double whole = static_cast<double>(negative ? -digits : digits);
    value = point ? whole / powers[to - point] : whole;
    if (digits == 0 && negative)
        value = -0.0;
    return true;
}

bool parsePlain(const char *from, const char *to, double &value)
{
    if (parseShort(from, to, value))
        return true;
    if (from != to && *from == '+')
        ++from;
    if (from == to)
        return false;
    const auto [end, error] = std::from_chars(from, to, value);
    // Too large and too small numbers are read as infinity and zero, as everywhere else.
    if (error == std::errc::result_out_of_range && end == to) {
        value = std::strtod(std::string(from, to).c_str(), nullptr);
        return true;
    }
    return error == std::errc() && end == to;
}

// The length of the space at the front: plain, no-break (U+00A0) or narrow no-break (U+202F).
std::size_t spaceLength(std::string_view text)
{
    if (text.starts_with(' '))
        return 1;
    if (text.starts_with("\xc2\xa0"))
        return 2;
    return text.starts_with("\xe2\x80\xaf") ? 3 : 0;
}

// 1,234,567.8 without its marks; false when groups after the first don't have three digits.
bool withoutThousands(std::string_view text, const NumberForm &form, std::string &plain)
{
    int sinceMark = -1;
    bool fraction = false;
    while (!text.empty()) {
        const char c = text.front();
        const std::size_t mark = form.thousands == ' '              ? spaceLength(text)
                                 : c == form.thousands && c != '\0' ? std::size_t(1)
                                                                    : std::size_t(0);
        if (mark > 0) {
            if (fraction || plain.empty() || !isDigit(plain.back()) || (sinceMark >= 0 && sinceMark != 3))
                return false;
            sinceMark = 0;
            text.remove_prefix(mark);
            continue;
        }
        if (c == '.' && form.decimal != '.')
            return false;
        const bool ends = c == form.decimal || c == 'e' || c == 'E';
        if (ends && sinceMark >= 0 && sinceMark != 3)
            return false;
        if (ends) {
            sinceMark = -1;
            fraction = true;
        } else if (sinceMark >= 0) {
            ++sinceMark;
        }
        plain += c == form.decimal ? '.' : c;
        text.remove_prefix(1);
    }
    return sinceMark < 0 || sinceMark == 3;
}

} // namespace

std::string_view withoutSpaces(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool parseNumber(std::string_view text, const NumberForm &form, double &value)
{
    text = withoutSpaces(text);
    if (form == NumberForm())
        return parsePlain(text.data(), text.data() + text.size(), value);
    std::string plain;
    return withoutThousands(text, form, plain) &&
           parsePlain(plain.data(), plain.data() + plain.size(), value);
}

MissingTexts::MissingTexts(const QStringList &texts)
{
    static const QStringList usual{u"NA"_s,   u"N/A"_s,  u"n/a"_s,  u"#N/A"_s, u"<NA>"_s, u"NaN"_s, u"nan"_s,
                                   u"-NaN"_s, u"-nan"_s, u"NULL"_s, u"null"_s, u"None"_s, u"NaT"_s, u"\\N"_s};
    for (const QString &text : texts.isEmpty() ? usual : texts) {
        const std::string bytes = text.toStdString();
        if (bytes.empty())
            continue;
        m_begins[static_cast<unsigned char>(bytes.front())] = true;
        m_texts.push_back(bytes);
    }
}

bool MissingTexts::isListed(std::string_view text) const
{
    return std::ranges::find(m_texts, text) != m_texts.end();
}

} // namespace vitrine::monitor
