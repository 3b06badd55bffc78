// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/samplelibrary.h"

#include "core/monitor/estimate/recordedestimate.h"
#include "core/monitor/ingest.h"
#include "core/monitor/store.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

struct Ran {
    int code = -1;
    QString out;
};

Ran runGit(const QString &repository, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"git"_s, QStringList{u"-C"_s, repository} << arguments);
    process.waitForFinished();
    return {process.exitCode(), QString::fromUtf8(process.readAll()).trimmed()};
}

} // namespace

class tst_SampleLibrary final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void bothModelsAreThereWithTheirVersions();
    void theRollbackIsInTheHistory();
    void everyVersionHasItsArtefact();
    void everyVersionWasWatched();
    void theHarmfulVersionIsWorseInUseThanAtRegistration();
    void theNewestWeeksHaveNoLabelsYet();
    void theirLabelsAreTakenInByDate();
    void gitFindsNothingWrong();
    void twoRunsMakeTheSameObjects();
    void aFullFolderIsAConflictAndKeptAsItIs();
    void cancellingLeavesNothingBehind();

private:
    QTemporaryDir m_dir;
    QString m_path;
    std::optional<registry::Library> m_library;
};

void tst_SampleLibrary::initTestCase()
{
    m_path = m_dir.filePath(u"one/sample.git"_s);
    const auto made = sample::create(m_path);
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().message + made.error().detail));
    m_library = *made;
    QCOMPARE(QDir(m_dir.filePath(u"one"_s)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"sample.git"_s});
}

void tst_SampleLibrary::bothModelsAreThereWithTheirVersions()
{
    const auto models = m_library->models();
    QVERIFY(models);
    QStringList seen;
    for (const registry::Model &model : *models) {
        seen << u"%1 %2 %3 %4 %5"_s
                    .arg(model.name, model.type, model.latest, model.stages.value(u"production"_s))
                    .arg(model.versionCount);
    }
    QCOMPARE(seen.join(u'\n'), u"seattle-rain classification v1.2.0 v1.2.0 3\n"
                               "seattle-tmax regression v2.2.0 v2.2.0 5"_s);
}

void tst_SampleLibrary::theRollbackIsInTheHistory()
{
    const auto history = m_library->history(u"seattle-tmax"_s, u"production"_s);
    QVERIFY(history);
    QStringList story;
    for (const registry::Event &event : *history)
        story << event.date.date().toString(Qt::ISODate) + u' ' + event.version;
    QCOMPARE(story.join(u'\n'),
             u"2013-01-09 v1.0.0\n2013-07-16 v1.1.0\n2014-06-18 v2.0.0\n2015-01-15 v2.1.0\n"
             "2015-02-09 v2.0.0\n2015-04-02 v2.2.0"_s);
    QVERIFY(history->at(4).message.contains(u"°F"_s));
    QVERIFY(m_library->note(u"seattle-tmax"_s, u"v2.1.0"_s)
                ->value(u"text")
                .toString()
                .startsWith(u"Do not use"_s));
}

void tst_SampleLibrary::everyVersionHasItsArtefact()
{
    for (const QString &model : {u"seattle-tmax"_s, u"seattle-rain"_s}) {
        const auto versions = m_library->versions(model);
        QVERIFY(versions);
        for (const registry::Version &version : *versions) {
            const auto path = m_library->artefactPath(version);
            QVERIFY2(path.has_value(), path ? "" : qPrintable(path.error().message));
            QVERIFY(QFileInfo(*path).size() > 200);
            const auto details = m_library->details(model, version.name);
            QVERIFY(details);
            QCOMPARE(details->metadata.prototype.columns.size(), 5);
            QVERIFY(details->card.contains(version.name));
            QVERIFY(!version.metrics.isEmpty());
        }
    }
}

void tst_SampleLibrary::everyVersionWasWatched()
{
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store);
    QCOMPARE(store->versions(u"seattle-tmax"_s)->size(), 5);
    QCOMPARE(store->versions(u"seattle-rain"_s)->size(), 3);
    QCOMPARE(store->target(u"seattle-rain"_s)->levels, QStringList({u"yes"_s, u"no"_s}));
    QCOMPARE(store->occurrences(u"seattle-tmax"_s)->size(), 2);
}

void tst_SampleLibrary::theHarmfulVersionIsWorseInUseThanAtRegistration()
{
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    monitor::MetricRequest request;
    request.model = u"seattle-tmax"_s;
    request.versions = {u"v2.1.0"_s};
    request.metrics = {u"rmse"_s};
    request.periods.unit = monitor::PeriodUnit::Year;
    const auto series = store->metrics(request);
    QVERIFY(series && series->size() == 1 && series->first().points.size() == 1);
    const auto version = m_library->resolve({u"seattle-tmax"_s, u"v2.1.0"_s, {}});
    QVERIFY(version->metrics.value(u"rmse"_s) < 3);
    QVERIFY(series->first().points.first().value > 4.5);
    QCOMPARE(series->first().points.first().n, 308); // up to 15 November
}

void tst_SampleLibrary::theNewestWeeksHaveNoLabelsYet()
{
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store);
    const QDateTime lastKnown(QDate(2015, 11, 15), QTime(12, 0), Qt::UTC);
    for (const auto &[model, metrics] :
         {std::pair(u"seattle-tmax"_s, QStringList{u"rmse"_s, u"mae"_s}),
          std::pair(u"seattle-rain"_s, QStringList{u"accuracy"_s, u"roc_auc"_s})}) {
        QCOMPARE(store->range(model, {}, monitor::Labels::Known)->second, lastKnown);
        QCOMPARE(store->range(model)->second, lastKnown.addDays(46));
        const QStringList versions = store->versions(model).value();
        for (const QString &version : versions) {
            QCOMPARE(store->observations(model, version, {}, {}, monitor::Labels::Open)->size(), 46);
            monitor::RecordedEstimateRequest request;
            request.model = model;
            request.version = version;
            request.target = store->target(model).value();
            request.metrics = metrics;
            request.periods.unit = monitor::PeriodUnit::Month;
            const auto report =
                monitor::estimateRecorded(m_library->dataDir() + u"/monitor.sqlite"_s, request);
            QVERIFY2(report && *report, qPrintable(model + version));
            for (const monitor::EstimatedSeries &series : (*report)->series) {
                QCOMPARE(series.points.size(), 2);
                QCOMPARE(series.points[0].n, 15); // of November, whose first half is measured
                QCOMPARE(series.points[0].labelled, 15);
                QCOMPARE(series.points[1].n, 31);
                for (const monitor::EstimatedPoint &point : series.points)
                    QVERIFY(point.estimated.low < point.estimated.value &&
                            point.estimated.value < point.estimated.high);
            }
        }
    }
}

void tst_SampleLibrary::theirLabelsAreTakenInByDate()
{
    const auto library = sample::create(m_dir.filePath(u"late.git"_s));
    QVERIFY(library.has_value());
    const QString where = library->dataDir() + u"/monitor.sqlite"_s;
    const QString weather = m_dir.filePath(u"seattle-weather.csv"_s);
    QVERIFY(QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, weather));
    const auto dataset = monitor::Dataset::open(weather);
    auto store = monitor::Store::open(where);
    QVERIFY(dataset && store);
    monitor::IngestRequest request;
    request.model = u"seattle-tmax"_s;
    request.version = u"v2.2.0"_s;
    request.roles.id = u"date"_s;
    request.roles.truth = u"temp_max"_s;
    const auto taken = monitor::ingestDataset(*store, *dataset, request);
    QVERIFY2(taken.has_value(), taken ? "" : qPrintable(taken.error().message));
    QCOMPARE(taken->rows, 305); // days that v2.2.0 predicted; the others came before it
    QVERIFY(!store->hasOpen(request.model, request.version).value_or(true));
    monitor::RecordedEstimateRequest estimate;
    estimate.model = request.model;
    estimate.version = request.version;
    estimate.target = store->target(request.model).value();
    estimate.metrics = {u"rmse"_s};
    const auto gone = monitor::estimateRecorded(where, estimate);
    QVERIFY(gone && !gone->has_value());
    monitor::MetricRequest measured;
    measured.model = request.model;
    measured.versions = {request.version};
    measured.metrics = {u"rmse"_s};
    measured.periods.unit = monitor::PeriodUnit::Month;
    QCOMPARE(store->metrics(measured)->first().points.last().n, 31);
}

void tst_SampleLibrary::gitFindsNothingWrong()
{
    const Ran fsck = runGit(m_path, {u"fsck"_s, u"--strict"_s});
    QVERIFY2(fsck.code == 0 && !fsck.out.contains(u"error"_s), qPrintable(fsck.out));
    if (QStandardPaths::findExecutable(u"git-lfs"_s).isEmpty())
        QSKIP("SKIPPED: git-lfs is not installed");
    const Ran lfs = runGit(m_path, {u"lfs"_s, u"fsck"_s});
    QVERIFY2(lfs.code == 0, qPrintable(lfs.out));
    const auto problems = m_library->verify(true);
    QVERIFY(problems && problems->isEmpty());
}

void tst_SampleLibrary::twoRunsMakeTheSameObjects()
{
    const QString other = m_dir.filePath(u"two.git"_s);
    QVERIFY(sample::create(other));
    QCOMPARE(runGit(other, {u"show-ref"_s}).out, runGit(m_path, {u"show-ref"_s}).out);
}

void tst_SampleLibrary::aFullFolderIsAConflictAndKeptAsItIs()
{
    const QString before = runGit(m_path, {u"show-ref"_s}).out;
    const auto again = sample::create(m_path);
    QVERIFY(!again);
    QCOMPARE(again.error().code, Error::Code::Conflict);
    QCOMPARE(runGit(m_path, {u"show-ref"_s}).out, before);
}

void tst_SampleLibrary::cancellingLeavesNothingBehind()
{
    QTemporaryDir dir;
    std::stop_source source;
    Job job;
    job.stop = source.get_token();
    job.progress = [&](qint64 done, qint64) {
        if (done == 3)
            source.request_stop();
    };
    const auto made = sample::create(dir.filePath(u"sample.git"_s), job);
    QVERIFY(!made);
    QCOMPARE(made.error().code, Error::Code::Cancelled);
    QVERIFY(QDir(dir.path()).isEmpty());
}

QTEST_GUILESS_MAIN(tst_SampleLibrary)
#include "tst_samplelibrary.moc"
