// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <stop_token>

namespace vitrine {

// What a long blocking function takes to be cancellable and to report progress. A default-made Job
// never stops and reports to nobody, so that tests and the command line can pass `{}`.
// The callback runs in the thread of the work.
struct Job {
    std::stop_token stop;
    std::function<void(qint64 done, qint64 total)> progress; // total 0: not known

    void report(qint64 done, qint64 total) const
    {
        if (progress)
            progress(done, total);
    }
    // Error::Cancelled once a stop was requested.
    Result<> check() const;
};

} // namespace vitrine
