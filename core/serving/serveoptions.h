// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servesession.h"

#include <QCommandLineParser>

namespace vitrine::serving {

// Adds the options that every way of starting a server has: --host, --port, --flavour, --token-file,
// --allow-network,
// --allow-host, --allow-origin, --max-body, --threads, and those of enginesettings.h.
void addServeOptions(QCommandLineParser &parser);

// Reads them. InvalidArgument says which option is wrong; an address that others can reach needs a token or
// --allow-network.
Result<ServeOptions> readServeOptions(const QCommandLineParser &parser);

} // namespace vitrine::serving
