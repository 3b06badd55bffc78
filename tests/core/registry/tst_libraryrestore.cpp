// SPDX-License-Identifier: GPL-3.0-or-later
// The files of an old version once more.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

class tst_LibraryRestore final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void thePreviewTellsWhatWouldChange();
    void anOldVersionComesBackAsANewCommit();
    void theNewCommitCanBeRegistered();
    void whatIsThereAlreadyIsSaidSo();
    void filesThatAreNotDownloadedAreNamed();
    void editedFilesAreAConflict();
    void annotatedFilesComeBackWhereTheyWere();
    void whatDvcTracksComesBackAsItsPointer();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    QString git(const QStringList &arguments) { return m_repo->git(arguments); }
    Version add(const QString &file, const QByteArray &content, const QJsonObject &metadata)
    {
        QFile out(m_dir.filePath(file));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write");
        out.close();
        AddRequest request;
        request.model = u"churn"_s;
        request.files = {out.fileName()};
        request.metadata = metadata;
        return library().add(request).value().version;
    }

    std::unique_ptr<ScratchRepo> m_repo;
    QTemporaryDir m_dir;
};

void tst_LibraryRestore::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    for (const QString &key :
         {u"process"_s, u"smudge"_s, u"clean"_s}) // whatever the system's configuration says
        git({u"config"_s, u"filter.lfs."_s + key, {}});
    m_repo->commitFile(u"README.md"_s, "x", u"Begin"_s);
}

void tst_LibraryRestore::thePreviewTellsWhatWouldChange()
{
    add(u"old.onnx"_s, "the first", {{u"metrics"_s, QJsonObject{{u"rmse"_s, 2}}}});
    add(u"new.onnx"_s, "the second, longer",
        {{u"metrics"_s, QJsonObject{{u"rmse"_s, 3}}}, {u"type"_s, u"regression"_s}});
    const RestorePreview preview = library().previewRestore(u"churn"_s, u"v0.0.1"_s).value();
    QCOMPARE(preview.version.name, u"v0.0.1"_s);
    QCOMPARE(preview.files,
             QStringList({u"old.onnx added, 9 bytes"_s, u"new.onnx removed, 18 bytes"_s, u"model.yaml"_s}));
    QCOMPARE(preview.metadata, QStringList({u"metrics"_s, u"type"_s}));
    QVERIFY(preview.missing.isEmpty() && !preview.nothingToDo);
    QVERIFY(library().previewRestore(u"churn"_s, u"v0.0.2"_s).value().nothingToDo);
    QCOMPARE(library().previewRestore(u"churn"_s, u"v9.0.0"_s).error().code, Error::Code::NotFound);
}

void tst_LibraryRestore::anOldVersionComesBackAsANewCommit()
{
    add(u"m.onnx"_s, "the first", {{u"metrics"_s, QJsonObject{{u"rmse"_s, 2}}}});
    const QString then = git({u"rev-parse"_s, u"HEAD:models/churn"_s});
    add(u"m.onnx"_s, "the second", {{u"metrics"_s, QJsonObject{{u"rmse"_s, 3}}}});
    const QString before = git({u"rev-parse"_s, u"HEAD"_s});
    const QString commit = library().restoreFiles(u"churn"_s, u"v0.0.1"_s).value();
    QCOMPARE(git({u"rev-parse"_s, u"HEAD"_s}), commit);
    QCOMPARE(git({u"rev-parse"_s, u"HEAD~"_s}), before);
    QCOMPARE(git({u"rev-parse"_s, u"HEAD:models/churn"_s}), then);
    QCOMPARE(git({u"log"_s, u"-1"_s, u"--format=%s"_s}), u"Restore the files of churn v0.0.1"_s);
    QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(m_repo->isSound());
    QCOMPARE(library().versions(u"churn"_s).value().size(), 2);
}

void tst_LibraryRestore::theNewCommitCanBeRegistered()
{
    add(u"m.onnx"_s, "the first", {});
    add(u"m.onnx"_s, "the second", {});
    QVERIFY(library().restoreFiles(u"churn"_s, u"v0.0.1"_s, u"Back to the first"_s));
    QCOMPARE(library().unregisteredVersions(u"churn"_s).value().size(), 1);
    RegisterRequest request;
    request.model = u"churn"_s;
    const Added added = library().registerCommit(request).value();
    QCOMPARE(added.version.name, u"v0.0.3"_s);
    QFile artefact(library().artefactPath(added.version).value());
    QVERIFY(artefact.open(QIODevice::ReadOnly));
    QCOMPARE(artefact.readAll(), QByteArray("the first"));
}

void tst_LibraryRestore::whatIsThereAlreadyIsSaidSo()
{
    add(u"m.onnx"_s, "the first", {});
    const QString before = git({u"rev-parse"_s, u"HEAD"_s});
    QCOMPARE(library().restoreFiles(u"churn"_s, u"v0.0.1"_s).error().message,
             u"The files of churn are those of v0.0.1 already."_s);
    QCOMPARE(git({u"rev-parse"_s, u"HEAD"_s}), before);
}

void tst_LibraryRestore::filesThatAreNotDownloadedAreNamed()
{
    add(u"m.onnx"_s, "the first", {});
    add(u"m.onnx"_s, "the second", {});
    QVERIFY(QDir(m_repo->path() + u"/.git/lfs/objects"_s).removeRecursively());
    const RestorePreview preview = library().previewRestore(u"churn"_s, u"v0.0.1"_s).value();
    QCOMPARE(preview.missing, QStringList{u"files/m.onnx (9 bytes)"_s});
    QVERIFY(library().restoreFiles(u"churn"_s, u"v0.0.1"_s));
    QVERIFY(git({u"show"_s, u"HEAD:models/churn/files/m.onnx"_s}).endsWith(u"size 9"));
}

void tst_LibraryRestore::editedFilesAreAConflict()
{
    add(u"m.onnx"_s, "the first", {});
    add(u"m.onnx"_s, "the second", {});
    m_repo->writeFile(u"models/churn/files/m.onnx"_s, "mine");
    const auto refused = library().restoreFiles(u"churn"_s, u"v0.0.1"_s);
    QCOMPARE(refused.error().code, Error::Code::Conflict);
    QCOMPARE(m_repo->readFile(u"models/churn/files/m.onnx"_s), QByteArray("mine"));
}

void tst_LibraryRestore::annotatedFilesComeBackWhereTheyWere()
{
    m_repo->commitFile(u"artifacts.yaml"_s, "fraud: {path: out/fraud.pkl}\n", u"Annotate"_s);
    m_repo->commitFile(u"out/fraud.pkl"_s, "one", u"First"_s);
    m_repo->tag(u"fraud@v1.0.0"_s, u"First"_s);
    m_repo->commitFile(u"out/fraud.pkl"_s, "two", u"Second"_s);
    QCOMPARE(library().previewRestore(u"fraud"_s, u"v1.0.0"_s).value().files,
             QStringList{u"out/fraud.pkl 3 bytes → 3 bytes"_s});
    QVERIFY(library().restoreFiles(u"fraud"_s, u"v1.0.0"_s));
    QCOMPARE(m_repo->readFile(u"out/fraud.pkl"_s), QByteArray("one"));
    QCOMPARE(git({u"diff"_s, u"--name-only"_s, u"HEAD~"_s}), u"out/fraud.pkl"_s);
}

void tst_LibraryRestore::whatDvcTracksComesBackAsItsPointer()
{
    const auto pointer = [](char first) {
        return QByteArray("outs:\n- md5: ") + first +
               "304afb96060aad90176268345e10355\n  size: 37\n  path: fraud.pkl\n";
    };
    m_repo->commitFile(u"dvc.yaml"_s, "artifacts:\n  fraud: {path: fraud.pkl}\n", u"Annotate"_s);
    m_repo->commitFile(u"fraud.pkl.dvc"_s, pointer('a'), u"First"_s);
    m_repo->tag(u"fraud@v1.0.0"_s, u"First"_s);
    m_repo->commitFile(u"fraud.pkl.dvc"_s, pointer('b'), u"Second"_s);
    QVERIFY(library().restoreFiles(u"fraud"_s, u"v1.0.0"_s));
    QCOMPARE(m_repo->readFile(u"fraud.pkl.dvc"_s), pointer('a'));
    QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
}

QTEST_GUILESS_MAIN(tst_LibraryRestore)
#include "tst_libraryrestore.moc"
