// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/transfer.h"

#include "core/artifact/placement.h"
#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QSet>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

constexpr qint64 pointerLimit = 1024;
constexpr qint64 dvcFileLimit = 10'000'000;
constexpr qint64 dvcDirectoryLimit = 100'000'000;

QString parentOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

QString nameOf(const QString &path)
{
    return path.mid(path.lastIndexOf(u'/') + 1);
}

QString joined(const QString &folder, const QString &name)
{
    return folder.isEmpty() ? name : folder + u'/' + name;
}

bool isFile(const git::TreeEntry &entry)
{
    return entry.type == git::TreeEntry::Type::Blob || entry.type == git::TreeEntry::Type::Executable;
}

bool isAtOrBelow(const QString &path, const QString &folder)
{
    return folder.isEmpty() || path == folder || path.startsWith(folder + u'/');
}

// The folder of `path`, the one above it, and so on, the root last.
QStringList foldersAbove(const QString &path)
{
    QStringList folders;
    for (QString folder = path; !folder.isEmpty();) {
        folder = parentOf(folder);
        folders << folder;
    }
    return folders;
}

QByteArray readSmall(const QString &path, qint64 limit)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(limit) : QByteArray();
}

// A configuration's cache folder as an absolute path; empty when it names none that can be found from here.
QString cacheFolder(const QByteArray &config, const QString &configFolder)
{
    const QString folder = cacheFolderOfDvcConfig(config);
    if (folder.isEmpty() || QDir::isAbsolutePath(folder))
        return folder;
    return configFolder.isEmpty() ? QString() : QDir::cleanPath(configFolder + u'/' + folder);
}

} // namespace

Transfer::Transfer(const git::Repository &repository)
    : m_repository(repository)
    , m_store(repository.info().commonDir, repository.config(u"lfs.storage"_s).value_or(QString()))
{
}

Result<Content> Transfer::fromGit(const git::TreeEntry &entry) const
{
    Content content;
    content.path = entry.path;
    content.blob = entry.id;
    VT_TRY(content.size, m_repository.blobSize(entry.id));
    if (content.size == 0 || content.size >= pointerLimit)
        return content;
    VT_TRY(const QByteArray text, m_repository.blob(entry.id, pointerLimit));
    if (!looksLikePointer(text))
        return content;
    const auto pointer = pointerFromText(text);
    if (!pointer)
        return pointer.error().within(entry.path);
    content.place = Place::Store;
    content.size = pointer->size;
    content.sha256 = pointer->sha256;
    if (m_store.contains(*pointer))
        content.file = m_store.pathOf(pointer->sha256);
    return content;
}

DvcCache Transfer::dvcCache(const git::Oid &treeish, const QString &path) const
{
    const QString workTree = m_repository.info().workTree;
    QString folder; // later ones win
    const QString global =
        QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/dvc"_s;
    folder = cacheFolder(readSmall(global + u"/config"_s, dvcFileLimit), global);
    for (const QString &above : foldersAbove(path)) {
        const auto committed = m_repository.file(treeish, joined(above, u".dvc/config"_s), dvcFileLimit);
        if (!committed)
            continue;
        const QString dvc = workTree.isEmpty() ? QString() : workTree + u'/' + joined(above, u".dvc"_s);
        const QString local =
            dvc.isEmpty() ? QString() : cacheFolder(readSmall(dvc + u"/config.local"_s, dvcFileLimit), dvc);
        const QString shared = cacheFolder(*committed, dvc);
        if (!local.isEmpty())
            folder = local;
        else if (!shared.isEmpty())
            folder = shared;
        if (folder.isEmpty() && !dvc.isEmpty())
            folder = dvc + u"/cache"_s;
        break;
    }
    if (!folder.isEmpty() || workTree.isEmpty())
        return DvcCache(folder);
    // DVC's own folder may be there without being committed.
    for (const QString &above : foldersAbove(path)) {
        const QString cache = workTree + u'/' + joined(above, u".dvc/cache"_s);
        if (QFileInfo(cache).isDir())
            return DvcCache(cache);
    }
    return DvcCache({});
}

Content Transfer::fromDvc(const git::Oid &treeish, const QString &path, const QString &md5, qint64 size,
                          bool legacy) const
{
    Content content;
    content.path = path;
    content.place = Place::Dvc;
    content.size = size;
    content.md5 = md5;
    const QString file = dvcCache(treeish, path).find(md5, legacy);
    const qint64 stored = file.isEmpty() ? -1 : QFileInfo(file).size();
    if (size < 0)
        content.size = stored;
    if (stored == content.size)
        content.file = file; // else it is cut short, which is as good as missing
    return content;
}

// What the .dvc files and the dvc.lock of one folder track. The good ones count; when there are none, the
// error of a damaged one does.
Result<QList<Transfer::Tracked>> Transfer::dvcOutputs(const git::Oid &treeish, const QString &folder) const
{
    QList<Tracked> outputs;
    const auto entries = m_repository.entries(treeish, folder, false);
    if (!entries)
        return outputs; // the folder itself may be tracked by DVC, so that Git does not know it
    std::optional<Error> damaged;
    for (const git::TreeEntry &entry : *entries) {
        const QString name = nameOf(entry.path);
        const bool lock = name == u"dvc.lock";
        if (entry.type != git::TreeEntry::Type::Blob || !(lock || name.endsWith(u".dvc")))
            continue;
        const auto text = m_repository.blob(entry.id, dvcFileLimit);
        if (!text) {
            damaged = text.error().within(entry.path);
            continue;
        }
        const auto found =
            lock ? outputsOfDvcLock(
                       *text,
                       m_repository.file(treeish, joined(folder, u"dvc.yaml"_s), dvcFileLimit).value_or({}),
                       folder)
                 : outputsOfDvcFile(*text, folder);
        if (!found) {
            damaged = found.error().within(entry.path);
            continue;
        }
        for (const DvcOutput &output : *found)
            outputs << Tracked{entry.path, output};
    }
    if (outputs.isEmpty() && damaged)
        return *damaged;
    return outputs;
}

// The files of an output: itself, or those of the directory that it is.
Result<QList<Content>> Transfer::expand(const git::Oid &treeish, const DvcOutput &output) const
{
    QList<Content> contents;
    if (!output.isDirectory()) {
        contents << fromDvc(treeish, output.path, output.md5, output.size, output.legacy);
        return contents;
    }
    QList<DvcEntry> entries = output.entries;
    if (entries.isEmpty()) {
        const Content listing = fromDvc(treeish, output.path, output.md5, -1, output.legacy);
        if (!listing.isPresent()) {
            contents << listing;
            contents.last().size = output.size;
            return contents;
        }
        if (listing.size > dvcDirectoryLimit)
            return Error{Error::Code::Unsupported,
                         Text::tr("%1 has more files than can be listed (%2 of names).")
                             .arg(output.path, formatBytes(listing.size)),
                         listing.file};
        auto read = entriesOfDvcDirectory(readSmall(listing.file, dvcDirectoryLimit));
        if (!read)
            return read.error().within(output.path);
        entries = *std::move(read);
    }
    for (const DvcEntry &entry : entries)
        contents << fromDvc(treeish, output.path + u'/' + entry.path, entry.md5, entry.size, output.legacy);
    return contents;
}

Result<Content> Transfer::locateInDvc(const git::Oid &treeish, const QString &path) const
{
    std::optional<Error> damaged;
    for (const QString &folder : foldersAbove(path)) {
        const auto outputs = dvcOutputs(treeish, folder);
        if (!outputs) {
            damaged = outputs.error();
            continue;
        }
        for (const auto &[file, output] : *outputs) {
            if (!isAtOrBelow(path, output.path))
                continue;
            if (output.isDirectory() && path == output.path)
                return Error{Error::Code::InvalidArgument, Text::tr("%1 is a folder.").arg(path), {}};
            VT_TRY(const QList<Content> contents, expand(treeish, output));
            for (const Content &content : contents) {
                // The listing of a directory that is not downloaded stands for all files of it.
                if (content.path == path || content.md5.endsWith(u".dir"))
                    return content;
            }
        }
    }
    if (damaged)
        return *damaged;
    return Error{Error::Code::NotFound, Text::tr("%1 does not exist there.").arg(path), treeish};
}

Result<Content> Transfer::locate(const git::Oid &treeish, const QString &path) const
{
    const auto entry = m_repository.entry(treeish, path);
    if (!entry) {
        if (entry.error().code != Error::Code::NotFound)
            return entry.error();
        auto tracked = locateInDvc(treeish, path);
        return !tracked && tracked.error().code == Error::Code::NotFound ? Result<Content>(entry.error())
                                                                         : tracked;
    }
    switch (entry->type) {
    case git::TreeEntry::Type::Blob:
    case git::TreeEntry::Type::Executable: return fromGit(*entry);
    case git::TreeEntry::Type::Tree:
        return Error{Error::Code::InvalidArgument, Text::tr("%1 is a folder.").arg(path), {}};
    case git::TreeEntry::Type::Link:
        return Error{Error::Code::Unsupported,
                     Text::tr("%1 is a symbolic link; commit the file itself instead.").arg(path),
                     {}};
    case git::TreeEntry::Type::Submodule: break;
    }
    return Error{
        Error::Code::Unsupported, Text::tr("%1 is a submodule; open that repository instead.").arg(path), {}};
}

Result<QList<Content>> Transfer::locateAll(const git::Oid &treeish, const QString &folder,
                                           const Job &job) const
{
    QMap<QString, Content> found;
    if (const auto file = m_repository.entry(treeish, folder); file && isFile(*file)) {
        VT_TRY(const Content content, fromGit(*file));
        return QList<Content>{content};
    }
    QSet<QString> dvcFolders;
    for (const QString &above : foldersAbove(folder))
        dvcFolders << above;
    auto entries = m_repository.entries(treeish, folder, true);
    if (!entries && entries.error().code != Error::Code::NotFound)
        return entries.error();
    for (const git::TreeEntry &entry : entries.value_or({})) {
        VT_CHECK(job.check());
        const QString name = nameOf(entry.path);
        if (name == u"dvc.lock" || name.endsWith(u".dvc"))
            dvcFolders << parentOf(entry.path);
        if (name.endsWith(u".dvc"))
            continue;
        if (!isFile(entry))
            continue;
        auto content = fromGit(entry);
        if (!content && content.error().code != Error::Code::Corrupt &&
            content.error().code != Error::Code::Unsupported)
            return content.error();
        if (!content)
            content = Content{entry.path, Place::Git, m_repository.blobSize(entry.id).value_or(-1), {}, {},
                              entry.id,   {}};
        found.insert(entry.path, *content);
    }
    for (const QString &dvcFolder : std::as_const(dvcFolders)) {
        VT_CHECK(job.check());
        VT_TRY(const QList<Tracked> outputs, dvcOutputs(treeish, dvcFolder));
        for (const auto &[file, output] : outputs) {
            if (!isAtOrBelow(output.path, folder) && !isAtOrBelow(folder, output.path))
                continue;
            VT_TRY(const QList<Content> contents, expand(treeish, output));
            for (const Content &content : contents) {
                if (isAtOrBelow(content.path, folder) && !found.contains(content.path))
                    found.insert(content.path, content);
            }
        }
    }
    if (!entries && found.isEmpty())
        return entries.error();
    return found.values();
}

Result<Transfer::Tracking> Transfer::tracking(const git::Oid &treeish, const QString &path) const
{
    const auto entry = m_repository.entry(treeish, path);
    if (entry)
        return Tracking{path, entry->id, path};
    if (entry.error().code != Error::Code::NotFound)
        return entry.error();
    for (const QString &folder : foldersAbove(path)) {
        const auto outputs = dvcOutputs(treeish, folder);
        for (const auto &[file, output] : outputs.value_or({})) {
            if (!isAtOrBelow(path, output.path))
                continue;
            if (!output.md5.isEmpty())
                return Tracking{file, output.md5, output.path};
            QStringList hashes;
            for (const DvcEntry &each : output.entries)
                hashes << each.md5;
            return Tracking{file, hashes.join(u' '), output.path};
        }
    }
    return entry.error();
}

Error Transfer::missing(const Content &content) const
{
    if (content.place != Place::Dvc)
        return m_store.missing({content.sha256, content.size}, nameOf(content.path));
    const QString name = nameOf(content.path);
    const QString what = content.size < 0 ? name : u"%1 (%2)"_s.arg(name, formatBytes(content.size));
    return {Error::Code::NotFound,
            Text::tr("%1 is not in the DVC cache. Run `dvc fetch` in %2 and try again.")
                .arg(what, m_repository.info().workTree.isEmpty() ? m_repository.info().path
                                                                  : m_repository.info().workTree),
            content.md5};
}

bool Transfer::hasLfsFilter() const
{
    const QString process = m_repository.config(u"filter.lfs.process"_s).value_or(QString());
    const QString smudge = m_repository.config(u"filter.lfs.smudge"_s).value_or(QString());
    // Set up with `git lfs install --skip-smudge`, a person asks for pointers.
    return !(process + smudge).isEmpty() && !process.contains(u"--skip") && !smudge.contains(u"--skip");
}

Result<QStringList> Transfer::checkOut(const git::Oid &treeish, const QStringList &paths,
                                       const Job &job) const
{
    const QString workTree = m_repository.info().workTree;
    QStringList replaced;
    if (workTree.isEmpty() || !hasLfsFilter())
        return replaced;
    for (const QString &path : paths) {
        VT_CHECK(job.check());
        VT_TRY(const Content content, locate(treeish, path));
        const QFileInfo target(workTree + u'/' + path);
        if (content.place != Place::Store || !content.isPresent() || !target.isFile() || target.isSymLink())
            continue;
        VT_TRY(const QByteArray pointer, m_repository.blob(content.blob, pointerLimit));
        if (readSmall(target.filePath(), pointerLimit) != pointer)
            continue;
        const QFile::Permissions permissions = target.permissions();
        VT_CHECK(m_store.get({content.sha256, content.size}, target.filePath(), false, job));
        QFile::setPermissions(target.filePath(), permissions);
        replaced.append(path);
    }
    return replaced;
}

Result<> Transfer::materialise(const Content &content, const QString &target, bool allowHardLink,
                               const Job &job) const
{
    VT_CHECK(job.check());
    switch (content.place) {
    case Place::Store: return m_store.get({content.sha256, content.size}, target, allowHardLink, job);
    case Place::Dvc:
        if (!content.isPresent())
            return missing(content);
        // The cache belongs to DVC, so its files are not shared by hard links.
        return placeFile(content.file, target, Linking::Forbidden, job);
    case Place::Git: break;
    }
    if (content.size > gitContentLimit)
        return Error{
            Error::Code::Unsupported,
            Text::tr("%1 lies in Git itself and is too large to be read from there (%2, at most %3). "
                     "Run `git lfs migrate import` to move it to Git LFS.")
                .arg(content.path, formatBytes(content.size), formatBytes(gitContentLimit)),
            content.blob};
    VT_TRY(const QByteArray bytes, m_repository.blob(content.blob, gitContentLimit));
    VT_CHECK(job.check());
    VT_CHECK(placeBytes(bytes, target));
    job.report(content.size, content.size);
    return {};
}

} // namespace vitrine::artifact
