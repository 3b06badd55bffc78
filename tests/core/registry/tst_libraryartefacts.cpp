// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

Result<QString> pathOf(const Library &library, const QString &ref)
{
    VT_TRY(const ModelRef parsed, ModelRef::parse(ref));
    VT_TRY(const Version version, library.resolve(parsed));
    return library.artefactPath(version);
}

} // namespace

class tst_LibraryArtefacts final : public QObject
{
    Q_OBJECT
private slots:
    void aStoredObjectIsReadWhereItLies();
    void aMissingObjectSaysSoWithItsSize();
    void aPlainBlobIsWrittenOutOnce();
    void aFileInDvcsCacheIsReadThere();
    void theOnlyOnnxFileIsTheArtefact();
    void aNamedArtefactWins();
    void severalFilesWithoutAChoiceAreRefused();
    void anOldVersionHasItsOwnFile();
    void objectsOfStockGitLfsAreRead();
    void filesAreSavedWhereverTheyAreKept();
};

void tst_LibraryArtefacts::aStoredObjectIsReadWhereItLies()
{
    QTemporaryDir folder;
    const Library library = Library::create(folder.filePath(u"l"_s), true).value();
    QFile file(folder.filePath(u"m.onnx"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("weights") == 7);
    file.close();
    AddRequest request;
    request.model = u"churn"_s;
    request.files = {file.fileName()};
    const Added added = library.add(request).value();
    const QString path = library.artefactPath(added.version).value();
    QVERIFY(path.contains(u"/lfs/objects/"));
    QCOMPARE(contentOf(path), QByteArray("weights"));
}

void tst_LibraryArtefacts::aMissingObjectSaysSoWithItsSize()
{
    ScratchRepo repo;
    repo.commitFile(
        u"models/churn/files/m.onnx"_s,
        "version https://git-lfs.github.com/spec/v1\n"
        "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 1200000\n",
        u"Pointer"_s);
    const Library library = Library::open(repo.path()).value();
    const auto path = pathOf(library, u"churn"_s);
    QCOMPARE(path.error().code, Error::Code::NotFound);
    QVERIFY2(path.error().message.contains(u"1.2 MB"), qPrintable(path.error().message));
    QVERIFY(library.details(u"churn"_s, u"latest"_s).value().files.first().state == FileState::NotDownloaded);
}

void tst_LibraryArtefacts::aPlainBlobIsWrittenOutOnce()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, "plain", u"Blob"_s);
    const Library library = Library::open(repo.path()).value();
    const QString path = pathOf(library, u"churn"_s).value();
    QVERIFY(path.startsWith(library.dataDir() + u"/cache/"_s));
    QVERIFY(path.endsWith(u"/m.onnx"));
    QCOMPARE(contentOf(path), QByteArray("plain"));
    const QDateTime written = QFileInfo(path).lastModified();
    QCOMPARE(pathOf(library, u"churn"_s).value(), path);
    QCOMPARE(QFileInfo(path).lastModified(), written);
    QCOMPARE(repo.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_LibraryArtefacts::aFileInDvcsCacheIsReadThere()
{
    ScratchRepo repo;
    repo.commitFile(u"dvc.yaml"_s, "artifacts:\n  churn: {path: churn.pkl}\n", u"a"_s);
    repo.commitFile(u"churn.pkl.dvc"_s,
                    "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 6\n  path: churn.pkl\n", u"b"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    const Library library = Library::open(repo.path()).value();
    const auto missing = pathOf(library, u"churn"_s);
    QCOMPARE(missing.error().code, Error::Code::NotFound);
    QVERIFY(missing.error().message.contains(u"dvc pull"));
    repo.writeFile(u".dvc/cache/a3/04afb96060aad90176268345e10355"_s, "pickle");
    QCOMPARE(contentOf(pathOf(library, u"churn"_s).value()), QByteArray("pickle"));
}

void tst_LibraryArtefacts::theOnlyOnnxFileIsTheArtefact()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/notes.txt"_s, "text", u"a"_s);
    repo.commitFile(u"models/churn/files/m.joblib"_s, "joblib", u"b"_s);
    repo.commitFile(u"models/churn/files/sub/m.onnx"_s, "onnx", u"c"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(contentOf(pathOf(library, u"churn"_s).value()), QByteArray("onnx"));
}

void tst_LibraryArtefacts::aNamedArtefactWins()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/a.onnx"_s, "a", u"a"_s);
    repo.commitFile(u"models/churn/files/b.onnx"_s, "b", u"b"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "artefact: b.onnx\n", u"c"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(contentOf(pathOf(library, u"churn"_s).value()), QByteArray("b"));
}

void tst_LibraryArtefacts::severalFilesWithoutAChoiceAreRefused()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/a.onnx"_s, "a", u"a"_s);
    repo.commitFile(u"models/churn/files/b.onnx"_s, "b", u"b"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(pathOf(library, u"churn"_s).error().code, Error::Code::NotFound);
    QVERIFY(pathOf(library, u"churn"_s).error().message.contains(u"artefact"));
}

void tst_LibraryArtefacts::anOldVersionHasItsOwnFile()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, "old", u"a"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    repo.commitFile(u"models/churn/files/m.onnx"_s, "new", u"b"_s);
    repo.tag(u"churn@v2.0.0"_s, u"x"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(contentOf(pathOf(library, u"churn@v1.0.0"_s).value()), QByteArray("old"));
    QCOMPARE(contentOf(pathOf(library, u"churn@v2.0.0"_s).value()), QByteArray("new"));
}

void tst_LibraryArtefacts::objectsOfStockGitLfsAreRead()
{
    ScratchRepo repo;
    repo.git({u"lfs"_s, u"install"_s, u"--local"_s});
    repo.commitFile(u".gitattributes"_s, "*.onnx filter=lfs diff=lfs merge=lfs -text\n", u"Track"_s);
    repo.commitFile(u"models/churn/files/m.onnx"_s, QByteArray(5000, 'x'), u"Train"_s);
    QVERIFY(
        repo.git({u"show"_s, u"HEAD:models/churn/files/m.onnx"_s}).startsWith(u"version https://git-lfs"));
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(contentOf(pathOf(library, u"churn"_s).value()), QByteArray(5000, 'x'));
    QCOMPARE(library.resolve({u"churn"_s, {}, {}}).value().size, 5000);
}

void tst_LibraryArtefacts::filesAreSavedWhereverTheyAreKept()
{
    ScratchRepo repo;
    const Library library = Library::open(repo.path()).value();
    repo.writeFile(u"../stored.bin"_s, "large");
    AddRequest request;
    request.model = u"churn"_s;
    request.files = {repo.path() + u"/../stored.bin"_s};
    QVERIFY(library.add(request));
    QFile::remove(repo.path() + u"/../stored.bin"_s);
    repo.git({u"checkout"_s, u"-q"_s, u"-f"_s, u"HEAD"_s});
    repo.commitFile(u"models/churn/files/sub/notes.txt"_s, "plain", u"Words"_s);
    repo.tag(u"churn@v1.1.0"_s, u"x"_s);
    const Version version = library.resolve({u"churn"_s, u"v1.1.0"_s, {}}).value();
    QTemporaryDir folder;
    const QString target = folder.filePath(u"out"_s);
    const auto saved = library.saveFiles(version, target);
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));
    QCOMPARE(*saved, (QStringList{u"stored.bin"_s, u"sub/notes.txt"_s}));
    QCOMPARE(contentOf(target + u"/stored.bin"_s), QByteArray("large"));
    QCOMPARE(contentOf(target + u"/sub/notes.txt"_s), QByteArray("plain"));
    // One's own to change, and never overwritten.
    QFile mine(target + u"/stored.bin"_s);
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
    mine.close();
    QFile::remove(target + u"/sub/notes.txt"_s);
    const auto again = library.saveFiles(version, target);
    QCOMPARE(again.error().code, Error::Code::Conflict);
    QVERIFY2(again.error().message.contains(u"/out/stored.bin exists already."),
             qPrintable(again.error().message));
    QVERIFY(!QFileInfo::exists(target + u"/sub/notes.txt"_s));
    QCOMPARE(contentOf(target + u"/stored.bin"_s), QByteArray("mine"));
    QCOMPARE(contentOf(library.artefactPath(version).value()), QByteArray("large"));
}

QTEST_GUILESS_MAIN(tst_LibraryArtefacts)
#include "tst_libraryartefacts.moc"
