// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

using namespace Qt::StringLiterals;

namespace vitrine {

Error Error::within(const QString &context) const
{
    return {code, context + u": "_s + message, detail};
}

QString errorCodeName(Error::Code code)
{
    switch (code) {
    case Error::Code::NotFound: return u"not-found"_s;
    case Error::Code::InvalidArgument: return u"invalid-argument"_s;
    case Error::Code::Conflict: return u"conflict"_s;
    case Error::Code::Corrupt: return u"corrupt"_s;
    case Error::Code::Io: return u"io"_s;
    case Error::Code::Busy: return u"busy"_s;
    case Error::Code::Unsupported: return u"unsupported"_s;
    case Error::Code::Cancelled: return u"cancelled"_s;
    case Error::Code::Internal: return u"internal"_s;
    }
    return u"internal"_s;
}

} // namespace vitrine
