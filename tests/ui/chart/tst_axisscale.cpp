// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/axisscale.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr qint64 day = 86'400'000;

// A period a day from `firstDay` on; n 0: nothing was observed then.
PlotSeries series(const QString &version, int look, int firstDay, const QList<int> &n)
{
    monitor::MetricSeries of;
    for (qsizetype i = 0; i < n.size(); ++i) {
        if (n[i] == 0)
            continue;
        monitor::MetricPoint point;
        point.start = QDateTime::fromMSecsSinceEpoch((firstDay + i) * day, Qt::UTC);
        point.end = point.start.addDays(1);
        point.n = n[i];
        point.value = double(i);
        point.lower = point.value - 1;
        point.upper = point.value + 1;
        of.points << point;
    }
    return {version, look, false, lineOf(of)};
}

QList<PlotMetric> metrics()
{
    return {{monitor::metricInfo(u"rmse"_s),
             {},
             {series(u"v1"_s, 0, 100, {10, 20, 0, 30}), series(u"v2"_s, 1, 102, {5, 5})}}};
}

} // namespace

class tst_AxisScale final : public QObject
{
    Q_OBJECT
private slots:
    void byTimeNothingMoves();
    void byObservationRowsFollowEachOther();
    void byVersionEachHasItsOwnStretch();
    void anEstimateLiesBesideItsVersion();
    void namesComeBack();
};

void tst_AxisScale::byTimeNothingMoves()
{
    const AxisLayout layout = laidOut(metrics(), AxisScale::Time);
    QCOMPARE(layout.metrics.first().series.first().line->time.front(), 100.5 * day);
    QVERIFY(layout.stretches.isEmpty());
}

void tst_AxisScale::byObservationRowsFollowEachOther()
{
    const AxisLayout layout = laidOut(metrics(), AxisScale::Observation);
    const PlotLine &line = *layout.metrics.first().series.first().line;
    QCOMPARE(line.size(), size_t(3)); // the gap holds no observation
    QCOMPARE(line.left, std::vector<double>({0, 10, 30}));
    QCOMPARE(line.right, std::vector<double>({10, 30, 60}));
    QCOMPARE(line.time, std::vector<double>({5, 20, 45}));
    QCOMPARE(line.value, std::vector<double>({0, 1, 3}));
    QCOMPARE(line.low, std::vector<double>({-1, 0, 2}));
    QCOMPARE(line.startOf(2), 103 * day); // the period is still known
    QCOMPARE(line.indexAt(29.5), std::optional<size_t>(1));
    QCOMPARE(line.indexAt(60), std::optional<size_t>());
    QCOMPARE(line.reduction.range(0, 60), std::pair(0.0, 3.0));
}

void tst_AxisScale::byVersionEachHasItsOwnStretch()
{
    const AxisLayout layout = laidOut(metrics(), AxisScale::Version);
    QCOMPARE(layout.stretches.size(), 2);
    QCOMPARE(layout.stretches[0].version, u"v1"_s);
    QCOMPARE(layout.stretches[0].to, layout.stretches[1].from);
    for (qsizetype i = 0; i < 2; ++i) {
        const PlotLine &line = *layout.metrics.first().series[i].line;
        QVERIFY(line.leftOf(0) > layout.stretches[i].from);
        QVERIFY(line.rightOf(line.size() - 1) < layout.stretches[i].to);
        QCOMPARE(line.rightOf(0) - line.leftOf(0), double(day)); // a day is a day
    }
    const PlotLine &first = *layout.metrics.first().series.first().line;
    QVERIFY(std::isnan(first.value[2]) && first.isGap(2)); // gaps are gaps
}

void tst_AxisScale::anEstimateLiesBesideItsVersion()
{
    QList<PlotMetric> with = metrics();
    PlotSeries estimate = series(u"v1"_s, 0, 104, {7});
    estimate.estimated = true;
    with.first().series << estimate;
    const AxisLayout layout = laidOut(with, AxisScale::Version);
    QCOMPARE(layout.stretches.size(), 2);
    const PlotLine &real = *layout.metrics.first().series[0].line;
    const PlotLine &estimated = *layout.metrics.first().series[2].line;
    QCOMPARE(estimated.leftOf(0), real.rightOf(real.size() - 1)); // the day after
    QCOMPARE(estimate.label(), u"v1 estimated"_s);
    QCOMPARE(laidOut(with, AxisScale::Observation).metrics.first().series.size(), 2); // not observed
}

void tst_AxisScale::namesComeBack()
{
    AxisScale scale = AxisScale::Time;
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(axisScale(axisScaleName(scale)), scale);
        scale = nextAxisScale(scale);
    }
    QCOMPARE(scale, AxisScale::Time);
    QCOMPARE(axisScale(u"sideways"_s), AxisScale::Time);
}

QTEST_GUILESS_MAIN(tst_AxisScale)
#include "tst_axisscale.moc"
