// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace vitrine {

// A value or the error that prevented it, with the member names of std::expected (which g++ 12 lacks
// in C++20). value() and error() on the wrong alternative are bugs and assert.
template<typename T = void>
class [[nodiscard]] Result
{
public:
    using value_type = T;

    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}
    Result(const T &value) : m_state(std::in_place_index<0>, value) {}
    Result(T &&value) : m_state(std::in_place_index<0>, std::move(value)) {}
    template<typename U>
        requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
                 !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, T>)
    Result(U &&value) : m_state(std::in_place_index<0>, std::forward<U>(value)) {}

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    const T &value() const &
    {
        Q_ASSERT(has_value());
        return *std::get_if<0>(&m_state);
    }
    T &value() &
    {
        Q_ASSERT(has_value());
        return *std::get_if<0>(&m_state);
    }
    // By value, so that a range-for over a temporary Result is safe.
    T value() &&
    {
        Q_ASSERT(has_value());
        return std::move(*std::get_if<0>(&m_state));
    }
    const T &operator*() const & { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T &operator*() & { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

    T value_or(T fallback) const { return has_value() ? value() : std::move(fallback); }

    const Error &error() const
    {
        Q_ASSERT(!has_value());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

template<>
class [[nodiscard]] Result<void>
{
public:
    using value_type = void;

    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    bool has_value() const { return !m_failed; }
    explicit operator bool() const { return has_value(); }
    const Error &error() const
    {
        Q_ASSERT(m_failed);
        return m_error;
    }

private:
    Error m_error;
    bool m_failed = false;
};

} // namespace vitrine

#define VT_CONCAT_INNER(a, b) a##b
#define VT_CONCAT(a, b) VT_CONCAT_INNER(a, b)

// VT_TRY(const auto x, f()): x becomes the value, or this function returns the error.
#define VT_TRY(declaration, ...) VT_TRY_INNER(VT_CONCAT(vtResult, __LINE__), declaration, __VA_ARGS__)
#define VT_TRY_INNER(result, declaration, ...) \
    auto result = (__VA_ARGS__);               \
    if (!result)                               \
        return result.error();                 \
    declaration = std::move(result).value()

// VT_CHECK(f()): go on when f() succeeded, else return its error.
#define VT_CHECK(...)                                   \
    do {                                                \
        if (auto vtChecked = (__VA_ARGS__); !vtChecked) \
            return vtChecked.error();                   \
    } while (false)
