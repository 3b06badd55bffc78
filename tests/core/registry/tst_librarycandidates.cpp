// SPDX-License-Identifier: GPL-3.0-or-later
// Model files that nobody registered, in repositories as people and DVC make them.
#include "core/registry/candidatesearch.h"

#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

const QByteArray pickle("\x80\x04\x95\x10\0\0\0\0", 8);
const QByteArray onnx("\x08\x08\x12\x07pytorch\x3a\x00", 13);
const QString md5 = QStringLiteral("a304afb96060aad90176268345e10355");

QString printed(const QList<Candidate> &candidates)
{
    QStringList lines;
    for (const Candidate &each : candidates)
        lines.append(u"%1 as %2 (%3)"_s.arg(each.path, each.name, each.format));
    return lines.join(u'\n');
}

QByteArray dvcFile(const QString &hash, const QString &path, int size)
{
    return u"outs:\n- md5: %1\n  size: %2\n  hash: md5\n  path: %3\n"_s.arg(hash)
        .arg(size)
        .arg(path)
        .toUtf8();
}

} // namespace

class tst_LibraryCandidates final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void namesAreProposed_data();
    void namesAreProposed();
    void modelFilesAreFoundByTheirBytes();
    void whatIsAModelAlreadyIsNotOffered();
    void foldersOfMlflowAreOneModel();
    void filesOfGitLfsAreFoundAndSayWhatIsMissing();
    void whatDvcTracksIsFound();
    void annotatedModelsOfAMonorepoAreOffered();
    void anEmptyRepositoryHasNone();
    void theHistoryOfAFoundFileIsItsCommits();
    void theHistoryGoesOnThroughDvc();
    void aFoundFileIsRegisteredWithItsAnnotation();
    void anOldCommitOfAFoundFileIsRegistered();
    void dvcYamlIsAnnotatedWhereItIsUsed();
    void oneVersionForEachCommit();
    void registeringWhatIsNotThereIsRefused();
    void unregisteredCommitsOfAModelAreShown();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    QString found() const { return printed(library().candidates().value()); }
    Result<Added> registered(const QString &model, const QString &path, const QString &commit = {}) const
    {
        RegisterRequest request;
        request.model = model;
        request.path = path;
        request.commit = commit;
        return library().registerCommit(request);
    }

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_LibraryCandidates::init()
{
    m_repo = std::make_unique<ScratchRepo>();
}

void tst_LibraryCandidates::namesAreProposed_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("name");
    QTest::newRow("a file") << u"out/churn.pkl"_s << u"churn"_s;
    QTest::newRow("a name that says nothing") << u"churn/models/model.pkl"_s << u"churn"_s;
    QTest::newRow("nothing says anything") << u"models/model.pkl"_s << u"model"_s;
    QTest::newRow("characters of no name") << u"out/Modèle client (v2).onnx"_s << u"Mod-le-client-v2"_s;
    QTest::newRow("dots") << u"churn.v1.2.onnx"_s << u"churn-v1-2"_s;
    QTest::newRow("a folder") << u"mlruns/0/model"_s << u"0"_s;
    QTest::newRow("nothing left") << u"…/….onnx"_s << u"model"_s;
}

void tst_LibraryCandidates::namesAreProposed()
{
    QFETCH(QString, path);
    QTEST(proposedName(path), "name");
}

void tst_LibraryCandidates::modelFilesAreFoundByTheirBytes()
{
    m_repo->writeFile(u"out/churn.pkl"_s, pickle);
    m_repo->writeFile(u"churn/model.onnx"_s, onnx);
    m_repo->writeFile(u"trees.json"_s, "{\"learner\":{},\"version\":[2,0,3]}");
    m_repo->writeFile(u"settings.json"_s, "{\"learning_rate\":1}");
    m_repo->writeFile(u"page.joblib"_s, "<html>not found</html>");
    m_repo->writeFile(u"data.csv"_s, "a,b\n");
    m_repo->writeFile(u"train.py"_s, "print()\n");
    m_repo->git({u"add"_s, u"."_s});
    m_repo->commitFile(u"README.md"_s, "x", u"Everything"_s);
    QCOMPARE(found(), u"churn/model.onnx as churn (onnx)\nout/churn.pkl as churn-2 (pickle)\ntrees.json as "
                      "trees (xgboost)"_s);
    const auto candidates = library().candidates().value();
    QCOMPARE(candidates.at(1).size, 8);
    QVERIFY(candidates.at(1).state == FileState::InGit);
    QVERIFY(library().models().value().isEmpty());
}

void tst_LibraryCandidates::whatIsAModelAlreadyIsNotOffered()
{
    m_repo->writeFile(u"models/churn/files/m.onnx"_s, onnx);
    m_repo->writeFile(u"out/fraud.pkl"_s, pickle);
    m_repo->writeFile(u"out/table.pkl"_s, pickle);
    m_repo->git({u"add"_s, u"."_s});
    m_repo->commitFile(
        u"artifacts.yaml"_s,
        "fraud: {path: out/fraud.pkl, type: model}\ntable: {path: out/table.pkl, type: dataset}\n",
        u"Annotate"_s);
    QCOMPARE(found(), QString());
    m_repo->commitFile(u"out/Churn.pkl"_s, pickle, u"One more"_s);
    QCOMPARE(found(), u"out/Churn.pkl as Churn-2 (pickle)"_s);
}

void tst_LibraryCandidates::foldersOfMlflowAreOneModel()
{
    m_repo->writeFile(u"runs/wine/MLmodel"_s, "flavors: {}\n");
    m_repo->writeFile(u"runs/wine/model.pkl"_s, pickle);
    m_repo->writeFile(u"runs/wine/tf/saved_model.pb"_s, "x");
    m_repo->writeFile(u"nets/digits/saved_model.pb"_s, "x");
    m_repo->git({u"add"_s, u"."_s});
    m_repo->commitFile(u"nets/digits/variables/v.index"_s, "xyz", u"Two folders"_s);
    QCOMPARE(found(), u"nets/digits as digits (savedmodel)\nruns/wine as wine (mlflow)"_s);
    QCOMPARE(library().candidates().value().first().size, 4);
}

void tst_LibraryCandidates::filesOfGitLfsAreFoundAndSayWhatIsMissing()
{
    m_repo->git({u"lfs"_s, u"install"_s, u"--local"_s});
    m_repo->git({u"lfs"_s, u"track"_s, u"*.bin"_s, u"*.onnx"_s});
    m_repo->git({u"add"_s, u".gitattributes"_s});
    m_repo->writeFile(u"weights.bin"_s, "GGUF\3\0\0\0 and more");
    m_repo->writeFile(u"gone.onnx"_s, onnx);
    m_repo->writeFile(u"noise.bin"_s, "whatever");
    m_repo->git({u"add"_s, u"."_s});
    m_repo->git({u"commit"_s, u"-qm"_s, u"Large files"_s});
    QCOMPARE(found(), u"gone.onnx as gone (onnx)\nweights.bin as weights (gguf)"_s);
    QVERIFY(QDir(m_repo->path() + u"/.git/lfs/objects"_s).removeRecursively());
    // Only the name is left to go by.
    const auto candidates = library().candidates().value();
    QCOMPARE(printed(candidates), u"gone.onnx as gone (onnx)"_s);
    QVERIFY(candidates.first().state == FileState::NotDownloaded);
    QCOMPARE(candidates.first().size, onnx.size());
}

void tst_LibraryCandidates::whatDvcTracksIsFound()
{
    m_repo->writeFile(u".dvc/config"_s, {});
    m_repo->git({u"add"_s, u"-f"_s, u".dvc/config"_s});
    m_repo->commitFile(u"out/churn.pkl.dvc"_s, dvcFile(md5, u"churn.pkl"_s, 37), u"Track"_s);
    m_repo->commitFile(u"data.csv.dvc"_s, dvcFile(QString(md5).replace(0, 1, u"b"_s), u"data.csv"_s, 9),
                       u"Data"_s);
    m_repo->commitFile(
        u"dvc.lock"_s,
        "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    outs:\n    - path: "
        "net.onnx\n      md5: c304afb96060aad90176268345e10355\n      size: 11\n      hash: md5\n",
        u"Lock"_s);
    const auto candidates = library().candidates().value();
    QCOMPARE(printed(candidates), u"net.onnx as net (onnx)\nout/churn.pkl as churn (pickle)"_s);
    QVERIFY(candidates.at(0).state == FileState::NotDownloaded);
    QCOMPARE(candidates.at(1).size, 37);
    // What the cache has is looked into.
    m_repo->writeFile(u".dvc/cache/files/md5/"_s + md5.left(2) + u'/' + md5.mid(2), QByteArray(37, '<'));
    QCOMPARE(found(), u"net.onnx as net (onnx)"_s);
}

void tst_LibraryCandidates::annotatedModelsOfAMonorepoAreOffered()
{
    m_repo->writeFile(u"teams/a/churn.onnx"_s, onnx);
    m_repo->git({u"add"_s, u"."_s});
    m_repo->commitFile(u"teams/a/dvc.yaml"_s,
                       "artifacts:\n  churn: {path: churn.onnx, type: model}\n  rows: {path: rows.pkl, type: "
                       "dataset}\n",
                       u"Annotate"_s);
    m_repo->commitFile(u"teams/a/rows.pkl"_s, pickle, u"Data"_s);
    const auto candidates = library().candidates().value();
    QCOMPARE(printed(candidates), u"teams/a/churn.onnx as teams/a:churn (onnx)"_s);
    QVERIFY(candidates.first().annotated);
    const Added added = registered(u"teams/a:churn"_s, u"teams/a/churn.onnx"_s).value();
    QCOMPARE(added.tags, QStringList{u"teams/a=churn@v0.0.1"_s});
    QCOMPARE(m_repo->git({u"log"_s, u"-1"_s, u"--format=%s"_s}), u"Data"_s); // nothing was left to annotate
    QCOMPARE(found(), QString());
}

void tst_LibraryCandidates::anEmptyRepositoryHasNone()
{
    QCOMPARE(found(), QString());
    QCOMPARE(registered(u"churn"_s, u"churn.pkl"_s).error().message, u"The repository has no commit yet."_s);
}

void tst_LibraryCandidates::theHistoryOfAFoundFileIsItsCommits()
{
    m_repo->commitFile(u"churn.pkl"_s, pickle, u"First"_s);
    m_repo->commitFile(u"other.txt"_s, "x", u"Unrelated"_s);
    const QString second = m_repo->commitFile(u"churn.pkl"_s, pickle + "more", u"Second"_s);
    m_repo->git({u"rm"_s, u"-q"_s, u"churn.pkl"_s});
    m_repo->git({u"commit"_s, u"-qm"_s, u"Remove"_s});
    m_repo->commitFile(u"churn.pkl"_s, pickle, u"Back"_s);
    const auto versions = library().pathVersions(u"churn.pkl"_s).value();
    QCOMPARE(versions.size(), 3);
    QCOMPARE(versions.at(0).message, u"Back"_s);
    QCOMPARE(versions.at(1).message, u"Second"_s);
    QCOMPARE(versions.at(1).name, second.left(10));
    QCOMPARE(versions.at(1).size, 12);
    QVERIFY(!versions.at(1).registered);
    QCOMPARE(library().pathVersions(u"nothing.pkl"_s).error().code, Error::Code::NotFound);
}

void tst_LibraryCandidates::theHistoryGoesOnThroughDvc()
{
    const auto lock = [](const QString &hash, int other) {
        return u"schema: '2.0'\nstages:\n  train:\n    outs:\n    - path: churn.pkl\n      md5: %1\n      "
               u"size: "
               "37\n      hash: md5\n    - path: log.txt\n      md5: %2304afb96060aad90176268345e1035\n      "
               "hash: md5\n"_s.arg(hash)
                   .arg(other)
                   .toUtf8();
    };
    m_repo->commitFile(u"churn.pkl"_s, pickle, u"In Git"_s);
    m_repo->git({u"rm"_s, u"-q"_s, u"churn.pkl"_s});
    m_repo->commitFile(u"dvc.lock"_s, lock(md5, 11), u"To DVC"_s);
    m_repo->commitFile(u"dvc.lock"_s, lock(md5, 22), u"Only the log"_s);
    m_repo->commitFile(u"dvc.lock"_s, lock(QString(md5).replace(0, 1, u"b"_s), 33), u"Train again"_s);
    QStringList messages;
    for (const Version &version : library().pathVersions(u"churn.pkl"_s).value())
        messages.append(version.message);
    QCOMPARE(messages, QStringList({u"Train again"_s, u"To DVC"_s, u"In Git"_s}));
}

void tst_LibraryCandidates::aFoundFileIsRegisteredWithItsAnnotation()
{
    m_repo->commitFile(u"out/churn.pkl"_s, pickle, u"Train"_s);
    RegisterRequest request;
    request.model = u"churn"_s;
    request.path = u"out/churn.pkl"_s;
    request.message = u"The first good one"_s;
    request.stages = {u"production"_s};
    const Added added = library().registerCommit(request).value();
    QCOMPARE(added.tags, QStringList({u"churn@v0.0.1"_s, u"churn#production#1"_s}));
    QCOMPARE(added.version.size, 8);
    QCOMPARE(m_repo->git({u"show"_s, u"churn@v0.0.1^{commit}:artifacts.yaml"_s}),
             u"churn:\n  path: out/churn.pkl\n  type: model"_s);
    QCOMPARE(m_repo->git({u"log"_s, u"-1"_s, u"--format=%s"_s}), u"Annotate churn"_s);
    QCOMPARE(m_repo->git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(m_repo->isSound());
    const Model model = library().model(u"churn"_s).value();
    QCOMPARE(model.format, u"pickle"_s);
    QCOMPARE(model.stages.value(u"production"_s), u"v0.0.1"_s);
    QCOMPARE(library().versions(u"churn"_s).value().first().message, u"The first good one"_s);
    QCOMPARE(found(), QString());
    QFile artefact(library().artefactPath(added.version).value());
    QVERIFY(artefact.open(QIODevice::ReadOnly));
    QCOMPARE(artefact.readAll(), pickle);
}

void tst_LibraryCandidates::anOldCommitOfAFoundFileIsRegistered()
{
    const QString first = m_repo->commitFile(u"out/churn.pkl"_s, pickle, u"First"_s);
    m_repo->commitFile(u"out/churn.pkl"_s, pickle + "more", u"Second"_s);
    const Added old = registered(u"churn"_s, u"out/churn.pkl"_s, first.left(12)).value();
    QCOMPARE(old.version.commit, first);
    QCOMPARE(old.version.size, 8);
    const Added now = registered(u"churn"_s, u"out/churn.pkl"_s).value();
    QCOMPARE(now.version.name, u"v0.0.2"_s);
    QCOMPARE(now.version.size, 12);
    // The old commit has no annotation of its own; also when the index is made anew.
    QVERIFY(QDir(m_repo->path() + u"/.git/vitrine"_s).removeRecursively());
    const auto versions = library().versions(u"churn"_s).value();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions.at(0).size, 12);
    QCOMPARE(versions.at(1).size, 8);
    QCOMPARE(library().details(u"churn"_s, u"v0.0.1"_s).value().files.first().path, u"out/churn.pkl"_s);
}

void tst_LibraryCandidates::dvcYamlIsAnnotatedWhereItIsUsed()
{
    m_repo->commitFile(u"dvc.yaml"_s, "# ours\nartifacts:\n  fraud: {path: f.pkl}\nstages: {}\n", u"DVC"_s);
    m_repo->commitFile(u"churn.pkl.dvc"_s, dvcFile(md5, u"churn.pkl"_s, 37), u"Track"_s);
    const Added added = registered(u"churn"_s, u"churn.pkl"_s).value();
    QCOMPARE(added.version.size, 37);
    QCOMPARE(
        m_repo->git({u"show"_s, u"HEAD:dvc.yaml"_s}),
        u"# ours\nartifacts:\n  fraud: {path: f.pkl}\n  churn:\n    path: churn.pkl\n    type: model\nstages: {}"_s);
    QVERIFY(!m_repo->gitSucceeds({u"cat-file"_s, u"-e"_s, u"HEAD:artifacts.yaml"_s}));
}

// GTO fails on a repository where two versions share a commit and a stage tag names it.
void tst_LibraryCandidates::oneVersionForEachCommit()
{
    const QString first = m_repo->commitFile(u"churn.pkl"_s, pickle, u"First"_s);
    QVERIFY(registered(u"churn"_s, u"churn.pkl"_s, first));
    const auto again = registered(u"churn"_s, u"churn.pkl"_s, first);
    QCOMPARE(again.error().code, Error::Code::Conflict);
    QCOMPARE(again.error().message, u"v0.0.1 of churn is registered at that commit already."_s);
    QVERIFY(library().deregister(u"churn"_s, u"v0.0.1"_s, {}));
    QVERIFY(registered(u"churn"_s, u"churn.pkl"_s, first)
                .error()
                .message.contains(u"Register that version again"));
    AddRequest empty;
    empty.model = u"churn"_s;
    const auto head = library().add(empty); // HEAD has the annotation, and no version
    QVERIFY2(head, head ? "" : qPrintable(head.error().message));
    QCOMPARE(head->version.name, u"v0.0.2"_s);
    QCOMPARE(library().add(empty).error().code, Error::Code::Conflict);
}

void tst_LibraryCandidates::registeringWhatIsNotThereIsRefused()
{
    const QString first = m_repo->commitFile(u"a.pkl"_s, pickle, u"First"_s);
    m_repo->commitFile(u"b.pkl"_s, pickle, u"Second"_s);
    const QString before = m_repo->git({u"for-each-ref"_s});
    QCOMPARE(registered(u"b"_s, u"b.pkl"_s, first).error().message,
             u"The commit %1 has no b.pkl."_s.arg(first.left(10)));
    QCOMPARE(registered(u"b"_s, u"../b.pkl"_s).error().code, Error::Code::NotFound);
    QCOMPARE(registered(u"b"_s, u"b.pkl"_s, u"feedbeef"_s).error().message,
             u"There is no commit “feedbeef”."_s);
    QCOMPARE(registered(u"b b"_s, u"b.pkl"_s).error().code, Error::Code::InvalidArgument);
    QCOMPARE(registered(u"x/files/y"_s, u"b.pkl"_s).error().code, Error::Code::InvalidArgument);
    QCOMPARE(registered(u"b"_s, {}).error().message,
             u"The commit %1 has no files of b."_s.arg(m_repo->git({u"rev-parse"_s, u"HEAD"_s}).left(10)));
    QCOMPARE(m_repo->git({u"for-each-ref"_s}), before);
    QVERIFY(registered(u"b"_s, u"b.pkl"_s));
    QCOMPARE(registered(u"b"_s, u"a.pkl"_s).error().message,
             u"b has its files at b.pkl. Choose another name for a.pkl."_s);
}

void tst_LibraryCandidates::unregisteredCommitsOfAModelAreShown()
{
    m_repo->commitFile(u"churn.pkl"_s, pickle, u"First"_s);
    QVERIFY(registered(u"churn"_s, u"churn.pkl"_s));
    const QString second = m_repo->commitFile(u"churn.pkl"_s, pickle + "2", u"Second"_s);
    m_repo->commitFile(u"other.txt"_s, "x", u"Unrelated"_s);
    QCOMPARE(library().versions(u"churn"_s).value().size(), 1);
    const auto open = library().unregisteredVersions(u"churn"_s).value();
    QCOMPARE(open.size(), 2); // the first commit itself, which has no annotation, is none of the version's
    QCOMPARE(open.at(0).name, second.left(10));
    QCOMPARE(open.at(0).size, 9);
    QCOMPARE(registered(u"churn"_s, {}, second).value().version.name, u"v0.0.2"_s);
    QCOMPARE(library().unregisteredVersions(u"churn"_s).value().size(), 1);
}

QTEST_GUILESS_MAIN(tst_LibraryCandidates)
#include "tst_librarycandidates.moc"
