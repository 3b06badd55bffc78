// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>

namespace vitrine::serving {

// One client of the listener. All members are called in the thread of its shard.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    virtual ~Connection() = default;

    virtual void begin() = 0;
    // There are too many of them: says so and ends.
    virtual void refuse() = 0;
    // Called with every tick of the shard.
    virtual void checkDeadline(std::chrono::steady_clock::time_point now) = 0;
    // Ends as soon as there is nothing to answer.
    virtual void drain() = 0;
    virtual void close() = 0;
};

} // namespace vitrine::serving
