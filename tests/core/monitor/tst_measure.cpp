// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics by period against what R's vetiver, Python's vetiver and yardstick compute.
#include "core/monitor/measure.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

QDateTime day(const QString &text)
{
    return QDateTime(QDate::fromString(text, Qt::ISODate), QTime(0, 0), Qt::UTC);
}

struct Numbers {
    std::vector<qint64> times;
    std::vector<double> truth;
    std::vector<double> estimate;
    MetricRows rows() const
    {
        MetricRows rows;
        rows.truth = truth;
        rows.estimate = estimate;
        return rows;
    }
};

Numbers readNumbers(const QString &path, const QString &truth, const QString &estimate)
{
    const Csv csv = readCsv(path);
    Numbers result;
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        result.times.push_back(day(csv.at(row, u"date"_s)).toMSecsSinceEpoch());
        result.truth.push_back(number(csv.at(row, truth)));
        result.estimate.push_back(number(csv.at(row, estimate)));
    }
    return result;
}

// "index n metric" → value, with the order of equal keys kept.
using Table = QList<std::pair<QString, double>>;

QString keyOf(const QString &index, const QString &n, const QString &metric)
{
    return index + u' ' + n + u' ' + metric;
}

Table tableOf(const QList<MetricSeries> &series, const QHash<QString, QString> &names = {})
{
    Table table;
    for (qsizetype point = 0; point < series.first().points.size(); ++point) {
        for (const MetricSeries &one : series) {
            const MetricPoint &p = one.points[point];
            table.append({keyOf(p.index.date().toString(Qt::ISODate), QString::number(p.n),
                                names.value(one.metric, one.metric)),
                          p.value});
        }
    }
    return table;
}

void compareTables(const Table &actual, const Table &expected)
{
    QCOMPARE(actual.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QCOMPARE(actual[i].first, expected[i].first);
        if (!agrees(actual[i].second, expected[i].second))
            QFAIL(qPrintable(u"%1: %2 instead of %3"_s.arg(expected[i].first)
                                 .arg(actual[i].second, 0, 'g', 17)
                                 .arg(expected[i].second, 0, 'g', 17)));
    }
}

} // namespace

class tst_Measure final : public QObject
{
    Q_OBJECT
private slots:
    void vetiverOfRSettings_data();
    void vetiverOfRSettings();
    void vetiverOfROnRealData_data();
    void vetiverOfROnRealData();
    void vetiverOfPythonWindows_data();
    void vetiverOfPythonWindows();
    void aWrongMetricIsNamed();
    void anUndefinedValueSaysWhy();
    void aStopIsObeyed();
};

void tst_Measure::vetiverOfRSettings_data()
{
    QTest::addColumn<QString>("setting");
    const QString path = sharedData(u"monitoring/compute_metrics_expected.csv"_s);
    if (path.isEmpty()) {
        QTest::newRow("no data") << QString();
        return;
    }
    QStringList seen;
    for (const QStringList &row : readCsv(path).rows) {
        const QString setting = row.mid(0, 6).join(u' ');
        if (!seen.contains(setting)) {
            seen << setting;
            QTest::newRow(qPrintable(setting)) << setting;
        }
    }
    QCOMPARE(seen.size(), 10);
}

void tst_Measure::vetiverOfRSettings()
{
    VT_NEED_SHARED(expectedPath, u"monitoring/compute_metrics_expected.csv"_s);
    VT_NEED_SHARED(inputPath, u"monitoring/mon_input.csv"_s);
    QFETCH(QString, setting);
    const QStringList parts = setting.split(u' ');
    Periods periods;
    periods.unit = *periodUnit(parts[0]);
    periods.every = parts[1].toInt();
    if (parts[2] != u"NA")
        periods.origin = day(parts[2]);
    periods.before = parts[3].toInt();
    periods.after = parts[4].toInt();
    periods.complete = parts[5] == u"TRUE";
    Table expected;
    const Csv csv = readCsv(expectedPath);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        if (csv.rows[row].mid(0, 6).join(u' ') == setting)
            expected.append({keyOf(csv.at(row, u".index"_s), csv.at(row, u".n"_s), csv.at(row, u".metric"_s)),
                             number(csv.at(row, u".estimate"_s))});
    }
    const Numbers data = readNumbers(inputPath, u"truth"_s, u"estimate"_s);
    const auto series = measure(data.times, data.rows(), defaultMetrics(false, false), periods);
    QVERIFY(series.has_value());
    QCOMPARE(series->first().estimator, u"standard"_s);
    compareTables(tableOf(*series), expected);
}

void tst_Measure::vetiverOfROnRealData_data()
{
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("truth");
    QTest::addColumn<QString>("period");
    QTest::newRow("bike week") << u"bike"_s << u"cnt"_s << u"week"_s;
    QTest::newRow("bike month") << u"bike"_s << u"cnt"_s << u"month"_s;
    QTest::newRow("bike quarter") << u"bike"_s << u"cnt"_s << u"quarter"_s;
    QTest::newRow("bike year") << u"bike"_s << u"cnt"_s << u"year"_s;
    QTest::newRow("chicago month") << u"chicago"_s << u"ridership"_s << u"month"_s;
}

void tst_Measure::vetiverOfROnRealData()
{
    QFETCH(QString, data);
    QFETCH(QString, truth);
    QFETCH(QString, period);
    VT_NEED_SHARED(inputPath, u"monitoring/reference/%1_scored.csv"_s.arg(data));
    VT_NEED_SHARED(expectedPath, u"monitoring/reference/vetiver_r_%1_%2.csv"_s.arg(data, period));
    Table expected;
    QStringList metrics;
    const Csv csv = readCsv(expectedPath);
    for (qsizetype row = 0; row < csv.rows.size(); ++row) {
        const QString metric = csv.at(row, u".metric"_s);
        if (!metrics.contains(metric))
            metrics << metric;
        expected.append({keyOf(csv.at(row, u".index"_s), csv.at(row, u".n"_s), metric),
                         number(csv.at(row, u".estimate"_s))});
    }
    Periods periods;
    periods.unit = *periodUnit(period);
    const Numbers numbers = readNumbers(inputPath, truth, u"pred"_s);
    const auto series = measure(numbers.times, numbers.rows(), metrics, periods);
    QVERIFY(series.has_value());
    compareTables(tableOf(*series), expected);
}

void tst_Measure::vetiverOfPythonWindows_data()
{
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("truth");
    QTest::addColumn<QString>("estimate");
    QTest::addColumn<QString>("output");
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("dropped"); // windows that vetiver-python forgets
    QTest::newRow("7 days") << u"mon_input.csv"_s << u"truth"_s << u"estimate"_s << u"pymon_7d.csv"_s << 7
                            << 0;
    QTest::newRow("30 days") << u"mon_input.csv"_s << u"truth"_s << u"estimate"_s << u"pymon_30d.csv"_s << 30
                             << 1;
    QTest::newRow("bike 7 days") << u"reference/bike_scored.csv"_s << u"cnt"_s << u"pred"_s
                                 << u"reference/vetiver_python_bike_7d.csv"_s << 7 << 0;
    QTest::newRow("bike 30 days") << u"reference/bike_scored.csv"_s << u"cnt"_s << u"pred"_s
                                  << u"reference/vetiver_python_bike_30d.csv"_s << 30 << 0;
}

void tst_Measure::vetiverOfPythonWindows()
{
    QFETCH(QString, input);
    QFETCH(QString, truth);
    QFETCH(QString, estimate);
    QFETCH(QString, output);
    QFETCH(int, days);
    QFETCH(int, dropped);
    VT_NEED_SHARED(inputPath, u"monitoring/"_s + input);
    VT_NEED_SHARED(expectedPath, u"monitoring/"_s + output);
    Table expected;
    const Csv csv = readCsv(expectedPath);
    for (qsizetype row = 0; row < csv.rows.size(); ++row)
        expected.append(
            {keyOf(csv.at(row, u"index"_s).left(10), csv.at(row, u"n"_s), csv.at(row, u"metric"_s)),
             number(csv.at(row, u"estimate"_s))});
    const Numbers numbers = readNumbers(inputPath, truth, estimate);
    const QHash<QString, QString> names{{u"mae"_s, u"mean_absolute_error"_s},
                                        {u"mse"_s, u"mean_squared_error"_s},
                                        {u"rsq_trad"_s, u"r2_score"_s}};
    const Periods windows =
        windowsFrom(QDateTime::fromMSecsSinceEpoch(numbers.times.front(), Qt::UTC), days * 86400);
    MetricOptions options;
    options.convention = Convention::Sklearn;
    const auto series =
        measure(numbers.times, numbers.rows(), {u"mae"_s, u"mse"_s, u"rsq_trad"_s}, windows, options);
    QVERIFY(series.has_value());
    Table actual = tableOf(*series, names);
    // Every row is in a window, which vetiver-python doesn't manage.
    qint64 rows = 0;
    for (const MetricPoint &point : series->first().points)
        rows += point.n;
    QCOMPARE(rows, qint64(numbers.times.size()));
    actual.resize(actual.size() - dropped * 3);
    compareTables(actual, expected);
}

void tst_Measure::aWrongMetricIsNamed()
{
    const Numbers numbers{{0}, {1}, {1}};
    const auto unknown = measure(numbers.times, numbers.rows(), {u"rmsee"_s}, {});
    QVERIFY(!unknown);
    QVERIFY(unknown.error().message.contains(u"rmsee"_s));
    const auto other = measure(numbers.times, numbers.rows(), {u"roc_auc"_s}, {});
    QVERIFY(!other);
    QVERIFY(other.error().message.contains(u"predicts numbers"_s));
}

void tst_Measure::anUndefinedValueSaysWhy()
{
    const Numbers numbers{{0}, {1}, {2}};
    const auto series = measure(numbers.times, numbers.rows(), {u"rsq"_s, u"rmse"_s}, {});
    QVERIFY(series.has_value());
    QVERIFY(std::isnan(series->at(0).points[0].value));
    QVERIFY(!series->at(0).points[0].why.isEmpty());
    QCOMPARE(series->at(1).points[0].value, 1.0);
    QVERIFY(series->at(1).points[0].why.isEmpty());
}

void tst_Measure::aStopIsObeyed()
{
    std::stop_source source;
    source.request_stop();
    const Numbers numbers{{0}, {1}, {2}};
    const auto series = measure(numbers.times, numbers.rows(), {u"rmse"_s}, {}, {}, {source.get_token(), {}});
    QVERIFY(!series);
    QCOMPARE(series.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Measure)
#include "tst_measure.moc"
