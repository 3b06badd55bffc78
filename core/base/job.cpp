// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/job.h"

#include "core/base/text.h"

namespace vitrine {

Result<> Job::check() const
{
    if (stop.stop_requested())
        return Error{Error::Code::Cancelled, Text::tr("Cancelled."), {}};
    return {};
}

} // namespace vitrine
