// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/recordedestimate.h"

#include "tests/core/monitor/recording.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr qint64 first = 1'704'067'200'000; // 2024-01-01
constexpr qint64 hour = 3'600'000;

// Errors of plus or minus 1, or of 3 where x is large; each hour a row.
std::vector<test::RecordedRow> hours(int count, int labelled, bool large)
{
    std::vector<test::RecordedRow> rows;
    for (int i = 0; i < count; ++i) {
        const bool isLarge = large && i >= labelled ? true : i % 4 == 0;
        const double error = (isLarge ? 3 : 1) * ((i * 7 / 4) % 2 == 0 ? 1 : -1);
        const double truth = i % 13;
        test::RecordedRow row;
        row.timeMs = first + i * hour;
        row.inputs = isLarge ? R"({"x":[100]})" : R"({"x":[1]})";
        row.outputs = "{\".pred\":[" + std::to_string(truth + error) + "]}";
        if (i < labelled)
            row.truth = truth;
        rows.push_back(row);
    }
    return rows;
}

} // namespace

class tst_RecordedEstimate final : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void rowsWithoutTruthAreEstimatedFromThoseWithOne();
    void whatIsAskedDecides();
    void nothingIsEstimatedWhenAllIsKnown();
    void tooFewTruthsEstimateNothing();

private:
    QString path() const { return m_dir->filePath(u"monitor.sqlite"_s); }
    RecordedEstimateRequest request() const
    {
        RecordedEstimateRequest request;
        request.model = u"cars"_s;
        request.version = u"v1"_s;
        request.metrics = {u"rmse"_s, u"mae"_s};
        request.periods.unit = PeriodUnit::IsoWeek;
        return request;
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void tst_RecordedEstimate::rowsWithoutTruthAreEstimatedFromThoseWithOne()
{
    test::record(path(), "cars", "v1", hours(4 * 168, 3 * 168, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
    QVERIFY(report->has_value());
    const QList<EstimatedSeries> &series = (*report)->series;
    QCOMPARE(series.size(), 2);
    QCOMPARE(series[0].metric, u"rmse"_s);
    QCOMPARE(series[0].points.size(), 4);
    const EstimatedPoint &last = series[0].points.last();
    QCOMPARE(last.n, 168);
    QCOMPARE(last.labelled, 0);
    const double expected = std::sqrt((9 + 3 * 1) / 4.0);
    QVERIFY2(std::abs(last.estimated.value - expected) < 0.15,
             qPrintable(QString::number(last.estimated.value)));
    QVERIFY(last.estimated.low < expected && last.estimated.high > expected);
    QCOMPARE(series[0].points.first().labelled, 168);
}

void tst_RecordedEstimate::whatIsAskedDecides()
{
    test::record(path(), "cars", "v1", hours(4 * 168, 3 * 168, true)); // only hard ones in the last week
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && report->has_value());
    const EstimatedPoint &last = (*report)->series[0].points.last();
    QVERIFY2(last.estimated.value > 2.6, qPrintable(QString::number(last.estimated.value)));
}

void tst_RecordedEstimate::nothingIsEstimatedWhenAllIsKnown()
{
    test::record(path(), "cars", "v1", hours(168, 168, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && !report->has_value());
    RecordedEstimateRequest other = request();
    other.version = u"v2"_s; // never served
    const auto none = estimateRecorded(path(), other);
    QVERIFY(none && !none->has_value());
}

void tst_RecordedEstimate::tooFewTruthsEstimateNothing()
{
    test::record(path(), "cars", "v1", hours(168, 20, false));
    const auto report = estimateRecorded(path(), request());
    QVERIFY(report && !report->has_value());
}

QTEST_GUILESS_MAIN(tst_RecordedEstimate)
#include "tst_recordedestimate.moc"
