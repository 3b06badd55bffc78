// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

#include <QString>

namespace vitrine::ui {

struct Tokens;

// The parts of a version's details as our own HTML, in the colours of the table; everything that comes from
// the library is escaped. Empty when there is nothing to say.
QString factsHtml(const registry::VersionDetails &details, const Tokens &tokens);
QString metricsHtml(const registry::VersionDetails &details, const Tokens &tokens);
QString noteHtml(const registry::VersionDetails &details, const Tokens &tokens);
QString filesHtml(const registry::VersionDetails &details, const Tokens &tokens);
QString prototypeHtml(const format::Prototype &prototype, const Tokens &tokens);
QString packagesHtml(const registry::VersionDetails &details, const Tokens &tokens);
QString trainingHtml(const registry::VersionDetails &details, const Tokens &tokens);

} // namespace vitrine::ui
