// SPDX-License-Identifier: GPL-3.0-or-later
// A repository of every kind of object and file, one file of it damaged at random each round.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

const QString notesRef = u"refs/notes/vitrine"_s;

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    file.write(content);
}

// One to a few changes of the kinds that disks, editors and attackers make.
QByteArray mutated(QByteArray bytes, QRandomGenerator &random)
{
    static const QByteArrayList words = {"\0",       "\n",      " ",
                                         "/",        "..",      ".git",
                                         "40000 ",   "100644 ", "160000 ",
                                         "tree ",    "parent ", "tag ",
                                         "commit",   "-1",      "99999999999999999999",
                                         "ref: ",    "<",       ">",
                                         "\xff\xfe", "refs/",   QByteArray(300, 'x')};
    const auto place = [&] {
        return static_cast<qsizetype>(random.bounded(static_cast<quint32>(bytes.size() + 1)));
    };
    for (int changes = 1 + static_cast<int>(random.bounded(4u)); changes > 0; --changes) {
        const qsizetype at = place();
        switch (random.bounded(7)) {
        case 0:
            if (at < bytes.size())
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
            break;
        case 1: bytes.truncate(at); break;
        case 2: bytes.remove(at, static_cast<qsizetype>(random.bounded(40u))); break;
        case 3:
            bytes.insert(
                at, words.at(static_cast<qsizetype>(random.bounded(static_cast<quint32>(words.size())))));
            break;
        case 4: bytes.insert(at, bytes.mid(place(), static_cast<qsizetype>(random.bounded(60u)))); break;
        case 5:
            for (qsizetype i = at; i < std::min(at + 8, bytes.size()); ++i)
                bytes[i] = static_cast<char>(random.bounded(256));
            break;
        default:
            bytes.replace(at, static_cast<qsizetype>(random.bounded(20u)),
                          QByteArray(static_cast<qsizetype>(random.bounded(20u)), '0'));
        }
    }
    return bytes;
}

// A loose object with its content changed under the same name: what is not hashed when it is read gets that
// far.
QByteArray mutatedObject(const QByteArray &file, QRandomGenerator &random)
{
    QByteArray framed(4, '\0');
    framed[2] = '\x40'; // a guess of the size, as qUncompress wants it
    const QByteArray content = qUncompress(framed + file);
    if (content.isEmpty() || random.bounded(4) == 0)
        return mutated(file, random);
    const qsizetype end = content.indexOf('\0');
    QByteArray body = mutated(content.sliced(end + 1), random);
    QByteArray header = content.first(content.indexOf(' ') + 1) + QByteArray::number(body.size());
    if (random.bounded(8) == 0)
        header = mutated(header, random);
    return qCompress(header + '\0' + body).sliced(4);
}

// Asks for everything. Answers do not matter here.
void exercise(const QString &path)
{
    auto repository = Repository::open(path);
    if (!repository) {
        QVERIFY(!repository.error().message.isEmpty());
        return;
    }
    (void)repository->fingerprint();
    (void)repository->identity();
    (void)repository->linkedWorkTrees();
    (void)repository->indexEntries();
    (void)repository->references({});
    QStringList ids{repository->info().head};
    if (const auto tags = repository->tags()) {
        for (const git::Tag &tag : *tags) {
            (void)repository->tag(tag.name);
            ids << tag.target;
        }
    }
    (void)repository->walk({}, [&](const git::Commit &commit) {
        ids << commit.id;
        return ids.size() < 60;
    });
    for (const QString &id : std::as_const(ids)) {
        (void)repository->commit(id);
        (void)repository->commit(id.left(7));
        const auto entries = repository->entries(id, {}, true);
        if (!entries)
            continue;
        for (const git::TreeEntry &entry : *entries) {
            QVERIFY2(!entry.path.startsWith(u'/') && !entry.path.contains(u"//"), qPrintable(entry.path));
            for (const QString &part : entry.path.split(u'/'))
                QVERIFY2(part != u".." && part != u"." && !part.isEmpty(), qPrintable(entry.path));
            (void)repository->blobHead(entry.id, 16);
            (void)repository->file(id, entry.path);
        }
    }
    for (const QString &file : {u"models/a/model.yaml"_s, u"models/moved"_s, u"none"_s})
        (void)repository->pathHistory(file, {}, git::Renames::Follow, 20);
    (void)repository->notes(notesRef);
    for (const QString &id : std::as_const(ids))
        (void)repository->noteHistory(notesRef, id);
    (void)repository->verify(true);

    Repository::Transaction transaction;
    transaction.changes = {{u"models/a/model.yaml"_s, "title: fuzzed\n", {}, false},
                           {u"models/new/x"_s, "x", {}, false}};
    transaction.message = u"Fuzzed"_s;
    transaction.tags = {{u"fuzzed@v1.0.0"_s, {}, u"x"_s}};
    (void)repository->write(transaction);
    (void)repository->setNote(notesRef, repository->info().head, "x", u"Fuzzed"_s);
    (void)repository->refreshIndex({u"models/a/model.yaml"_s});
}

void fill(ScratchRepo &scratch)
{
    scratch.commitFile(u"models/a/model.yaml"_s, QByteArray("title: A\nrows: many\n").repeated(20), u"One"_s);
    scratch.commitFile(u"models/a/files/x.onnx"_s, QByteArray("weights").repeated(200), u"Two"_s);
    scratch.git({u"mv"_s, u"models/a"_s, u"models/moved"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Move"_s});
    scratch.commitFile(u"models/a/model.yaml"_s, "title: Again\n", u"Three"_s);
    scratch.tag(u"a@v1.0.0"_s, u"reason"_s);
    scratch.tag(u"chain"_s, u"chain"_s, u"a@v1.0.0"_s);
    scratch.git({u"tag"_s, u"light"_s});
    scratch.git({u"tag"_s, u"tree"_s, u"HEAD^{tree}"_s});
    scratch.git({u"symbolic-ref"_s, u"refs/heads/alias"_s, u"refs/heads/main"_s});
    scratch.git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"note"_s});
    scratch.git({u"worktree"_s, u"add"_s, u"-q"_s, u"-b"_s, u"side"_s, scratch.path() + u"/../side"_s});
    scratch.git({u"pack-refs"_s, u"--all"_s});
    scratch.git({u"repack"_s, u"-q"_s, u"-d"_s});
    scratch.commitFile(u"models/b/model.yaml"_s, "title: B\n", u"Four"_s);
    scratch.tag(u"b@v1.0.0"_s, u"reason"_s);
    auto repository = Repository::open(scratch.path());
    Repository::Transaction transaction;
    transaction.changes = {{u"models/c/model.yaml"_s, "title: C\n", {}, false}};
    transaction.message = u"Five"_s;
    QVERIFY(repository->write(transaction));
    scratch.writeFile(u".git/shallow"_s, scratch.git({u"rev-parse"_s, u"HEAD~4"_s}).toLatin1() + '\n');
    scratch.writeFile(u".git/objects/info/alternates"_s, "/nonexistent\n");
}

} // namespace

class tst_GitRepository final : public QObject
{
    Q_OBJECT
private slots:
    void damagedFilesGetAnAnswerOrASentence();
};

void tst_GitRepository::damagedFilesGetAnAnswerOrASentence()
{
    const int rounds =
        qEnvironmentVariableIsSet("VT_FUZZ_ROUNDS") ? qEnvironmentVariableIntValue("VT_FUZZ_ROUNDS") : 200;
    const auto firstSeed = static_cast<quint32>(qEnvironmentVariableIntValue("VT_FUZZ_SEED"));
    ScratchRepo original;
    fill(original);
    QTemporaryDir dir;
    const QString outside = dir.filePath(u"outside"_s);
    QVERIFY(QDir().mkpath(outside));
    for (int round = 0; round < rounds; ++round) {
        const quint32 seed = firstSeed + static_cast<quint32>(round);
        QRandomGenerator random(seed);
        const QString copy = dir.filePath(u"copy/repo"_s);
        QDir(dir.filePath(u"copy"_s)).removeRecursively();
        QVERIFY(QDir().mkpath(dir.filePath(u"copy"_s)));
        QCOMPARE(QProcess::execute(u"cp"_s, {u"-a"_s, original.path(), copy}), 0);
        QStringList files;
        for (QDirIterator it(copy + u"/.git"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
             it.hasNext();) {
            const QString file = it.next();
            if (!file.contains(u"/hooks/") && !file.contains(u"/logs/") && !file.endsWith(u"/description"))
                files << file;
        }
        files.sort();
        const QString victim =
            files.at(static_cast<qsizetype>(random.bounded(static_cast<quint32>(files.size()))));
        const QByteArray before = readAll(victim);
        static const QRegularExpression loose(u"/objects/[0-9a-f]{2}/[0-9a-f]{38}$"_s);
        overwrite(victim,
                  loose.match(victim).hasMatch() ? mutatedObject(before, random) : mutated(before, random));
        // Says which it was, should this be the last that is heard.
        if (qEnvironmentVariableIsSet("VT_FUZZ_ROUNDS"))
            std::fprintf(stderr, "seed %u: %s\n", seed, qPrintable(victim.mid(copy.size())));
        exercise(copy);
        if (QTest::currentTestFailed()) {
            qWarning("seed %u: %s", seed, qPrintable(victim.mid(copy.size())));
            return;
        }
        QVERIFY(QDir(outside).isEmpty());
        QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList({u"copy"_s, u"outside"_s}));
    }
}

QTEST_GUILESS_MAIN(tst_GitRepository)
#include "tst_gitrepository.moc"
