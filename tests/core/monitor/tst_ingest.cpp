// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/monitor/ingest.h"
#include "tests/core/monitor/dataset/datasettext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

class tst_Ingest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void numbers();
    void classesFoundAndSorted();
    void classesOfTheStoreStay();
    void aSingleProbabilityIsThatOfTheEvent();
    void rowsAreNotTakenTwice();
    void idsReplaceEachOther();
    void truthsArriveLater();
    void badRowsAreTold();
    void theWrongKindIsRefused();
    void requestsThatMakeNoSense_data();
    void requestsThatMakeNoSense();
    void aStopKeepsWhatIsWritten();

private:
    Result<IngestSummary> ingest(const QByteArray &file, IngestRequest request = {});
    QString stored(); // "time truth estimate|…"

    EnglishPlurals m_plurals;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Store> m_store;
};

void tst_Ingest::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_Ingest::init()
{
    m_store.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    auto store = Store::open(m_dir->filePath(u"monitor.sqlite"_s));
    m_store = std::make_unique<Store>(std::move(store).value());
}

Result<IngestSummary> tst_Ingest::ingest(const QByteArray &file, IngestRequest request)
{
    const ScratchFile scratch(file);
    VT_TRY(const Dataset dataset, Dataset::open(scratch.path()));
    request.model = u"m"_s;
    request.version = u"v1"_s;
    if (request.roles == Roles())
        request.roles = guessRoles(dataset.columns());
    return ingestDataset(*m_store, dataset, request);
}

QString tst_Ingest::stored()
{
    QStringList rows;
    const auto observations = m_store->observations(u"m"_s, u"v1"_s);
    for (const Observation &one : *observations) {
        const bool levels = !one.truthLevel.isEmpty();
        QStringList p;
        for (const double value : one.probabilities)
            p << QString::number(value);
        rows << (QStringList{QDateTime::fromMSecsSinceEpoch(one.timeMs, Qt::UTC).toString(u"MM-dd"_s),
                             levels ? one.truthLevel : QString::number(one.truth),
                             levels ? one.estimateLevel : QString::number(one.estimate)} +
                 p)
                    .join(u' ');
    }
    return rows.join(u'|');
}

void tst_Ingest::numbers()
{
    const auto summary = ingest("date,truth,pred\n2024-01-02,1,2\n2024-01-01,3,4.5\n2024-01-03,,6\n");
    QVERIFY2(summary.has_value(), summary ? "" : qPrintable(summary.error().message));
    QCOMPARE(summary->rows, 3);
    QCOMPARE(summary->from.date(), QDate(2024, 1, 1));
    QCOMPARE(summary->to.date(), QDate(2024, 1, 3));
    QCOMPARE(stored(), u"01-01 3 4.5|01-02 1 2"_s);
    QVERIFY(!m_store->target(u"m"_s)->classification);
}

void tst_Ingest::classesFoundAndSorted()
{
    QVERIFY(
        ingest("date,truth,pred,prob_yes,prob_no\n2024-01-01,yes,no,0.25,0.75\n2024-01-02,no,no,0.1,0.9\n"));
    QCOMPARE(m_store->target(u"m"_s)->levels, (QStringList{u"no"_s, u"yes"_s}));
    QCOMPARE(stored(), u"01-01 yes no 0.75 0.25|01-02 no no 0.9 0.1"_s);
}

void tst_Ingest::classesOfTheStoreStay()
{
    QVERIFY(m_store->setTarget(u"m"_s, {true, {u"yes"_s, u"no"_s}, u"buys"_s, {}}));
    const auto summary = ingest("date,truth,pred\n2024-01-01,yes,no\n2024-01-02,perhaps,no\n");
    QVERIFY2(summary.has_value(), summary ? "" : qPrintable(summary.error().message));
    QCOMPARE(m_store->target(u"m"_s)->levels, (QStringList{u"yes"_s, u"no"_s}));
    QCOMPARE(m_store->target(u"m"_s)->name, u"buys"_s);
    QCOMPARE(summary->notes,
             QStringList{u"Levels that the model does not know count as mistakes: perhaps."_s});
}

void tst_Ingest::aSingleProbabilityIsThatOfTheEvent()
{
    // The event is the first level, 0; the file has the probability of 1.
    QVERIFY(ingest("date,truth,prob1\n2024-01-01,0,0.25\n2024-01-02,1,0.5\n"));
    QCOMPARE(stored(), u"01-01 0 0 0.75|01-02 1 1 0.5"_s);
}

void tst_Ingest::rowsAreNotTakenTwice()
{
    const QByteArray file = "date,truth,pred\n2024-01-01,1,2\n2024-01-02,3,4\n";
    QVERIFY(ingest(file));
    const auto again = ingest(file + "2024-01-03,5,6\n");
    QCOMPARE(again.error().code, Error::Code::Conflict);
    QVERIFY2(again.error().message.startsWith(u"m@v1 has observations up to 2024-01-02T00:00:00Z"),
             qPrintable(again.error().message));
    IngestRequest onlyNew;
    onlyNew.overlap = IngestRequest::Overlap::OnlyNew;
    const auto taken = ingest(file + "2024-01-03,5,6\n", onlyNew);
    QCOMPARE(taken->rows, 1);
    QCOMPARE(taken->skipped, 2);
    QCOMPARE(stored(), u"01-01 1 2|01-02 3 4|01-03 5 6"_s);
    QVERIFY(ingest("date,truth,pred\n2024-01-04,7,8\n")); // later rows need no permission
    IngestRequest add;
    add.overlap = IngestRequest::Overlap::Add;
    QCOMPARE(ingest(file, add)->rows, 2);
    QCOMPARE(stored().count(u'|'), 5);
}

void tst_Ingest::idsReplaceEachOther()
{
    const QByteArray file = "id,date,truth,pred\na,2024-01-01,1,2\nb,2024-01-02,3,4\n";
    QVERIFY(ingest(file));
    QVERIFY(ingest(file + "b,2024-01-02,5,4\n"));
    QCOMPARE(stored(), u"01-01 1 2|01-02 5 4"_s);
}

void tst_Ingest::truthsArriveLater()
{
    QVERIFY(ingest("id,date,pred\na,2024-01-01,2\nb,2024-01-02,4\n"));
    QCOMPARE(stored(), QString()); // nothing is labelled yet
    const auto summary = ingest("id,truth\nb,5\nc,6\n");
    QVERIFY2(summary.has_value(), summary ? "" : qPrintable(summary.error().message));
    QCOMPARE(summary->rows, 1);
    QCOMPARE(summary->unknownIds, 1);
    QCOMPARE(problemsText(summary->problems),
             u"Line 3, column id: “c” is the id of no recorded prediction."_s);
    QCOMPARE(stored(), u"01-02 5 4"_s);
}

void tst_Ingest::badRowsAreTold()
{
    const auto summary = ingest("date,truth,pred\n2024-01-01,1,2\n2024-01-02,3\n,4,5\n2024-01-03,6,7\n");
    QCOMPARE(summary->rows, 2);
    QCOMPARE(summary->problems.droppedRows, 2);
    QCOMPARE(problemsText(summary->problems), u"Line 3 has 2 cells instead of 3.|Line 4 has no time."_s);
}

void tst_Ingest::theWrongKindIsRefused()
{
    QVERIFY(ingest("date,truth,pred\n2024-01-01,1,2\n"));
    IngestRequest classes;
    classes.classification = true;
    const auto refused = ingest("date,truth,pred\n2024-01-02,a,b\n", classes);
    QVERIFY(refused.error().message.contains(u"m predicts numbers so far"));
    const auto texts = ingest("date,truth,pred\n2024-01-02,a,b\n");
    QVERIFY(texts.error().message.contains(u"does not read as numbers"));
    QCOMPARE(stored(), u"01-01 1 2"_s);
}

void tst_Ingest::requestsThatMakeNoSense_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("why");
    QTest::newRow("no time") << QByteArray("truth,pred\n1,2\n") << u"No column is the time"_s;
    QTest::newRow("no estimate") << QByteArray("date,truth\n2024-01-01,1\n")
                                 << u"No column is the estimate"_s;
    QTest::newRow("neither") << QByteArray("date,x\n2024-01-01,1\n")
                             << u"No column is the truth or the estimate"_s;
    QTest::newRow("one level") << QByteArray("date,truth,pred\n2024-01-01,a,a\n")
                               << u"All rows are of one level, a"_s;
    QTest::newRow("no rows") << QByteArray("date,truth,pred\n") << u"no rows"_s;
}

void tst_Ingest::requestsThatMakeNoSense()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, why);
    const auto summary = ingest(file);
    QVERIFY(!summary);
    QVERIFY2(summary.error().message.contains(why), qPrintable(summary.error().message));
    QVERIFY(m_store->versions(u"m"_s)->isEmpty());
}

void tst_Ingest::aStopKeepsWhatIsWritten()
{
    QByteArray file = "date,truth,pred,padding\n";
    for (int i = 0; i < 200'000; ++i)
        file += QDateTime::fromSecsSinceEpoch(1'700'000'000 + i, Qt::UTC).toString(Qt::ISODate).toLatin1() +
                ",1,2,xxxxxxxxxx\n";
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    IngestRequest request;
    request.model = u"m"_s;
    request.version = u"v1"_s;
    request.roles = guessRoles(dataset->columns());
    std::stop_source source;
    Job job{source.get_token(), [&](qint64 done, qint64 total) {
                if (done * 2 > total)
                    source.request_stop();
            }};
    const auto stopped = ingestDataset(*m_store, *dataset, request, job);
    QCOMPARE(stopped.error().code, Error::Code::Cancelled);
    const qsizetype written = m_store->observations(u"m"_s, u"v1"_s)->size();
    QVERIFY(written < 200'000);
    request.overlap = IngestRequest::Overlap::OnlyNew;
    QCOMPARE(ingestDataset(*m_store, *dataset, request)->rows, 200'000 - written);
    QCOMPARE(m_store->observations(u"m"_s, u"v1"_s)->size(), 200'000);
}

QTEST_GUILESS_MAIN(tst_Ingest)
#include "tst_ingest.moc"
