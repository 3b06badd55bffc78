// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/xyplot.h"
#include "ui/monitor/matrixview.h"
#include "ui/monitor/monitorview.h"
#include "ui/theme/tokens.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

monitor::MetricPoint month(int year, int month, double value)
{
    const QDate first(year, month, 1);
    monitor::MetricPoint point;
    point.start = first.startOfDay(Qt::UTC);
    point.end = first.addMonths(1).startOfDay(Qt::UTC);
    point.index = point.start;
    point.n = 30;
    point.value = value;
    return point;
}

} // namespace

class tst_MatrixView final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void whatWasStopsWhereNothingWasObserved();
};

void tst_MatrixView::whatWasStopsWhereNothingWasObserved()
{
    monitor::MetricSeries series;
    series.points << month(2015, 1, 2) << month(2015, 2, 3) << month(2020, 1, 4);
    PlotMetric metric;
    metric.info = monitor::metricInfo(u"rmse"_s);
    metric.series << PlotSeries{u"v1.0.0"_s, 0, false, lineOf(series)};
    MonitorView shown;
    shown.model = u"m"_s;
    shown.metrics << metric;
    shown.stage = u"production"_s;
    const double begin = double(QDate(2014, 1, 1).startOfDay(Qt::UTC).toMSecsSinceEpoch());
    shown.bands << StageBand{u"v1.0.0"_s, 0, begin, std::numeric_limits<double>::infinity()};
    MatrixView view;
    view.setView(shown, QTimeZone::utc());
    const auto *plot = view.findChild<XyPlot *>(u"matrixLine"_s);
    QVERIFY(plot && !plot->picture().layers.empty());
    QStringList values;
    for (const QPointF &point : plot->picture().layers.front().points)
        values << (std::isnan(point.y()) ? u"gap"_s : QString::number(point.y()));
    QCOMPARE(values, QStringList({u"2"_s, u"3"_s, u"gap"_s, u"4"_s}));
}

QTEST_MAIN(tst_MatrixView)
#include "tst_matrixview.moc"
