// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

namespace vitrine::serving {

// A batch of rows as the body of a request in another server's form.
std::string requestBody(const Frame &frame, CommandSpec::Form form);

// Reads what such a server answered: {"predictions":[…]} (MLflow), {"predict":[…]} or [{".pred":…},…]
// (vetiver), {"outputs":[…]} (Open Inference Protocol). False, with why, when it makes no sense or is not for
// so many rows.
bool readAnswerBody(std::string_view body, std::size_t rows, Output &output, std::string &why);

// The message in an answer that reports an error; else its beginning.
std::string errorMessage(std::string_view body);

} // namespace vitrine::serving
