// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/referencefiles.h"

#include "core/base/text.h"
#include "core/git/fileio.h"
#include "core/git/gittext.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr qsizetype maxReferenceFile = 64 * 1024;
constexpr qsizetype maxPackedFile = 1024 * 1024 * 1024;

std::optional<git_oid> toId(QByteArrayView hex)
{
    git_oid id;
    if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.data(), GIT_OID_HEXSZ) != 0)
        return {};
    return id;
}

Error unreadable(const QByteArray &path, int error)
{
    return systemError(Text::tr("Couldn't read %1").arg(QFile::decodeName(path)), error);
}

// One line of packed-refs: "<id> <name>". The id of what a tag points at follows on a line of its own
// ("^<id>").
template<typename Visit>
void forEachPacked(QByteArrayView content, const Visit &visit)
{
    for (qsizetype from = 0; from < content.size();) {
        qsizetype end = content.indexOf('\n', from);
        if (end < 0)
            end = content.size();
        const QByteArrayView line = content.sliced(from, end - from);
        if (line.size() > GIT_OID_HEXSZ + 1 && line[GIT_OID_HEXSZ] == ' ')
            visit(line.first(GIT_OID_HEXSZ), line.sliced(GIT_OID_HEXSZ + 1), from);
        from = end + 1;
    }
}

// Every file below a folder of references, whatever it is; `visit(name, entry, descriptor of the folder)`.
class FolderWalk
{
public:
    using Folder = std::unique_ptr<DIR, Deleter<closedir>>;

    template<typename VisitFile>
    static Result<> walk(const QByteArray &path, const QByteArray &prefix, const VisitFile &visit)
    {
        const int descriptor = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0)
            return errno == ENOENT || errno == ENOTDIR ? Result<>() : unreadable(path, errno);
        return walk(descriptor, path, prefix, visit);
    }

private:
    template<typename VisitFile>
    static Result<> walk(int descriptor, const QByteArray &path, const QByteArray &prefix,
                         const VisitFile &visit)
    {
        const Folder folder(fdopendir(descriptor));
        if (!folder) {
            const int error = errno;
            close(descriptor);
            return unreadable(path, error);
        }
        while (const dirent *entry = readdir(folder.get())) {
            const QByteArray name(entry->d_name);
            if (name.startsWith('.') || name.endsWith(".lock"))
                continue;
            if (!isFolder(descriptor, *entry)) {
                visit(prefix + name, *entry, descriptor);
                continue;
            }
            const int below =
                openat(descriptor, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            const QByteArray belowPath = path + '/' + name;
            if (below < 0 && errno == ENOENT) // removed meanwhile
                continue;
            if (below < 0)
                return unreadable(belowPath, errno);
            VT_CHECK(walk(below, belowPath, prefix + name + '/', visit));
        }
        return {};
    }

    static bool isFolder(int descriptor, const dirent &entry)
    {
        if (entry.d_type != DT_UNKNOWN)
            return entry.d_type == DT_DIR;
        struct stat status = {};
        return fstatat(descriptor, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
               S_ISDIR(status.st_mode);
    }
};

bool isBefore(const RawReference &a, const RawReference &b)
{
    return a.name < b.name;
}

bool isPerWorkTree(const QByteArray &name)
{
    return !name.startsWith("refs/") || name.startsWith("refs/bisect/") ||
           name.startsWith("refs/worktree/") || name.startsWith("refs/rewritten/");
}

} // namespace

RawReference parseReference(const QByteArray &name, QByteArrayView content)
{
    RawReference reference{name, {}, {}};
    if (content.startsWith("ref:")) {
        reference.symbolic = content.sliced(4).trimmed().toByteArray();
        return reference;
    }
    const bool ends =
        content.size() == GIT_OID_HEXSZ ||
        (content.size() > GIT_OID_HEXSZ && isspace(static_cast<unsigned char>(content[GIT_OID_HEXSZ])));
    if (ends)
        reference.id = toId(content.first(GIT_OID_HEXSZ));
    return reference;
}

ReferenceFiles::ReferenceFiles(const RepositoryInfo &info)
    : m_gitDir(QFile::encodeName(info.gitDir) + '/')
    , m_commonDir(QFile::encodeName(info.commonDir) + '/')
{
}

QByteArray ReferenceFiles::pathOf(const QByteArray &name) const
{
    return (isPerWorkTree(name) ? m_gitDir : m_commonDir) + name;
}

QByteArray ReferenceFiles::logOf(const QByteArray &name) const
{
    return (isPerWorkTree(name) ? m_gitDir : m_commonDir) + "logs/" + name;
}

Result<std::vector<RawReference>> ReferenceFiles::listLoose(const QByteArray &prefix) const
{
    std::vector<RawReference> found;
    const auto visit = [&](const QByteArray &name, const dirent &entry, int descriptor) {
        if (!name.startsWith(prefix))
            return;
        const auto content = readFileAt(descriptor, entry.d_name, maxReferenceFile);
        if (content || content.error().code != Error::Code::NotFound) // not packed or deleted meanwhile
            found.push_back(parseReference(name, content.value_or(QByteArray())));
    };
    const QByteArray folder = prefix.first(prefix.lastIndexOf('/') + 1);
    for (const QByteArray &root : {m_commonDir, m_gitDir}) {
        VT_CHECK(FolderWalk::walk(root + folder.chopped(folder.isEmpty() ? 0 : 1), folder,
                                  [&](const QByteArray &name, const dirent &entry, int descriptor) {
                                      const bool own = root == m_gitDir && m_gitDir != m_commonDir;
                                      if (own == (isPerWorkTree(name) && m_gitDir != m_commonDir))
                                          visit(name, entry, descriptor);
                                  }));
        if (m_gitDir == m_commonDir)
            break;
    }
    std::ranges::sort(found, isBefore);
    return found;
}

Result<std::vector<RawReference>> ReferenceFiles::list(const QByteArray &prefix) const
{
    VT_TRY(std::vector<RawReference> found, listLoose(prefix));
    const size_t loose = found.size();
    VT_TRY(const QByteArray content, packed());
    forEachPacked(content, [&](QByteArrayView id, QByteArrayView name, qsizetype) {
        if (name.startsWith(prefix))
            found.push_back({name.toByteArray(), toId(id), {}});
    });
    const auto middle = found.begin() + static_cast<std::ptrdiff_t>(loose);
    if (!std::is_sorted(middle, found.end(), isBefore))
        std::sort(middle, found.end(), isBefore);
    std::inplace_merge(found.begin(), middle, found.end(), isBefore); // stable: loose before packed
    found.erase(std::unique(found.begin(), found.end(),
                            [](const RawReference &a, const RawReference &b) { return a.name == b.name; }),
                found.end());
    return found;
}

Result<std::optional<RawReference>> ReferenceFiles::read(const QByteArray &name) const
{
    // A reference that is being packed is in packed-refs before its file goes, so the file is looked at
    // first.
    VT_TRY(const std::optional<RawReference> loose, readFile(name));
    if (loose)
        return loose;
    VT_TRY(const QByteArray all, packed());
    return findPacked(name, all);
}

Result<std::optional<RawReference>> ReferenceFiles::read(const QByteArray &name,
                                                         const QByteArray &packedContent) const
{
    VT_TRY(const std::optional<RawReference> loose, readFile(name));
    return loose ? loose : findPacked(name, packedContent);
}

Result<std::optional<RawReference>> ReferenceFiles::readFile(const QByteArray &name) const
{
    const QByteArray path = pathOf(name);
    const auto content = git::readFile(path, maxReferenceFile);
    std::optional<RawReference> found;
    if (content) {
        found = parseReference(name, *content);
        if (!found->id && found->symbolic.isEmpty()) {
            return Error{Error::Code::Corrupt,
                         Text::tr("The reference %1 is damaged: %2 holds no object id. Look up the last one "
                                  "with “git reflog %1” and write it there.")
                             .arg(toPath(name), QFile::decodeName(path)),
                         {}};
        }
    } else if (content.error().code != Error::Code::NotFound) {
        // Long ago Git made symbolic references as symbolic links.
        const QByteArray link = QFile::encodeName(QFile::symLinkTarget(QFile::decodeName(path)));
        const qsizetype at = link.lastIndexOf("/refs/");
        if (at < 0)
            return content.error();
        found = RawReference{name, {}, link.sliced(at + 1)};
    }
    return found;
}

std::optional<RawReference> ReferenceFiles::findPacked(const QByteArray &name, const QByteArray &content)
{
    const qsizetype at = content.indexOf(' ' + name + '\n');
    if (at < GIT_OID_HEXSZ)
        return {};
    return RawReference{name, toId(QByteArrayView(content).sliced(at - GIT_OID_HEXSZ, GIT_OID_HEXSZ)), {}};
}

Result<RawReference> ReferenceFiles::resolve(const QByteArray &name) const
{
    QByteArray next = name;
    for (int links = 0; links <= maxSymbolicLinks; ++links) {
        VT_TRY(const std::optional<RawReference> found, read(next));
        if (!found)
            return RawReference{next, {}, {}};
        if (found->symbolic.isEmpty())
            return *found;
        next = found->symbolic;
        int valid = 0;
        if (git_reference_name_is_valid(&valid, next.constData()) != 0 || valid == 0)
            break;
    }
    return Error{
        Error::Code::Corrupt,
        Text::tr("The reference %1 leads in a circle or nowhere (%2). Point it at a branch with “git "
                 "symbolic-ref %1 refs/heads/NAME”.")
            .arg(toPath(name), toPath(next)),
        {}};
}

Result<QByteArray> ReferenceFiles::packed() const
{
    auto content = git::readFile(m_commonDir + "packed-refs", maxPackedFile);
    if (!content && content.error().code == Error::Code::NotFound)
        return QByteArray();
    return content;
}

QByteArray ReferenceFiles::packedWithout(const QByteArray &content, const QList<QByteArray> &names)
{
    QByteArray kept;
    qsizetype copied = 0;
    forEachPacked(content, [&](QByteArrayView, QByteArrayView name, qsizetype from) {
        if (!std::ranges::any_of(names, [&](const QByteArray &each) { return each == name; }))
            return;
        kept += QByteArrayView(content).sliced(copied, from - copied);
        copied = content.indexOf('\n', from) + 1;
        if (copied > 0 && copied < content.size() && content.at(copied) == '^')
            copied = content.indexOf('\n', copied) + 1;
        if (copied == 0)
            copied = content.size();
    });
    return copied == 0 ? content : kept + content.sliced(copied);
}

std::optional<QByteArray> ReferenceFiles::packedWith(const QByteArray &content,
                                                     const std::vector<Packed> &added)
{
    const QByteArray heading = "# pack-refs with: peeled fully-peeled sorted ";
    std::map<QByteArray, QByteArray> records; // by name, as they stand in the file
    QByteArray last;
    for (const QByteArray &line : content.split('\n')) {
        const bool isRecord = line.size() > GIT_OID_HEXSZ + 1 && line.at(GIT_OID_HEXSZ) == ' ' &&
                              toId(QByteArrayView(line).first(GIT_OID_HEXSZ)).has_value();
        if (isRecord) {
            last = line.sliced(GIT_OID_HEXSZ + 1);
            records[last] = line + '\n';
        } else if (line.startsWith('^') && !last.isEmpty()) {
            records[last] += line + '\n';
        } else if (!line.isEmpty() && line != heading) {
            return {};
        }
    }
    if (!content.isEmpty() && !content.startsWith(heading))
        return {};
    for (const Packed &each : added) {
        records[each.name] = toOid(&each.id).toLatin1() + ' ' + each.name + '\n' +
                             (each.peeled ? '^' + toOid(&*each.peeled).toLatin1() + '\n' : QByteArray());
    }
    QByteArray packed = heading + '\n';
    for (const auto &[name, record] : records)
        packed += record;
    return packed;
}

Result<QByteArray> ReferenceFiles::inTheWayOf(const QByteArray &name, const QByteArray &packedContent) const
{
    for (qsizetype slash = name.indexOf('/', 5); slash > 0; slash = name.indexOf('/', slash + 1)) {
        const QByteArray above = name.first(slash);
        struct stat status = {};
        if ((lstat(pathOf(above).constData(), &status) == 0 && !S_ISDIR(status.st_mode)) ||
            packedContent.contains(' ' + above + '\n'))
            return above;
    }
    const qsizetype below = packedContent.indexOf(' ' + name + '/');
    if (below >= 0)
        return packedContent.sliced(below + 1, packedContent.indexOf('\n', below + 1) - below - 1);
    QByteArray first;
    VT_CHECK(FolderWalk::walk(pathOf(name), name + '/',
                              [&](const QByteArray &each, const dirent &, int) { first = each; }));
    return first;
}

Result<bool> ReferenceFiles::hasMoreFilesThan(const QByteArray &prefix, int count) const
{
    int found = 0;
    VT_CHECK(FolderWalk::walk(m_commonDir + prefix.chopped(1), prefix,
                              [&](const QByteArray &, const dirent &, int) { ++found; }));
    return found > count;
}

} // namespace vitrine::git
