// SPDX-License-Identifier: GPL-3.0-or-later
// Repositories that other programs made, read as libraries.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

// A repository as GTO and DVC leave it: files anywhere, artifacts.yaml, tags.
void makeGtoRepository(ScratchRepo &repo)
{
    repo.commitFile(
        u"artifacts.yaml"_s,
        "churn:\n  type: model\n  path: models/churn.pkl\n  labels: [crm]\n  description: Who leaves\n"
        "data:\n  type: dataset\n  path: data.csv\n",
        u"Annotate"_s);
    repo.commitFile(u"models/churn.pkl"_s, "one", u"Train churn"_s);
    repo.tag(u"churn@v1.0.0"_s, u"Registering artifact churn version v1.0.0"_s);
    repo.tag(u"churn#production#1"_s, u"Assigning stage production to artifact churn version v1.0.0"_s);
    repo.commitFile(u"models/churn.pkl"_s, "two, longer", u"Train on more data"_s);
    repo.tag(u"churn@v1.1.0"_s, u"More data"_s);
    repo.tag(u"churn#production#2"_s, u"Ship it"_s);
    repo.tag(u"churn#production#3"_s, u"It was worse"_s, u"churn@v1.0.0^{}"_s);
}

Library opened(const ScratchRepo &repo)
{
    auto library = Library::open(repo.path());
    if (!library)
        qFatal("%s", qPrintable(library.error().message));
    return *library;
}

QString names(const QList<Version> &versions)
{
    QStringList all;
    for (const Version &version : versions)
        all.append(version.name);
    return all.join(u' ');
}

QStringList names(const QList<Model> &models)
{
    QStringList all;
    for (const Model &model : models)
        all.append(model.name);
    return all;
}

} // namespace

class tst_LibraryBrowse final : public QObject
{
    Q_OBJECT
private slots:
    void whatIsNoRepositoryIsRefused();
    void theNameIsThatOfTheFolder();
    void aRepositoryOfGtoIsRead();
    void versionsCarryMessageSizeAndStages();
    void historyTellsEveryEventInOrder();
    void referencesAreResolved();
    void badReferencesAreRefused_data();
    void badReferencesAreRefused();
    void similarNamesAreOffered();
    void monorepoModelsAreKeptApart();
    void lightweightTagsAreShownAsSuch();
    void tagsOfTreesAndMissingObjectsDoNoHarm();
    void dvcArtifactsAreModels();
    void anUnregisteredModelShowsItsCommits();
    void severalVersionsPerStageAreReadFromTheConfiguration();
    void emptyRepositoriesHaveNoModels_data();
    void emptyRepositoriesHaveNoModels();
    void aDetachedHeadIsRead();
    void aLinkedWorkingTreeIsRead();
    void aShallowCloneSaysSo();
    void brokenMetadataDoesNotHideTheModel();
    void detailsAreThoseOfTheCommit();
};

void tst_LibraryBrowse::whatIsNoRepositoryIsRefused()
{
    QTemporaryDir folder;
    const auto library = Library::open(folder.path());
    QVERIFY(!library);
    QCOMPARE(library.error().code, Error::Code::NotFound);
}

void tst_LibraryBrowse::theNameIsThatOfTheFolder()
{
    ScratchRepo repo;
    QCOMPARE(opened(repo).name(), u"repo"_s);
    QTemporaryDir folder;
    const Library bare = Library::create(folder.filePath(u"weather.git"_s), true).value();
    QCOMPARE(bare.name(), u"weather"_s);
    QCOMPARE(bare.dataDir(), bare.gitDir() + (bare.gitDir().endsWith(u'/') ? u"vitrine"_s : u"/vitrine"_s));
}

void tst_LibraryBrowse::aRepositoryOfGtoIsRead()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    const auto models = opened(repo).models().value();
    QCOMPARE(names(models), QStringList{u"churn"_s});
    const Model &churn = models.first();
    QCOMPARE(churn.type, u"model"_s);
    QCOMPARE(churn.format, u"pickle"_s);
    QCOMPARE(churn.description, u"Who leaves"_s);
    QCOMPARE(churn.labels, QStringList{u"crm"_s});
    QCOMPARE(churn.latest, u"v1.1.0"_s);
    QCOMPARE(churn.stages, (QMap<QString, QString>{{u"production"_s, u"v1.0.0"_s}}));
    QCOMPARE(churn.versionCount, 2);
    QVERIFY(!churn.deprecated);
    QCOMPARE(churn, opened(repo).model(u"churn"_s).value());
}

void tst_LibraryBrowse::versionsCarryMessageSizeAndStages()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    const auto versions = opened(repo).versions(u"churn"_s).value();
    QCOMPARE(names(versions), u"v1.1.0 v1.0.0"_s);
    QCOMPARE(versions.at(0).message, u"More data"_s);
    QCOMPARE(versions.at(0).size, 11);
    QCOMPARE(versions.at(0).author, u"Ada Test"_s);
    QCOMPARE(versions.at(0).tag, u"churn@v1.1.0"_s);
    QVERIFY(versions.at(0).stages.isEmpty());
    QCOMPARE(versions.at(1).message, u"Train churn"_s); // of the commit, as the tag has GTO's default
    QCOMPARE(versions.at(1).size, 3);
    QCOMPARE(versions.at(1).stages, QStringList{u"production"_s});
    QCOMPARE(versions.at(1).commit, repo.git({u"rev-parse"_s, u"churn@v1.0.0^{commit}"_s}));
}

void tst_LibraryBrowse::historyTellsEveryEventInOrder()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    const Library library = opened(repo);
    QStringList lines;
    for (const Event &event : library.history(u"churn"_s).value())
        lines.append(
            u"%1 %2 %3 %4"_s.arg(eventKindName(event.kind), event.version, event.stage, event.message)
                .simplified());
    QCOMPARE(lines, QStringList({u"registered v1.0.0"_s, u"assigned v1.0.0 production"_s,
                                 u"registered v1.1.0 More data"_s, u"assigned v1.1.0 production Ship it"_s,
                                 u"assigned v1.0.0 production It was worse"_s}));
    QCOMPARE(library.history(u"churn"_s, u"production"_s).value().size(), 3);
    QVERIFY(library.history(u"churn"_s, u"dev"_s).value().isEmpty());
    const auto intervals = library.intervals(u"churn"_s).value();
    QCOMPARE(intervals.size(), 3);
    QVERIFY(intervals.at(2).rolledBackTo && intervals.at(2).end.isNull());
    QCOMPARE(intervals.at(1).end, intervals.at(2).begin);
}

void tst_LibraryBrowse::referencesAreResolved()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    const Library library = opened(repo);
    const auto resolved = [&](const QString &text) {
        return library.resolve(ModelRef::parse(text).value()).value().name;
    };
    QCOMPARE(resolved(u"churn"_s), u"v1.1.0"_s);
    QCOMPARE(resolved(u"churn@latest"_s), u"v1.1.0"_s);
    QCOMPARE(resolved(u"churn@greatest"_s), u"v1.1.0"_s);
    QCOMPARE(resolved(u"churn@v1.0.0"_s), u"v1.0.0"_s);
    QCOMPARE(resolved(u"churn#production"_s), u"v1.0.0"_s);
    const QString commit = repo.git({u"rev-parse"_s, u"churn@v1.0.0^{commit}"_s});
    QCOMPARE(resolved(u"churn@"_s + commit.left(7)), u"v1.0.0"_s);
    const QString unregistered = repo.commitFile(u"models/churn.pkl"_s, "three", u"Not registered"_s);
    const Version version = library.resolve(ModelRef::parse(u"churn@"_s + unregistered).value()).value();
    QCOMPARE(version.name, unregistered.left(10));
    QVERIFY(!version.registered);
    QCOMPARE(version.message, u"Not registered"_s);
    QCOMPARE(version.size, 5);
}

void tst_LibraryBrowse::badReferencesAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("code");
    QTest::newRow("no name") << u"@v1.0.0"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("no version") << u"churn@"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("half a version") << u"churn@v1.0"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("no stage") << u"churn#"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("path") << u"../churn"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("no such version") << u"churn@v9.0.0"_s << int(Error::Code::NotFound);
    QTest::newRow("no such stage") << u"churn#dev"_s << int(Error::Code::NotFound);
    QTest::newRow("no such model") << u"fraud"_s << int(Error::Code::NotFound);
    QTest::newRow("no such commit") << u"churn@0123456789"_s << int(Error::Code::NotFound);
}

void tst_LibraryBrowse::badReferencesAreRefused()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    QFETCH(QString, text);
    const auto ref = ModelRef::parse(text);
    if (!ref) {
        QTEST(int(ref.error().code), "code");
        return;
    }
    QCOMPARE(ref->text(), text);
    const auto version = opened(repo).resolve(*ref);
    QVERIFY(!version);
    QTEST(int(version.error().code), "code");
}

void tst_LibraryBrowse::similarNamesAreOffered()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    const auto model = opened(repo).model(u"chrun"_s);
    QCOMPARE(model.error().code, Error::Code::NotFound);
    QVERIFY2(model.error().message.contains(u"Did you mean churn?"), qPrintable(model.error().message));
    QVERIFY(!opened(repo).model(u"weather"_s).error().message.contains(u"Did you mean"));
    QVERIFY(opened(repo).details(u"churn"_s, u"v1.1.1"_s).error().message.contains(u"v1.1.0"));
}

void tst_LibraryBrowse::monorepoModelsAreKeptApart()
{
    ScratchRepo repo;
    repo.commitFile(u"teams/a/dvc.yaml"_s, "artifacts:\n  churn: {path: churn.onnx, type: model}\n",
                    u"Annotate"_s);
    repo.commitFile(u"teams/a/churn.onnx"_s, "onnx", u"Train"_s);
    repo.tag(u"teams/a=churn@v1.0.0"_s, u"x"_s);
    repo.tag(u"churn@v2.0.0"_s, u"y"_s);
    const auto models = opened(repo).models().value();
    QCOMPARE(names(models), QStringList({u"churn"_s, u"teams/a:churn"_s}));
    QCOMPARE(models.at(1).directory, u"teams/a"_s);
    QCOMPARE(models.at(1).latest, u"v1.0.0"_s);
    QCOMPARE(models.at(1).format, u"onnx"_s);
    QCOMPARE(opened(repo).versions(u"teams/a:churn"_s).value().first().size, 4);
}

void tst_LibraryBrowse::lightweightTagsAreShownAsSuch()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    repo.commitFile(u"models/churn.pkl"_s, "three", u"Third"_s);
    repo.git({u"tag"_s, u"churn@v3.0.0"_s});
    repo.git({u"tag"_s, u"churn#production#9"_s});
    const Library library = opened(repo);
    const auto versions = library.versions(u"churn"_s).value();
    QCOMPARE(names(versions), u"v3.0.0 v1.1.0 v1.0.0"_s);
    QVERIFY(versions.at(0).lightweight && !versions.at(0).registered);
    QCOMPARE(library.model(u"churn"_s).value().latest, u"v1.1.0"_s);
    QCOMPARE(library.model(u"churn"_s).value().stages.value(u"production"_s), u"v1.0.0"_s);
    QVERIFY(library.history(u"churn"_s).value().last().lightweight);
}

void tst_LibraryBrowse::tagsOfTreesAndMissingObjectsDoNoHarm()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    repo.git({u"tag"_s, u"-a"_s, u"churn@v5.0.0"_s, u"-m"_s, u"tree"_s, u"HEAD^{tree}"_s});
    repo.git({u"tag"_s, u"churn@v6.0.0"_s, u"HEAD:artifacts.yaml"_s});
    repo.writeFile(u".git/refs/tags/churn@v7.0.0"_s, QByteArray(40, 'a') + '\n');
    repo.writeFile(u".git/refs/tags/churn@v8.0.0"_s, "ref: refs/tags/churn@v8.0.0\n");
    repo.writeFile(u".git/refs/tags/churn@v9.0.0"_s, "garbage\n");
    const auto versions = opened(repo).versions(u"churn"_s);
    QVERIFY2(versions, versions ? "" : qPrintable(versions.error().message));
    QCOMPARE(names(*versions), u"v1.1.0 v1.0.0"_s);
}

void tst_LibraryBrowse::dvcArtifactsAreModels()
{
    ScratchRepo repo;
    repo.commitFile(u"dvc.yaml"_s,
                    "artifacts:\n  churn: {path: out/churn.pkl, type: model, desc: who leaves}\n", u"a"_s);
    repo.commitFile(
        u"out/churn.pkl.dvc"_s,
        "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 37\n  hash: md5\n  path: churn.pkl\n",
        u"b"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    const Library library = opened(repo);
    QCOMPARE(library.model(u"churn"_s).value().description, u"who leaves"_s);
    const auto details = library.details(u"churn"_s, u"v1.0.0"_s).value();
    QCOMPARE(details.files.size(), 1);
    QCOMPARE(details.files.first().size, 37);
    QVERIFY(details.files.first().state == FileState::NotDownloaded);
    repo.writeFile(u".dvc/cache/files/md5/a3/04afb96060aad90176268345e10355"_s, QByteArray(37, 'x'));
    QVERIFY(library.details(u"churn"_s, u"v1.0.0"_s).value().files.first().state == FileState::DvcCache);
}

void tst_LibraryBrowse::anUnregisteredModelShowsItsCommits()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, "one", u"First"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "title: Churn\n", u"Describe"_s);
    const QString last = repo.commitFile(u"models/churn/files/m.onnx"_s, "two", u"Second"_s);
    repo.commitFile(u"other.txt"_s, "x", u"Unrelated"_s);
    const Library library = opened(repo);
    const Model model = library.models().value().first();
    QCOMPARE(model.name, u"churn"_s);
    QCOMPARE(model.title, u"Churn"_s);
    QCOMPARE(model.latest, QString());
    QCOMPARE(model.versionCount, 0);
    QVERIFY(model.updated.isValid());
    const auto versions = library.versions(u"churn"_s).value();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions.first().name, last.left(10));
    QCOMPARE(versions.first().message, u"Second"_s);
    QVERIFY(!versions.first().registered);
    QCOMPARE(library.resolve({u"churn"_s, {}, {}}).value().name, last.left(10));
}

void tst_LibraryBrowse::severalVersionsPerStageAreReadFromTheConfiguration()
{
    ScratchRepo repo;
    repo.commitFile(u".gto"_s, "versions_per_stage: 2\n", u"Configure"_s);
    makeGtoRepository(repo);
    const auto versions = opened(repo).versions(u"churn"_s).value();
    QCOMPARE(versions.at(0).stages, QStringList{u"production"_s});
    QCOMPARE(versions.at(1).stages, QStringList{u"production"_s});
}

void tst_LibraryBrowse::emptyRepositoriesHaveNoModels_data()
{
    QTest::addColumn<bool>("bare");
    QTest::newRow("bare") << true;
    QTest::newRow("with a working tree") << false;
}

void tst_LibraryBrowse::emptyRepositoriesHaveNoModels()
{
    QFETCH(bool, bare);
    ScratchRepo repo(bare ? ScratchRepo::Kind::Bare : ScratchRepo::Kind::WorkTree);
    QVERIFY(opened(repo).models().value().isEmpty());
    QCOMPARE(opened(repo).model(u"churn"_s).error().code, Error::Code::NotFound);
    QTemporaryDir folder;
    const Library created = Library::create(folder.filePath(u"new"_s), bare).value();
    QVERIFY(created.models().value().isEmpty());
}

void tst_LibraryBrowse::aDetachedHeadIsRead()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    repo.git({u"checkout"_s, u"-q"_s, u"churn@v1.0.0"_s});
    QCOMPARE(opened(repo).model(u"churn"_s).value().latest, u"v1.1.0"_s);
}

void tst_LibraryBrowse::aLinkedWorkingTreeIsRead()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    QTemporaryDir folder;
    const QString linked = folder.filePath(u"linked"_s);
    repo.git({u"worktree"_s, u"add"_s, u"-q"_s, linked, u"churn@v1.0.0"_s});
    const Library library = Library::open(linked).value();
    QCOMPARE(library.model(u"churn"_s).value().latest, u"v1.1.0"_s);
    QCOMPARE(QFileInfo(library.gitDir()).canonicalFilePath(), QFileInfo(repo.gitDir()).canonicalFilePath());
}

void tst_LibraryBrowse::aShallowCloneSaysSo()
{
    ScratchRepo repo;
    makeGtoRepository(repo);
    QTemporaryDir folder;
    const QString clone = folder.filePath(u"clone"_s);
    repo.git({u"clone"_s, u"-q"_s, u"--depth"_s, u"1"_s, u"file://"_s + repo.path(), clone});
    const Library library = Library::open(clone).value();
    QVERIFY(library.info().shallow);
    QVERIFY(library.models());
}

void tst_LibraryBrowse::brokenMetadataDoesNotHideTheModel()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, "one", u"First"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "title: [open\n", u"Break"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    const Library library = opened(repo);
    QCOMPARE(names(library.models().value()), QStringList{u"churn"_s});
    QCOMPARE(library.versions(u"churn"_s).value().size(), 1);
    QCOMPARE(library.details(u"churn"_s, u"v1.0.0"_s).value().yaml, QByteArray("title: [open\n"));
    QCOMPARE(library.metadata(u"churn"_s).error().code, Error::Code::InvalidArgument);
}

void tst_LibraryBrowse::detailsAreThoseOfTheCommit()
{
    ScratchRepo repo;
    repo.commitFile(u"models/churn/files/m.onnx"_s, "one", u"First"_s);
    repo.commitFile(u"models/churn/files/notes/read.me"_s, "text", u"More"_s);
    repo.commitFile(u"models/churn/CARD.md"_s, "---\nlicense: mit\n---\n# Card\n", u"Card"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "title: Old\nmetrics: {rmse: 2.5}\n", u"Describe"_s);
    repo.tag(u"churn@v1.0.0"_s, u"x"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "title: New\n", u"Describe again"_s);
    const Library library = opened(repo);
    const auto details = library.details(u"churn"_s, u"v1.0.0"_s).value();
    QCOMPARE(details.metadata.title, u"Old"_s);
    QCOMPARE(details.version.metrics, (QMap<QString, double>{{u"rmse"_s, 2.5}}));
    QCOMPARE(details.card, u"# Card\n"_s);
    QCOMPARE(details.files.size(), 2);
    QCOMPARE(details.artefact, u"files/m.onnx"_s);
    QCOMPARE(library.metadata(u"churn"_s).value().title, u"New"_s);
    QCOMPARE(library.metadataHistory(u"churn"_s).value().size(), 3);
    QCOMPARE(library.metadataHistory(u"churn"_s).value().first().message, u"Describe again"_s);
}

QTEST_GUILESS_MAIN(tst_LibraryBrowse)
#include "tst_librarybrowse.moc"
