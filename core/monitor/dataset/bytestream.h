// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>

namespace vitrine::monitor {

// Bytes from front to back. One stream belongs to one thread at a time.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    // Between 1 and `most` bytes into `to`; 0 at the end only.
    virtual Result<qint64> read(char *to, qint64 most) = 0;
    // Of the file itself, for progress.
    virtual qint64 position() const = 0;
    virtual qint64 size() const = 0;
};

// NotFound, or Io when it cannot be read.
Result<std::unique_ptr<ByteStream>> openFileStream(const QString &path);

// Fills `to` as far as the stream goes; the number of bytes.
Result<qint64> readFully(ByteStream &stream, char *to, qint64 most);

} // namespace vitrine::monitor
