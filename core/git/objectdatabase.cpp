// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/objectdatabase.h"

#include "core/base/text.h"
#include "core/git/looseobject.h"
#include "core/git/packcheck.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cstring>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int ownPacks = 30;
constexpr int ownLoose = 29;
constexpr int ownWriter = 28;
constexpr int borrowedPacks = 20;
constexpr int borrowedLoose = 19;
constexpr int deepestAlternate = 5; // as in Git

// What libgit2 calls back; its structure comes first, so that its pointer is one to this.
struct LooseReader {
    git_odb_backend backend = {};
    QByteArray folder;
};

const QByteArray &folderOf(git_odb_backend *backend)
{
    return reinterpret_cast<LooseReader *>(backend)->folder;
}

int codeOf(const Error &error)
{
    if (error.code == Error::Code::NotFound)
        return GIT_ENOTFOUND;
    // Only the system's own words are told apart by check(); a damaged file is libgit2's class for damage.
    const QString words = error.code == Error::Code::Io ? error.detail : error.message;
    git_error_set_str(error.code == Error::Code::Io ? GIT_ERROR_OS : GIT_ERROR_ODB,
                      words.toUtf8().constData());
    return GIT_ERROR;
}

int readWhole(void **data, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
    const auto object = LooseObject::open(loosePath(folderOf(backend), *id));
    if (!object)
        return codeOf(object.error());
    auto *content =
        static_cast<char *>(git_odb_backend_data_alloc(backend, static_cast<size_t>(object->size()) + 1));
    if (!content)
        return GIT_ERROR;
    if (const auto read = object->read(content, object->size()); !read) {
        git_odb_backend_data_free(backend, content);
        return codeOf(read.error());
    }
    content[object->size()] = '\0';
    *data = content;
    *size = static_cast<size_t>(object->size());
    *type = object->type();
    return 0;
}

int readHeader(size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
    const auto object = LooseObject::open(loosePath(folderOf(backend), *id));
    if (!object)
        return codeOf(object.error());
    *size = static_cast<size_t>(object->size());
    *type = object->type();
    return 0;
}

int exists(git_odb_backend *backend, const git_oid *id)
{
    return access(loosePath(folderOf(backend), *id).constData(), F_OK) == 0 ? 1 : 0;
}

// Before an object is written: whether it is there already, whole. Its time then tells git gc that it is
// wanted.
int freshen(git_odb_backend *backend, const git_oid *id)
{
    void *data = nullptr;
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    const int code = readWhole(&data, &size, &type, backend, id);
    if (code != 0) {
        git_error_clear();
        return GIT_ENOTFOUND;
    }
    git_odb_backend_data_free(backend, data);
    utimensat(AT_FDCWD, loosePath(folderOf(backend), *id).constData(), nullptr, 0);
    return 0;
}

int readByPrefix(git_oid *found, void **data, size_t *size, git_object_t *type, git_odb_backend *backend,
                 const git_oid *prefix, size_t length)
{
    const QString hex = toOid(prefix).first(static_cast<qsizetype>(std::min<size_t>(length, GIT_OID_HEXSZ)));
    if (hex.size() < GIT_OID_MINPREFIXLEN)
        return GIT_EAMBIGUOUS;
    const QDir folder(QFile::decodeName(folderOf(backend)) + u'/' + hex.first(2));
    const QStringList names = folder.entryList({hex.sliced(2) + u'*'}, QDir::Files);
    if (names.size() > 1)
        return GIT_EAMBIGUOUS;
    if (names.isEmpty() || git_oid_fromstr(found, (hex.first(2) + names.first()).toLatin1().constData()) != 0)
        return GIT_ENOTFOUND;
    return readWhole(data, size, type, backend, found);
}

void release(git_odb_backend *backend)
{
    delete reinterpret_cast<LooseReader *>(backend);
}

git_odb_backend *makeReader(const QByteArray &folder)
{
    auto *reader = new LooseReader;
    git_odb_init_backend(&reader->backend, GIT_ODB_BACKEND_VERSION);
    reader->folder = folder;
    reader->backend.read = readWhole;
    reader->backend.read_header = readHeader;
    reader->backend.read_prefix = readByPrefix;
    reader->backend.exists = exists;
    reader->backend.freshen = freshen;
    reader->backend.free = release;
    return &reader->backend;
}

void addAlternates(const QByteArray &folder, int depth, QList<QByteArray> *folders)
{
    constexpr qsizetype maxAlternates = 1'000'000;
    if (depth > deepestAlternate)
        return;
    for (const QByteArray &line :
         readFile(folder + "/info/alternates", maxAlternates).value_or({}).split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        // Relative ones count from the folder that names them, in the repository itself only.
        if (!line.startsWith('/') && depth > 1)
            continue;
        const QByteArray path = line.startsWith('/') ? line : folder + '/' + line;
        const QByteArray canonical =
            QFile::encodeName(QFileInfo(QFile::decodeName(path)).canonicalFilePath());
        if (canonical.isEmpty() || folders->contains(canonical))
            continue;
        folders->append(canonical);
        addAlternates(canonical, depth + 1, folders);
    }
}

} // namespace

QByteArray loosePath(const QByteArray &objectFolder, const git_oid &id)
{
    char hex[GIT_OID_HEXSZ + 2];
    git_oid_pathfmt(hex, &id);
    return objectFolder + '/' + QByteArrayView(hex, GIT_OID_HEXSZ + 1).toByteArray();
}

QList<QByteArray> objectFolders(const QByteArray &commonDir)
{
    QList<QByteArray> folders{commonDir + "/objects"};
    addAlternates(folders.first(), 1, &folders);
    return folders;
}

Result<> installObjectDatabase(git_repository *repository)
{
    const QString what = Text::tr("Couldn't open the objects of the repository");
    OdbPtr odb;
    VT_CHECK(check(git_odb_new(out(odb)), what));
    const QByteArray commonDir = QByteArray(git_repository_commondir(repository)).chopped(1);
    const QList<QByteArray> folders = objectFolders(commonDir);
    for (const QByteArray &folder : folders) {
        const bool own = folder == folders.first();
        VT_CHECK(checkPackIndexes(folder));
        git_odb_backend *packs = nullptr;
        VT_CHECK(check(git_odb_backend_pack(&packs, folder.constData()), what));
        const auto add = own ? git_odb_add_backend : git_odb_add_alternate;
        VT_CHECK(check(add(odb.get(), packs, own ? ownPacks : borrowedPacks), what));
        VT_CHECK(check(add(odb.get(), makeReader(folder), own ? ownLoose : borrowedLoose), what));
    }
    git_odb_backend *writer = nullptr;
    VT_CHECK(check(git_odb_backend_loose(&writer, folders.first().constData(), -1, 0, 0, 0), what));
    writer->read = nullptr;
    writer->read_header = nullptr;
    writer->read_prefix = nullptr;
    writer->readstream = nullptr;
    writer->exists = nullptr;
    writer->exists_prefix = nullptr;
    writer->freshen = nullptr;
    VT_CHECK(check(git_odb_add_backend(odb.get(), writer, ownWriter), what));
    return check(git_repository_set_odb(repository, odb.get()), what);
}

} // namespace vitrine::git
