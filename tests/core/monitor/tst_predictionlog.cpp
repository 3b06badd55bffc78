// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictionlog.h"

#include "core/monitor/predictionqueue.h"
#include "core/monitor/predictionreader.h"
#include "tests/core/monitor/storeengines.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

Prediction regression(const std::string &id, std::uint32_t origin, std::int64_t timeMs = 1'700'000'000'000)
{
    Prediction record;
    record.id = id;
    record.chosen = true;
    record.origin = origin;
    record.timeMs = timeMs;
    record.latencyUs = 120;
    record.status = 200;
    record.rows = 2;
    record.endpoint = "predict";
    record.inputs = R"({"cyl":[6.0,4.0],"disp":[160.0,108.0]})";
    record.outputs = R"({".pred":[21.5,26.0]})";
    return record;
}

Prediction classification(const std::string &id, std::uint32_t origin)
{
    Prediction record = regression(id, origin);
    record.outputs = R"({".pred_class":["b","a"],".pred_a":[0.25,0.75],".pred_b":[0.75,0.25]})";
    return record;
}

} // namespace

class tst_PredictionLog final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { StoreEngines::addRows(); }
    void init();
    void recordsAreReadBackInOrder();
    void everythingTakenIsWrittenInTheEnd();
    void manyThreadsRecordAtOnce();
    void theQueueKeepsItsOrderAndItsBounds();
    void aShareIsRecorded();
    void aFullQueueDropsAndCounts();
    void truthsBecomeObservations();
    void classesBringTheirProbabilities();
    void truthsThatDoNotFitAreNamed();
    void truthsMayComeBeforeTheRecordIsWritten();
    void oldRecordsAreRemoved();
    void anOlderStoreIsUpgraded();
    void aStoreThatCannotBeOpenedIsExplained();
    void aStoreThatBreaksIsComplainedOf();
    void readersSeeWhatIsWritten();
    void aServerThatIsStartedAgainIsFoundAgain();

private:
    QString path() const { return m_path; }
    PredictionLogOptions options() const
    {
        PredictionLogOptions options;
        options.path = path();
        options.interval = std::chrono::milliseconds(5);
        options.keepDays = 0; // the records here are from 2023
        return options;
    }
    std::unique_ptr<PredictionLog> open(const PredictionLogOptions &options) const
    {
        auto log = PredictionLog::open(options);
        return log ? std::move(log).value() : nullptr;
    }
    QList<RecordedPrediction> read(const PredictionFilter &filter = {}) const
    {
        QList<RecordedPrediction> found;
        auto database = StoreConnection::openToRead(path());
        if (!database || !readPredictions(*database, filter, [&](const RecordedPrediction &one) {
                found << one;
                return true;
            }))
            qWarning("the store cannot be read");
        return found;
    }
    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path; // of the row's engine
};

void tst_PredictionLog::init()
{
    QFETCH_GLOBAL(bool, postgres);
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_engines.newStore(postgres, m_dir->path());
    if (m_path.isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
}

void tst_PredictionLog::recordsAreReadBackInOrder()
{
    {
        const auto log = open(options());
        QVERIFY(log);
        const std::uint32_t first = log->origin("cars", "v1.0.0");
        const std::uint32_t second = log->origin("cars", "v2.0.0");
        QCOMPARE(log->origin("cars", "v1.0.0"), first);
        Prediction one = regression("a", first);
        Prediction two = regression("b", second, 1'700'000'001'000);
        Prediction three = regression("c", first, 1'700'000'002'000);
        three.status = 422;
        three.error = "validation";
        three.inputs.clear();
        log->record(one);
        log->record(two);
        log->record(three);
    }
    const QList<RecordedPrediction> all = read();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[0].id, u"a"_s);
    QCOMPARE(all[0].model, u"cars"_s);
    QCOMPARE(all[0].version, u"v1.0.0"_s);
    QCOMPARE(all[0].timeMs, 1'700'000'000'000);
    QCOMPARE(all[0].endpoint, u"predict"_s);
    QCOMPARE(all[0].status, 200);
    QCOMPARE(all[0].latencyUs, 120);
    QCOMPARE(all[0].rows, 2);
    QCOMPARE(all[0].inputs, QByteArray(R"({"cyl":[6.0,4.0],"disp":[160.0,108.0]})"));
    QCOMPARE(all[0].outputs, QByteArray(R"({".pred":[21.5,26.0]})"));
    QCOMPARE(all[1].version, u"v2.0.0"_s);
    QCOMPARE(all[2].error, u"validation"_s);
    QVERIFY(all[2].inputs.isEmpty());

    PredictionFilter filter;
    filter.version = u"v1.0.0"_s;
    filter.refused = false;
    QCOMPARE(read(filter).size(), 1);
    filter = {};
    filter.order = PredictionFilter::Order::NewestFirst;
    filter.limit = 2;
    QCOMPARE(read(filter).first().id, u"c"_s);
    QCOMPARE(read(filter).size(), 2);
    filter = {};
    filter.from = QDateTime::fromMSecsSinceEpoch(1'700'000'001'000, Qt::UTC);
    filter.to = QDateTime::fromMSecsSinceEpoch(1'700'000'002'000, Qt::UTC);
    QCOMPARE(read(filter).size(), 1);
    filter = {};
    filter.afterSequence = all[1].sequence;
    QCOMPARE(read(filter).first().id, u"c"_s);
}

void tst_PredictionLog::everythingTakenIsWrittenInTheEnd()
{
    constexpr int count = 50'000;
    {
        PredictionLogOptions slow = options();
        slow.interval = std::chrono::hours(1); // only the end writes
        slow.queued = 65'536;
        slow.share = 1;
        const auto log = open(slow);
        QVERIFY(log);
        const std::uint32_t origin = log->origin("cars", "v1.0.0");
        for (int i = 0; i < count; ++i) {
            Prediction record = regression(std::to_string(i), origin);
            log->record(record);
        }
    }
    const QList<RecordedPrediction> all = read();
    QCOMPARE(all.size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(all[i].id, QString::number(i));
}

void tst_PredictionLog::manyThreadsRecordAtOnce()
{
    constexpr int threads = 8;
    constexpr int each = 2000;
    {
        const auto log = open(options());
        QVERIFY(log);
        const std::uint32_t origin = log->origin("cars", "v1.0.0");
        std::vector<std::thread> producers;
        for (int t = 0; t < threads; ++t) {
            producers.emplace_back([&, t] {
                Prediction record;
                for (int i = 0; i < each; ++i) {
                    record = regression(std::to_string(t) + "-" + std::to_string(i), origin);
                    log->record(record);
                }
            });
        }
        for (std::thread &producer : producers)
            producer.join();
        QTRY_COMPARE(log->counts().recorded, std::uint64_t(threads * each));
    }
    QSet<QString> ids;
    for (const RecordedPrediction &record : read())
        ids << record.id;
    QCOMPARE(ids.size(), threads * each);
}

void tst_PredictionLog::theQueueKeepsItsOrderAndItsBounds()
{
    PredictionQueue<int> queue(4);
    QCOMPARE(queue.capacity(), std::size_t(4));
    int value = 0;
    QVERIFY(queue.isEmpty());
    QVERIFY(!queue.pop(value));
    for (int round = 0; round < 3; ++round) {
        for (int i = 1; i <= 4; ++i) {
            value = i;
            QVERIFY(queue.push(value));
        }
        value = 99;
        QVERIFY(!queue.push(value));
        QCOMPARE(value, 99);
        QCOMPARE(queue.size(), std::size_t(4));
        for (int i = 1; i <= 4; ++i) {
            QVERIFY(queue.pop(value));
            QCOMPARE(value, i);
        }
    }
    // One consumer against four producers: each producer's own order is kept.
    PredictionQueue<int> busy(64);
    constexpr int each = 50'000;
    std::vector<std::thread> producers;
    for (int t = 0; t < 4; ++t) {
        producers.emplace_back([&busy, t] {
            for (int i = 0; i < each; ++i) {
                for (int item = t * each + i; !busy.push(item);)
                    std::this_thread::yield();
            }
        });
    }
    std::vector<int> next(4, 0);
    for (int got = 0; got < 4 * each;) {
        int item = 0;
        if (!busy.pop(item)) {
            std::this_thread::yield();
            continue;
        }
        ++got;
        int &expected = next[std::size_t(item / each)];
        QCOMPARE(item % each, expected);
        ++expected;
    }
    for (std::thread &producer : producers)
        producer.join();
}

void tst_PredictionLog::aShareIsRecorded()
{
    PredictionLogOptions quarter = options();
    quarter.share = 0.25;
    const auto log = open(quarter);
    QVERIFY(log);
    int wanted = 0;
    for (int i = 0; i < 1000; ++i)
        wanted += log->wantsNext() ? 1 : 0;
    QCOMPARE(wanted, 250);
    QCOMPARE(log->counts().sampledOut, std::uint64_t(750));
}

// Another program holds the store, so that the writer falls behind.
void tst_PredictionLog::aFullQueueDropsAndCounts()
{
    QFETCH_GLOBAL(bool, postgres);
    QString complaint;
    PredictionCounts counts;
    {
        PredictionLogOptions small = options();
        small.queued = 64;
        const auto log = open(small);
        QVERIFY(log);
        log->setComplaint([&](const QString &sentence) { complaint = sentence; });
        const std::uint32_t origin = log->origin("cars", "v1.0.0");
        auto other = StoreConnection::open(path());
        std::optional<StoreTransaction> held = StoreTransaction::begin(*other).value();
        if (postgres)
            QVERIFY(other->execute("LOCK TABLE prediction IN ACCESS EXCLUSIVE MODE"));
        int wanted = 0;
        for (int i = 0; i < 200; ++i) {
            Prediction record = regression(std::to_string(i), origin);
            if (log->wantsNext()) {
                ++wanted;
                log->record(record);
            }
        }
        counts = log->counts();
        QVERIFY(wanted > 32 && wanted < 200); // thinned from three quarters on
        QCOMPARE(counts.thinned, std::uint64_t(200 - wanted));
        // Those who do not ask find it full.
        for (int i = 0; i < 200; ++i) {
            Prediction record = regression("more", origin);
            log->record(record);
        }
        QVERIFY(log->counts().overflowed >= 130);
        held.reset();
        QTRY_COMPARE(log->counts().recorded + log->counts().overflowed + log->counts().thinned,
                     std::uint64_t(400));
        counts = log->counts();
    }
    QCOMPARE(std::uint64_t(read().size()), counts.recorded);
    QVERIFY(counts.recorded >= 64);
    QVERIFY2(complaint.startsWith(u"The monitoring store cannot keep up: "_s), qPrintable(complaint));
}

void tst_PredictionLog::truthsBecomeObservations()
{
    const auto log = open(options());
    QVERIFY(log);
    const std::uint32_t origin = log->origin("cars", "v1.0.0");
    Prediction record = regression("a", origin);
    log->record(record);
    auto feedback = log->attach({{"a", 0, 20.0}, {"a", 1, 25.0}});
    QVERIFY(feedback);
    QCOMPARE(feedback->matched, std::size_t(2));
    QVERIFY(feedback->unknown.empty());
    auto store = Store::open(path());
    QVERIFY(store);
    auto observations = store->observations(u"cars"_s, u"v1.0.0"_s);
    QVERIFY(observations);
    QCOMPARE(observations->size(), 2);
    QCOMPARE((*observations)[0].id, u"a"_s);
    QCOMPARE((*observations)[0].truth, 20.0);
    QCOMPARE((*observations)[0].estimate, 21.5);
    QCOMPARE((*observations)[0].timeMs, 1'700'000'000'000);
    QCOMPARE((*observations)[1].id, u"a#1"_s);
    QCOMPARE((*observations)[1].estimate, 26.0);
    // An id that the server made is found by the time in it.
    Prediction made = regression("018bcfe5680012340001", origin, 0x018bcfe56800);
    made.chosen = false;
    log->record(made);
    QCOMPARE(log->attach({{"018bcfe5680012340001", 0, 1.0}})->matched, std::size_t(1));
    QCOMPARE(log->attach({{"018bcfe5680012340002", 0, 1.0}})->matched, std::size_t(0));
    // Said again, it is corrected.
    QVERIFY(log->attach({{"a", 0, 22.0}}));
    observations = store->observations(u"cars"_s, u"v1.0.0"_s);
    QCOMPARE(observations->size(), 3);
    QVERIFY(std::any_of(observations->begin(), observations->end(),
                        [](const Observation &one) { return one.truth == 22.0 && one.estimate == 21.5; }));
    QCOMPARE(log->counts().feedback, std::uint64_t(4));
    // And metrics come out of it.
    MetricRequest request;
    request.model = u"cars"_s;
    request.metrics = {u"mae"_s};
    const auto series = store->metrics(request);
    QVERIFY(series);
    QCOMPARE(series->size(), 1);
}

void tst_PredictionLog::classesBringTheirProbabilities()
{
    const auto log = open(options());
    QVERIFY(log);
    Prediction record = classification("k", log->origin("wine", "v3.0.0"));
    log->record(record);
    const auto feedback = log->attach({{"k", 0, std::string("a")}, {"k", 1, std::string("a")}});
    QVERIFY(feedback);
    QCOMPARE(feedback->matched, std::size_t(2));
    auto store = Store::open(path());
    const auto target = store->target(u"wine"_s);
    QVERIFY(target);
    QVERIFY(target->classification);
    QCOMPARE(target->levels, QStringList({u"a"_s, u"b"_s}));
    const auto observations = store->observations(u"wine"_s, u"v3.0.0"_s);
    QCOMPARE(observations->size(), 2);
    QCOMPARE((*observations)[0].truthLevel, u"a"_s);
    QCOMPARE((*observations)[0].estimateLevel, u"b"_s);
    QCOMPARE((*observations)[0].probabilities, QList<double>({0.25, 0.75}));
    // Labels that are numbers match truths that are numbers.
    Prediction digits = classification("d", log->origin("digits", "v1.0.0"));
    digits.outputs = R"({".pred_class":[1,0],".pred_0":[0.1,0.9],".pred_1":[0.9,0.1]})";
    log->record(digits);
    QVERIFY(log->attach({{"d", 0, 1.0}}));
    const auto digit = store->observations(u"digits"_s, u"v1.0.0"_s);
    QCOMPARE((*digit)[0].truthLevel, u"1"_s);
    QCOMPARE((*digit)[0].estimateLevel, u"1"_s);
}

void tst_PredictionLog::truthsThatDoNotFitAreNamed()
{
    const auto log = open(options());
    QVERIFY(log);
    Prediction record = regression("a", log->origin("cars", "v1.0.0"));
    log->record(record);
    const auto feedback = log->attach(
        {{"a", 7, 1.0}, {"a", 0, std::string("many")}, {"z", 0, 1.0}, {"z", 1, 1.0}, {"a", 1, 25.0}});
    QVERIFY(feedback);
    QCOMPARE(feedback->matched, std::size_t(1));
    QCOMPARE(feedback->unknown, std::vector<std::string>({"z"}));
    QCOMPARE(feedback->unfit,
             std::vector<std::string>({"a, row 8: the request had 2 rows",
                                       "a, row 1: the model predicts numbers, the truth is a text"}));

    // A level that the model does not know would leave the metrics of its whole period without a value.
    Prediction classes = classification("k", log->origin("wine", "v3.0.0"));
    log->record(classes);
    const auto odd = log->attach({{"k", 0, std::string("c")}, {"k", 1, std::string("a")}});
    QVERIFY(odd);
    QCOMPARE(odd->matched, std::size_t(1));
    QCOMPARE(odd->unfit, std::vector<std::string>{"k, row 1: the model tells a, b apart, not “c”"});
    auto store = Store::open(path());
    QCOMPARE(store->observations(u"wine"_s, u"v3.0.0"_s)->size(), 1);
}

void tst_PredictionLog::truthsMayComeBeforeTheRecordIsWritten()
{
    PredictionLogOptions slow = options();
    slow.interval = std::chrono::hours(1);
    const auto log = open(slow);
    QVERIFY(log);
    Prediction record = regression("a", log->origin("cars", "v1.0.0"));
    log->record(record);
    const auto feedback = log->attach({{"a", 0, 20.0}});
    QVERIFY(feedback);
    QCOMPARE(feedback->matched, std::size_t(1));
}

void tst_PredictionLog::oldRecordsAreRemoved()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    {
        PredictionLogOptions endless = options();
        endless.keepDays = 0;
        endless.keepRequests = 0;
        const auto log = open(endless);
        const std::uint32_t origin = log->origin("cars", "v1.0.0");
        for (int i = 0; i < 12'000; ++i) {
            Prediction record = regression("old", origin, now - 40LL * 86'400'000);
            log->record(record);
        }
        for (int i = 0; i < 100; ++i) {
            Prediction record = regression("new", origin, now);
            log->record(record);
        }
    }
    QCOMPARE(read().size(), 12'100);
    PredictionLogOptions month = options();
    month.keepDays = 30;
    {
        const auto log = open(month);
        QTRY_COMPARE(read().size(), 100);
    }
    month.keepRequests = 10;
    {
        const auto log = open(month);
        QTRY_COMPARE(read().size(), 10);
    }
}

void tst_PredictionLog::anOlderStoreIsUpgraded()
{
    QFETCH_GLOBAL(bool, postgres);
    const auto makeOld = [this, postgres]() -> Result<> {
        if (postgres) {
            VT_TRY(StoreConnection store, StoreConnection::open(path()));
            return store.execute("DROP TABLE prediction; DROP TABLE feedback; "
                                 "UPDATE vitrine_layout SET version = 3");
        }
        VT_TRY(Database database, Database::open(path()));
        VT_CHECK(database.execute("DROP TABLE prediction; DROP TABLE feedback;"));
        return database.setUserVersion(1);
    };
    {
        auto store = Store::open(path());
        QVERIFY(store);
        Observation observation;
        observation.timeMs = 1;
        observation.truth = 2;
        QVERIFY(store->append(u"cars"_s, u"v1.0.0"_s, {observation}));
        QVERIFY(makeOld());
    }
    {
        const auto log = open(options());
        QVERIFY(log);
        Prediction record = regression("a", log->origin("cars", "v1.0.0"));
        log->record(record);
    }
    QCOMPARE(read().size(), 1);
    auto store = Store::open(path());
    QCOMPARE(store->observations(u"cars"_s, u"v1.0.0"_s)->size(), 1);
}

void tst_PredictionLog::aStoreThatCannotBeOpenedIsExplained()
{
    PredictionLogOptions wrong = options();
    QFETCH_GLOBAL(bool, postgres);
    wrong.path = postgres ? u"postgresql://vitrine@/nothing?host=%1"_s.arg(m_dir->path())
                          : m_dir->filePath(u"missing/monitor.sqlite"_s);
    const auto log = PredictionLog::open(wrong);
    QVERIFY(!log);
    QVERIFY(log.error().message.startsWith(u"Cannot open the monitoring store"_s));
}

// The tables vanish while it runs: what was answered is lost, counted and said, and nothing hangs.
void tst_PredictionLog::aStoreThatBreaksIsComplainedOf()
{
    std::atomic<int> complaints{0};
    const auto log = open(options());
    QVERIFY(log);
    log->setComplaint([&](const QString &sentence) {
        if (sentence.startsWith(u"Predictions are not recorded: "_s))
            ++complaints;
    });
    const std::uint32_t origin = log->origin("cars", "v1.0.0");
    {
        auto store = StoreConnection::open(path());
        QVERIFY(store->execute("DROP TABLE prediction"));
    }
    for (int i = 0; i < 100; ++i) {
        Prediction record = regression("a", origin);
        log->record(record);
    }
    QTRY_COMPARE(log->counts().failed, std::uint64_t(100));
    QCOMPARE(complaints.load(), 1);
    QVERIFY(!log->attach({{"a", 0, 1.0}}));
}

void tst_PredictionLog::readersSeeWhatIsWritten()
{
    const auto log = open(options());
    QVERIFY(log);
    Prediction record = regression("a", log->origin("cars", "v1.0.0"));
    log->record(record);
    QTRY_COMPARE(read().size(), 1);
    // After a pause, in which the writer sleeps, the next one wakes it.
    QTest::qWait(50);
    record = regression("b", log->origin("cars", "v1.0.0"));
    log->record(record);
    QTRY_COMPARE(read().size(), 2);
    log->note({Occurrence::Kind::Deployed, QDateTime::currentDateTimeUtc(), u"cars"_s, u"v1.0.0"_s,
               u"production"_s, u"text"_s});
    auto store = Store::open(path());
    QTRY_COMPARE(store->occurrences(u"cars"_s)->size(), 1);
}

void tst_PredictionLog::aServerThatIsStartedAgainIsFoundAgain()
{
    QFETCH_GLOBAL(bool, postgres);
    if (!postgres)
        QSKIP("A file has no server.");
    const auto log = open(options());
    QVERIFY(log);
    const std::uint32_t origin = log->origin("cars", "v1.0.0");
    Prediction record = regression("a", origin);
    log->record(record);
    QTRY_COMPARE(log->counts().recorded, std::uint64_t(1));
    QCOMPARE(m_engines.server()->restart(), QString());
    record = regression("b", origin);
    log->record(record);
    QTRY_COMPARE(log->counts().recorded, std::uint64_t(2));
    QCOMPARE(log->counts().failed, std::uint64_t(0));
    QCOMPARE(read().size(), 2);
    QCOMPARE(log->attach({{"a", 0, 20.0}})->matched, std::size_t(1));
}

QTEST_GUILESS_MAIN(tst_PredictionLog)
#include "tst_predictionlog.moc"
