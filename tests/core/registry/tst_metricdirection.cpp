// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/metricdirection.h"

#include <QTest>

#include <limits>

using namespace vitrine::registry;
using namespace Qt::StringLiterals;

class tst_MetricDirection final : public QObject
{
    Q_OBJECT
private slots:
    void improvementsFollowTheMetric_data();
    void improvementsFollowTheMetric();
};

void tst_MetricDirection::improvementsFollowTheMetric_data()
{
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    QTest::addColumn<QString>("metric");
    QTest::addColumn<double>("before");
    QTest::addColumn<double>("after");
    QTest::addColumn<int>("better");
    QTest::newRow("lower error") << u"rmse"_s << 3.0 << 2.0 << 1;
    QTest::newRow("higher error") << u"MAE"_s << 2.0 << 3.0 << -1;
    QTest::newRow("higher accuracy") << u"accuracy"_s << 0.8 << 0.9 << 1;
    QTest::newRow("negated score") << u"neg_mean_squared_error"_s << -3.0 << -2.0 << 1;
    QTest::newRow("of a split") << u"val_log_loss"_s << 0.4 << 0.5 << -1;
    QTest::newRow("split behind") << u"roc_auc.test"_s << 0.7 << 0.6 << -1;
    QTest::newRow("bias nearer to zero") << u"mpe"_s << -5.0 << 2.0 << 1;
    QTest::newRow("same") << u"rmse"_s << 2.0 << 2.0 << 0;
    QTest::newRow("unknown metric") << u"gizmo"_s << 2.0 << 3.0 << 0;
    QTest::newRow("undefined before") << u"rmse"_s << undefined << 3.0 << 0;
    QTest::newRow("undefined after") << u"rmse"_s << 3.0 << undefined << 0;
}

void tst_MetricDirection::improvementsFollowTheMetric()
{
    QFETCH(QString, metric);
    QFETCH(double, before);
    QFETCH(double, after);
    QTEST(metricImprovement(metric, before, after), "better");
}

QTEST_GUILESS_MAIN(tst_MetricDirection)
#include "tst_metricdirection.moc"
