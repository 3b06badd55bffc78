// SPDX-License-Identifier: GPL-3.0-or-later
// Repositories that somebody made to do harm, or that a program broke: each is shown as what it is or refused
// with a sentence, and nothing is written outside of it.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

QByteArray yamlBomb()
{
    QByteArray bomb = "title: Boom\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const QByteArray last = "*a" + QByteArray::number(i - 1);
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [";
        for (int j = 0; j < 10; ++j)
            bomb += (j ? ", " : "") + last;
        bomb += "]\n";
    }
    return bomb;
}

} // namespace

class tst_HostileLibrary final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void metadataThatCannotBeReadAreNamed_data();
    void metadataThatCannotBeReadAreNamed();
    void annotationsThatCannotBeReadRestrictNothing_data();
    void annotationsThatCannotBeReadRestrictNothing();
    void annotationsLeadNowhereElse_data();
    void annotationsLeadNowhereElse();
    void pointersOfTheWrongSizeAreNamed();
    void pointersThatAreNoneAreSmallFiles();
    void namesThatDifferInCaseOrNormalisation();
    void treesWithNamesThatLeadOutside();
    void filesWithNamesThatCannotBeKept_data();
    void filesWithNamesThatCannotBeKept();
    void notesThatAreNoYaml();
    void aBombInANoteIsText();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    QString put(const QByteArray &content, const QStringList &arguments);

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_HostileLibrary::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "one", u"Train"_s);
    m_repo->tag(u"churn@v1.0.0"_s, u"First"_s);
}

// git with something on its standard input.
QString tst_HostileLibrary::put(const QByteArray &content, const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_repo->path());
    process.start(u"git"_s, arguments);
    process.write(content);
    process.closeWriteChannel();
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

void tst_HostileLibrary::metadataThatCannotBeReadAreNamed_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("why"); // how the sentence goes on
    QTest::newRow("a bomb") << yamlBomb() << u"expands to too many values"_s;
    QTest::newRow("nested without end") << QByteArray(100'000, '[') << u"model.yaml"_s;
    QTest::newRow("too large") << QByteArray("title: x\ntext: ") + QByteArray(11'000'000, 'y') + '\n'
                               << u"at most"_s;
    QTest::newRow("no yaml") << "title: [unclosed\n"_ba << u"line 2"_s;
    QTest::newRow("a list") << "- a\n- b\n"_ba << u"key: value"_s;
    QTest::newRow("binary") << QByteArray("\0\1\2\3\xff\xfe", 6) << u"model.yaml"_s;
    QTest::newRow("a key of the wrong form") << "labels: {a: 1}\n"_ba << u"“labels” must be a list"_s;
}

void tst_HostileLibrary::metadataThatCannotBeReadAreNamed()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, why);
    m_repo->commitFile(u"models/churn/model.yaml"_s, yaml, u"Break"_s);
    m_repo->tag(u"churn@v2.0.0"_s, u"Broken"_s);
    const Library library = this->library();
    QCOMPARE(library.models().value().size(), 1);
    QCOMPARE(library.versions(u"churn"_s).value().size(), 2);
    const VersionDetails details = library.details(u"churn"_s, u"v2.0.0"_s).value();
    QVERIFY2(details.metadataProblem.contains(why), qPrintable(details.metadataProblem.left(300)));
    QVERIFY(details.metadata.all.isEmpty());
    QCOMPARE(details.files.size(), 1);

    const auto edited = library.setKeys(u"churn"_s, {{u"title"_s, u"Mine"_s}}, {});
    const bool partly = yaml.startsWith("labels"); // other keys of it may be edited, a fault of old stays
    QVERIFY(!edited);
    QVERIFY2(partly || edited.error().code == Error::Code::InvalidArgument,
             qPrintable(edited.error().message));
    QCOMPARE(m_repo->git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}), u"2"_s);
    // What cannot be compared is not called compatible.
    QVERIFY(library.assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
    const RollbackPreview preview = library.preview(u"churn"_s, u"production"_s, u"v2.0.0"_s).value();
    QCOMPARE(preview.problems.size(), 1);
    QVERIFY(preview.prototype.verdict == format::Verdict::Breaking);
    const auto problems = library.verify(false).value();
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().what, u"unreadable metadata"_s);
    QCOMPARE(problems.first().where, u"churn"_s);
}

void tst_HostileLibrary::annotationsThatCannotBeReadRestrictNothing_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file : {".gto", "artifacts.yaml", "dvc.yaml", "vitrine.yaml"})
        QTest::newRow(file) << QString::fromLatin1(file);
}

void tst_HostileLibrary::annotationsThatCannotBeReadRestrictNothing()
{
    QFETCH(QString, file);
    for (const QByteArray &content : {yamlBomb(), "{[\n"_ba, QByteArray(2'000'000, 'x')}) {
        m_repo->commitFile(file, content, u"Break"_s);
        const Library library = this->library();
        QCOMPARE(library.models().value().size(), 1);
        const QString stage = u"s%1"_s.arg(content.size());
        QVERIFY(library.assign(u"churn"_s, u"v1.0.0"_s, stage, {}));
        QVERIFY(library.setKeys(u"churn"_s, {{u"description"_s, stage}}, {}));
        QCOMPARE(m_repo->readFile(file), content); // its owner's
    }
}

void tst_HostileLibrary::annotationsLeadNowhereElse_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("above") << u"../../../../etc/passwd"_s;
    QTest::newRow("absolute") << u"/etc/passwd"_s;
    QTest::newRow("into git") << u".git/config"_s;
    QTest::newRow("through a link") << u"link/passwd"_s;
    QTest::newRow("empty parts") << u"models//churn"_s;
    QTest::newRow("nothing") << u"."_s;
}

void tst_HostileLibrary::annotationsLeadNowhereElse()
{
    QFETCH(QString, path);
    QFile::link(u"/etc"_s, m_repo->path() + u"/link"_s);
    m_repo->git({u"add"_s, u"link"_s});
    m_repo->commitFile(u"artifacts.yaml"_s, u"evil: {path: \"%1\", type: model}\n"_s.arg(path).toUtf8(),
                       u"Annotate"_s);
    m_repo->tag(u"evil@v1.0.0"_s, u"Evil"_s);
    const Library library = this->library();
    const auto details = library.details(u"evil"_s, u"v1.0.0"_s);
    if (details)
        QVERIFY2(details->files.isEmpty(), qPrintable(details->files.value(0).path));
    const auto version = library.resolve({u"evil"_s, {}, {}});
    if (version)
        QVERIFY(!library.artefactPath(*version));
    QVERIFY(library.candidates());
    QVERIFY(library.unregisteredVersions(u"evil"_s));
}

void tst_HostileLibrary::pointersOfTheWrongSizeAreNamed()
{
    const QByteArray sha = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
    const auto pointer = [&sha](const QByteArray &size) {
        return "version https://git-lfs.github.com/spec/v1\noid sha256:" + sha + "\nsize " + size + "\n";
    };
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, pointer("7"), u"Claim seven"_s);
    m_repo->tag(u"churn@v2.0.0"_s, u"x"_s);
    m_repo->writeFile(u".git/lfs/objects/6b/86/"_s + QString::fromLatin1(sha), "1");
    const Library library = this->library();
    const Version claimed = library.resolve({u"churn"_s, u"v2.0.0"_s, {}}).value();
    QCOMPARE(claimed.size, 7);
    const auto path = library.artefactPath(claimed);
    QCOMPARE(path.error().code, Error::Code::Corrupt);
    QVERIFY2(path.error().message.startsWith(u"m.onnx is damaged: 1 bytes are stored instead of 7 bytes."),
             qPrintable(path.error().message));
    QCOMPARE(library.verify(true).value().size(), 2); // at HEAD and in the version
    for (const char *size : {"9223372036854775807", "99999999999999999999", "-1", "1e3"}) {
        m_repo->commitFile(u"models/churn/files/m.onnx"_s, pointer(size), u"Claim more"_s);
        QVERIFY(this->library().unregisteredVersions(u"churn"_s));
        QVERIFY(this->library().models());
    }
}

void tst_HostileLibrary::pointersThatAreNoneAreSmallFiles()
{
    m_repo->commitFile(u"models/churn/files/m.onnx"_s,
                       "version https://git-lfs.github.com/spec/v1\noid sha256:../../../etc/passwd\nsize 5\n",
                       u"Not a hash"_s);
    m_repo->tag(u"churn@v2.0.0"_s, u"x"_s);
    const Library library = this->library();
    const auto details = library.details(u"churn"_s, u"v2.0.0"_s).value();
    QVERIFY(details.files.first().state == FileState::InGit);
    QVERIFY(details.files.first().sha256.isEmpty());
    const auto problems = library.verify(false).value();
    QCOMPARE(problems.first().what, u"broken pointer"_s);
}

void tst_HostileLibrary::namesThatDifferInCaseOrNormalisation()
{
    m_repo->tag(u"Churn@v1.0.0"_s, u"The same in another case"_s);
    const Library library = this->library();
    QCOMPARE(library.models().value().size(), 2);
    const auto problems = library.verify(false).value();
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().what, u"similar names"_s);
    AddRequest request;
    request.model = u"CHURN"_s;
    QTemporaryDir dir;
    // é as one character and as e with an accent: one name where file systems normalise, two elsewhere.
    for (const QString &name : {u"mod\u00e9le.onnx"_s, u"sub/mode\u0301le.onnx"_s}) {
        QDir().mkpath(QFileInfo(dir.filePath(name)).path());
        QFile file(dir.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x");
        request.files.append(file.fileName());
    }
    QCOMPARE(library.add(request).error().code, Error::Code::InvalidArgument);
    request.files.removeLast();
    QCOMPARE(library.add(request).error().code, Error::Code::Conflict);
    request.model = u"modèle"_s;
    QCOMPARE(library.add(request).error().code, Error::Code::InvalidArgument);
}

void tst_HostileLibrary::treesWithNamesThatLeadOutside()
{
    const QString blob = put("evil", {u"hash-object"_s, u"-w"_s, u"--stdin"_s});
    const auto tree = [&](const QString &lines) {
        return put(lines.toUtf8(), {u"mktree"_s, u"--missing"_s});
    };
    const QString files = tree(u"100644 blob %1\t..\n100644 blob %1\t.git\n"_s.arg(blob));
    const QString model = tree(u"040000 tree %1\tfiles\n"_s.arg(files));
    const QString models = tree(u"040000 tree %1\tevil\n040000 tree %1\t..\n"_s.arg(model));
    const QString root = tree(u"040000 tree %1\tmodels\n"_s.arg(models));
    QVERIFY(!root.isEmpty());
    const QString commit = m_repo->git({u"commit-tree"_s, u"-m"_s, u"Evil"_s, u"-p"_s, u"HEAD"_s, root});
    m_repo->git({u"update-ref"_s, u"refs/heads/evil"_s, commit});
    m_repo->tag(u"evil@v1.0.0"_s, u"Evil"_s, commit);
    QTemporaryDir clone;
    m_repo->git({u"clone"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"evil"_s, u"."_s, clone.filePath(u"bare"_s)});
    const Library library = Library::open(clone.filePath(u"bare"_s)).value();
    QVERIFY(library.models());
    const Version version = library.resolve({u"evil"_s, {}, {}}).value();
    const auto details = library.details(u"evil"_s, u"v1.0.0"_s);
    QVERIFY(details);
    const auto path = library.artefactPath(version);
    const QString cache = QDir(library.dataDir()).canonicalPath() + u"/cache/"_s;
    if (path)
        QVERIFY2(QFileInfo(*path).canonicalFilePath().startsWith(cache), qPrintable(*path));
    QVERIFY(library.candidates());
    const auto restored = library.restoreFiles(u"evil"_s, u"v1.0.0"_s);
    QVERIFY(!restored); // nothing to change, or a path that Git would not take
    for (const QString &outside : {u"/vitrine"_s, u"/.."_s})
        QVERIFY(!QFileInfo(clone.filePath(u"bare"_s) + outside + u"/evil"_s).exists());
}

void tst_HostileLibrary::filesWithNamesThatCannotBeKept_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("git's own folder") << u"tree/.GIT/config"_s;
    QTest::newRow("a backslash") << u"tree/a\\b"_s;
    QTest::newRow("a line break") << u"tree/a\nb"_s;
}

void tst_HostileLibrary::filesWithNamesThatCannotBeKept()
{
    QFETCH(QString, name);
    QTemporaryDir dir;
    QVERIFY(QDir().mkpath(QFileInfo(dir.filePath(name)).path()));
    QFile file(dir.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    AddRequest request;
    request.model = u"new"_s;
    request.files = {dir.filePath(u"tree"_s)};
    const auto added = library().add(request);
    QCOMPARE(added.error().code, Error::Code::InvalidArgument);
    QVERIFY2(added.error().message.endsWith(u"cannot be kept in Git. Rename it."),
             qPrintable(added.error().message));
}

void tst_HostileLibrary::notesThatAreNoYaml()
{
    m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"labels: [unclosed"_s,
                 u"refs/tags/churn@v1.0.0"_s});
    const Library library = this->library();
    QCOMPARE(library.versions(u"churn"_s).value().first().note, u"labels: [unclosed"_s);
    Library::NoteChange change;
    change.addLabels = {u"seen"_s};
    // What somebody wrote is kept as the text of the note.
    QCOMPARE(library.editNote(u"churn"_s, u"v1.0.0"_s, change).value().value(u"text").toString(),
             u"labels: [unclosed"_s);
}

void tst_HostileLibrary::aBombInANoteIsText()
{
    const QString tag = m_repo->git({u"rev-parse"_s, u"refs/tags/churn@v1.0.0"_s});
    m_repo->writeFile(u"../bomb.txt"_s, yamlBomb());
    m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-F"_s, u"../bomb.txt"_s, tag});
    const auto versions = library().versions(u"churn"_s);
    QVERIFY(versions);
    QVERIFY(versions->first().note.startsWith(u"title: Boom"));
    QFile::remove(m_repo->path() + u"/../bomb.txt"_s);
}

QTEST_GUILESS_MAIN(tst_HostileLibrary)
#include "tst_hostilelibrary.moc"
