// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/worktree.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// A link on the way could lead out of the working tree.
bool crossesLink(const QString &root, const QString &path)
{
    QString folder = root;
    const QStringList parts = path.split(u'/');
    for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
        folder += u'/' + parts.at(i);
        if (QFileInfo(folder).isSymLink())
            return true;
    }
    return false;
}

Error inTheWay(const QString &path, const QString &why)
{
    return {Error::Code::Conflict,
            Text::tr("%1 in the working tree %2. Commit or remove it, then try again.").arg(path, why),
            {}};
}

Result<> writeFile(const QString &file, const QByteArray &content, bool executable)
{
    QDir().mkpath(QFileInfo(file).path());
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size() || !target.commit()) {
        return Error{Error::Code::Io,
                     Text::tr("Couldn't write %1 (%2). The commit was made; run “git checkout -- .” when the "
                              "disk is writable again.")
                         .arg(file, target.errorString()),
                     {}};
    }
    if (executable)
        QFile::setPermissions(file,
                              QFile::permissions(file) | QFile::ExeOwner | QFile::ExeUser | QFile::ExeGroup);
    return {};
}

void removeFile(const QString &root, const QString &path)
{
    QFile::remove(root + u'/' + path);
    QString folder = path.section(u'/', 0, -2);
    while (!folder.isEmpty() && QDir(root).rmdir(folder)) // stops at the first that is not empty
        folder = folder.section(u'/', 0, -2);
}

// libgit2 does not run the filters of other programs, so it takes what they made for an edit.
bool isFiltered(git_repository *repository, const QString &root, const QString &path,
                const Repository::Transaction &transaction)
{
    constexpr git_object_size_t largest = 1024;
    if (!transaction.isFiltered)
        return false;
    IndexPtr index;
    if (git_repository_index(out(index), repository) != 0)
        return false;
    const git_index_entry *entry = git_index_get_bypath(index.get(), path.toUtf8().constData(), 0);
    BlobPtr blob;
    if (!entry || git_blob_lookup(out(blob), repository, &entry->id) != 0)
        return false;
    if (git_blob_rawsize(blob.get()) > largest)
        return false;
    const QByteArray stored(static_cast<const char *>(git_blob_rawcontent(blob.get())),
                            static_cast<qsizetype>(git_blob_rawsize(blob.get())));
    return transaction.isFiltered(root + u'/' + path, stored);
}

} // namespace

Result<> checkUntouched(git_repository *repository, const Repository::Transaction &transaction)
{
    const QString root = QDir::cleanPath(QString::fromUtf8(git_repository_workdir(repository)));
    for (const Change &change : transaction.changes) {
        if (crossesLink(root, change.path))
            return inTheWay(change.path, Text::tr("lies behind a symbolic link"));
        unsigned int status = 0;
        const int code = git_status_file(&status, repository, change.path.toUtf8().constData());
        if (code == GIT_ENOTFOUND)
            continue;
        VT_CHECK(check(code, Text::tr("Couldn't look at %1 in the working tree").arg(change.path)));
        if (status & (GIT_STATUS_WT_NEW | GIT_STATUS_IGNORED))
            return inTheWay(change.path, Text::tr("is not under version control"));
        if (status == GIT_STATUS_WT_MODIFIED && isFiltered(repository, root, change.path, transaction))
            continue;
        if (status != GIT_STATUS_CURRENT)
            return inTheWay(change.path, Text::tr("has changes that are not committed"));
    }
    return {};
}

Result<> updateWorkTree(git_repository *repository, const Oid &commit, const QList<Change> &changes)
{
    const QString what = Text::tr("Couldn't update the index of the working tree");
    const QString root = QDir::cleanPath(QString::fromUtf8(git_repository_workdir(repository)));
    IndexPtr index;
    VT_CHECK(check(git_repository_index(out(index), repository), what));
    VT_CHECK(check(git_index_read(index.get(), 0), what));
    VT_TRY(const TreePtr tree, treeOf(repository, commit));
    for (const Change &change : changes) {
        const QByteArray path = change.path.toUtf8();
        TreeEntryPtr entry;
        const int code = git_tree_entry_bypath(out(entry), tree.get(), path.constData());
        if (code == GIT_ENOTFOUND) {
            removeFile(root, change.path);
            git_index_remove_bypath(index.get(), path.constData());
            continue;
        }
        VT_CHECK(check(code, what));
        BlobPtr blob;
        VT_CHECK(check(git_blob_lookup(out(blob), repository, git_tree_entry_id(entry.get())), what));
        const QByteArray content(static_cast<const char *>(git_blob_rawcontent(blob.get())),
                                 static_cast<qsizetype>(git_blob_rawsize(blob.get())));
        VT_CHECK(writeFile(root + u'/' + change.path, content, change.executable));
        VT_CHECK(check(git_index_add_bypath(index.get(), path.constData()), what));
    }
    return check(git_index_write(index.get()), what);
}

} // namespace vitrine::git
