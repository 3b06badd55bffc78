// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/handles.h"

#include "core/base/text.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

Error::Code codeFor(int code, int errorClass)
{
    switch (code) {
    case GIT_ENOTFOUND:
    case GIT_EUNBORNBRANCH: return Error::Code::NotFound;
    case GIT_EEXISTS:
    case GIT_ECONFLICT:
    case GIT_EMODIFIED:
    case GIT_EUNCOMMITTED:
    case GIT_ENONFASTFORWARD: return Error::Code::Conflict;
    case GIT_EAMBIGUOUS:
    case GIT_EINVALIDSPEC:
    case GIT_EINVALID: return Error::Code::InvalidArgument;
    case GIT_ELOCKED: return Error::Code::Busy;
    case GIT_EMISMATCH: return Error::Code::Corrupt;
    case GIT_EOWNER: return Error::Code::Io;
    case GIT_EUSER: return Error::Code::Cancelled;
    default: break;
    }
    switch (errorClass) {
    case GIT_ERROR_OS:
    case GIT_ERROR_FILESYSTEM: return Error::Code::Io;
    case GIT_ERROR_ZLIB:
    case GIT_ERROR_OBJECT:
    case GIT_ERROR_ODB:
    case GIT_ERROR_TREE:
    case GIT_ERROR_TAG:
    case GIT_ERROR_INDEXER: return Error::Code::Corrupt;
    default: return Error::Code::Internal;
    }
}

// What a person can do about it; empty when only the library's own words help.
QString adviceFor(int code, int systemError)
{
    if (code == GIT_EOWNER) {
        return Text::tr("the folder belongs to another user; allow it with "
                        "“git config --global --add safe.directory FOLDER”");
    }
    switch (systemError) {
    case ENOSPC:
    case EDQUOT: return Text::tr("the disk is full; free some space and try again");
    case EROFS: return Text::tr("the disk is mounted read-only");
    case EACCES:
    case EPERM: return Text::tr("you have no permission to write there; check the folder's owner and mode");
    default: return {};
    }
}

} // namespace

Result<> check(int code, const QString &what)
{
    const int systemError = errno;
    if (code >= 0)
        return {};
    const git_error *last = git_error_last();
    const QString reason = last && last->message ? QString::fromUtf8(last->message) : QString();
    const int errorClass = last ? last->klass : GIT_ERROR_NONE;
    const Error::Code mapped = codeFor(code, errorClass);
    const bool fromSystem = errorClass == GIT_ERROR_OS || errorClass == GIT_ERROR_FILESYSTEM;
    QString why = adviceFor(code, fromSystem ? systemError : 0);
    if (why.isEmpty() && reason.contains(u"denied"))
        why = adviceFor(code, EACCES);
    if (why.isEmpty())
        why = reason.isEmpty() ? Text::tr("Git gives no reason") : reason;
    return Error{mapped, u"%1: %2."_s.arg(what, why),
                 u"libgit2 %1/%2: %3"_s.arg(code).arg(errorClass).arg(reason)};
}

Result<git_oid> parseOid(const Oid &id)
{
    git_oid oid;
    const QByteArray hex = id.toLatin1();
    if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstr(&oid, hex.constData()) != 0) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” is not the id of a Git object (40 hexadecimal digits).").arg(id),
                     {}};
    }
    return oid;
}

Oid toOid(const git_oid *id)
{
    if (!id)
        return {};
    char hex[GIT_OID_HEXSZ + 1];
    git_oid_tostr(hex, sizeof hex, id);
    return QString::fromLatin1(hex);
}

Signature toSignature(const git_signature *signature)
{
    if (!signature)
        return {};
    return {
        {QString::fromUtf8(signature->name), QString::fromUtf8(signature->email)},
        QDateTime::fromSecsSinceEpoch(signature->when.time, Qt::OffsetFromUTC, signature->when.offset * 60)};
}

Result<SignaturePtr> makeSignature(const Person &person, const QDateTime &when)
{
    SignaturePtr signature;
    VT_CHECK(check(git_signature_new(out(signature), person.name.toUtf8().constData(),
                                     person.email.toUtf8().constData(), when.toSecsSinceEpoch(),
                                     when.offsetFromUtc() / 60),
                   Text::tr("The name “%1 <%2>” cannot be recorded").arg(person.name, person.email)));
    return signature;
}

Commit toCommit(const git_commit *commit)
{
    Commit value;
    value.id = toOid(git_commit_id(commit));
    value.tree = toOid(git_commit_tree_id(commit));
    for (unsigned int i = 0; i < git_commit_parentcount(commit); ++i)
        value.parents.append(toOid(git_commit_parent_id(commit, i)));
    value.author = toSignature(git_commit_author(commit));
    value.committer = toSignature(git_commit_committer(commit));
    value.message = QString::fromUtf8(git_commit_message(commit));
    return value;
}

Result<TreePtr> treeOf(git_repository *repository, const Oid &treeish)
{
    if (treeish.isEmpty())
        return TreePtr();
    VT_TRY(const git_oid id, parseOid(treeish));
    const QString what = Text::tr("Couldn't read the files of %1").arg(treeish.left(10));
    ObjectPtr object;
    VT_CHECK(check(git_object_lookup(out(object), repository, &id, GIT_OBJECT_ANY), what));
    ObjectPtr tree;
    VT_CHECK(check(git_object_peel(out(tree), object.get(), GIT_OBJECT_TREE), what));
    return TreePtr(reinterpret_cast<git_tree *>(tree.release()));
}

} // namespace vitrine::git
