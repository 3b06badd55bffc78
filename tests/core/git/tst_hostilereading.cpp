// SPDX-License-Identifier: GPL-3.0-or-later
// What a hostile or damaged repository holds is shown as what it is or refused with a sentence. Stock git
// makes it (with its checks off) and is the judge where it has an answer.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

QByteArray commitText(const QString &tree, const QByteArray &author, const QByteArray &message,
                      const QByteArray &header = {})
{
    return "tree " + tree.toLatin1() + "\nauthor " + author + "\ncommitter " + author + '\n' + header + '\n' +
           message;
}

const QByteArray ada = "Ada <ada@example.com> 1704067200 +0000";

QStringList paths(const QList<git::TreeEntry> &entries)
{
    QStringList list;
    for (const git::TreeEntry &entry : entries)
        list << entry.path;
    return list;
}

} // namespace

class tst_HostileReading final : public QObject
{
    Q_OBJECT
private slots:
    void namesThatAreNotUtf8AreQuotedAsGitDoes();
    void noNameLeadsOutOfItsFolder_data();
    void noNameLeadsOutOfItsFolder();
    void namesThatDifferInCaseOrNormalisationAreTwo();
    void unsortedAndDuplicateEntriesAreListed();
    void malformedTreesAreRefused_data();
    void malformedTreesAreRefused();
    void aTreeOfTenToTheTenFilesIsRefusedAtOnce();
    void aTreeDeeperThanAnyPathIsListed();
    void textInOtherEncodingsIsRead();
    void brokenPeopleAndDatesLoseOnlyThemselves_data();
    void brokenPeopleAndDatesLoseOnlyThemselves();
    void hugeMessagesAreCut();
    void tagsOfEveryShapeAreListed();
    void signaturesAreNoPartOfTheReason();
    void referencesOfEveryShapeAreListed();
    void pipesAndFoldersAsReferencesDoNotHang();
    void damagedPackedReferencesLoseOnlyTheirLines();
    void corruptPacksAndTruncatedObjectsSaySo();
    void verifyNamesWhatFsckNames();
};

void tst_HostileReading::namesThatAreNotUtf8AreQuotedAsGitDoes()
{
    ScratchRepo scratch;
    const QString blob = scratch.object(u"blob"_s, "content");
    QByteArray records;
    for (const QByteArray &name :
         {QByteArray("a\nb"), QByteArray("a\033[31m"), QByteArray("caf\351.onnx"), QByteArray("caf\352.onnx"),
          QByteArray("caf\xc3\xa9.onnx"), QByteArray("say\"x")})
        records += ScratchRepo::treeRecord("100644", name, blob);
    const QString inner = scratch.object(u"tree"_s, records);
    const QString tree = scratch.object(u"tree"_s, ScratchRepo::treeRecord("40000", "d\344ta", inner));
    const auto repository = Repository::open(scratch.path());
    const auto entries = repository->entries(tree, {}, true);
    QVERIFY(entries);
    QCOMPARE(paths(*entries),
             QStringList({u"\"d\\344ta\"/\"a\\nb\""_s, u"\"d\\344ta\"/\"a\\033[31m\""_s,
                          u"\"d\\344ta\"/\"caf\\351.onnx\""_s, u"\"d\\344ta\"/\"caf\\352.onnx\""_s,
                          u"\"d\\344ta\"/café.onnx"_s, u"\"d\\344ta\"/say\"x"_s}));
    for (const git::TreeEntry &entry : *entries)
        QCOMPARE(*repository->file(tree, entry.path), "content");
    // Alone in its folder, a name is spelt as stock git spells it.
    QStringList byGit = scratch.git({u"ls-tree"_s, u"--name-only"_s, inner}).split(u'\n');
    QStringList ours = paths(*repository->entries(inner, {}, true));
    byGit.removeIf([](const QString &name) { return name.contains(u"say") || name.contains(u"303"); });
    ours.removeIf([](const QString &name) { return name.contains(u"say") || name.contains(u'é'); });
    QCOMPARE(ours, byGit);
}

void tst_HostileReading::noNameLeadsOutOfItsFolder_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"..", ".", ".git", ".GIT", ".git ", ".git.", "git~1", ".g\xe2\x80\x8cit", "a/b",
                             "../x", "/etc", ".git/hooks", "\"..\"", "\"", "\"\\056\\056\""})
        QTest::newRow(name) << QByteArray(name);
    QTest::newRow("empty") << QByteArray();
}

void tst_HostileReading::noNameLeadsOutOfItsFolder()
{
    QFETCH(QByteArray, name);
    ScratchRepo scratch;
    const QString blob = scratch.object(u"blob"_s, "content");
    const QString inner = scratch.object(u"tree"_s, ScratchRepo::treeRecord("100644", name, blob));
    const QString tree = scratch.object(u"tree"_s, ScratchRepo::treeRecord("40000", "models", inner));
    const auto repository = Repository::open(scratch.path());
    const auto entries = repository->entries(tree, {}, true);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    const QString path = entries->first().path;
    QCOMPARE(path.count(u'/'), 1);
    const QString shown = path.section(u'/', 1);
    QVERIFY(shown != u".." && shown != u"." && !shown.isEmpty() &&
            shown.compare(u".git", Qt::CaseInsensitive) != 0);
    QCOMPARE(*repository->file(tree, path), "content");
    // And it is not written: neither by its shown spelling nor by its bytes.
    auto writer = Repository::open(scratch.path());
    if (name != "\"" && name != "\"..\"" && name != "\"\\056\\056\"") {
        for (const QString &spelling : {path, u"models/"_s + QString::fromUtf8(name)}) {
            Repository::Transaction transaction;
            transaction.changes = {{spelling, "x", {}, false}};
            transaction.message = u"Bad"_s;
            if (spelling.contains(u"a/b"))
                continue; // the bytes of this one are an ordinary path
            const auto written = writer->write(transaction);
            QVERIFY2(!written, qPrintable(spelling));
            QCOMPARE(written.error().code, Error::Code::InvalidArgument);
        }
    }
}

void tst_HostileReading::namesThatDifferInCaseOrNormalisationAreTwo()
{
    ScratchRepo scratch;
    const QString one = scratch.object(u"blob"_s, "one");
    const QString two = scratch.object(u"blob"_s, "two");
    const QString tree = scratch.object(u"tree"_s, ScratchRepo::treeRecord("100644", "Model", one) +
                                                       ScratchRepo::treeRecord("100644", "e\xcc\x81", one) +
                                                       ScratchRepo::treeRecord("100644", "model", two) +
                                                       ScratchRepo::treeRecord("100644", "\xc3\xa9", two));
    const auto repository = Repository::open(scratch.path());
    QCOMPARE(repository->entries(tree, {}, true)->size(), 4);
    QCOMPARE(*repository->file(tree, u"Model"_s), "one");
    QCOMPARE(*repository->file(tree, u"model"_s), "two");
    QCOMPARE(*repository->file(tree, u"e\u0301"_s), "one");
    QCOMPARE(*repository->file(tree, u"\u00e9"_s), "two");
    const QString commit = scratch.object(u"commit"_s, commitText(tree, ada, "x"));
    scratch.git({u"tag"_s, u"M@v1.0.0"_s, commit});
    scratch.git({u"tag"_s, u"m@v1.0.0"_s, commit});
    QCOMPARE(repository->tags()->size(), 2);
}

void tst_HostileReading::unsortedAndDuplicateEntriesAreListed()
{
    ScratchRepo scratch;
    const QString one = scratch.object(u"blob"_s, "one");
    const QString two = scratch.object(u"blob"_s, "two");
    const QString tree = scratch.object(u"tree"_s, ScratchRepo::treeRecord("100644", "z", one) +
                                                       ScratchRepo::treeRecord("100644", "a", one) +
                                                       ScratchRepo::treeRecord("100644", "m", two) +
                                                       ScratchRepo::treeRecord("100644", "a", two));
    const auto repository = Repository::open(scratch.path());
    QCOMPARE(paths(*repository->entries(tree, {}, true)), QStringList({u"z"_s, u"a"_s, u"m"_s, u"a"_s}));
    // Of two with one name, the first counts.
    QCOMPARE(*repository->file(tree, u"z"_s), "one");
    QCOMPARE(*repository->file(tree, u"a"_s), "one");
    QCOMPARE(*repository->file(tree, u"m"_s), "two");
}

void tst_HostileReading::malformedTreesAreRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray id(20, '\x12');
    QTest::newRow("truncated id") << QByteArray("100644 a\0", 9) + id.first(19);
    QTest::newRow("no name end") << QByteArray("100644 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    QTest::newRow("no mode") << QByteArray(" a\0", 3) + id;
    QTest::newRow("letters as mode") << QByteArray("abcdef a\0", 9) + id;
    QTest::newRow("endless mode") << QByteArray("100000000000000000644 a\0", 24) + id;
    QTest::newRow("rubbish after a good one") << QByteArray("100644 a\0", 9) + id + "rubbish";
}

void tst_HostileReading::malformedTreesAreRefused()
{
    QFETCH(QByteArray, content);
    ScratchRepo scratch;
    const QString tree = scratch.object(u"tree"_s, content);
    const QString commit = scratch.object(u"commit"_s, commitText(tree, ada, "x"));
    scratch.git({u"update-ref"_s, u"refs/heads/main"_s, commit});
    const auto repository = Repository::open(scratch.path());
    const auto entries = repository->entries(commit, {}, true);
    QVERIFY(!entries);
    QCOMPARE(entries.error().code, Error::Code::Corrupt);
    QVERIFY2(entries.error().message.contains(u"damaged"), qPrintable(entries.error().message));
    QVERIFY(!repository->historyOf(u"a/b"_s, {}, 0) || content.endsWith("rubbish"));
    QVERIFY(!repository->verify(false)->isEmpty());
}

void tst_HostileReading::aTreeOfTenToTheTenFilesIsRefusedAtOnce()
{
    ScratchRepo scratch;
    QString id = scratch.object(u"blob"_s, "x");
    QByteArray mode = "100644";
    for (int level = 0; level < 10; ++level) {
        QByteArray records;
        for (int i = 0; i < 10; ++i)
            records += ScratchRepo::treeRecord(mode, QByteArray::number(i), id);
        id = scratch.object(u"tree"_s, records);
        mode = "40000";
    }
    const QString commit = scratch.object(u"commit"_s, commitText(id, ada, "bomb"));
    scratch.git({u"update-ref"_s, u"refs/heads/main"_s, commit});
    const auto repository = Repository::open(scratch.path());
    const auto entries = repository->entries(commit, {}, true);
    QVERIFY(!entries);
    QVERIFY2(entries.error().message.contains(u"1000000"), qPrintable(entries.error().message));
    QCOMPARE(repository->historyOf(u"0/0/0/0/0/0/0/0/0/0"_s, {}, 0)->size(), 1);
    QVERIFY(repository->verify(true)->isEmpty());
}

void tst_HostileReading::aTreeDeeperThanAnyPathIsListed()
{
    ScratchRepo scratch;
    const QString blob = scratch.object(u"blob"_s, "x");
    QString id = scratch.object(u"tree"_s, ScratchRepo::treeRecord("100644", "file", blob));
    QByteArray input;
    // Written by one process: fast-import makes three thousand folders in a moment.
    QString path;
    for (int level = 0; level < 1500; ++level)
        path += u"d/"_s;
    input = "commit refs/heads/main\ncommitter A <a@b> 1704067200 +0000\ndata 1\nx\nM 100644 inline " +
            path.toLatin1() + "file\ndata 1\nx\n";
    scratch.git({u"fast-import"_s, u"--quiet"_s}, input);
    const auto repository = Repository::open(scratch.path());
    const auto entries = repository->entries(repository->info().head, {}, true);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    QCOMPARE(*repository->file(repository->info().head, path + u"file"_s), "x");
    QVERIFY(repository->verify(true)->isEmpty());
}

void tst_HostileReading::textInOtherEncodingsIsRead()
{
    ScratchRepo scratch;
    const QString tree = scratch.object(u"tree"_s, {});
    const QByteArray rene = "Ren\351 <rene@example.com> 1704067200 +0130";
    const QString declared =
        scratch.object(u"commit"_s, commitText(tree, rene, "d\351claration\n", "encoding ISO-8859-1\n"));
    const QString silent = scratch.object(u"commit"_s, commitText(tree, rene, "d\351claration\n"));
    const QString unknown =
        scratch.object(u"commit"_s, commitText(tree, rene, "d\351claration\n", "encoding no-such-thing\n"));
    const auto repository = Repository::open(scratch.path());
    for (const QString &id : {declared, silent, unknown}) {
        const auto commit = repository->commit(id);
        QVERIFY(commit);
        QCOMPARE(commit->author.person.name, u"René"_s);
        QCOMPARE(commit->summary(), u"déclaration"_s);
        QCOMPARE(commit->author.when.offsetFromUtc(), 5400);
    }
    scratch.git({u"-c"_s, u"i18n.commitEncoding=ISO-8859-15"_s, u"commit-tree"_s, u"-m"_s, u"x"_s, tree});
    const QString bytes =
        scratch.object(u"tag"_s, "object " + declared.toLatin1() + "\ntype commit\ntag m@v1.0.0\ntagger " +
                                     rene + "\n\nr\351ason\n");
    scratch.git({u"update-ref"_s, u"refs/tags/m@v1.0.0"_s, bytes});
    QCOMPARE(repository->tag(u"m@v1.0.0"_s)->message, u"réason\n"_s);
}

void tst_HostileReading::brokenPeopleAndDatesLoseOnlyThemselves_data()
{
    QTest::addColumn<QByteArray>("author");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("dated");
    QTest::newRow("no address") << QByteArray("Ada 1704067200 +0000") << u"Ada 1704067200 +0000"_s << false;
    QTest::newRow("no end") << QByteArray("Ada <ada 1704067200 +0000") << u"Ada <ada 1704067200 +0000"_s
                            << false;
    QTest::newRow("twice") << QByteArray("Ada <a@b> <c@d> 1704067200 +0000") << u"Ada"_s << true;
    QTest::newRow("empty") << QByteArray("<> 1704067200 +0000") << QString() << true;
    QTest::newRow("no date") << QByteArray("Ada <a@b>") << u"Ada"_s << false;
    QTest::newRow("date of letters") << QByteArray("Ada <a@b> yesterday +0000") << u"Ada"_s << false;
    QTest::newRow("date beyond 64 bits")
        << QByteArray("Ada <a@b> 99999999999999999999999 +0000") << u"Ada"_s << false;
    QTest::newRow("date beyond the calendar")
        << QByteArray("Ada <a@b> 9223372036854775807 +0000") << u"Ada"_s << false;
    QTest::newRow("negative date") << QByteArray("Ada <a@b> -1 +0000") << u"Ada"_s << false;
    QTest::newRow("zone beyond the earth") << QByteArray("Ada <a@b> 1704067200 +9999999") << u"Ada"_s << true;
    QTest::newRow("nothing") << QByteArray() << QString() << false;
}

void tst_HostileReading::brokenPeopleAndDatesLoseOnlyThemselves()
{
    QFETCH(QByteArray, author);
    QFETCH(QString, name);
    QFETCH(bool, dated);
    ScratchRepo scratch;
    const QString first = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QString tree = scratch.git({u"rev-parse"_s, u"HEAD^{tree}"_s});
    const QString broken =
        scratch.object(u"commit"_s, "tree " + tree.toLatin1() + "\nparent " + first.toLatin1() + "\nauthor " +
                                        author + "\ncommitter " + author + "\n\nBroken\n");
    scratch.git({u"update-ref"_s, u"refs/heads/main"_s, broken});
    const auto repository = Repository::open(scratch.path());
    const auto commit = repository->commit(broken);
    QVERIFY2(commit.has_value(), commit ? "" : qPrintable(commit.error().message));
    QCOMPARE(commit->author.person.name, name);
    QCOMPARE(commit->author.when.isValid(), dated);
    QCOMPARE(commit->summary(), u"Broken"_s);
    QStringList seen;
    QVERIFY(repository->walk({}, [&](const git::Commit &each) {
        seen << each.summary();
        return true;
    }));
    QCOMPARE(seen.size(), 2);
    QCOMPARE(repository->historyOf(u"a"_s, {}, 0)->size(), 1);
}

void tst_HostileReading::hugeMessagesAreCut()
{
    ScratchRepo scratch;
    const QString tree = scratch.object(u"tree"_s, {});
    const QString commit =
        scratch.object(u"commit"_s, commitText(tree, ada, "First line\n" + QByteArray(30'000'000, 'x')));
    const auto read = Repository::open(scratch.path())->commit(commit);
    QVERIFY(read);
    QCOMPARE(read->summary(), u"First line"_s);
    QVERIFY(read->message.size() <= 1'000'000);
}

void tst_HostileReading::tagsOfEveryShapeAreListed()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QString blob = scratch.git({u"rev-parse"_s, u"HEAD:a"_s});
    const QString tree = scratch.git({u"rev-parse"_s, u"HEAD^{tree}"_s});
    const auto tagText = [](const QString &target, const QByteArray &type, const QByteArray &rest) {
        return "object " + target.toLatin1() + "\ntype " + type + "\ntag t\n" + rest;
    };
    const QByteArray tagger = "tagger " + ada + "\n\nwhy\n";
    const QString nothing(40, u'1');
    const QMap<QString, QString> objects = {
        {u"blob"_s, scratch.object(u"tag"_s, tagText(blob, "blob", tagger))},
        {u"light-blob"_s, blob},
        {u"light-commit"_s, commit},
        {u"light-tree"_s, tree},
        {u"missing"_s, scratch.object(u"tag"_s, tagText(nothing, "commit", tagger))},
        {u"no-message"_s, scratch.object(u"tag"_s, tagText(commit, "commit", "tagger " + ada + "\n"))},
        {u"no-tagger"_s, scratch.object(u"tag"_s, tagText(commit, "commit", "\nwhy\n"))},
        {u"rubbish"_s, scratch.object(u"tag"_s, "rubbish")},
        {u"tree"_s, scratch.object(u"tag"_s, tagText(tree, "tree", tagger))},
        {u"wrong-type"_s, scratch.object(u"tag"_s, tagText(blob, "commit", tagger))},
    };
    for (auto it = objects.begin(); it != objects.end(); ++it)
        scratch.writeFile(u".git/refs/tags/"_s + it.key(), it.value().toLatin1() + '\n');
    scratch.writeFile(u".git/refs/tags/nowhere"_s, nothing.toLatin1() + '\n');
    QString chain = commit;
    QByteArray type = "commit";
    QMap<int, QString> chains;
    for (int i = 1; i <= 100; ++i) {
        chain = scratch.object(u"tag"_s, tagText(chain, type, tagger));
        type = "tag";
        if (i == 40 || i == 100)
            scratch.writeFile(u".git/refs/tags/chain%1"_s.arg(i), chain.toLatin1() + '\n');
    }
    const auto tags = Repository::open(scratch.path())->tags();
    QVERIFY2(tags.has_value(), tags ? "" : qPrintable(tags.error().message));
    QStringList lines;
    for (const git::Tag &tag : *tags) {
        const char *types[] = {"commit", "tree", "blob", "missing"};
        lines << tag.name + u' ' + QLatin1StringView(types[int(tag.targetType)]) +
                     (tag.annotated() ? u" annotated"_s : QString()) +
                     (tag.tagger.person.name.isEmpty() ? QString() : u" by Ada"_s);
    }
    QCOMPARE(lines.join(u'\n'), u"blob blob annotated by Ada\n"
                                "chain100 missing annotated by Ada\n"
                                "chain40 commit annotated by Ada\n"
                                "light-blob blob\n"
                                "light-commit commit\n"
                                "light-tree tree\n"
                                "missing missing annotated by Ada\n"
                                "no-message commit annotated by Ada\n"
                                "no-tagger commit annotated\n"
                                "nowhere missing\n"
                                "rubbish missing\n"
                                "tree tree annotated by Ada\n"
                                "wrong-type commit annotated by Ada"_s);
}

void tst_HostileReading::signaturesAreNoPartOfTheReason()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    for (const char *kind : {"PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE", "SIGNED MESSAGE"}) {
        const QString id =
            scratch.object(u"tag"_s, "object " + commit.toLatin1() + "\ntype commit\ntag m@v1.0.0\ntagger " +
                                         ada + "\n\nThe reason.\n\n-----BEGIN " + kind + "-----\nabc\n");
        scratch.git({u"update-ref"_s, u"refs/tags/m@v1.0.0"_s, id});
        QCOMPARE(Repository::open(scratch.path())->tag(u"m@v1.0.0"_s)->message.trimmed(), u"The reason."_s);
    }
}

void tst_HostileReading::referencesOfEveryShapeAreListed()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QByteArray id = commit.toLatin1();
    scratch.writeFile(u".git/refs/tags/empty"_s, {});
    scratch.writeFile(u".git/refs/tags/long"_s, QByteArray(200'000, 'x'));
    scratch.writeFile(u".git/refs/tags/short"_s, id.first(39));
    scratch.writeFile(u".git/refs/tags/trailing"_s, id + " # words\n");
    scratch.writeFile(u".git/refs/tags/bad..name"_s, id + '\n');
    scratch.writeFile(u".git/refs/tags/out"_s, "ref: ../../../../etc/passwd\n");
    scratch.writeFile(u".git/refs/tags/unborn"_s, "ref: refs/heads/unborn\n");
    scratch.writeFile(u".git/refs/tags/other"_s, "ref: refs/heads/main\n");
    scratch.writeFile(u".git/refs/tags/self"_s, "ref: refs/tags/self\n");
    scratch.writeFile(u".git/refs/tags/held.lock"_s, id);
    const QString name200(200, u'n');
    scratch.writeFile(u".git/refs/tags/"_s + name200, id + '\n');
    const QByteArray packedName = "refs/tags/" + QByteArray("deep/").repeated(700) + "end";
    scratch.writeFile(u".git/packed-refs"_s, "# pack-refs with: peeled fully-peeled sorted \n" + id + ' ' +
                                                 packedName + '\n' + id + " refs/tags/\344\n");
    const auto repository = Repository::open(scratch.path());
    const auto references = repository->references(u"refs/tags/"_s);
    QVERIFY(references);
    QStringList readable;
    QStringList unreadable;
    for (const git::Reference &reference : *references)
        (reference.target == commit ? readable : unreadable) << reference.name.mid(10).left(20);
    QCOMPARE(unreadable, QStringList({u"bad..name"_s, u"empty"_s, u"long"_s, u"out"_s, u"self"_s, u"short"_s,
                                      u"unborn"_s}));
    QCOMPARE(readable, QStringList({u"\"\\344\""_s, QString(u"deep/"_s).repeated(4), name200.left(20),
                                    u"other"_s, u"trailing"_s}));
    // Every one that git reads is read, and found by the name that is shown.
    for (const git::Reference &reference : *references) {
        const auto tag = repository->tag(reference.name.mid(10));
        QCOMPARE(tag.has_value(), reference.target == commit);
    }
    const QStringList byGit =
        scratch.git({u"for-each-ref"_s, u"--format=%(refname)"_s, u"refs/tags"_s}).split(u'\n');
    QCOMPARE(byGit.size(), readable.size());
    // What cannot be read is told.
    QStringList broken;
    for (const auto &problem : *repository->verify(false)) {
        if (problem.what == u"broken reference")
            broken << problem.where.mid(10);
    }
    QCOMPARE(broken, QStringList({u"bad..name"_s, u"empty"_s, u"long"_s, u"out"_s, u"self"_s, u"short"_s}));
}

void tst_HostileReading::pipesAndFoldersAsReferencesDoNotHang()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.tag(u"good"_s, u"g"_s);
    QVERIFY(mkfifo(QFile::encodeName(scratch.gitDir() + u"/refs/tags/pipe"_s).constData(), 0600) == 0);
    QVERIFY(QFile::link(u"/"_s, scratch.gitDir() + u"/refs/tags/root"_s));
    QVERIFY(QFile::link(u"/etc/passwd"_s, scratch.gitDir() + u"/refs/tags/passwd"_s));
    const auto repository = Repository::open(scratch.path());
    const auto tags = repository->tags();
    QVERIFY(tags);
    for (const git::Tag &tag : *tags)
        QCOMPARE(tag.targetType == git::Tag::TargetType::Commit, tag.name == u"good");
    QCOMPARE(tags->size(), 4);
    QVERIFY(repository->fingerprint());
    QVERIFY(!repository->tag(u"pipe"_s));
}

void tst_HostileReading::damagedPackedReferencesLoseOnlyTheirLines()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QByteArray id = commit.toLatin1();
    scratch.writeFile(u".git/packed-refs"_s, "# rubbish\n" + id + " refs/tags/z\n\n^\nrubbish\n" +
                                                 id.first(30) + " refs/tags/short\n" + QByteArray(50, 'g') +
                                                 " refs/tags/g\n" + id + " refs/tags/a\n" + id +
                                                 " refs/tags/without-end");
    const auto tags = Repository::open(scratch.path())->tags();
    QVERIFY(tags);
    QStringList names;
    for (const git::Tag &tag : *tags)
        names << tag.name;
    QCOMPARE(names, QStringList({u"a"_s, u"without-end"_s, u"z"_s}));
}

void tst_HostileReading::corruptPacksAndTruncatedObjectsSaySo()
{
    ScratchRepo scratch;
    for (int i = 0; i < 20; ++i)
        scratch.commitFile(u"a"_s, QByteArray::number(i).repeated(500), QString::number(i));
    scratch.git({u"repack"_s, u"-adq"_s});
    const QString pack = scratch.git({u"-c"_s, u"core.quotePath=false"_s, u"count-objects"_s, u"-v"_s});
    QVERIFY(pack.contains(u"packs: 1"));
    const QDir folder(scratch.gitDir() + u"/objects/pack"_s);
    const QString name = folder.filePath(folder.entryList({u"*.pack"_s}).first());
    QFile file(name);
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 size = file.size();
    // Every block of it in turn, then cut: answers or sentences, never a crash.
    for (qint64 at = 12; at < size; at += size / 16) {
        file.seek(at);
        const QByteArray before = file.read(24);
        file.seek(at);
        file.write(QByteArray(before.size(), '\xa5'));
        file.flush();
        const auto repository = Repository::open(scratch.path());
        QVERIFY(repository);
        bool complained = !repository->historyOf(u"a"_s, {}, 0);
        const auto walked = repository->walk({}, [&](const git::Commit &commit) {
            complained |= !repository->file(commit.id, u"a"_s);
            return true;
        });
        complained |= !walked || !repository->verify(true)->isEmpty();
        QVERIFY(complained || scratch.gitSucceeds({u"log"_s, u"-p"_s}));
        file.seek(at);
        file.write(before);
        file.flush();
    }
    QVERIFY(Repository::open(scratch.path())->verify(true)->isEmpty());
    file.resize(size / 2);
    const auto cut = Repository::open(scratch.path());
    QVERIFY(!cut);
    QVERIFY2(cut.error().message.contains(name + u" is damaged or cut off. Copy"_s),
             qPrintable(cut.error().message));

    ScratchRepo loose;
    const QString head = loose.commitFile(u"a"_s, QByteArray("content").repeated(1000), u"One"_s);
    const QString blob = loose.git({u"rev-parse"_s, u"HEAD:a"_s});
    QFile object(loose.gitDir() + u"/objects/"_s + blob.left(2) + u'/' + blob.mid(2));
    QVERIFY(object.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(object.resize(object.size() / 2));
    const auto half = Repository::open(loose.path())->file(head, u"a"_s);
    QVERIFY(!half);
    QCOMPARE(half.error().code, Error::Code::Corrupt);
    QVERIFY(!Repository::open(loose.path())->blobHead(blob, 7000));
    QVERIFY(object.resize(0));
    QVERIFY(!Repository::open(loose.path())->file(head, u"a"_s));
}

void tst_HostileReading::verifyNamesWhatFsckNames()
{
    ScratchRepo scratch;
    const QString blob = scratch.object(u"blob"_s, "x");
    const auto record = [&](const char *name) { return ScratchRepo::treeRecord("100644", name, blob); };
    const QList<QByteArray> trees = {
        record("b") + record("a"),
        record("a") + record("a"),
        record(".."),
        record(".git"),
        record("a/b"),
        record(""),
        record("git~1"),
        ScratchRepo::treeRecord("100666", "a", blob),
    };
    for (const QByteArray &content : trees) {
        ScratchRepo each;
        each.object(u"blob"_s, "x");
        const QString tree = each.object(u"tree"_s, content);
        each.git(
            {u"update-ref"_s, u"refs/heads/main"_s, each.object(u"commit"_s, commitText(tree, ada, "x\n"))});
        const bool sound = each.gitSucceeds({u"fsck"_s, u"--strict"_s});
        const auto problems = Repository::open(each.path())->verify(false);
        QVERIFY2(problems->isEmpty() == sound, content.constData());
        if (!sound)
            QCOMPARE(problems->first().what, u"malformed folder"_s);
    }
}

QTEST_GUILESS_MAIN(tst_HostileReading)
#include "tst_hostilereading.moc"
