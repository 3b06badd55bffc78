// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <sys/stat.h>

namespace vitrine::git {

// Private to core/git. Files of a Git folder, with POSIX calls: relative to an open folder where a path must
// not be led elsewhere, and with sentences for what the system says.

// Closes itself.
class Descriptor final
{
public:
    explicit Descriptor(int descriptor = -1) : m_descriptor(descriptor) {}
    Descriptor(Descriptor &&other) noexcept : m_descriptor(other.release()) {}
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor();

    int get() const { return m_descriptor; }
    int release();
    explicit operator bool() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

// "<what>: <why and what to do>." for an errno. NotFound for a file that is not there, Conflict for one that
// is, else Io.
Error systemError(const QString &what, int error);
// What a person can do about an errno; empty when only the system's own words help.
QString adviceFor(int error);

// A regular file whole; neither a link nor a pipe is opened. Corrupt when larger than `limit`.
Result<QByteArray> readFileAt(int folder, const char *name, qsizetype limit);
Result<QByteArray> readFile(const QByteArray &path, qsizetype limit);

// All of it; else the errno.
int writeAll(int file, QByteArrayView content);

// A new file with all of the content, or none.
Result<> createFileAt(int folder, const char *name, QByteArrayView content, mode_t mode);
Result<> createFile(const QByteArray &path, QByteArrayView content, mode_t mode);

// With its parents; existing ones are kept.
Result<> makeFolders(const QByteArray &path);

// Two names of one file.
bool isSameFile(const QByteArray &a, const QByteArray &b);

} // namespace vitrine::git
