// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

class tst_LibraryAdd final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void theFirstVersionMakesTheWholeModel();
    void stockGitAgreesWithWhatWasWritten_data();
    void stockGitAgreesWithWhatWasWritten();
    void versionsAreBumpedFromTheGreatest();
    void anExistingVersionIsNotTakenAgain();
    void aDeregisteredVersionKeepsItsName();
    void filesOfTheLastVersionAreReplaced();
    void foldersAreAddedWithEverythingInThem();
    void metricsOfTheLastVersionDoNotPassAsNew();
    void foreignKeysAndCommentsStay();
    void stagesAreAssignedInTheSameStep();
    void stagesThatTheConfigurationForbidsAreRefused();
    void modelsWithASlashInTheirNameAreLargeFilesToo();
    void badRequestsWriteNothing_data();
    void badRequestsWriteNothing();
    void namesThatDifferInCaseOnlyAreRefused();
    void aVersionWithoutFilesKeepsTheOnesThatAreThere();
    void cancellingWritesNothing();
    void timesAndPeopleAreThoseThatWereAsked();
    void twoWritersBothGetTheirVersion();
    void artifactsYamlThatCannotBeEditedIsLeftAlone();
    void gtoReadsTheTags();

private:
    QString file(const QString &name, const QByteArray &content);
    AddRequest request(const QString &model = u"churn"_s);
    QString git(const QStringList &arguments);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<Library> m_library;
};

void tst_LibraryAdd::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_library = Library::create(m_dir->filePath(u"library.git"_s), true).value();
}

QString tst_LibraryAdd::file(const QString &name, const QByteArray &content)
{
    const QString path = m_dir->filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

AddRequest tst_LibraryAdd::request(const QString &model)
{
    AddRequest request;
    request.model = model;
    request.files = {file(u"model.onnx"_s, "the first model")};
    return request;
}

QString tst_LibraryAdd::git(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_library->path());
    process.start(u"git"_s, arguments);
    process.waitForFinished();
    const QString error = QString::fromUtf8(process.readAllStandardError());
    return process.exitCode() == 0 ? QString::fromUtf8(process.readAllStandardOutput()).trimmed()
                                   : u"failed: "_s + error;
}

void tst_LibraryAdd::theFirstVersionMakesTheWholeModel()
{
    AddRequest wanted = request();
    wanted.message = u"First try"_s;
    wanted.metadata = {{u"type"_s, u"regression"_s}, {u"metrics"_s, QJsonObject{{u"rmse"_s, 2.5}}}};
    wanted.card = u"# Churn\n"_s;
    format::Column column;
    column.name = u"x"_s;
    wanted.prototype = format::Prototype{{column}};
    const Added added = m_library->add(wanted).value();
    QCOMPARE(added.tags, QStringList{u"churn@v0.0.1"_s});
    QCOMPARE(added.version.name, u"v0.0.1"_s);
    QCOMPARE(added.version.message, u"First try"_s);
    QCOMPARE(added.version.size, 15);
    QCOMPARE(added.version.metrics.value(u"rmse"_s), 2.5);

    QCOMPARE(
        git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"HEAD"_s}),
        u".gitattributes\nartifacts.yaml\nmodels/churn/CARD.md\nmodels/churn/files/model.onnx\nmodels/churn/model.yaml"_s);
    QCOMPARE(git({u"show"_s, u"HEAD:.gitattributes"_s}),
             u"models/*/files/** filter=lfs diff=lfs merge=lfs -text"_s);
    QCOMPARE(git({u"show"_s, u"HEAD:artifacts.yaml"_s}),
             u"churn:\n  path: models/churn/files/model.onnx\n  type: model"_s);
    QVERIFY(git({u"show"_s, u"HEAD:models/churn/files/model.onnx"_s})
                .startsWith(u"version https://git-lfs.github.com/spec/v1\noid sha256:"));
    const auto details = m_library->details(u"churn"_s, u"v0.0.1"_s).value();
    QCOMPARE(details.metadata.title, u"churn"_s);
    QCOMPARE(details.metadata.type, u"regression"_s);
    QCOMPARE(details.metadata.prototype, *wanted.prototype);
    QCOMPARE(details.card, u"# Churn\n"_s);
    QVERIFY(details.files.first().state == FileState::InStore);
    QVERIFY(problems(formOf(details.metadata)).isEmpty());
}

void tst_LibraryAdd::stockGitAgreesWithWhatWasWritten_data()
{
    QTest::addColumn<bool>("bare");
    QTest::newRow("bare") << true;
    QTest::newRow("with a working tree") << false;
}

void tst_LibraryAdd::stockGitAgreesWithWhatWasWritten()
{
    QFETCH(bool, bare);
    m_library = Library::create(m_dir->filePath(u"other"_s), bare).value();
    QVERIFY(m_library->add(request()));
    AddRequest second = request();
    second.files = {file(u"model.onnx"_s, "the second model")};
    QVERIFY(m_library->add(second));
    QCOMPARE(git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());
    QVERIFY2(!git({u"lfs"_s, u"fsck"_s}).startsWith(u"failed"), qPrintable(git({u"lfs"_s, u"fsck"_s})));
    if (!bare)
        QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(git({u"lfs"_s, u"ls-files"_s, u"--all"_s, u"--name-only"_s}).split(u'\n').first(),
             u"models/churn/files/model.onnx"_s);
}

void tst_LibraryAdd::versionsAreBumpedFromTheGreatest()
{
    AddRequest wanted = request();
    QCOMPARE(m_library->add(wanted).value().version.name, u"v0.0.1"_s);
    QCOMPARE(m_library->add(wanted).value().version.name, u"v0.0.2"_s);
    wanted.version = SemVer::parse(u"v2.0.0"_s).value();
    QCOMPARE(m_library->add(wanted).value().version.name, u"v2.0.0"_s);
    wanted.version = SemVer::parse(u"v1.5.0"_s).value();
    QCOMPARE(m_library->add(wanted).value().version.name, u"v1.5.0"_s);
    wanted.version.reset();
    wanted.bump = Bump::Minor;
    QCOMPARE(m_library->add(wanted).value().version.name, u"v2.1.0"_s);
    wanted.bump = Bump::Major;
    QCOMPARE(m_library->add(wanted).value().version.name, u"v3.0.0"_s);
}

void tst_LibraryAdd::anExistingVersionIsNotTakenAgain()
{
    AddRequest wanted = request();
    wanted.version = SemVer(1, 0, 0);
    QVERIFY(m_library->add(wanted));
    const QString head = git({u"rev-parse"_s, u"HEAD"_s});
    const auto again = m_library->add(wanted);
    QCOMPARE(again.error().code, Error::Code::Conflict);
    QCOMPARE(git({u"rev-parse"_s, u"HEAD"_s}), head);
}

void tst_LibraryAdd::aDeregisteredVersionKeepsItsName()
{
    QVERIFY(m_library->add(request()));
    git({u"-c"_s, u"user.name=a"_s, u"-c"_s, u"user.email=b"_s, u"tag"_s, u"-a"_s, u"churn@v0.0.1!"_s,
         u"-m"_s, u"x"_s, u"HEAD"_s});
    QCOMPARE(m_library->add(request()).value().version.name, u"v0.0.2"_s);
}

void tst_LibraryAdd::filesOfTheLastVersionAreReplaced()
{
    AddRequest wanted = request();
    wanted.files.append(file(u"extra.txt"_s, "more"));
    QVERIFY(m_library->add(wanted));
    wanted.files = {file(u"model.joblib"_s, "another format")};
    QVERIFY(m_library->add(wanted));
    QCOMPARE(git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"HEAD"_s, u"models/churn/files"_s}),
             u"models/churn/files/model.joblib"_s);
    QVERIFY(git({u"show"_s, u"HEAD:artifacts.yaml"_s}).contains(u"model.joblib"));
}

void tst_LibraryAdd::foldersAreAddedWithEverythingInThem()
{
    file(u"tree/MLmodel"_s, "flavors: {}\n");
    file(u"tree/data/weights.bin"_s, QByteArray(5000, 'w'));
    file(u"tree/empty"_s, {});
    AddRequest wanted = request();
    wanted.files = {m_dir->filePath(u"tree"_s)};
    const Added added = m_library->add(wanted).value();
    QCOMPARE(added.version.size, 5012);
    QCOMPARE(git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"HEAD"_s, u"models/churn/files"_s}),
             u"models/churn/files/MLmodel\nmodels/churn/files/data/weights.bin\nmodels/churn/files/empty"_s);
    QVERIFY(!git({u"lfs"_s, u"fsck"_s}).startsWith(u"failed"));
}

void tst_LibraryAdd::metricsOfTheLastVersionDoNotPassAsNew()
{
    AddRequest wanted = request();
    wanted.metadata = {
        {u"metrics"_s, QJsonObject{{u"rmse"_s, 2.5}}},
        {u"training"_s, QJsonObject{{u"command"_s, u"train"_s}, {u"data_sha256"_s, u"abc"_s}}}};
    QVERIFY(m_library->add(wanted));
    wanted.metadata = {};
    QVERIFY(m_library->add(wanted).value().version.metrics.isEmpty());
    const Metadata metadata = m_library->metadata(u"churn"_s).value();
    QCOMPARE(metadata.training, (QJsonObject{{u"command"_s, u"train"_s}}));
}

void tst_LibraryAdd::foreignKeysAndCommentsStay()
{
    QVERIFY(m_library->add(request()));
    QVERIFY(m_library->setKeys(u"churn"_s, {{u"team_key"_s, QJsonArray{1, 2}}}, {}));
    AddRequest wanted = request();
    wanted.metadata = {{u"type"_s, u"regression"_s}};
    QVERIFY(m_library->add(wanted));
    QCOMPARE(m_library->metadata(u"churn"_s).value().all.value(u"team_key").toArray(), (QJsonArray{1, 2}));
}

void tst_LibraryAdd::stagesAreAssignedInTheSameStep()
{
    AddRequest wanted = request();
    wanted.stages = {u"staging"_s, u"production"_s};
    const Added added = m_library->add(wanted).value();
    QCOMPARE(added.tags, QStringList({u"churn@v0.0.1"_s, u"churn#staging#1"_s, u"churn#production#2"_s}));
    QCOMPARE(added.version.stages, QStringList({u"production"_s, u"staging"_s}));
}

void tst_LibraryAdd::stagesThatTheConfigurationForbidsAreRefused()
{
    ScratchRepo repo;
    repo.commitFile(u".gto"_s, "stages: [dev, prod]\n", u"Configure"_s);
    m_library = Library::open(repo.path()).value();
    AddRequest wanted = request();
    wanted.stages = {u"production"_s};
    const auto added = m_library->add(wanted);
    QCOMPARE(added.error().code, Error::Code::InvalidArgument);
    QVERIFY(added.error().message.contains(u"dev, prod"));
    wanted.stages = {u"prod"_s};
    QVERIFY(m_library->add(wanted));
}

void tst_LibraryAdd::modelsWithASlashInTheirNameAreLargeFilesToo()
{
    QVERIFY(m_library->add(request(u"nlp/churn"_s)));
    QVERIFY(m_library->add(request(u"nlp/fraud"_s)));
    QCOMPARE(
        git({u"show"_s, u"HEAD:.gitattributes"_s}),
        u"models/*/files/** filter=lfs diff=lfs merge=lfs -text\nmodels/nlp/*/files/** filter=lfs diff=lfs merge=lfs -text"_s);
    QCOMPARE(m_library->models().value().size(), 2);
    QVERIFY(!git({u"lfs"_s, u"fsck"_s}).startsWith(u"failed"));
}

void tst_LibraryAdd::badRequestsWriteNothing_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QJsonObject>("metadata");
    QTest::addColumn<int>("code");
    const int invalid = int(Error::Code::InvalidArgument);
    QTest::newRow("empty name") << u""_s << QStringList{u"model.onnx"_s} << QJsonObject() << invalid;
    QTest::newRow("name with a space")
        << u"a b"_s << QStringList{u"model.onnx"_s} << QJsonObject() << invalid;
    QTest::newRow("name that climbs")
        << u"../a"_s << QStringList{u"model.onnx"_s} << QJsonObject() << invalid;
    QTest::newRow("name with //") << u"a//b"_s << QStringList{u"model.onnx"_s} << QJsonObject() << invalid;
    QTest::newRow("no such file") << u"churn"_s << QStringList{u"missing.onnx"_s} << QJsonObject()
                                  << int(Error::Code::NotFound);
    QTest::newRow("no file at all") << u"churn"_s << QStringList() << QJsonObject() << invalid;
    QTest::newRow("same name twice") << u"churn"_s << QStringList{u"model.onnx"_s, u"sub/Model.onnx"_s}
                                     << QJsonObject() << invalid;
    QTest::newRow("bad label") << u"churn"_s << QStringList{u"model.onnx"_s}
                               << QJsonObject{{u"labels"_s, QJsonArray{u"a b"_s}}} << invalid;
    QTest::newRow("bad metrics") << u"churn"_s << QStringList{u"model.onnx"_s}
                                 << QJsonObject{{u"metrics"_s, u"good"_s}} << invalid;
}

void tst_LibraryAdd::badRequestsWriteNothing()
{
    QFETCH(QString, model);
    QFETCH(QStringList, files);
    QFETCH(QJsonObject, metadata);
    file(u"model.onnx"_s, "x");
    file(u"sub/Model.onnx"_s, "y");
    AddRequest wanted;
    wanted.model = model;
    for (const QString &name : files)
        wanted.files.append(m_dir->filePath(name));
    wanted.metadata = metadata;
    const QString before = git({u"for-each-ref"_s});
    const auto added = m_library->add(wanted);
    QVERIFY(!added);
    QTEST(int(added.error().code), "code");
    QCOMPARE(git({u"for-each-ref"_s}), before);
}

void tst_LibraryAdd::namesThatDifferInCaseOnlyAreRefused()
{
    QVERIFY(m_library->add(request()));
    QCOMPARE(m_library->add(request(u"Churn"_s)).error().code, Error::Code::Conflict);
}

void tst_LibraryAdd::aVersionWithoutFilesKeepsTheOnesThatAreThere()
{
    QVERIFY(m_library->add(request()));
    AddRequest wanted;
    wanted.model = u"churn"_s;
    wanted.metadata = {{u"type"_s, u"regression"_s}};
    const Added added = m_library->add(wanted).value();
    QCOMPARE(added.version.name, u"v0.0.2"_s);
    QCOMPARE(added.version.size, 15);
}

void tst_LibraryAdd::cancellingWritesNothing()
{
    std::stop_source source;
    source.request_stop();
    Job job;
    job.stop = source.get_token();
    const QString before = git({u"for-each-ref"_s});
    QCOMPARE(m_library->add(request(), job).error().code, Error::Code::Cancelled);
    QCOMPARE(git({u"for-each-ref"_s}), before);
}

void tst_LibraryAdd::timesAndPeopleAreThoseThatWereAsked()
{
    AddRequest wanted = request();
    wanted.authorship.when = QDateTime(QDate(2014, 3, 1), QTime(9, 30), Qt::OffsetFromUTC, -8 * 3600);
    wanted.authorship.by = git::Person{u"Grace"_s, u"grace@example.com"_s};
    const Added added = m_library->add(wanted).value();
    QCOMPARE(added.version.date, *wanted.authorship.when);
    QCOMPARE(added.version.author, u"Grace"_s);
    QCOMPARE(git({u"log"_s, u"-1"_s, u"--format=%ad %an"_s, u"--date=iso-strict"_s}),
             u"2014-03-01T09:30:00-08:00 Grace"_s);
}

void tst_LibraryAdd::twoWritersBothGetTheirVersion()
{
    constexpr int each = 10;
    QVERIFY(m_library->add(request()));
    const auto write = [this](int writer, int *failed) {
        for (int i = 0; i < each; ++i) {
            AddRequest wanted;
            wanted.model = u"churn"_s;
            wanted.files = {
                file(u"w%1/%2/model.onnx"_s.arg(writer).arg(i), QByteArray::number(writer * 100 + i))};
            const auto added = m_library->add(wanted);
            if (!added) {
                ++*failed;
                qWarning("%s", qPrintable(added.error().message));
            }
        }
    };
    int failed[2] = {0, 0};
    {
        std::jthread one(write, 1, &failed[0]);
        std::jthread two(write, 2, &failed[1]);
    }
    QCOMPARE(failed[0] + failed[1], 0);
    const auto versions = m_library->versions(u"churn"_s).value();
    QCOMPARE(versions.size(), 1 + 2 * each);
    QCOMPARE(git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}), QString::number(2 + 2 * each));
    QCOMPARE(git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());
}

void tst_LibraryAdd::artifactsYamlThatCannotBeEditedIsLeftAlone()
{
    ScratchRepo repo;
    repo.commitFile(u"artifacts.yaml"_s, "{other: {path: x}}\n", u"Flow"_s);
    m_library = Library::open(repo.path()).value();
    QVERIFY(m_library->add(request()));
    QCOMPARE(git({u"show"_s, u"HEAD:artifacts.yaml"_s}), u"{other: {path: x}}"_s);
}

void tst_LibraryAdd::gtoReadsTheTags()
{
    AddRequest wanted = request();
    wanted.stages = {u"production"_s};
    QVERIFY(m_library->add(wanted));
    QCOMPARE(git({u"for-each-ref"_s, u"--format=%(objecttype) %(refname:short) %(contents:subject)"_s,
                  u"refs/tags"_s}),
             u"tag churn#production#1 Assigning stage production to artifact churn version v0.0.1\n"
             "tag churn@v0.0.1 Registering artifact churn version v0.0.1"_s);
}

QTEST_GUILESS_MAIN(tst_LibraryAdd)
#include "tst_libraryadd.moc"
