// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/fileio.h"

#include <optional>

namespace vitrine::git {

// What a file was when it was looked at, to see that nobody touched it since; nothing: it was not there.
struct FileState {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    qint64 seconds = 0;
    qint64 nanoseconds = 0;
    mode_t mode = 0;
    bool operator==(const FileState &) const = default;

    static FileState of(const struct stat &status);
    QByteArray toBytes() const;
    static std::optional<FileState> fromBytes(const QByteArray &bytes);
};

// The folder of a working tree. Every path is walked name by name from it without following symbolic links,
// so nothing is read or written outside, whatever anybody puts in the way meanwhile.
class WorkFolder final
{
public:
    // `root`: absolute.
    static Result<WorkFolder> open(const QByteArray &root);

    // Nothing when it is not there, or when what leads to it is not a folder.
    Result<std::optional<struct stat>> status(const QByteArray &path) const;
    // What stands between the root and the path: the first parent that is not an ordinary folder of this
    // working tree (a link, a file, a repository of its own); empty when nothing does.
    Result<QByteArray> inTheWayOf(const QByteArray &path) const;
    // The file for reading, without following a link.
    Result<Descriptor> openFile(const QByteArray &path) const;
    Result<QByteArray> linkTarget(const QByteArray &path) const;
    // NotFound, or Io when this user may not create and remove files in the folder of the path, or in the one
    // above it that exists.
    Result<> checkWritable(const QByteArray &path) const;

    // Moves a file of another folder to the path, over what is there; makes the folders that lead to it. What
    // is there first gets the name `backup` (unless null) in that other folder, where the disk has hard
    // links.
    Result<> place(const QByteArray &path, int from, const char *staged, const char *backup) const;
    // Removes the file, and the folders that are empty without it; with the same backup.
    Result<> remove(const QByteArray &path, int from, const char *backup) const;

private:
    explicit WorkFolder(Descriptor root) : m_root(std::move(root)) {}
    // The folder of the path; nothing when it is not there. With `create`, made.
    Result<Descriptor> parent(const QByteArray &path, bool create) const;

    Descriptor m_root;
};

} // namespace vitrine::git
