// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/posixfile.h"

namespace vitrine::artifact {

// A file that is written beside its target and then renamed. It is locked while in use and removed with this
// object unless it was moved. After a crash it stays, so that the next one of that name can go on with it.
class TemporaryFile final
{
public:
    // folder/name, with what an interrupted run left in it; another name when somebody is just writing it.
    static Result<TemporaryFile> open(const QString &folder, const QString &name, unsigned mode);
    // Removes files in `folder` that begin with `prefix`, are older than a day and that nobody writes.
    static void sweep(const QString &folder, const QString &prefix);

    TemporaryFile(TemporaryFile &&) noexcept = default;
    TemporaryFile &operator=(TemporaryFile &&) = delete;
    ~TemporaryFile();

    PosixFile &file() { return m_file; }
    QString path() const { return m_file.path(); }

    Result<> moveTo(const QString &target);

private:
    explicit TemporaryFile(PosixFile file) : m_file(std::move(file)) {}

    PosixFile m_file;
    bool m_moved = false;
};

} // namespace vitrine::artifact
