// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/errorkind.h"

#include <array>

namespace vitrine::serving {

std::string_view errorKindName(ErrorKind kind)
{
    static constexpr std::array<std::string_view, errorKindCount> names{
        "none",   "malformed",  "validation", "unauthorized", "forbidden", "not_found",
        "method", "media_type", "too_large",  "busy",         "timeout",   "model"};
    return names[static_cast<std::size_t>(kind)];
}

ErrorKind errorKindOf(int status)
{
    switch (status) {
    case 401: return ErrorKind::Unauthorized;
    case 403: return ErrorKind::Forbidden;
    case 404: return ErrorKind::NotFound;
    case 405: return ErrorKind::Method;
    case 408:
    case 504: return ErrorKind::Timeout;
    case 413:
    case 431: return ErrorKind::TooLarge;
    case 415: return ErrorKind::MediaType;
    case 422: return ErrorKind::Validation;
    case 503: return ErrorKind::Busy;
    default: break;
    }
    return status < 400 ? ErrorKind::None : status < 500 ? ErrorKind::Malformed : ErrorKind::Model;
}

} // namespace vitrine::serving
