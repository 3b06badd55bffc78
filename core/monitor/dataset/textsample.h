// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/textstream.h"

#include <string>

namespace vitrine::monitor {

// The beginning of a file as UTF-8, a megabyte at most, with a line feed at its end. 64 bytes behind it are
// readable, for parsers that look ahead.
struct TextSample {
    QString path;
    TextForm form;
    QStringList notes; // what was assumed about the text
    std::string text;
    bool whole = false; // it is all of the file
};
Result<TextSample> sampleText(const QString &path, const QString &encoding);

} // namespace vitrine::monitor
