// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace vitrine::serving {

// TLS 1.2 and 1.3 with a certificate (and its chain) and its key, both PEM files. InvalidArgument says which
// file cannot be used and why.
Result<std::shared_ptr<boost::asio::ssl::context>> tlsContext(const std::string &certificateFile,
                                                              const std::string &keyFile);

} // namespace vitrine::serving
