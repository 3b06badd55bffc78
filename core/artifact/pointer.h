// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace vitrine::artifact {

// A Git LFS pointer: the small text that Git stores in place of a large file.
// Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
struct Pointer {
    QString sha256;  // 64 lower-case hexadecimal digits
    qint64 size = 0; // bytes
    bool operator==(const Pointer &) const = default;
};

// The pointer of an empty file. Git LFS keeps no object for it.
Pointer emptyPointer();

// 64 lower-case hexadecimal digits.
bool isSha256(const QString &text);

// The canonical form, byte for byte as `git lfs pointer` writes it. An empty file has an empty pointer.
QByteArray toText(const Pointer &pointer);

// Cheap test: shorter than 1024 bytes and begins like a pointer of any known version.
bool looksLikePointer(const QByteArray &text);

// Reads the current and the two historical version lines, and up to ten extension lines. As git-lfs does, it
// forgives CRLF line ends, blank lines at the end, a missing last line end and leading zeros of the size.
// Corrupt when it looks like a pointer but does not keep the grammar; InvalidArgument when it is none;
// Unsupported when its version is newer than those known.
Result<Pointer> pointerFromText(const QByteArray &text);

} // namespace vitrine::artifact
