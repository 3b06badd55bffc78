// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/registrystate.h"

namespace vitrine::registry {

// How often a write is planned anew when somebody else wrote first.
inline constexpr int writeAttempts = 8;

// The clock may have been set back since the model's last event; the new one comes after it all the same. A
// time that the caller names is kept.
inline QDateTime eventTime(const Authorship &authorship, const ModelState &state)
{
    if (authorship.when)
        return *authorship.when;
    const QDateTime now = QDateTime::currentDateTime();
    return state.lastEvent.isValid() && state.lastEvent > now ? state.lastEvent : now;
}

} // namespace vitrine::registry
