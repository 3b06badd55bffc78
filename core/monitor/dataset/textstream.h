// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/compressedstream.h"

#include <QStringList>

namespace vitrine::monitor {

enum class Encoding { Utf8, Utf16Le, Utf16Be, Latin1 };

// How the bytes of a file become UTF-8 with line feeds. Found once, so that every pass reads the same text.
struct TextForm {
    Compression compression = Compression::None;
    Encoding encoding = Encoding::Utf8;
    bool byteOrderMark = false;
    bool carriageReturns = false; // lines end with CR alone
};

// `encoding`: "utf-8", "utf-16", "latin1", or empty to find out by the byte order mark and the bytes. Adds
// what was assumed to `notes`. InvalidArgument for another name.
Result<TextForm> textForm(const QString &path, const QString &encoding, QStringList &notes);

// Windows-1252 where Latin-1 has control characters, as browsers do.
Result<std::unique_ptr<ByteStream>> openText(const QString &path, const TextForm &form);

} // namespace vitrine::monitor
