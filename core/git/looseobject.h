// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/fileio.h"
#include "core/git/handles.h"

namespace vitrine::git {

// One object that lies in a file of its own: "<type> <size>\0<content>", deflated by zlib. Read here because
// libgit2 1.5 never returns from one that was cut off, as a power failure leaves them, and believes any size
// that it names.
class LooseObject final
{
public:
    // NotFound when there is no such file; Corrupt when it does not begin like an object.
    static Result<LooseObject> open(const QByteArray &path);

    LooseObject(LooseObject &&other) noexcept;
    LooseObject &operator=(LooseObject &&) noexcept = delete;
    ~LooseObject();

    git_object_t type() const { return m_type; }
    qint64 size() const { return m_size; }

    // The first `length` bytes of the content into `to`. Corrupt when they are not there, or when it is all
    // of it and the file goes on, ends early, or has another checksum.
    Result<> read(char *to, qint64 length) const;

private:
    LooseObject() = default;
    Error corrupt() const;
    Result<> readHeader();

    QByteArray m_path;
    const unsigned char *m_data = nullptr; // mapped
    size_t m_length = 0;
    git_object_t m_type = GIT_OBJECT_INVALID;
    qint64 m_size = 0;
    qint64 m_headerSize = 0; // inflated, with the NUL
};

} // namespace vitrine::git
