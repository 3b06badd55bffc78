// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine::ui {

struct FileInspection;
struct Tokens;

// Whether loading the file runs code, who trusts it, and what was found in it: HTML for a Document.
QString securityHtml(const FileInspection &read, const Tokens &t);
// What the file is.
QString fileFactsHtml(const FileInspection &read, const Tokens &t);

} // namespace vitrine::ui
