// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vitrine::monitor {

// A JSON scalar as a text and, if it is one, as a number.
struct JsonScalar {
    bool missing = true;
    bool isNumber = false;
    double number = 0;
    std::string text;
};

// The columns of a recorded request: a JSON object of lists, {"cyl":[6,4]}. What is not one has no columns.
class RequestLists final
{
public:
    RequestLists();
    RequestLists(RequestLists &&) noexcept;
    RequestLists &operator=(RequestLists &&) noexcept;
    ~RequestLists();

    void parse(const std::string &json);
    std::size_t rows() const; // of the longest list
    std::vector<std::string> names() const;
    // The values of one list in their order; none when there is no such list.
    void visit(const std::string &name, const std::function<void(const JsonScalar &)> &value) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace vitrine::monitor
