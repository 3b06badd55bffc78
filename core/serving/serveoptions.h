// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servesession.h"

#include <QCommandLineParser>

namespace vitrine::serving {

// Adds the options that every way of starting a server has: where it listens, whom it lets in, what a client
// may take, and those of enginesettings.h.
void addServeOptions(QCommandLineParser &parser);

// Reads them. InvalidArgument says which option is wrong; an address that others can reach needs a token or
// --allow-network.
Result<ServeOptions> readServeOptions(const QCommandLineParser &parser);

// Those of the options above that were given, as arguments for vitrine-serve.
QStringList givenServeOptions(const QCommandLineParser &parser);

// The bearer token in a file: one line of at least 16 characters.
Result<std::string> readToken(const QString &path);

} // namespace vitrine::serving
