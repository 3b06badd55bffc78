// SPDX-License-Identifier: GPL-3.0-or-later
// What people whose Git signs get: signatures that stock git verifies, or a sentence and nothing written.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

Repository::Transaction version(int number)
{
    Repository::Transaction transaction;
    transaction.changes = {{u"a"_s, QByteArray::number(number) + '\n', {}, false}};
    transaction.message = u"Version é %1\n\nWith a body"_s.arg(number);
    transaction.tags = {{u"a@v0.0.%1"_s.arg(number), {}, u"The reason\n\nand more"_s}};
    transaction.by = git::Person{u"Ada Test"_s, u"ada@example.com"_s};
    return transaction;
}

} // namespace

class tst_Signing final : public QObject
{
    Q_OBJECT
private slots:
    void sshSignaturesAreVerifiedByGit();
    void gpgSignaturesAreVerifiedByGit();
    void whatCannotBeSignedIsNotWritten();
    void aRepositoryCannotNameTheProgram();
};

void tst_Signing::sshSignaturesAreVerifiedByGit()
{
    QTemporaryDir keys;
    const QString key = keys.filePath(u"key"_s);
    if (QProcess::execute(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, u""_s, u"-f"_s, key}) !=
        0)
        QSKIP("ssh-keygen is not installed");
    QFile publicKey(key + u".pub"_s);
    QVERIFY(publicKey.open(QIODevice::ReadOnly));
    QFile allowed(keys.filePath(u"allowed"_s));
    QVERIFY(allowed.open(QIODevice::WriteOnly));
    allowed.write("ada@example.com " + publicKey.readAll());
    allowed.close();
    ScratchRepo scratch;
    for (const auto &[name, value] :
         QList<std::pair<QString, QString>>{{u"gpg.format"_s, u"ssh"_s},
                                            {u"user.signingKey"_s, key},
                                            {u"commit.gpgSign"_s, u"true"_s},
                                            {u"tag.gpgSign"_s, u"true"_s},
                                            {u"gpg.ssh.allowedSignersFile"_s, allowed.fileName()}})
        scratch.git({u"config"_s, name, value});
    auto repository = Repository::open(scratch.path());
    for (int number : {1, 2}) {
        const auto written = repository->write(version(number));
        QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
        QVERIFY2(scratch.gitSucceeds({u"verify-commit"_s, u"HEAD"_s}), qPrintable(scratch.lastError()));
        QVERIFY2(scratch.gitSucceeds({u"verify-tag"_s, u"a@v0.0.%1"_s.arg(number)}),
                 qPrintable(scratch.lastError()));
    }
    // The words are what they were.
    QCOMPARE(repository->tag(u"a@v0.0.2"_s)->message.trimmed(), u"The reason\n\nand more"_s);
    QCOMPARE(repository->commit(u"HEAD"_s)->message.trimmed(), u"Version é 2\n\nWith a body"_s);
    QCOMPARE(scratch.git({u"tag"_s, u"-l"_s, u"--format=%(contents:subject)"_s, u"a@v0.0.2"_s}),
             u"The reason"_s);
    QVERIFY(repository->setNote(u"refs/notes/vitrine"_s, repository->info().head, "note\n", u"Note"_s));
    QVERIFY(scratch.isSound());
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Signing::gpgSignaturesAreVerifiedByGit()
{
    QTemporaryDir home(u"/tmp/vtgpgXXXXXX"_s); // the agent's socket needs a short path
    QFile::setPermissions(home.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("GNUPGHOME", QFile::encodeName(home.path()));
    const auto cleanUp = qScopeGuard([] {
        QProcess::execute(u"gpgconf"_s, {u"--kill"_s, u"all"_s});
        qunsetenv("GNUPGHOME");
    });
    if (QProcess::execute(u"gpg"_s, {u"-q"_s, u"--batch"_s, u"--passphrase"_s, u""_s, u"--quick-gen-key"_s,
                                     u"Ada Test <ada@example.com>"_s, u"ed25519"_s, u"sign"_s, u"never"_s}) !=
        0)
        QSKIP("gpg is not installed, or cannot make keys here");
    ScratchRepo scratch;
    scratch.git({u"config"_s, u"commit.gpgSign"_s, u"true"_s});
    scratch.git({u"config"_s, u"tag.gpgSign"_s, u"true"_s});
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(version(1));
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QVERIFY2(scratch.gitSucceeds({u"verify-commit"_s, u"HEAD"_s}), qPrintable(scratch.lastError()));
    QVERIFY2(scratch.gitSucceeds({u"verify-tag"_s, u"a@v0.0.1"_s}), qPrintable(scratch.lastError()));
    QVERIFY(scratch.isSound());
}

void tst_Signing::whatCannotBeSignedIsNotWritten()
{
    ScratchRepo scratch;
    const QString head = scratch.commitFile(u"a"_s, "0\n", u"Zero"_s);
    scratch.git({u"config"_s, u"commit.gpgSign"_s, u"true"_s});
    scratch.git({u"config"_s, u"gpg.format"_s, u"ssh"_s});
    auto repository = Repository::open(scratch.path());
    const auto keyless = repository->write(version(1));
    QVERIFY(!keyless);
    QVERIFY2(keyless.error().message.contains(u"user.signingKey is not set"),
             qPrintable(keyless.error().message));
    scratch.git({u"config"_s, u"user.signingKey"_s, u"/nowhere/key"_s});
    const auto refused = repository->write(version(1));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Io);
    QVERIFY2(refused.error().message.contains(u"ssh-keygen could not sign it"),
             qPrintable(refused.error().message));
    QVERIFY2(refused.error().message.contains(u"git config commit.gpgSign false"),
             qPrintable(refused.error().message));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
    QCOMPARE(scratch.git({u"tag"_s}), QString());
    QCOMPARE(scratch.readFile(u"a"_s), "0\n");
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    // The way out that it names.
    scratch.git({u"config"_s, u"commit.gpgSign"_s, u"false"_s});
    QVERIFY(repository->write(version(1)));
}

void tst_Signing::aRepositoryCannotNameTheProgram()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "0\n", u"Zero"_s);
    const QString mark = scratch.path() + u"/../mark"_s;
    QFile program(scratch.path() + u"/../program"_s);
    QVERIFY(program.open(QIODevice::WriteOnly));
    program.write("#!/bin/sh\ntouch " + QFile::encodeName(mark) + "\n");
    program.close();
    QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    scratch.git({u"config"_s, u"commit.gpgSign"_s, u"true"_s});
    for (const QString &setting :
         {u"gpg.program"_s, u"gpg.openpgp.program"_s, u"gpg.ssh.program"_s, u"gpg.x509.program"_s})
        scratch.git({u"config"_s, setting, program.fileName()});
    qputenv("GNUPGHOME", "/nonexistent");
    const auto cleanUp = qScopeGuard([] { qunsetenv("GNUPGHOME"); });
    for (const QString &format : {u"openpgp"_s, u"ssh"_s, u"x509"_s}) {
        scratch.git({u"config"_s, u"gpg.format"_s, format});
        scratch.git({u"config"_s, u"user.signingKey"_s, u"/nonexistent"_s});
        auto repository = Repository::open(scratch.path());
        QVERIFY(!repository->write(version(1)));
        QVERIFY(!QFile::exists(mark));
    }
}

QTEST_GUILESS_MAIN(tst_Signing)
#include "tst_signing.moc"
