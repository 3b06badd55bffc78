// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/commitreader.h"

#include "core/base/text.h"
#include "core/git/fileio.h"
#include "core/git/gittext.h"

#include <QFile>

#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

// The line that follows, without its end; takes it off `rest`.
QByteArrayView takeLine(QByteArrayView *rest)
{
    const qsizetype end = rest->indexOf('\n');
    const QByteArrayView line = end < 0 ? *rest : rest->first(end);
    *rest = end < 0 ? QByteArrayView() : rest->sliced(end + 1);
    return line;
}

// "<key> <40 digits>"
std::optional<git_oid> idIn(QByteArrayView line, QByteArrayView key)
{
    git_oid id;
    if (line.size() != key.size() + GIT_OID_HEXSZ || !line.startsWith(key) ||
        git_oid_fromstrn(&id, line.data() + key.size(), GIT_OID_HEXSZ) != 0)
        return {};
    return id;
}

// The seconds after the last '>' of a signature; -1 when there are none.
qint64 secondsIn(QByteArrayView signature)
{
    const QList<QByteArray> words =
        signature.sliced(signature.lastIndexOf('>') + 1).trimmed().toByteArray().split(' ');
    bool isNumber = false;
    const qint64 seconds = words.first().toLongLong(&isNumber);
    return isNumber ? seconds : -1;
}

// "+0530" in seconds; 0 when it is not such.
int offsetIn(QByteArrayView signature)
{
    const QByteArray zone = signature.sliced(signature.lastIndexOf(' ') + 1).toByteArray();
    bool isNumber = false;
    const int number = zone.sliced(std::min<qsizetype>(1, zone.size())).toInt(&isNumber);
    if (!isNumber || zone.size() != 5 || number / 100 > 14 || number % 100 > 59)
        return 0;
    const int seconds = (number / 100 * 60 + number % 100) * 60;
    return zone.startsWith('-') ? -seconds : seconds;
}

Result<QSet<QByteArray>> shallowCommits(const RepositoryInfo &info)
{
    constexpr qsizetype limit = 64 * 1024 * 1024;
    QSet<QByteArray> commits;
    if (!info.shallow)
        return commits;
    VT_TRY(const QByteArray content, readFile(QFile::encodeName(info.commonDir + u"/shallow"_s), limit));
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray raw = QByteArray::fromHex(line.trimmed());
        if (raw.size() == GIT_OID_RAWSZ)
            commits.insert(raw);
    }
    return commits;
}

} // namespace

Signature parseSignature(QByteArrayView line, const char *encoding)
{
    const auto text = [encoding](QByteArrayView part) {
        return toText(part.toByteArray().constData(), encoding).trimmed();
    };
    Signature signature;
    const qsizetype open = line.indexOf('<');
    const qsizetype close = line.indexOf('>', std::max<qsizetype>(open, 0));
    if (open < 0 || close < 0) {
        signature.person.name = text(line);
        return signature;
    }
    signature.person = {text(line.first(open)), text(line.sliced(open + 1, close - open - 1))};
    const qint64 seconds = secondsIn(line);
    constexpr qint64 latest = 253402300799; // the end of the year 9999
    if (seconds >= 0 && seconds <= latest)
        signature.when = QDateTime::fromSecsSinceEpoch(seconds, Qt::OffsetFromUTC, offsetIn(line));
    return signature;
}

Result<CommitRecord> CommitRecord::parse(const git_oid &id, QByteArrayView content)
{
    CommitRecord record;
    record.id = id;
    const auto tree = idIn(takeLine(&content), "tree ");
    if (!tree) {
        return Error{
            Error::Code::Corrupt,
            Text::tr("The commit %1 is damaged: it names no tree. Fetch it again from a clone that is whole.")
                .arg(toOid(&id).left(10)),
            {}};
    }
    record.tree = *tree;
    QByteArrayView line = takeLine(&content);
    for (auto parent = idIn(line, "parent "); parent; parent = idIn(line, "parent ")) {
        record.parents.push_back(*parent);
        line = takeLine(&content);
    }
    for (; !line.isEmpty(); line = takeLine(&content)) {
        if (line.startsWith("committer ")) {
            record.time = std::max<qint64>(0, secondsIn(line));
            break;
        }
    }
    return record;
}

Commit CommitRecord::value(QByteArrayView content) const
{
    Commit commit;
    commit.id = toOid(&id);
    commit.tree = toOid(&tree);
    for (const git_oid &parent : parents)
        commit.parents.append(toOid(&parent));
    QByteArrayView author;
    QByteArrayView committer;
    QByteArray encoding;
    for (QByteArrayView line = takeLine(&content); !line.isEmpty(); line = takeLine(&content)) {
        if (line.startsWith("author ") && author.isEmpty())
            author = line.sliced(7);
        else if (line.startsWith("committer "))
            committer = line.sliced(10);
        else if (line.startsWith("encoding "))
            encoding = line.sliced(9).toByteArray();
    }
    const char *named = encoding.isEmpty() ? nullptr : encoding.constData();
    commit.author = parseSignature(author, named);
    commit.committer = parseSignature(committer, named);
    commit.message =
        toText(content.first(std::min(content.size(), maxText)).toByteArray().constData(), named);
    return commit;
}

CommitReader::CommitReader(git_repository *repository, OdbPtr odb, QSet<QByteArray> shallow)
    : m_repository(repository)
    , m_odb(std::move(odb))
    , m_shallow(std::move(shallow))
{
}

Result<CommitReader> CommitReader::open(git_repository *repository, const RepositoryInfo &info)
{
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), repository), Text::tr("Couldn't read the objects")));
    VT_TRY(QSet<QByteArray> shallow, shallowCommits(info));
    return CommitReader(repository, std::move(odb), std::move(shallow));
}

Result<OdbObjectPtr> CommitReader::object(const git_oid &id) const
{
    OdbObjectPtr object;
    VT_CHECK(check(git_odb_read(out(object), m_odb.get(), &id),
                   Text::tr("Couldn't read the commit %1").arg(toOid(&id).left(10))));
    if (git_odb_object_type(object.get()) != GIT_OBJECT_COMMIT) {
        return Error{
            Error::Code::InvalidArgument, Text::tr("%1 is not a commit.").arg(toOid(&id).left(10)), {}};
    }
    return object;
}

namespace {

QByteArrayView contentOf(const OdbObjectPtr &object)
{
    return {static_cast<const char *>(git_odb_object_data(object.get())),
            static_cast<qsizetype>(git_odb_object_size(object.get()))};
}

} // namespace

Result<CommitRecord> CommitReader::read(const git_oid &id) const
{
    VT_TRY(const OdbObjectPtr found, object(id));
    VT_TRY(CommitRecord record, CommitRecord::parse(id, contentOf(found)));
    if (m_shallow.contains(keyOf(id)))
        record.parents.clear();
    return record;
}

Result<Commit> CommitReader::value(const git_oid &id) const
{
    VT_TRY(const OdbObjectPtr found, object(id));
    VT_TRY(const CommitRecord record, CommitRecord::parse(id, contentOf(found)));
    return record.value(contentOf(found));
}

Result<git_oid> CommitReader::peel(const git_oid &id) const
{
    git_oid target = id;
    for (int depth = 0; depth <= maxTagChain; ++depth) {
        size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        VT_CHECK(check(git_odb_read_header(&size, &type, m_odb.get(), &target),
                       Text::tr("Couldn't find the commit %1").arg(toOid(&id).left(10))));
        if (type == GIT_OBJECT_COMMIT)
            return target;
        TagPtr tag;
        if (type != GIT_OBJECT_TAG || git_tag_lookup(out(tag), m_repository, &target) != 0)
            break;
        target = *git_tag_target_id(tag.get());
    }
    return Error{
        Error::Code::InvalidArgument, Text::tr("%1 leads to no commit.").arg(toOid(&id).left(10)), {}};
}

} // namespace vitrine::git
