// SPDX-License-Identifier: GPL-3.0-or-later
// "Has any reference moved?", cheaply.
#include "core/git/repository.h"

#include <QCryptographicHash>

#include <algorithm>
#include <dirent.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

namespace vitrine::git {

namespace {

void addNumber(QCryptographicHash &hash, qint64 number)
{
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&number), sizeof number));
}

void addText(QCryptographicHash &hash, std::string_view text)
{
    hash.addData(QByteArrayView(text.data(), qsizetype(text.size())));
    addNumber(hash, qint64(text.size()));
}

void addFile(QCryptographicHash &hash, const std::string &path)
{
    struct stat status = {};
    if (stat(path.c_str(), &status) != 0)
        return;
    for (const qint64 fact : {qint64(status.st_ino), qint64(status.st_size), qint64(status.st_mtim.tv_sec),
                              qint64(status.st_mtim.tv_nsec)})
        addNumber(hash, fact);
}

void addFolder(QCryptographicHash &hash, const std::string &path)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
    if (!folder)
        return;
    struct stat status = {};
    if (fstat(dirfd(folder.get()), &status) == 0) {
        addNumber(hash, status.st_mtim.tv_sec);
        addNumber(hash, status.st_mtim.tv_nsec);
    }
    addText(hash, path);
    std::vector<std::string> folders;
    while (const dirent *entry = readdir(folder.get())) {
        const std::string_view name(entry->d_name);
        if (name == "." || name == ".." || name.ends_with(".lock"))
            continue;
        addText(hash, name);
        addNumber(hash, qint64(entry->d_ino));
        if (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)
            folders.push_back(path + '/' + std::string(name));
    }
    std::ranges::sort(folders);
    for (const std::string &each : folders)
        addFolder(hash, each);
}

} // namespace

// HEAD and packed-refs by inode, size and time; below refs the time of every folder with the names and inodes
// of what is in it. A reference is moved by renaming a new file over the old one, which changes both, so ten
// thousand loose references cost a few reads of folders and no look at the files.
Result<QByteArray> Repository::fingerprint() const
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const std::string common = m_info.commonDir.toStdString();
    addFile(hash, m_info.gitDir.toStdString() + "/HEAD");
    addFile(hash, common + "/packed-refs");
    addFolder(hash, common + "/refs");
    return hash.result();
}

} // namespace vitrine::git
