// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/event.h"

using namespace Qt::StringLiterals;

namespace vitrine::registry {

QString eventKindName(EventKind kind)
{
    switch (kind) {
    case EventKind::Registered: return u"registered"_s;
    case EventKind::Deregistered: return u"deregistered"_s;
    case EventKind::Assigned: return u"assigned"_s;
    case EventKind::Unassigned: return u"unassigned"_s;
    case EventKind::Deprecated: break;
    }
    return u"deprecated"_s;
}

} // namespace vitrine::registry
