// SPDX-License-Identifier: GPL-3.0-or-later
// The index below Library: it must say what the repository says, whatever happened to either.
#include "core/registry/library.h"

#include "core/base/database.h"
#include "core/registry/indexpool.h"

#include "tests/support/scratchrepo.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <unistd.h>

#include <thread>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

QString indexPath(const ScratchRepo &repo)
{
    return repo.gitDir() + u"/vitrine/index.sqlite"_s;
}

// Everything that the index says, as text.
QString said(const Library &library)
{
    QStringList lines;
    const auto models = library.models();
    if (!models)
        return u"failed: "_s + models.error().message;
    for (const Model &model : *models) {
        QStringList stages;
        for (auto it = model.stages.begin(); it != model.stages.end(); ++it)
            stages.append(it.key() + u'=' + it.value());
        lines.append(QStringList{model.name, model.directory, model.folder, model.type, model.format,
                                 model.title, model.description, model.labels.join(u','), model.latest,
                                 stages.join(u','), QString::number(model.versionCount),
                                 model.updated.toUTC().toString(Qt::ISODate),
                                 model.deprecated ? u"deprecated"_s : QString()}
                         .join(u'|'));
        for (const Version &version : library.versions(model.name).value()) {
            QStringList metrics;
            for (auto it = version.metrics.begin(); it != version.metrics.end(); ++it)
                metrics.append(u"%1=%2"_s.arg(it.key()).arg(it.value()));
            lines.append(QStringList{
                u"  "_s + version.name, version.commit.left(6), version.tag,
                version.date.toUTC().toString(Qt::ISODate), version.author, version.message,
                QString::number(version.size), version.stages.join(u','), metrics.join(u','),
                version.labels.join(u','), version.note,
                u"%1%2%3"_s.arg(version.registered).arg(version.deregistered).arg(version.lightweight)}
                             .join(u'|'));
        }
    }
    return lines.join(u'\n');
}

QString saidByAFreshIndex(const ScratchRepo &repo)
{
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::rename(indexPath(repo) + suffix, indexPath(repo) + u".aside"_s + suffix);
    const QString fresh = said(Library::open(repo.path()).value());
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
        QFile::remove(indexPath(repo) + suffix);
        QFile::rename(indexPath(repo) + u".aside"_s + suffix, indexPath(repo) + suffix);
    }
    return fresh;
}

void makeRepository(ScratchRepo &repo)
{
    repo.commitFile(u"models/churn/files/m.onnx"_s, "one", u"Train"_s);
    repo.commitFile(u"models/churn/model.yaml"_s,
                    "title: Churn\ntype: classification\nmetrics:\n  auc: 0.8\n", u"Describe"_s);
    repo.tag(u"churn@v1.0.0"_s, u"First"_s);
    repo.tag(u"churn#production#1"_s, u"Go"_s);
}

} // namespace

class tst_Index final : public QObject
{
    Q_OBJECT
private slots:
    void whatOtherProgramsDoIsSeenByTheNextCall();
    void removedAndMovedTagsAreForgotten();
    void aModelThatIsGoneIsGone();
    void metadataAndNotesOfOthersAreSeen();
    void theConfigurationCountsAtOnce();
    void anAnnotationAddedLaterIsSeen();
    void datesFollowTheFolder();
    void metricsAreReadInEveryForm_data();
    void metricsAreReadInEveryForm();
    void itAlwaysSaysWhatAFreshOneSays_data();
    void itAlwaysSaysWhatAFreshOneSays();
    void aDamagedFileIsMadeAnew_data();
    void aDamagedFileIsMadeAnew();
    void aPageThatIsDamagedWhileInUseIsMadeAnew();
    void aFileOfAnotherFormIsMadeAnew();
    void aRepositoryThatCannotBeWrittenIsReadAllTheSame();
    void severalThreadsReadWhileOthersWrite();
    void anUnchangedRepositoryIsNotWrittenTo();
    void cancellingLeavesNothingHalfDone();
};

void tst_Index::whatOtherProgramsDoIsSeenByTheNextCall()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(library.model(u"churn"_s).value().latest, u"v1.0.0"_s);
    QVERIFY(QFileInfo::exists(indexPath(repo)));
    repo.commitFile(u"models/churn/files/m.onnx"_s, "two", u"Again"_s);
    repo.tag(u"churn@v1.1.0"_s, u"Second"_s);
    QCOMPARE(library.model(u"churn"_s).value().latest, u"v1.1.0"_s);
    repo.tag(u"churn#production#2"_s, u"Go"_s);
    QCOMPARE(library.versions(u"churn"_s).value().first().stages, QStringList{u"production"_s});
    QVERIFY(library.versions(u"churn"_s).value().last().stages.isEmpty());
    repo.tag(u"fraud@v1.0.0"_s, u"New"_s);
    QCOMPARE(library.models().value().size(), 2);
}

void tst_Index::removedAndMovedTagsAreForgotten()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    QVERIFY(library.models());
    repo.git({u"tag"_s, u"-d"_s, u"churn#production#1"_s});
    QVERIFY(library.model(u"churn"_s).value().stages.isEmpty());
    repo.commitFile(u"models/churn/files/m.onnx"_s, "longer than before", u"Again"_s);
    repo.git({u"tag"_s, u"-f"_s, u"-a"_s, u"churn@v1.0.0"_s, u"-m"_s, u"Moved"_s});
    const Version version = library.versions(u"churn"_s).value().first();
    QCOMPARE(version.message, u"Moved"_s);
    QCOMPARE(version.size, 18);
}

void tst_Index::aModelThatIsGoneIsGone()
{
    ScratchRepo repo;
    makeRepository(repo);
    repo.commitFile(u"models/fraud/model.yaml"_s, "title: Fraud\n", u"Describe"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(library.models().value().size(), 2);
    repo.git({u"rm"_s, u"-rq"_s, u"models/fraud"_s});
    repo.git({u"commit"_s, u"-qm"_s, u"Remove"_s});
    QCOMPARE(library.models().value().size(), 1);
    QCOMPARE(library.model(u"fraud"_s).error().code, Error::Code::NotFound);
    QVERIFY(library.search(u"fraud"_s).value().isEmpty());
    // The tags of a model whose folder is gone still tell of it.
    repo.git({u"rm"_s, u"-rq"_s, u"models/churn"_s});
    repo.git({u"commit"_s, u"-qm"_s, u"Remove"_s});
    QCOMPARE(library.model(u"churn"_s).value().title, u"Churn"_s);
    QCOMPARE(library.model(u"churn"_s).value().folder, QString());
}

void tst_Index::metadataAndNotesOfOthersAreSeen()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(library.model(u"churn"_s).value().title, u"Churn"_s);
    repo.commitFile(u"models/churn/model.yaml"_s, "title: Who leaves\nlabels: [crm]\n", u"Rename"_s);
    QCOMPARE(library.model(u"churn"_s).value().title, u"Who leaves"_s);
    QCOMPARE(library.model(u"churn"_s).value().labels, QStringList{u"crm"_s});
    repo.git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"text: Leak\nlabels: [bad]"_s,
              u"refs/tags/churn@v1.0.0"_s});
    QCOMPARE(library.versions(u"churn"_s).value().first().labels, QStringList{u"bad"_s});
    repo.git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-f"_s, u"-m"_s, u"text: No leak"_s,
              u"refs/tags/churn@v1.0.0"_s});
    QCOMPARE(library.versions(u"churn"_s).value().first().note, u"No leak"_s);
    repo.git({u"notes"_s, u"--ref=vitrine"_s, u"remove"_s, u"refs/tags/churn@v1.0.0"_s});
    QCOMPARE(library.versions(u"churn"_s).value().first().note, QString());
}

void tst_Index::theConfigurationCountsAtOnce()
{
    ScratchRepo repo;
    makeRepository(repo);
    repo.commitFile(u"models/churn/files/m.onnx"_s, "two", u"Again"_s);
    repo.tag(u"churn@v2.0.0"_s, u"Second"_s);
    repo.tag(u"churn#production#2"_s, u"Go"_s);
    const Library library = Library::open(repo.path()).value();
    QVERIFY(library.versions(u"churn"_s).value().last().stages.isEmpty());
    repo.commitFile(u".gto"_s, "versions_per_stage: -1\n", u"Configure"_s);
    QCOMPARE(library.versions(u"churn"_s).value().last().stages, QStringList{u"production"_s});
}

void tst_Index::anAnnotationAddedLaterIsSeen()
{
    ScratchRepo repo;
    repo.commitFile(u"out/fraud.pkl"_s, "pickle", u"Train"_s);
    repo.tag(u"fraud@v1.0.0"_s, u"First"_s);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(library.model(u"fraud"_s).value().format, QString());
    repo.commitFile(
        u"artifacts.yaml"_s,
        "fraud: {path: out/fraud.pkl, type: dataset, labels: [x]}\nother: {path: o, type: dataset}\n",
        u"Annotate"_s);
    QCOMPARE(library.models().value().size(), 1);
    QCOMPARE(library.model(u"fraud"_s).value().format, u"pickle"_s);
    QCOMPARE(library.model(u"fraud"_s).value().labels, QStringList{u"x"_s});
    repo.tag(u"other@v1.0.0"_s, u"First"_s);
    QCOMPARE(library.model(u"other"_s).value().type, u"dataset"_s);
}

void tst_Index::datesFollowTheFolder()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    const QDateTime event = library.model(u"churn"_s).value().updated;
    QCOMPARE(event, library.history(u"churn"_s).value().last().date);
    repo.commitFile(u"other.txt"_s, "x", u"Unrelated"_s);
    QCOMPARE(library.model(u"churn"_s).value().updated, event);
    repo.commitFile(u"models/churn/CARD.md"_s, "# Card\n", u"Card"_s);
    const auto date = QDateTime::fromString(repo.git({u"log"_s, u"-1"_s, u"--format=%cI"_s}), Qt::ISODate);
    repo.commitFile(u"more.txt"_s, "x", u"Unrelated"_s);
    QCOMPARE(library.model(u"churn"_s).value().updated, date);
}

void tst_Index::metricsAreReadInEveryForm_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("metrics");
    QTest::newRow("block") << QByteArray("title: T\nmetrics:\n  auc: 0.8\n  rmse: 2\n")
                           << u"auc=0.8,rmse=2"_s;
    QTest::newRow("block at the beginning")
        << QByteArray("metrics:\n  auc: 8e-1\ntitle: T\n") << u"auc=0.8"_s;
    QTest::newRow("flow") << QByteArray("metrics: {auc: 0.8}\n") << u"auc=0.8"_s;
    QTest::newRow("undefined one") << QByteArray("metrics:\n  auc: 0.8\n  rsq: null\n") << u"auc=0.8"_s;
    QTest::newRow("comment") << QByteArray("metrics:\n  auc: 0.8 # on 2024\n") << u"auc=0.8"_s;
    QTest::newRow("deeper") << QByteArray("metrics:\n    auc: 0.8\n") << u"auc=0.8"_s;
    QTest::newRow("quoted name") << QByteArray("metrics:\n  \"auc\": 0.8\n") << u"auc=0.8"_s;
    QTest::newRow("blank line") << QByteArray("metrics:\n  auc: 0.8\n\n  rmse: 2\n") << u"auc=0.8,rmse=2"_s;
    QTest::newRow("twice, the last counts")
        << QByteArray("metrics:\n  auc: 0.8\nmetrics:\n  auc: 0.9\n") << u"auc=0.9"_s;
    QTest::newRow("in a text") << QByteArray("description: |\n  metrics:\n    auc: 0.1\ntitle: T\n") << u""_s;
    QTest::newRow("text then block")
        << QByteArray("description: >\n  It's the\n  metrics:\n\nmetrics:\n  auc: 0.8\n") << u"auc=0.8"_s;
    QTest::newRow("second document") << QByteArray("title: T\n---\nmetrics:\n  auc: 0.8\n") << u""_s;
    QTest::newRow("none") << QByteArray("title: T\n") << u""_s;
    QTest::newRow("no number") << QByteArray("metrics:\n  auc: good\n") << u""_s;
    QTest::newRow("list") << QByteArray("metrics:\n- auc\n") << u""_s;
}

void tst_Index::metricsAreReadInEveryForm()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, metrics);
    ScratchRepo repo;
    repo.commitFile(u"models/m/model.yaml"_s, yaml, u"Describe"_s);
    repo.tag(u"m@v1.0.0"_s, u"x"_s);
    QStringList found;
    const auto read = Library::open(repo.path()).value().versions(u"m"_s).value().first().metrics;
    for (auto it = read.begin(); it != read.end(); ++it)
        found.append(u"%1=%2"_s.arg(it.key()).arg(it.value()));
    QCOMPARE(found.join(u','), metrics);
}

void tst_Index::itAlwaysSaysWhatAFreshOneSays_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 4U})
        QTest::addRow("seed %u", seed) << seed;
}

void tst_Index::itAlwaysSaysWhatAFreshOneSays()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    const QStringList models{u"churn"_s, u"fraud"_s, u"nlp/topic"_s, u"team/x=churn"_s};
    const auto pick = [&random](const QStringList &list) {
        return list.at(random.bounded(int(list.size())));
    };
    const auto folder = [](const QString &model) {
        return model.contains(u'=') ? model.section(u'=', 0, 0) + u"/models/"_s + model.section(u'=', 1)
                                    : u"models/"_s + model;
    };
    for (int step = 0; step < 40; ++step) {
        const QString model = pick(models);
        const QString number = QString::number(random.bounded(4));
        const QByteArray content = QByteArray::number(random.bounded(1'000'000));
        switch (random.bounded(12)) {
        case 0:
        case 1: repo.commitFile(folder(model) + u"/files/m.onnx"_s, content, u"Train "_s + number); break;
        case 2:
            repo.commitFile(folder(model) + u"/model.yaml"_s,
                            "title: T" + content + "\nmetrics:\n  auc: 0." + content + "\n", u"Describe"_s);
            break;
        case 3:
        case 4:
            repo.gitSucceeds({u"tag"_s, u"-a"_s, model + u"@v1.0."_s + number, u"-m"_s, u"Version"_s});
            break;
        case 5:
            repo.gitSucceeds({u"tag"_s, u"-a"_s, u"%1#production#%2"_s.arg(model).arg(step), u"-m"_s,
                              u"Stage"_s, u"HEAD~"_s + number});
            break;
        case 6: repo.gitSucceeds({u"tag"_s, u"-d"_s, model + u"@v1.0."_s + number}); break;
        case 7:
            repo.gitSucceeds({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-f"_s, u"-m"_s,
                              u"text: "_s + number, u"refs/tags/"_s + model + u"@v1.0."_s + number});
            break;
        case 8: repo.gitSucceeds({u"tag"_s, model + u"@v2.0."_s + number}); break;
        case 9: // often over one in packed-refs
        case 10:
            repo.gitSucceeds({u"tag"_s, u"-f"_s, u"-a"_s, model + u"@v1.0."_s + number, u"-m"_s, u"Moved"_s});
            break;
        case 11:
            repo.gitSucceeds({u"tag"_s, u"-a"_s, model + u"@v1.0."_s + number + u"!"_s, u"-m"_s, u"Out"_s});
            break;
        }
        if (step % 7 == 6)
            repo.git({u"pack-refs"_s, u"--all"_s});
        if (step % 5 == 4)
            QCOMPARE(said(library), saidByAFreshIndex(repo));
    }
    QCOMPARE(said(library), saidByAFreshIndex(repo));
}

void tst_Index::aDamagedFileIsMadeAnew_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("garbage") << QByteArray(10'000, 'x');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray("SQLite format 3");
}

void tst_Index::aDamagedFileIsMadeAnew()
{
    QFETCH(QByteArray, content);
    ScratchRepo repo;
    makeRepository(repo);
    const QString expected = said(Library::open(repo.path()).value());
    repo.writeFile(u".git/vitrine/index.sqlite"_s, content);
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(said(library), expected);
    QFile file(indexPath(repo));
    QVERIFY(file.open(QIODevice::ReadOnly) && file.read(15) == "SQLite format 3");
}

void tst_Index::aPageThatIsDamagedWhileInUseIsMadeAnew()
{
    ScratchRepo repo;
    makeRepository(repo);
    const QString expected = said(Library::open(repo.path()).value()); // closed: everything is in the file
    QFile file(indexPath(repo));
    QVERIFY(file.open(QIODevice::ReadWrite));
    for (qint64 at = 4096; at < file.size(); at += 4096) {
        file.seek(at);
        file.write(QByteArray(200, '\xff'));
    }
    file.close();
    QCOMPARE(said(Library::open(repo.path()).value()), expected);
}

void tst_Index::aFileOfAnotherFormIsMadeAnew()
{
    ScratchRepo repo;
    makeRepository(repo);
    const QString expected = said(Library::open(repo.path()).value());
    {
        Database database = Database::open(indexPath(repo)).value();
        QVERIFY(database.setUserVersion(999));
        QVERIFY(database.execute("DROP TABLE model"));
    }
    QCOMPARE(said(Library::open(repo.path()).value()), expected);
}

void tst_Index::aRepositoryThatCannotBeWrittenIsReadAllTheSame()
{
    ScratchRepo repo;
    makeRepository(repo);
    // A file where the folder should be stops root as well, who may write anywhere.
    repo.writeFile(u".git/vitrine"_s, "in the way");
    const Library library = Library::open(repo.path()).value();
    QCOMPARE(library.models().value().size(), 1);
    repo.tag(u"churn@v3.0.0"_s, u"Third"_s);
    QCOMPARE(library.model(u"churn"_s).value().latest, u"v3.0.0"_s);
    const auto refused = library.assign(u"churn"_s, u"v3.0.0"_s, u"dev"_s, {});
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"vitrine"), qPrintable(refused.error().message));
    QCOMPARE(library.versions(u"churn"_s).value().size(), 2);
    QVERIFY(!library.versions(u"churn"_s).value().first().stages.contains(u"dev"_s));
}

void tst_Index::severalThreadsReadWhileOthersWrite()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    const Library other = Library::open(repo.path()).value(); // as another process would
    std::atomic<int> failures = 0;
    std::atomic<bool> stop = false;
    const auto read = [&](const Library &from) {
        while (!stop) {
            const auto versions = from.versions(u"churn"_s);
            const auto hits = from.search(u"churn"_s);
            failures += versions && !versions->isEmpty() && hits && !hits->isEmpty() ? 0 : 1;
        }
    };
    {
        std::jthread one(read, std::cref(library));
        std::jthread two(read, std::cref(other));
        for (int i = 0; i < 20; ++i)
            QVERIFY(other.setNote(u"churn"_s, u"v1.0.0"_s, {{u"text"_s, QString::number(i)}}));
        stop = true;
    }
    QCOMPARE(failures.load(), 0);
    QCOMPARE(library.versions(u"churn"_s).value().first().note, u"19"_s);
}

void tst_Index::anUnchangedRepositoryIsNotWrittenTo()
{
    ScratchRepo repo;
    makeRepository(repo);
    const Library library = Library::open(repo.path()).value();
    QVERIFY(library.models());
    const auto state = [&repo] {
        const QFileInfo file(indexPath(repo));
        const QFileInfo log(indexPath(repo) + u"-wal"_s);
        return std::tuple(file.lastModified(), file.size(), log.lastModified(), log.size());
    };
    const auto before = state();
    for (int i = 0; i < 5; ++i)
        QVERIFY(library.models() && library.versions(u"churn"_s) && library.search(u"churn"_s));
    QCOMPARE(state(), before);
}

void tst_Index::cancellingLeavesNothingHalfDone()
{
    ScratchRepo repo;
    makeRepository(repo);
    const QString expected = saidByAFreshIndex(repo);
    const Library library = Library::open(repo.path()).value();
    std::stop_source source;
    source.request_stop();
    Job job;
    job.stop = source.get_token();
    QCOMPARE(library.models(job).error().code, Error::Code::Cancelled);
    QCOMPARE(said(library), expected);
}

QTEST_GUILESS_MAIN(tst_Index)
#include "tst_index.moc"
