// SPDX-License-Identifier: GPL-3.0-or-later
// What a store promises, of a SQLite file and of a real PostgreSQL server alike.
#include "core/base/englishplurals.h"
#include "core/monitor/localdays.h"
#include "core/monitor/measure.h"
#include "core/monitor/observationtable.h"
#include "core/monitor/store.h"
#include "tests/core/monitor/reference.h"
#include "tests/core/monitor/storeengines.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

const qint64 first = QDateTime(QDate(2024, 2, 27), QTime(21, 0), Qt::UTC).toMSecsSinceEpoch();
constexpr qint64 minuteMs = 60'000;
constexpr qint64 hourMs = 3'600'000;

Observation number(qint64 time, double truth, double estimate, const QString &id = {})
{
    Observation observation;
    observation.timeMs = time;
    observation.truth = truth;
    observation.estimate = estimate;
    observation.id = id;
    return observation;
}

// An error every seven minutes over three days, some without a truth.
QList<Observation> numbers(int count = 600, qint64 stepMs = 7 * minuteMs + 13'000)
{
    std::mt19937 random(4);
    QList<Observation> observations;
    for (int i = 0; i < count; ++i) {
        const double truth = double(random() % 10'000) / 100;
        observations << number(first + i * stepMs, i % 50 == 3 ? qQNaN() : truth,
                               truth + double(random() % 1000) / 100);
    }
    return observations;
}

QList<Observation> labels(int count = 600)
{
    std::mt19937 random(5);
    QList<Observation> observations;
    for (int i = 0; i < count; ++i) {
        const double p = double(random() % 1000) / 1000;
        Observation observation;
        observation.timeMs = first + i * 11 * minuteMs;
        observation.truthLevel = double(random() % 1000) / 1000 < p ? u"yes"_s : u"no"_s;
        observation.estimateLevel = p >= 0.5 ? u"yes"_s : u"no"_s;
        if (i == 7)
            observation.truthLevel = u"perhaps"_s;
        observation.probabilities = {p, 1 - p};
        observations << observation;
    }
    return observations;
}

Target yesOrNo()
{
    return {true, {u"yes"_s, u"no"_s}, {}, {}};
}

MetricRequest request(const QStringList &metrics, PeriodUnit unit = PeriodUnit::Day, int every = 1)
{
    MetricRequest request;
    request.model = u"m"_s;
    request.metrics = metrics;
    request.periods.unit = unit;
    request.periods.every = every;
    return request;
}

// The same without roll-ups.
QList<MetricSeries> directly(const QList<Observation> &observations, const Target &target,
                             const MetricRequest &request)
{
    QList<Observation> sorted = observations;
    std::ranges::stable_sort(sorted, {}, &Observation::timeMs);
    ObservationTable table(target.classification, target.levels);
    for (const Observation &one : sorted) {
        if (one.truthLevel.isEmpty() && std::isnan(one.truth))
            continue;
        if ((request.from && one.timeMs < request.from->toMSecsSinceEpoch()) ||
            (request.to && one.timeMs >= request.to->toMSecsSinceEpoch()))
            continue;
        const QByteArray p(reinterpret_cast<const char *>(one.probabilities.constData()),
                           one.probabilities.size() * qsizetype(sizeof(double)));
        table.append(one.timeMs, one.truth, one.estimate, one.truthLevel, one.estimateLevel, p);
    }
    return *measure(table.times(), table.rows(), request.metrics, request.periods, request.options);
}

QString difference(const QList<MetricSeries> &actual, const QList<MetricSeries> &expected)
{
    if (actual.size() != expected.size())
        return u"%1 series instead of %2"_s.arg(actual.size()).arg(expected.size());
    for (qsizetype i = 0; i < actual.size(); ++i) {
        if (actual[i].metric != expected[i].metric || actual[i].points.size() != expected[i].points.size())
            return u"%1 has %2 points instead of %3"_s.arg(expected[i].metric)
                .arg(actual[i].points.size())
                .arg(expected[i].points.size());
        for (qsizetype p = 0; p < actual[i].points.size(); ++p) {
            const MetricPoint &a = actual[i].points[p];
            const MetricPoint &e = expected[i].points[p];
            if (a.n != e.n || a.index != e.index || a.start != e.start || a.end != e.end || a.why != e.why ||
                !agrees(a.value, e.value, 1e-12))
                return u"%1 at %2 (n %3): %4 instead of %5 (n %6) %7"_s
                    .arg(expected[i].metric, a.index.toString(Qt::ISODate))
                    .arg(a.n)
                    .arg(a.value, 0, 'g', 17)
                    .arg(e.value, 0, 'g', 17)
                    .arg(e.n)
                    .arg(e.why);
        }
    }
    return {};
}

MetricRow saved(int date, qint64 n, const QString &metric, double value, const QString &why = {})
{
    MetricRow row;
    row.index = QDateTime(QDate(2024, 3, date), QTime(0, 0), Qt::UTC);
    row.n = n;
    row.metric = metric;
    row.estimator = u"standard"_s;
    row.value = value;
    row.why = why;
    return row;
}

const QStringList numberMetrics{u"rmse"_s, u"rsq"_s,   u"mae"_s, u"mape"_s,      u"ccc"_s,
                                u"iic"_s,  u"smape"_s, u"msd"_s, u"max_error"_s, u"rmse_relative"_s};

} // namespace

class tst_StoreEngine final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void observationsComeBack();
    void observationsComeBack_data() { StoreEngines::addRows(); }
    void anIdReplacesTheEarlierObservation();
    void anIdReplacesTheEarlierObservation_data() { StoreEngines::addRows(); }
    void numbersOutOfRollups();
    void numbersOutOfRollups_data() { StoreEngines::addRows(); }
    void classesOutOfRollups();
    void classesOutOfRollups_data() { StoreEngines::addRows(); }
    void replacedObservationsLeaveRollups();
    void replacedObservationsLeaveRollups_data() { StoreEngines::addRows(); }
    void aNewTargetSumsUpAnew();
    void aNewTargetSumsUpAnew_data() { StoreEngines::addRows(); }
    void chartsAreReducedToPixels();
    void chartsAreReducedToPixels_data() { StoreEngines::addRows(); }
    void chartsOfAreasStateTheirBounds();
    void chartsOfAreasStateTheirBounds_data() { StoreEngines::addRows(); }
    void savedMetricsFollowVetiversRule();
    void savedMetricsFollowVetiversRule_data() { StoreEngines::addRows(); }
    void retentionKeepsTheSums();
    void retentionKeepsTheSums_data() { StoreEngines::addRows(); }
    void onlySumsAreLeft();
    void onlySumsAreLeft_data() { StoreEngines::addRows(); }
    void retentionThatMakesNoSense();
    void retentionThatMakesNoSense_data() { StoreEngines::addRows(); }
    void manyWritersAndReaders();
    void manyWritersAndReaders_data() { StoreEngines::addRows(); }
    void whatWasCommittedStays();
    void whatWasCommittedStays_data() { StoreEngines::addRows(); }
    void aServerThatIsNotThere();
    void passwordsAreNotRepeated();

private:
    QString newStore(bool postgres) { return m_engines.newStore(postgres, m_dir->path()); }

    EnglishPlurals m_plurals;
    StoreEngines m_engines;
    std::unique_ptr<QTemporaryDir> m_dir;
};

#define VT_NEED_STORE(variable)                        \
    QFETCH(bool, postgres);                            \
    const QString variable = this->newStore(postgres); \
    if (variable.isEmpty())                            \
    QSKIP(qPrintable(m_engines.whyNot()))

void tst_StoreEngine::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_StoreEngine::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void tst_StoreEngine::observationsComeBack()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().message + store.error().detail));
    QList<Observation> written{number(2000, 1, 2), number(1000, 3, qQNaN()),
                               number(3000, std::numeric_limits<double>::infinity(), -5)};
    const auto appended = store->append(u"größe"_s, u"v1.0.0"_s, written);
    QVERIFY2(appended.has_value(),
             appended ? "" : qPrintable(appended.error().message + appended.error().detail));
    auto again = Store::open(where); // a second connection sees them
    const auto rows = again->observations(u"größe"_s, u"v1.0.0"_s);
    QVERIFY(rows.has_value());
    QCOMPARE(rows->size(), 3);
    QCOMPARE(rows->at(0).truth, 3.0);
    QVERIFY(std::isnan(rows->at(0).estimate));
    QVERIFY(std::isinf(rows->at(2).truth));
    QCOMPARE(*again->models(), QStringList{u"größe"_s});
    QVERIFY(store->append(u"c"_s, u"v2"_s, labels(3)));
    const auto classes = again->observations(u"c"_s, u"v2"_s);
    QCOMPARE(classes->at(1).truthLevel, labels(3)[1].truthLevel);
    QCOMPARE(classes->at(1).probabilities, labels(3)[1].probabilities);
    QVERIFY(store->note({Occurrence::Kind::Note,
                         QDateTime::fromMSecsSinceEpoch(5, Qt::UTC),
                         u"c"_s,
                         u"v2"_s,
                         {},
                         u"it's"_s}));
    QCOMPARE(again->occurrences(u"c"_s)->at(0).text, u"it's"_s);
}

void tst_StoreEngine::anIdReplacesTheEarlierObservation()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store->append(u"m"_s, u"v1"_s, {number(1000, qQNaN(), 2, u"a"_s), number(1000, 1, 1, u"b"_s)}));
    QVERIFY(store->append(u"m"_s, u"v1"_s, {number(1000, 5, 2, u"a"_s)}));
    const auto rows = store->observations(u"m"_s, u"v1"_s);
    QCOMPARE(rows->size(), 2);
    QCOMPARE(rows->at(1).truth, 5.0);
    QCOMPARE(rows->at(1).id, u"a"_s);
}

void tst_StoreEngine::numbersOutOfRollups()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    const QList<Observation> all = numbers();
    for (qsizetype i = 0; i < all.size(); i += 97) // batches that cut minutes, hours and days
        QVERIFY(store->append(u"m"_s, u"v1"_s, all.mid(i, 97)));
    QList<MetricRequest> requests{request(numberMetrics), request(numberMetrics, PeriodUnit::Hour, 5),
                                  request(numberMetrics, PeriodUnit::Month),
                                  request(numberMetrics, PeriodUnit::Minute, 90),
                                  request({u"rmse"_s, u"median_ae"_s})};
    MetricRequest paris = request(numberMetrics);
    paris.periods.zone = QTimeZone("Europe/Paris");
    MetricRequest kathmandu = request(numberMetrics); // 45 minutes off the hour
    kathmandu.periods.zone = QTimeZone("Asia/Kathmandu");
    MetricRequest odd = request(numberMetrics, PeriodUnit::Second, 100);
    MetricRequest sliding = request(numberMetrics);
    sliding.periods.before = 1;
    sliding.periods.complete = true;
    MetricRequest part = request(numberMetrics);
    part.from = QDateTime(QDate(2024, 2, 28), QTime(3, 0), Qt::UTC);
    part.to = QDateTime(QDate(2024, 2, 29), QTime(4, 30, 30), Qt::UTC);
    for (const MetricRequest &one : requests + QList{paris, kathmandu, odd, sliding, part}) {
        const auto series = store->metrics(one);
        QVERIFY2(series.has_value(), series ? "" : qPrintable(series.error().message));
        const QString wrong = difference(*series, directly(all, {}, one));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void tst_StoreEngine::classesOutOfRollups()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store->setTarget(u"m"_s, yesOrNo()));
    const QList<Observation> all = labels();
    for (qsizetype i = 0; i < all.size(); i += 53)
        QVERIFY(store->append(u"m"_s, u"v1"_s, all.mid(i, 53)));
    const QStringList metrics{u"accuracy"_s, u"kap"_s, u"sens"_s, u"mcc"_s, u"f_meas"_s};
    MetricRequest macro = request(metrics);
    macro.options.averaging = Averaging::Macro;
    for (const MetricRequest &one : {request(metrics), macro}) {
        const auto series = store->metrics(one);
        QList<MetricSeries> expected = directly(all, yesOrNo(), one);
        // The level that the target doesn't know is there on its day only, not on all.
        const QString wrong = difference({series->at(0)}, {expected[0]});
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
    QList<Observation> known = all;
    known.removeIf([](const Observation &one) { return one.truthLevel == u"perhaps"; });
    QVERIFY(store->append(u"m"_s, u"v2"_s, known));
    MetricRequest second = request(metrics + QStringList{u"mn_log_loss"_s, u"brier_class"_s});
    second.versions = {u"v2"_s};
    const auto series = store->metrics(second);
    QVERIFY2(series.has_value(), series ? "" : qPrintable(series.error().message));
    const QString wrong = difference(*series, directly(known, yesOrNo(), second));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void tst_StoreEngine::replacedObservationsLeaveRollups()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QList<Observation> all = numbers(200);
    for (qsizetype i = 0; i < all.size(); ++i)
        all[i].id = u"r%1"_s.arg(i);
    QVERIFY(store->append(u"m"_s, u"v1"_s, all));
    // The truth of some arrives later, of others it was wrong; one moves to another day; one comes twice at
    // once.
    all[3].truth = 50;
    all[40].truth = -1;
    all[41].timeMs += 2 * msPerDay;
    Observation before = all[60];
    before.truth = 1000;
    QVERIFY(store->append(u"m"_s, u"v1"_s, {all[3], all[40], all[41], before, all[60]}));
    const MetricRequest byDay = request(numberMetrics);
    QString wrong = difference(*store->metrics(byDay), directly(all, {}, byDay));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const MetricRequest byHour = request(numberMetrics, PeriodUnit::Hour);
    wrong = difference(*store->metrics(byHour), directly(all, {}, byHour));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void tst_StoreEngine::aNewTargetSumsUpAnew()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QList<Observation> all = labels(300);
    all.removeIf([](const Observation &one) { return one.truthLevel == u"perhaps"; });
    QVERIFY(store->append(u"m"_s, u"v1"_s, all)); // whose probabilities these are is not known yet
    QVERIFY(store->setTarget(u"m"_s, yesOrNo()));
    ChartRequest chart;
    chart.model = u"m"_s;
    chart.metrics = {u"mn_log_loss"_s};
    chart.width = 2;
    const auto charted = store->chart(chart);
    QVERIFY2(charted.has_value(), charted ? "" : qPrintable(charted.error().message));
    QCOMPARE(charted->stepMs, msPerDay);
    const MetricRequest byDay = request({u"mn_log_loss"_s});
    const QList<MetricSeries> expected = directly(all, yesOrNo(), byDay);
    QCOMPARE(charted->series[0].points.size(), expected[0].points.size());
    for (qsizetype i = 0; i < expected[0].points.size(); ++i)
        QVERIFY(agrees(charted->series[0].points[i].value, expected[0].points[i].value));
    // Observations of later are in them, too.
    QVERIFY(store->append(u"m"_s, u"v1"_s, all.mid(0, 1)));
    QCOMPARE(store->chart(chart)->series[0].points[0].n, expected[0].points[0].n + 1);
}

void tst_StoreEngine::chartsAreReducedToPixels()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    const QList<Observation> all = numbers(5000, 3 * minuteMs);
    QVERIFY(store->append(u"m"_s, u"v1"_s, all));
    ChartRequest chart;
    chart.model = u"m"_s;
    chart.metrics = {u"rmse"_s, u"median_ae"_s};
    const auto stepFor = [&](int width, std::optional<QDateTime> from = {},
                             std::optional<QDateTime> to = {}) {
        chart.width = width;
        chart.from = from;
        chart.to = to;
        return store->chart(chart)->stepMs;
    };
    QCOMPARE(stepFor(20), msPerDay);
    QCOMPARE(stepFor(200), hourMs);
    QCOMPARE(stepFor(2000), minuteMs);
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(first, Qt::UTC);
    QCOMPARE(stepFor(1000, from, from.addSecs(3600)), 0);
    // 5000 observations on 300 pixels: the extremes stay.
    chart.width = 300;
    chart.from = chart.to = {};
    const auto reduced = store->chart(chart);
    QVERIFY(reduced->notes.isEmpty());
    chart.width = 100'000;
    const auto whole = store->chart(chart);
    for (int metric : {0, 1}) {
        const auto &few = reduced->series[metric].points;
        QVERIFY(few.size() <= 600 && few.size() > 200);
        QVERIFY(std::ranges::is_sorted(few, {}, &MetricPoint::start));
        QCOMPARE(reduced->series[metric].metric, chart.metrics[metric]);
    }
    QVERIFY(whole->series[0].points.size() > 4000);
    // By the hour they are the metric of the hour.
    const QList<MetricSeries> hours = directly(all, {}, request({u"rmse"_s}, PeriodUnit::Hour));
    QCOMPARE(reduced->series[0].points[1].start, hours[0].points[1].start);
    QVERIFY(agrees(reduced->series[0].points[1].value, hours[0].points[1].value));
}

void tst_StoreEngine::chartsOfAreasStateTheirBounds()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    QVERIFY(store->setTarget(u"m"_s, yesOrNo()));
    QList<Observation> all = labels(3000);
    all.removeIf([](const Observation &one) { return one.truthLevel == u"perhaps"; });
    QVERIFY(store->append(u"m"_s, u"v1"_s, all));
    ChartRequest chart;
    chart.model = u"m"_s;
    chart.metrics = {u"roc_auc"_s};
    chart.width = 40;
    const auto charted = store->chart(chart);
    QCOMPARE(charted->stepMs, msPerDay);
    const QList<MetricSeries> exact = directly(all, yesOrNo(), request({u"roc_auc"_s}));
    QCOMPARE(charted->series[0].points.size(), exact[0].points.size());
    for (qsizetype i = 0; i < exact[0].points.size(); ++i) {
        const MetricPoint &point = charted->series[0].points[i];
        const double value = exact[0].points[i].value;
        const bool exactly = std::isnan(point.lower); // no two in one bin
        QVERIFY2(
            exactly ? agrees(point.value, value) : point.lower <= value && value <= point.upper,
            qPrintable(u"%1 … %2 … %3, n %4"_s.arg(point.lower).arg(value).arg(point.upper).arg(point.n)));
        QVERIFY(exactly || point.upper - point.lower < 0.02);
    }
}

void tst_StoreEngine::savedMetricsFollowVetiversRule()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    const auto day = [](int date) { return QDateTime(QDate(2024, 3, date), QTime(0, 0), Qt::UTC); };
    const MetricTable march{saved(1, 10, u"rmse"_s, 1.5), saved(1, 10, u"mae"_s, 1.25),
                            saved(8, 5, u"rmse"_s, qQNaN(), u"Needs rows."_s)};
    QVERIFY(store->saveMetrics(u"m"_s, u"v1"_s, march, false));
    const MetricTable later{saved(8, 6, u"rmse"_s, 2), saved(15, 7, u"rmse"_s, 3)};
    const auto preview = store->previewMetrics(u"m"_s, u"v1"_s, later);
    QCOMPARE(preview->overlaps, QList{day(8)});
    QCOMPARE(preview->replacedRows, 1);
    QCOMPARE(preview->table.size(), 4);
    const auto refused = store->saveMetrics(u"m"_s, u"v1"_s, later, false);
    QCOMPARE(refused.error().code, Error::Code::Conflict);
    QCOMPARE(refused.error().message, u"The new metrics overlap with 1 date already stored for m@v1, first "
                                      u"2024-03-08T00:00:00Z. Check the dates, or "
                                      "overwrite the old metrics."_s);
    QCOMPARE(store->savedMetrics(u"m"_s)->size(), 3);
    QVERIFY(store->saveMetrics(u"m"_s, u"v1"_s, later, true));
    QVERIFY(store->saveMetrics(u"m"_s, u"v2"_s, later, false)); // another version's are its own
    const auto all = store->savedMetrics(u"m"_s, u"v1"_s);
    QStringList texts;
    for (const MetricRow &row : *all)
        texts << row.index.date().toString(Qt::ISODate) + u' ' + row.metric + u' ' +
                     QString::number(row.value);
    QCOMPARE(texts, (QStringList{u"2024-03-01 rmse 1.5"_s, u"2024-03-01 mae 1.25"_s, u"2024-03-08 rmse 2"_s,
                                 u"2024-03-15 rmse 3"_s}));
    QCOMPARE(store->savedMetrics(u"m"_s)->size(), 6);
    QCOMPARE(store->savedMetrics(u"m"_s, {}, day(9))->size(), 2);
    QCOMPARE(store->saveMetrics(u"m"_s, {}, later, true).error().code, Error::Code::InvalidArgument);
}

void tst_StoreEngine::retentionKeepsTheSums()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    const QList<Observation> all = numbers(2000, 30 * minuteMs); // 41 days
    QVERIFY(store->append(u"m"_s, u"v1"_s, all));
    QCOMPARE(*store->retention(), Retention());
    QCOMPARE(*store->applyRetention(QDateTime::currentDateTimeUtc()), 0); // for ever
    QVERIFY(store->setRetention({10, 20, 30}));
    QCOMPARE(*store->retention(), (Retention{10, 20, 30}));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(all.last().timeMs, Qt::UTC);
    QVERIFY(*store->applyRetention(now) > 1000);
    QCOMPARE(*store->applyRetention(now), 0);
    const auto left = store->observations(u"m"_s, u"v1"_s);
    QVERIFY(left->size() > 400 && left->size() < 600);
    // By the day everything is still there.
    const MetricRequest byDay = request(numberMetrics);
    QString wrong = difference(*store->metrics(byDay), directly(all, {}, byDay));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    // Of a time that was left behind, late observations count in the sums.
    QList<Observation> late = all;
    late << number(all[5].timeMs, 1, 2);
    QVERIFY(store->append(u"m"_s, u"v1"_s, {late.last()}));
    QCOMPARE(store->observations(u"m"_s, u"v1"_s)->size(), left->size());
    wrong = difference(*store->metrics(byDay), directly(late, {}, byDay));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void tst_StoreEngine::onlySumsAreLeft()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    const QList<Observation> all = numbers();
    QVERIFY(store->append(u"m"_s, u"v1"_s, all));
    const auto range = store->range(u"m"_s);
    const MetricRequest byDay = request(numberMetrics);
    const QList<MetricSeries> before = *store->metrics(byDay);
    QVERIFY(store->setRetention({1, 1, 1}));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(all.last().timeMs, Qt::UTC).addYears(1);
    QVERIFY(*store->applyRetention(now) > 0);
    QVERIFY(store->observations(u"m"_s, u"v1"_s)->isEmpty());
    QCOMPARE(*store->versions(u"m"_s), QStringList{u"v1"_s});
    QCOMPARE(*store->range(u"m"_s), *range);
    QCOMPARE(*store->range(u"m"_s, u"v1"_s), *range);
    QVERIFY(!store->target(u"m"_s)->classification);
    const QString wrong = difference(*store->metrics(byDay), before);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void tst_StoreEngine::retentionThatMakesNoSense()
{
    VT_NEED_STORE(where);
    auto store = Store::open(where);
    for (const Retention &wrong :
         {Retention{-1, 0, 0}, Retention{0, 5, 0}, Retention{30, 20, 0}, Retention{5, 0, 10}})
        QCOMPARE(store->setRetention(wrong).error().code, Error::Code::InvalidArgument);
    QVERIFY(store->setRetention({5, 5, 0}));
}

void tst_StoreEngine::manyWritersAndReaders()
{
    VT_NEED_STORE(where);
    QVERIFY(Store::open(where).has_value());
    constexpr int batches = 20;
    constexpr int rows = 50;
    std::atomic<int> failed{0};
    const auto write = [&](int writer) {
        auto store = Store::open(where);
        for (int batch = 0; store && batch < batches; ++batch) {
            QList<Observation> observations;
            for (int row = 0; row < rows; ++row)
                observations << number(first + batch * hourMs + row * 1000, writer, row);
            const auto appended = store->append(u"m"_s, u"v1"_s, observations);
            failed += appended ? 0 : 1;
        }
        failed += store ? 0 : 1;
    };
    std::atomic<bool> done{false};
    std::thread reader([&] {
        auto store = Store::open(where);
        while (!done) {
            const auto series = store->metrics(request({u"mae"_s}));
            failed += series || series.error().code == Error::Code::NotFound ? 0 : 1;
        }
    });
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 3; ++writer)
        writers.emplace_back(write, writer);
    for (std::thread &writer : writers)
        writer.join();
    done = true;
    reader.join();
    QCOMPARE(failed.load(), 0);
    auto store = Store::open(where);
    const auto all = store->observations(u"m"_s, u"v1"_s);
    QCOMPARE(all->size(), 3 * batches * rows);
    const MetricRequest byHour = request(numberMetrics, PeriodUnit::Hour);
    const QString wrong = difference(*store->metrics(byHour), directly(*all, {}, byHour));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void tst_StoreEngine::whatWasCommittedStays()
{
    VT_NEED_STORE(where);
    {
        auto store = Store::open(where);
        QVERIFY(store->append(u"m"_s, u"v1"_s, numbers(10)));
        // A batch that fails leaves nothing behind.
        QVERIFY(!store->append(u"m"_s, {}, numbers(10)));
    }
    auto store = Store::open(where);
    QCOMPARE(store->observations(u"m"_s, u"v1"_s)->size(), 9); // one has no truth
    QCOMPARE(*store->versions(u"m"_s), QStringList{u"v1"_s});
}

void tst_StoreEngine::aServerThatIsNotThere()
{
    if (newStore(true).isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
    const auto store = Store::open(u"postgresql://vitrine@/nothing?host=%1"_s.arg(m_dir->path()));
    QVERIFY(!store);
    QVERIFY2(store.error().message.contains(u"cannot be reached"), qPrintable(store.error().message));
    const auto unnamed = Store::open(u"postgresql://vitrine@localhost"_s);
    QCOMPARE(unnamed.error().code, Error::Code::InvalidArgument);
}

void tst_StoreEngine::passwordsAreNotRepeated()
{
    const auto store = Store::open(u"postgresql://vitrine:geheim@/nothing?host=%1"_s.arg(m_dir->path()));
    QVERIFY(!store);
    QVERIFY(!store.error().message.contains(u"geheim") && !store.error().detail.contains(u"geheim"));
}

QTEST_GUILESS_MAIN(tst_StoreEngine)
#include "tst_storeengine.moc"
