// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/exchange.h"

namespace vitrine::serving {

// A page for people: what the server answers, and a form to try it, made from /openapi.json. Works offline.
void docsPage(Exchange &exchange);
void openApiDocument(Exchange &exchange);

} // namespace vitrine::serving
