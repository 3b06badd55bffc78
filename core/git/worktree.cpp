// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/worktree.h"

#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/referencefiles.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

Error inTheWay(const QByteArray &path, const QString &why)
{
    return {
        Error::Code::Conflict,
        Text::tr("%1 in the working tree %2. Commit or remove it, then try again.").arg(toPath(path), why),
        {}};
}

// The content that a Git LFS pointer stands for.
struct Pointer {
    QByteArray sha256;
    qint64 size = -1;
};

std::optional<Pointer> parsePointer(const QByteArray &text)
{
    if (!text.startsWith("version https://git-lfs.github.com/spec/"))
        return {};
    Pointer pointer;
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith("oid sha256:"))
            pointer.sha256 = QByteArray::fromHex(line.sliced(11));
        else if (line.startsWith("size "))
            pointer.size = line.sliced(5).toLongLong();
    }
    return pointer.sha256.size() == 32 && pointer.size >= 0 ? std::optional(pointer) : std::nullopt;
}

Result<QByteArray> sha256Of(const WorkFolder &folder, const QByteArray &path)
{
    VT_TRY(const Descriptor descriptor, folder.openFile(path));
    QFile file;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(descriptor.get(), QIODevice::ReadOnly) || !hash.addData(&file))
        return systemError(Text::tr("Couldn't read %1 in the working tree").arg(toPath(path)), errno);
    return hash.result();
}

bool isAs(const git_index_entry *entry, const std::optional<TreeRecord> &record)
{
    if (!entry || !record)
        return !entry && !record;
    const bool executable = record->type() == TreeEntry::Type::Executable;
    const bool isFile = (record->mode & 0170000) == 0100000;
    const unsigned int mode = !isFile ? record->mode : executable ? 0100755u : 0100644u;
    return git_oid_equal(&entry->id, &record->id) && entry->mode == mode;
}

} // namespace

WorkTree::WorkTree(WorkTreePlace place, RepositoryHandle repository)
    : m_place(std::move(place))
    , m_repository(std::move(repository))
{
}

Result<WorkTree> WorkTree::of(const RepositoryInfo &info)
{
    const QByteArray gitDir = QFile::encodeName(info.gitDir) + '/';
    for (WorkTreePlace &place : workTreePlaces(info)) {
        if (place.gitDir != gitDir)
            continue;
        VT_TRY(RepositoryHandle repository, openHandle(place.name.isEmpty() ? place.gitDir : place.root));
        return WorkTree(std::move(place), std::move(repository));
    }
    return Error{Error::Code::NotFound, Text::tr("%1 has no working tree.").arg(info.path), {}};
}

Result<std::vector<WorkTree>> WorkTree::following(const RepositoryInfo &info, const QByteArray &branch)
{
    std::vector<WorkTree> found;
    for (WorkTreePlace &place : workTreePlaces(info)) {
        RepositoryInfo own = info;
        own.gitDir = QFile::decodeName(place.gitDir.chopped(1));
        const auto head = ReferenceFiles(own).resolve("HEAD");
        if (!head || head->name != branch)
            continue;
        VT_TRY(RepositoryHandle repository, openHandle(place.name.isEmpty() ? place.gitDir : place.root));
        found.push_back(WorkTree(std::move(place), std::move(repository)));
    }
    return found;
}

QByteArray WorkTree::indexName() const
{
    return m_place.name.isEmpty() ? QByteArray("index") : m_place.name + "/index";
}

QByteArray WorkTree::headLogName() const
{
    return (m_place.name.isEmpty() ? QByteArray() : m_place.name + '/') + "logs/HEAD";
}

Result<> WorkTree::plan(const Commit &commit, WriteSession *session, WritePlan *plan) const
{
    VT_TRY(const IndexFile index, IndexFile::open(m_place.gitDir + "index"));
    VT_TRY(const WorkFolder folder, WorkFolder::open(m_place.root));
    // What is removed makes room for what is new: a file for a folder, or the other way round.
    const qsizetype first = static_cast<qsizetype>(plan->steps.size());
    QSet<QString> seen;
    for (const Change &change : commit.changes) {
        if (seen.contains(change.path))
            continue;
        seen.insert(change.path);
        VT_CHECK(planPath(commit, change.path, index, folder, session, plan));
    }
    VT_CHECK(planRacy(index, folder, plan));
    std::stable_partition(plan->steps.begin() + first, plan->steps.end(), [](const WriteStep &step) {
        return step.kind == WriteStep::Kind::File && step.fields[2].isEmpty();
    });
    return {};
}

Result<> WorkTree::planPath(const Commit &commit, const QString &path, const IndexFile &index,
                            const WorkFolder &folder, WriteSession *session, WritePlan *plan) const
{
    const QByteArray raw = fromPath(path);
    std::optional<TreeRecord> before;
    if (commit.before) {
        VT_TRY(before, commit.trees.findPath(*commit.before, path));
    }
    VT_TRY(const std::optional<TreeRecord> after, commit.trees.findPath(commit.after, path));
    const bool vanished = !after || after->isTree();
    if (before && before->isTree())
        before.reset(); // files of the folder are paths of their own
    if (index.isConflicted(raw))
        return inTheWay(raw, Text::tr("has a merge conflict"));
    const git_index_entry *entry = index.find(raw);
    if (vanished ? !entry : isAs(entry, after))
        return {};
    VT_CHECK(checkIndex(raw, index, before));
    if (!vanished)
        VT_CHECK(checkFilters(raw));

    const QByteArray mode =
        vanished ? QByteArray()
                 : QByteArray::number(after->type() == TreeEntry::Type::Executable ? 0100755 : 0100644, 8);
    const QByteArray id = vanished ? QByteArray() : toOid(&after->id).toLatin1();
    const bool isOut = entry ? (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0
                             : isOutsideOfSparseCheckout(raw, index);
    VT_TRY(const std::optional<struct stat> status, folder.status(raw));
    if (!(isOut && !status)) {
        VT_TRY(const QByteArray obstacle, folder.inTheWayOf(raw));
        if (!obstacle.isEmpty())
            return inTheWay(raw,
                            Text::tr("lies behind %1, which is a link, a file or a repository of its own")
                                .arg(toPath(obstacle)));
        if (status || !vanished)
            VT_CHECK(checkFile(raw, entry, status, index, folder));
        VT_CHECK(folder.checkWritable(raw));
        QByteArray staged;
        if (!vanished) {
            VT_TRY(const QByteArray bytes, content(after->id));
            VT_TRY(staged, session->stage(bytes, mode == "100755" ? 0777 : 0666));
        }
        if (!vanished || status)
            plan->steps.push_back(
                {WriteStep::Kind::File,
                 {m_place.name, raw, staged, status ? FileState::of(*status).toBytes() : QByteArray()}});
    }
    plan->steps.push_back(
        {WriteStep::Kind::Index,
         {m_place.name, raw, id, mode, isOut && !status ? QByteArray(leftOut) : QByteArray()}});
    return {};
}

Result<> WorkTree::planRefresh(const QList<QByteArray> &paths, WritePlan *plan) const
{
    VT_TRY(const IndexFile index, IndexFile::open(m_place.gitDir + "index"));
    VT_TRY(const WorkFolder folder, WorkFolder::open(m_place.root));
    for (const QByteArray &path : paths) {
        const git_index_entry *entry = index.find(path);
        VT_TRY(const std::optional<struct stat> status, folder.status(path));
        if (entry && status)
            plan->steps.push_back(indexStep(path, *entry, {}));
    }
    return planRacy(index, folder, plan);
}

WriteStep WorkTree::indexStep(const QByteArray &path, const git_index_entry &entry,
                              const QByteArray &word) const
{
    return {WriteStep::Kind::Index,
            {m_place.name, path, toOid(&entry.id).toLatin1(), QByteArray::number(entry.mode, 8), word}};
}

// Entries as young as the index, whose files may have changed in the same tick: the new index is younger, and
// would make them look certain. Those that did change are marked, as Git does it.
Result<> WorkTree::planRacy(const IndexFile &index, const WorkFolder &folder, WritePlan *plan) const
{
    constexpr off_t largest = 64'000'000;
    for (const git_index_entry &entry : index.racyEntries()) {
        const QByteArray path(entry.path);
        const bool isPlanned = std::ranges::any_of(plan->steps, [&](const WriteStep &step) {
            return step.kind == WriteStep::Kind::Index && step.fields[0] == m_place.name &&
                   step.fields[1] == path;
        });
        if (isPlanned)
            continue;
        VT_TRY(const std::optional<struct stat> status, folder.status(path));
        if (!status || !index.looksUnchanged(entry, *status))
            continue; // Git sees that without help
        const auto unchanged =
            status->st_size > largest ? Result<bool>(false) : isUnchanged(path, entry, *status, folder);
        if (!unchanged.value_or(false))
            plan->steps.push_back(indexStep(path, entry, doubted));
    }
    return {};
}

// The index must hold what the branch holds: then nothing that the user prepared is lost.
Result<> WorkTree::checkIndex(const QByteArray &path, const IndexFile &index,
                              const std::optional<TreeRecord> &before) const
{
    const git_index_entry *entry = index.find(path);
    if (entry && (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0)
        return inTheWay(path, Text::tr("is added, but not committed"));
    if (!isAs(entry, before)) {
        return inTheWay(path, !entry    ? Text::tr("is removed, but that is not committed")
                              : !before ? Text::tr("is added, but not committed")
                                        : Text::tr("has changes that are staged, but not committed"));
    }
    if (entry)
        return {};
    if (const QByteArray below = index.firstBelow(path); !below.isEmpty())
        return inTheWay(below, Text::tr("is added, but not committed"));
    for (qsizetype slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        if (index.find(path.first(slash)))
            return inTheWay(path.first(slash), Text::tr("is added, but not committed"));
    }
    return {};
}

Result<> WorkTree::checkFile(const QByteArray &path, const git_index_entry *entry,
                             const std::optional<struct stat> &status, const IndexFile &index,
                             const WorkFolder &folder) const
{
    if (!entry && status)
        return inTheWay(path, S_ISDIR(status->st_mode) ? Text::tr("is a folder")
                                                       : Text::tr("is not under version control"));
    if (entry && !status)
        return inTheWay(path, Text::tr("is deleted, but that is not committed"));
    if (!entry || index.isUntouched(*entry, *status))
        return {};
    VT_TRY(const bool unchanged, isUnchanged(path, *entry, *status, folder));
    return unchanged ? Result<>() : inTheWay(path, Text::tr("has changes that are not committed"));
}

// Slowly: by content. Git's filters for line ends are run; of Git LFS, the file that a pointer stands for is
// told.
Result<bool> WorkTree::isUnchanged(const QByteArray &path, const git_index_entry &entry,
                                   const struct stat &status, const WorkFolder &folder) const
{
    const QString what = Text::tr("Couldn't look at %1 in the working tree").arg(toPath(path));
    git_oid id;
    if (entry.mode == GIT_FILEMODE_LINK) {
        if (!S_ISLNK(status.st_mode))
            return false;
        VT_TRY(const QByteArray target, folder.linkTarget(path));
        VT_CHECK(
            check(git_odb_hash(&id, target.constData(), static_cast<size_t>(target.size()), GIT_OBJECT_BLOB),
                  what));
        return git_oid_equal(&id, &entry.id) == 1;
    }
    const bool modeCounts = configFlag(m_repository.get(), "core.filemode", true);
    const bool isExecutable = (status.st_mode & 0100) != 0;
    if (!S_ISREG(status.st_mode) ||
        (modeCounts && isExecutable != (entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE)))
        return false;
    constexpr size_t maxPointer = 1024;
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), what));
    VT_CHECK(check(git_odb_read_header(&size, &type, odb.get(), &entry.id), what));
    if (size <= maxPointer) {
        VT_TRY(const QByteArray text, content(entry.id));
        const auto pointer = parsePointer(text);
        if (pointer && pointer->size == status.st_size && status.st_size != static_cast<off_t>(size)) {
            VT_TRY(const QByteArray sha256, sha256Of(folder, path));
            return sha256 == pointer->sha256;
        }
    }
    VT_CHECK(check(
        git_repository_hashfile(&id, m_repository.get(), path.constData(), GIT_OBJECT_BLOB, nullptr), what));
    return git_oid_equal(&id, &entry.id) == 1;
}

// Git would run a program over the content, to encrypt it perhaps; to store it unchanged would be wrong.
Result<> WorkTree::checkFilters(const QByteArray &path) const
{
    const char *values[2] = {};
    const char *names[] = {"filter", "working-tree-encoding"};
    VT_CHECK(check(git_attr_get_many(values, m_repository.get(), 0, path.constData(), 2, names),
                   Text::tr("Couldn't read the attributes of %1").arg(toPath(path))));
    const auto given = [&](size_t i) {
        return git_attr_value(values[i]) == GIT_ATTR_VALUE_STRING ? QByteArray(values[i]) : QByteArray();
    };
    const QByteArray filter = given(0);
    const bool runs = !configText(m_repository.get(), "filter." + filter + ".clean").isEmpty() ||
                      !configText(m_repository.get(), "filter." + filter + ".process").isEmpty();
    const QByteArray encoding = given(1);
    if ((filter.isEmpty() || filter == "lfs" || !runs) &&
        (encoding.isEmpty() || encoding.toUpper() == "UTF-8"))
        return {};
    return Error{
        Error::Code::Unsupported,
        Text::tr("%1 goes through the Git filter “%2”, which Vitrine does not run. Change the file in the "
                 "working tree and commit it with git.")
            .arg(toPath(path), toName(filter.isEmpty() ? "working-tree-encoding=" + encoding : filter)),
        {}};
}

Result<QByteArray> WorkTree::content(const git_oid &blob) const
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), m_repository.get()), Text::tr("Couldn't read the objects")));
    VT_TRY(const OdbObjectPtr object, readVerified(odb.get(), blob));
    return QByteArray(static_cast<const char *>(git_odb_object_data(object.get())),
                      static_cast<qsizetype>(git_odb_object_size(object.get())));
}

// A new file stays out where everything in its folder, or in the nearest above that has anything, is left
// out.
bool WorkTree::isOutsideOfSparseCheckout(const QByteArray &path, const IndexFile &index) const
{
    if (!configFlag(m_repository.get(), "core.sparseCheckout", false))
        return false;
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        if (!index.firstBelow(path.first(slash)).isEmpty())
            return index.isLeftOut(path.first(slash));
    }
    return false;
}

} // namespace vitrine::git
