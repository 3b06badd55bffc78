// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/celltext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace vitrine::serving {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// Reads exactly `count` digits; the text moves on.
std::optional<int> digits(std::string_view &text, std::size_t count)
{
    if (text.size() < count)
        return {};
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!isDigit(text[i]))
            return {};
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view &text, char c)
{
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> takeDate(std::string_view &text)
{
    const auto year = digits(text, 4);
    if (!year || !skip(text, '-'))
        return {};
    const auto month = digits(text, 2);
    if (!month || !skip(text, '-'))
        return {};
    const auto day = digits(text, 2);
    if (!day)
        return {};
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return {};
    return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<double> takeTime(std::string_view &text)
{
    const auto hour = digits(text, 2);
    if (!hour || *hour > 24 || !skip(text, ':'))
        return {};
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59)
        return {};
    double seconds = *hour * 3600.0 + *minute * 60.0;
    if (!skip(text, ':'))
        return seconds;
    const auto second = digits(text, 2);
    if (!second || *second > 60)
        return {};
    seconds += *second;
    if (!skip(text, '.'))
        return seconds;
    double scale = 0.1;
    if (text.empty() || !isDigit(text.front()))
        return {};
    for (; !text.empty() && isDigit(text.front()); text.remove_prefix(1), scale /= 10)
        seconds += scale * (text.front() - '0');
    return seconds;
}

// "Z", "+01:00", "+0100", "+01" or nothing: seconds to take away.
std::optional<double> takeOffset(std::string_view &text)
{
    if (text.empty() || skip(text, 'Z') || skip(text, 'z'))
        return 0.0;
    const bool east = skip(text, '+');
    if (!east && !skip(text, '-'))
        return {};
    const auto hours = digits(text, 2);
    if (!hours)
        return {};
    skip(text, ':');
    const auto minutes = text.empty() ? std::optional<int>(0) : digits(text, 2);
    if (!minutes)
        return {};
    const double seconds = *hours * 3600.0 + *minutes * 60.0;
    return east ? seconds : -seconds;
}

} // namespace

bool isJsonNumber(std::string_view token)
{
    skip(token, '-');
    const auto takeDigits = [&] {
        std::size_t count = 0;
        for (; !token.empty() && isDigit(token.front()); ++count)
            token.remove_prefix(1);
        return count;
    };
    const bool leadingZero = !token.empty() && token.front() == '0';
    const std::size_t whole = takeDigits();
    if (whole == 0 || (leadingZero && whole > 1))
        return false;
    if (skip(token, '.') && takeDigits() == 0)
        return false;
    if (skip(token, 'e') || skip(token, 'E')) {
        if (!skip(token, '+'))
            skip(token, '-');
        if (takeDigits() == 0)
            return false;
    }
    return token.empty();
}

std::optional<double> numberFromText(std::string_view text)
{
    text = trimmed(text);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || end != text.data() + text.size() || text.empty())
        return {};
    if (error == std::errc::result_out_of_range)
        return {};
    return value;
}

std::optional<std::int64_t> integerFromText(std::string_view text)
{
    text = trimmed(text);
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size())
        return whole;
    const auto number = numberFromText(text);
    constexpr double limit = 9223372036854775808.0;
    if (!number || *number != std::floor(*number) || *number < -limit || *number >= limit)
        return {};
    return static_cast<std::int64_t>(*number);
}

std::optional<bool> booleanFromText(std::string_view text)
{
    text = trimmed(text);
    std::array<char, 6> lower{};
    if (text.size() >= lower.size())
        return {};
    std::transform(text.begin(), text.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const std::string_view word(lower.data(), text.size());
    for (const std::string_view yes : {"true", "t", "yes", "y", "on", "1"}) {
        if (word == yes)
            return true;
    }
    for (const std::string_view no : {"false", "f", "no", "n", "off", "0"}) {
        if (word == no)
            return false;
    }
    return {};
}

std::optional<std::int64_t> daysFromText(std::string_view text)
{
    text = trimmed(text);
    const auto days = takeDate(text);
    // A time of midnight is what pandas writes for a date.
    if (days && !text.empty()) {
        if (!skip(text, 'T') && !skip(text, ' '))
            return {};
        const auto time = takeTime(text);
        if (!time || *time != 0.0 || !takeOffset(text) || !text.empty())
            return {};
    }
    return days;
}

std::optional<double> secondsFromText(std::string_view text)
{
    text = trimmed(text);
    const auto days = takeDate(text);
    if (!days)
        return {};
    double seconds = static_cast<double>(*days) * 86400.0;
    if (text.empty())
        return seconds;
    if (!skip(text, 'T') && !skip(text, 't') && !skip(text, ' '))
        return {};
    const auto time = takeTime(text);
    if (!time)
        return {};
    const auto offset = takeOffset(text);
    if (!offset || !text.empty())
        return {};
    return seconds + *time - *offset;
}

} // namespace vitrine::serving
