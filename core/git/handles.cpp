// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/handles.h"

#include "core/base/text.h"
#include "core/git/fileio.h"
#include "core/git/gittext.h"

#include <cerrno>
#include <cstring>

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

// libgit2 ends its message with the system's words, which outlive errno.
int systemErrorIn(const QString &reason)
{
    for (const int error : {ENOSPC, EDQUOT, EFBIG, EROFS, EACCES, EPERM, EMFILE, ENFILE, ENAMETOOLONG}) {
        if (reason.endsWith(QString::fromLocal8Bit(strerror(error))))
            return error;
    }
    return 0;
}

// Where it happened: libgit2 quotes the file, which may be one that it only meant to rename.
QString folderIn(const QString &reason)
{
    const QString file = reason.section(u'\'', 1, 1);
    return file.startsWith(u'/') ? file.section(u'/', 0, -2) : QString();
}

} // namespace

Result<> check(int code, const QString &what)
{
    if (code >= 0)
        return {};
    const git_error *last = git_error_last();
    const QString reason = last ? toText(last->message) : QString();
    const int errorClass = last ? last->klass : GIT_ERROR_NONE;
    const int systemError = systemErrorIn(reason);
    QString why = adviceFor(systemError);
    if (const QString folder = folderIn(reason); !why.isEmpty() && !folder.isEmpty())
        why += u" (%1)"_s.arg(folder);
    if (why.isEmpty())
        why = reason.isEmpty() ? Text::tr("Git gives no reason") : reason;
    return Error{systemError == 0 ? codeFor(code, errorClass) : Error::Code::Io, u"%1: %2."_s.arg(what, why),
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

Signature toSignature(const git_signature *signature, const char *encoding)
{
    if (!signature)
        return {};
    return {
        {toText(signature->name, encoding), toText(signature->email, encoding)},
        QDateTime::fromSecsSinceEpoch(signature->when.time, Qt::OffsetFromUTC, signature->when.offset * 60)};
}

Result<SignaturePtr> makeSignature(const Person &person, const QDateTime &when)
{
    // What would end the name or the line is left out, as Git does it.
    const auto plain = [](QString text) {
        text.removeIf([](QChar c) { return c == u'<' || c == u'>' || c.category() == QChar::Other_Control; });
        return text.toUtf8();
    };
    SignaturePtr signature;
    VT_CHECK(check(git_signature_new(out(signature), plain(person.name).constData(),
                                     plain(person.email).constData(), when.toSecsSinceEpoch(),
                                     when.offsetFromUtc() / 60),
                   Text::tr("The name “%1 <%2>” cannot be recorded").arg(person.name, person.email)));
    return signature;
}

Result<OdbObjectPtr> readVerified(git_odb *odb, const git_oid &id)
{
    const QString what = Text::tr("Couldn't read the object %1").arg(toOid(&id).left(10));
    OdbObjectPtr object;
    VT_CHECK(check(git_odb_read(out(object), odb, &id), what));
    git_oid hash;
    VT_CHECK(check(git_odb_hash(&hash, git_odb_object_data(object.get()), git_odb_object_size(object.get()),
                                git_odb_object_type(object.get())),
                   what));
    if (!git_oid_equal(&hash, &id)) {
        return Error{
            Error::Code::Corrupt,
            Text::tr("The object %1 is damaged: its content has the hash %2. Fetch it again from a clone "
                     "that is whole.")
                .arg(toOid(&id).left(10), toOid(&hash).left(10)),
            toOid(&id)};
    }
    return object;
}

QByteArray configText(git_repository *repository, const QByteArray &key)
{
    ConfigPtr config;
    if (git_repository_config_snapshot(out(config), repository) != 0)
        return {};
    const char *value = nullptr;
    return git_config_get_string(&value, config.get(), key.constData()) == 0 ? QByteArray(value)
                                                                             : QByteArray();
}

bool configFlag(git_repository *repository, const QByteArray &key, bool otherwise)
{
    int value = 0;
    const QByteArray text = configText(repository, key);
    return text.isEmpty() || git_config_parse_bool(&value, text.constData()) != 0 ? otherwise : value != 0;
}

} // namespace vitrine::git
