// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/signing.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int longestMs = 120'000;

// A setting that names a program: never from the repository.
QString trustedSetting(const char *key, const QString &otherwise)
{
    ConfigPtr config;
    if (git_config_open_default(out(config)) != 0)
        return otherwise;
    ConfigPtr snapshot;
    if (git_config_snapshot(out(snapshot), config.get()) != 0)
        return otherwise;
    const char *value = nullptr;
    const bool found = git_config_get_string(&value, snapshot.get(), key) == 0 && value[0] != '\0';
    return found ? QFile::decodeName(value) : otherwise;
}

Error cannotSign(const QString &what, const QString &program, const QString &why, const QString &details)
{
    return {Error::Code::Io,
            Text::tr("%1: %2 could not sign it (%3). Unlock the key, or turn signing off with “git config "
                     "commit.gpgSign false” and “git config tag.gpgSign false”.")
                .arg(what, program, why),
            details};
}

struct Answer {
    QByteArray output;
    QByteArray errors;
};

Result<Answer> run(const QString &program, const QStringList &arguments, const QByteArray &input,
                   const QString &what)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForStarted(longestMs))
        return cannotSign(what, program, process.errorString(), {});
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(longestMs)) {
        process.kill();
        process.waitForFinished();
        return cannotSign(what, program, Text::tr("it did not answer in two minutes"), {});
    }
    const Answer answer{process.readAllStandardOutput(), process.readAllStandardError()};
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const QString details = QString::fromLocal8Bit(answer.errors).trimmed();
        QStringList lines = details.split(u'\n');
        lines.removeIf([](const QString &line) { return line.startsWith(u"[GNUPG:]") || line.isEmpty(); });
        return cannotSign(what, program, lines.isEmpty() ? Text::tr("it gives no reason") : lines.first(),
                          details);
    }
    return answer;
}

Result<QByteArray> signWithGpg(const QString &program, const QString &key, const QByteArray &content,
                               const QString &what)
{
    VT_TRY(const Answer answer, run(program, {u"--status-fd=2"_s, u"-bsau"_s, key}, content, what));
    if (!answer.errors.contains("[GNUPG:] SIG_CREATED "))
        return cannotSign(what, program, Text::tr("it made no signature"),
                          QString::fromLocal8Bit(answer.errors));
    return answer.output;
}

// The key is a file, or the public key itself, whose other half the agent has.
Result<QByteArray> signWithSsh(const QString &program, const QString &key, const QByteArray &content,
                               const QString &what)
{
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &bytes) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    QStringList arguments{u"-Y"_s, u"sign"_s, u"-n"_s, u"git"_s, u"-f"_s};
    const bool isLiteral = key.startsWith(u"key::") || key.startsWith(u"ssh-");
    const QString literal = key.startsWith(u"key::") ? key.sliced(5) : key;
    if (!write(u"content"_s, content) || (isLiteral && !write(u"key"_s, literal.toUtf8() + '\n')))
        return cannotSign(what, program, Text::tr("the temporary folder cannot be written"), folder.path());
    if (isLiteral)
        arguments << folder.filePath(u"key"_s) << u"-U"_s;
    else
        arguments << (key.startsWith(u"~/") ? QDir::homePath() + key.sliced(1) : key);
    VT_CHECK(run(program, arguments << folder.filePath(u"content"_s), {}, what));
    QFile signature(folder.filePath(u"content.sig"_s));
    if (!signature.open(QIODevice::ReadOnly))
        return cannotSign(what, program, Text::tr("it made no signature"), {});
    return signature.readAll();
}

// libgit2 1.5's own git_commit_create() reports success when the disk was full and nothing is stored, and its
// tags forget why.
Result<git_oid> store(git_repository *repository, const QByteArray &content, git_object_t type,
                      const QString &what)
{
    git_oid id;
    OdbPtr odb;
    VT_CHECK(check(git_repository_odb(out(odb), repository), what));
    VT_CHECK(check(
        git_odb_write(&id, odb.get(), content.constData(), static_cast<size_t>(content.size()), type), what));
    return id;
}

} // namespace

Result<QByteArray> signatureOf(git_repository *repository, const QByteArray &content, const git_signature *by,
                               const QString &what)
{
    const QByteArray format = configText(repository, "gpg.format").toLower();
    QString key = QString::fromUtf8(configText(repository, "user.signingKey"));
    QByteArray signature;
    if (format == "ssh") {
        const QString program = trustedSetting("gpg.ssh.program", u"ssh-keygen"_s);
        if (key.isEmpty())
            return cannotSign(what, program, Text::tr("user.signingKey is not set"), {});
        VT_TRY(signature, signWithSsh(program, key, content, what));
    } else {
        if (key.isEmpty())
            key = QString::fromUtf8(QByteArray(by->name) + " <" + by->email + '>');
        const QString program =
            format == "x509" ? trustedSetting("gpg.x509.program", u"gpgsm"_s)
                             : trustedSetting("gpg.openpgp.program", trustedSetting("gpg.program", u"gpg"_s));
        VT_TRY(signature, signWithGpg(program, key, content, what));
    }
    return signature.replace("\r", "");
}

Result<git_oid> createCommit(git_repository *repository, const git_signature *author,
                             const git_signature *committer, const QByteArray &message, const git_tree *tree,
                             const git_commit *parent, bool sign)
{
    const QString what = Text::tr("Couldn't make the commit");
    const git_commit *parents[] = {parent};
    git_buf buffer = GIT_BUF_INIT;
    const auto made = check(git_commit_create_buffer(&buffer, repository, author, committer, nullptr,
                                                     message.constData(), tree, parent ? 1 : 0, parents),
                            what);
    QByteArray content = made ? QByteArray(buffer.ptr, static_cast<qsizetype>(buffer.size)) : QByteArray();
    git_buf_dispose(&buffer);
    VT_CHECK(made);
    if (sign) {
        VT_TRY(QByteArray signature, signatureOf(repository, content, committer, what));
        signature = signature.trimmed().replace("\n", "\n ");
        content.insert(content.indexOf("\n\n") + 1, "gpgsig " + signature + '\n');
    }
    return store(repository, content, GIT_OBJECT_COMMIT, what);
}

Result<git_oid> createTag(git_repository *repository, const QByteArray &name, const git_object *target,
                          const git_signature *tagger, const QByteArray &message, bool sign,
                          const QString &what)
{
    const int minutes = tagger->when.offset;
    const int zone = std::abs(minutes) / 60 * 100 + std::abs(minutes) % 60;
    const QByteArray content =
        "object " + toOid(git_object_id(target)).toLatin1() + "\ntype " +
        git_object_type2string(git_object_type(target)) + "\ntag " + name + "\ntagger " + tagger->name +
        " <" + tagger->email + "> " + QByteArray::number(qlonglong{tagger->when.time}) +
        (minutes < 0 ? " -" : " +") + QByteArray::number(zone).rightJustified(4, '0') + "\n\n" + message;
    QByteArray whole = content;
    if (sign) {
        VT_TRY(const QByteArray signature, signatureOf(repository, content, tagger, what));
        whole += signature;
    }
    return store(repository, whole, GIT_OBJECT_TAG, what);
}

} // namespace vitrine::git
