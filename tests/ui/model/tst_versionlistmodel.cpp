// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/versionfilter.h"
#include "ui/model/versionlistmodel.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

using Field = VersionListModel::Field;

registry::Version version(const QString &name, double rmse, const QStringList &stages = {})
{
    registry::Version v;
    v.model = u"tmax"_s;
    v.name = name;
    v.commit = name + u"commit"_s;
    v.date = QDateTime(QDate(2015, 1, 1), QTime(12, 0), Qt::UTC);
    v.author = u"Ada"_s;
    v.message = u"About "_s + name;
    v.size = 41000;
    v.stages = stages;
    v.metrics = {{u"mae"_s, rmse / 2}, {u"rmse"_s, rmse}};
    return v;
}

QList<registry::Version> some() // newest first
{
    return {version(u"v10.0.0"_s, 2.6), version(u"v2.0.0"_s, 2.9, {u"production"_s}),
            version(u"v1.0.0"_s, 2.7)};
}

QString names(const QAbstractItemModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row)
        result << model.index(row, 0).data().toString();
    return result.join(u' ');
}

} // namespace

class tst_VersionListModel final : public QObject
{
    Q_OBJECT
private slots:
    void keepsTheRulesOfItemModels();
    void theMainMetricComesFirstWithItsChanges();
    void changesAreBetterOrWorseByTheMetricsDirection();
    void aMetricOfUnknownDirectionIsNeitherBetterNorWorse();
    void otherMetricsCarryTheirOwnVerdict();
    void theProductionStageMayHaveALongerName();
    void withdrawnVersionsAreHiddenAndNotComparedWith();
    void versionsSortByPrecedence();
    void whatWasNotRecordedSortsLastEitherWay();
    void newContentOfTheSameVersionsKeepsTheRows();

private:
    QModelIndex cell(const VersionListModel &model, int row, Field field) const
    {
        return model.index(row, model.columnOf(field));
    }
    test::FixedClock m_clock;
};

void tst_VersionListModel::keepsTheRulesOfItemModels()
{
    VersionListModel model(m_clock);
    VersionFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester ofModel(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester ofFilter(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setVersions(some(), u"rmse"_s);
    filter.sort(model.columnOf(Field::Metric));
    filter.setSearch(u"about v2"_s);
    QCOMPARE(names(filter), u"v2.0.0"_s);
    filter.setSearch({});
    model.setVersions(some().mid(1), u"rmse"_s);
    model.setVersions({}, {});
    QCOMPARE(filter.rowCount(), 0);
}

void tst_VersionListModel::theMainMetricComesFirstWithItsChanges()
{
    VersionListModel model(m_clock);
    model.setVersions(some(), u"rmse"_s);
    QStringList titles;
    for (const auto &column : model.columns())
        titles << column.title;
    QCOMPARE(
        titles.join(u'|'),
        u"Version|Stages|rmse|Δ previous|Δ production|mae|mae: Δ previous|mae: Δ production|Date|Message|"
        "Author|Size|Labels"_s);
    QCOMPARE(cell(model, 0, Field::Metric).data().toString(), u"2.60"_s);
    QCOMPARE(cell(model, 0, Field::ChangeBefore).data().toString(), u"▼ −0.30"_s);
    QCOMPARE(cell(model, 2, Field::ChangeBefore).data().toString(), u"–"_s); // nothing is older
    QCOMPARE(cell(model, 2, Field::ChangeProduction).data().toString(), u"▼ −0.20"_s);
    QCOMPARE(cell(model, 1, Field::ChangeProduction).data().toString(), u"–"_s); // is in production
    QCOMPARE(model.productionVersion(), u"v2.0.0"_s);
}

void tst_VersionListModel::changesAreBetterOrWorseByTheMetricsDirection()
{
    QCOMPARE(betterOrWorse(u"rmse"_s, 3, 2), 1);
    QCOMPARE(betterOrWorse(u"rmse"_s, 2, 3), -1);
    QCOMPARE(betterOrWorse(u"accuracy"_s, 0.8, 0.9), 1);
    QCOMPARE(betterOrWorse(u"accuracy"_s, 0.9, 0.8), -1);
    QCOMPARE(betterOrWorse(u"rmse"_s, 2, 2), 0);
    QCOMPARE(betterOrWorse(u"rmse"_s, std::numeric_limits<double>::quiet_NaN(), 2), 0);
    VersionListModel model(m_clock);
    model.setVersions(some(), u"rmse"_s);
    QCOMPARE(cell(model, 0, Field::ChangeBefore).data(ToneRole).toInt(), int(Tone::Good));
    QCOMPARE(cell(model, 1, Field::ChangeBefore).data(ToneRole).toInt(), int(Tone::Bad));
}

void tst_VersionListModel::aMetricOfUnknownDirectionIsNeitherBetterNorWorse()
{
    auto versions = some();
    for (registry::Version &each : versions)
        each.metrics = {{u"lift_at_3"_s, each.metrics.value(u"rmse"_s)}};
    VersionListModel model(m_clock);
    model.setVersions(versions, u"lift_at_3"_s);
    QCOMPARE(cell(model, 0, Field::ChangeBefore).data().toString(), u"▼ −0.30"_s);
    QCOMPARE(cell(model, 0, Field::ChangeBefore).data(ToneRole).toInt(), int(Tone::Muted));
    QVERIFY(!cell(model, 0, Field::ChangeBefore).data(Qt::ToolTipRole).toString().contains(u"better"));
}

void tst_VersionListModel::otherMetricsCarryTheirOwnVerdict()
{
    VersionListModel model(m_clock);
    model.setVersions(some(), u"rmse"_s);
    int mae = 0;
    while (model.columns().at(mae).metric != u"mae")
        ++mae;
    QCOMPARE(model.index(0, mae).data().toString(), u"▼ 1.30"_s);
    QCOMPARE(model.index(0, mae).data(ToneRole).toInt(), int(Tone::Good));
    QCOMPARE(model.index(1, mae).data().toString(), u"▲ 1.45"_s);
    QCOMPARE(model.index(1, mae).data(ToneRole).toInt(), int(Tone::Bad));
    QCOMPARE(model.index(2, mae).data().toString(), u"1.35"_s); // nothing is older
}

void tst_VersionListModel::theProductionStageMayHaveALongerName()
{
    auto versions = some();
    versions[1].stages.clear();
    versions[2].stages = QStringList{u"production-eu"_s};
    VersionListModel model(m_clock);
    model.setVersions(versions, u"rmse"_s);
    QCOMPARE(model.productionVersion(), u"v1.0.0"_s);
    versions[0].stages = QStringList{u"prod"_s};
    model.setVersions(versions, u"rmse"_s);
    QCOMPARE(model.productionVersion(), u"v10.0.0"_s);
}

void tst_VersionListModel::withdrawnVersionsAreHiddenAndNotComparedWith()
{
    auto versions = some();
    versions[1].deregistered = true;
    versions[1].stages.clear();
    VersionListModel model(m_clock);
    VersionFilter filter;
    filter.setSourceModel(&model);
    model.setVersions(versions, u"rmse"_s);
    QCOMPARE(names(filter), u"v10.0.0 v1.0.0"_s);
    QCOMPARE(cell(model, 0, Field::ChangeBefore).data().toString(), u"▼ −0.10"_s);
    filter.setWithdrawnShown(true);
    QCOMPARE(names(filter), u"v10.0.0 v2.0.0 v1.0.0"_s);
    QCOMPARE(model.index(1, 0).data(ChipsRole).toStringList(), QStringList{u"withdrawn"_s});
}

void tst_VersionListModel::versionsSortByPrecedence()
{
    auto versions = some();
    versions << version(u"v2.0.0-rc.1"_s, 3);
    VersionListModel model(m_clock);
    VersionFilter filter;
    filter.setSourceModel(&model);
    model.setVersions(versions, u"rmse"_s);
    filter.sort(0, Qt::AscendingOrder);
    QCOMPARE(names(filter), u"v1.0.0 v2.0.0-rc.1 v2.0.0 v10.0.0"_s);
}

void tst_VersionListModel::whatWasNotRecordedSortsLastEitherWay()
{
    auto versions = some();
    versions[0].metrics.clear();
    VersionListModel model(m_clock);
    VersionFilter filter;
    filter.setSourceModel(&model);
    model.setVersions(versions, u"rmse"_s);
    filter.sort(model.columnOf(Field::Metric), Qt::AscendingOrder);
    QCOMPARE(names(filter), u"v1.0.0 v2.0.0 v10.0.0"_s);
    filter.sort(model.columnOf(Field::Metric), Qt::DescendingOrder);
    QCOMPARE(names(filter), u"v2.0.0 v1.0.0 v10.0.0"_s);
}

void tst_VersionListModel::newContentOfTheSameVersionsKeepsTheRows()
{
    VersionListModel model(m_clock);
    model.setVersions(some(), u"rmse"_s);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    auto versions = some();
    versions[1].stages.clear();
    versions[2].stages = QStringList{u"production"_s};
    model.setVersions(versions, u"rmse"_s);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(model.productionVersion(), u"v1.0.0"_s);
}

QTEST_MAIN(tst_VersionListModel)
#include "tst_versionlistmodel.moc"
