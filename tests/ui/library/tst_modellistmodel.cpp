// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/library/models.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/sparkline.h"

#include <QAbstractItemModelTester>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_ModelListModel final : public QObject
{
    Q_OBJECT
private slots:
    void keepsTheRulesOfItemModels();
    void changedContentKeepsTheRows();
    void productionComesFirstAmongTheStages();
    void everyColumnHasAKeyOfItsOwn();
    void insightsBecomeBadgesAndALine();
    void insightsOfUnknownModelsAreIgnored();
    void whereTheSearchFoundAModelIsMarked();

private:
    test::FixedClock m_clock;
};

void tst_ModelListModel::keepsTheRulesOfItemModels()
{
    ModelListModel list(m_clock);
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    list.setModels(test::someModels());
    list.setInsights({{u"iris-9"_s, {}}});
    list.setModels(test::someModels().mid(1));
    list.setModels({});
    QCOMPARE(list.rowCount(), 0);
}

void tst_ModelListModel::changedContentKeepsTheRows()
{
    ModelListModel list(m_clock);
    list.setModels(test::someModels());
    QSignalSpy reset(&list, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    auto models = test::someModels();
    models[1].title = u"Another title"_s;
    list.setModels(models);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().value<QModelIndex>().row(), 1);
    list.setModels(models.mid(1));
    QCOMPARE(reset.count(), 1);
    QCOMPARE(list.rowOf(u"seattle-tmax"_s), 1);
    QCOMPARE(list.rowOf(u"iris-10"_s), -1);
}

void tst_ModelListModel::productionComesFirstAmongTheStages()
{
    ModelListModel list(m_clock);
    list.setModels(test::someModels());
    const QModelIndex stages = list.index(2, ModelListModel::Stages);
    QCOMPARE(stages.data(ChipsRole).toStringList(), (QStringList{u"production v2.0.0"_s, u"alpha v3.0.0"_s}));
    QCOMPARE(stages.data(Qt::AccessibleTextRole).toString(), u"production v2.0.0, alpha v3.0.0"_s);
    QCOMPARE(list.index(2, ModelListModel::Production).data().toString(), u"v2.0.0"_s);
    QCOMPARE(list.index(2, ModelListModel::Changed).data().toString(), u"2 day(s) ago"_s);
}

void tst_ModelListModel::everyColumnHasAKeyOfItsOwn()
{
    ModelListModel list(m_clock);
    QSet<QString> keys;
    for (int column = 0; column < list.columnCount(); ++column) {
        keys.insert(list.headerData(column, Qt::Horizontal, ColumnKeyRole).toString());
        QVERIFY(!list.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
    QCOMPARE(keys.size(), list.columnCount());
    QVERIFY(!keys.contains(QString()));
}

void tst_ModelListModel::insightsBecomeBadgesAndALine()
{
    ModelListModel list(m_clock);
    list.setModels(test::someModels());
    const QModelIndex metric = list.index(2, ModelListModel::Metric);
    const QModelIndex health = list.index(2, ModelListModel::Health);
    QVERIFY(!metric.data(SparkRole).isValid());
    QVERIFY(!health.data(BadgesRole).isValid());

    lifecycle::Insight insight;
    insight.source = lifecycle::Insight::Source::Registration;
    insight.metric = u"rmse"_s;
    insight.values = {3.0, 2.5};
    insight.marked = 0;
    insight.health = {lifecycle::Health::Kind::Watch, u"unusual"_s, u"Because."_s};
    insight.retraining = {lifecycle::RetrainingState::Kind::Due, m_clock.time.addDays(-3)};
    list.setInsights({{u"seattle-tmax"_s, insight}});
    QCOMPARE(metric.data().toString(), u"2.50"_s);
    QCOMPARE(metric.data(SparkRole).value<Spark>().values, insight.values);
    const auto badges = health.data(BadgesRole).value<QList<BadgeText>>();
    QCOMPARE(badges.size(), 2);
    QCOMPARE(badges.first(), (BadgeText{u"unusual"_s, Tone::Warn}));
    QVERIFY(health.data(Qt::ToolTipRole).toString().startsWith(u"Because."));
    QVERIFY(health.data(Qt::AccessibleTextRole).toString().contains(u"unusual"));
    QCOMPARE(list.index(2, ModelListModel::Retraining).data().toString(), u"due since 29 May 2015"_s);
}

void tst_ModelListModel::insightsOfUnknownModelsAreIgnored()
{
    ModelListModel list(m_clock);
    list.setModels(test::someModels());
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    list.setInsights({{u"gone"_s, {}}});
    QCOMPARE(changed.count(), 0);
    list.setInsights({{u"iris-9"_s, {}}});
    list.setInsights({{u"iris-9"_s, {}}}); // nothing new
    QCOMPARE(changed.count(), 1);
}

void tst_ModelListModel::whereTheSearchFoundAModelIsMarked()
{
    ModelListModel list(m_clock);
    list.setModels(test::someModels());
    SearchOutcome outcome;
    outcome.text = u"station"_s;
    registry::SearchHit hit;
    hit.model = u"seattle-tmax"_s;
    hit.version = u"v2.0.0"_s;
    hit.reason = u"message"_s;
    hit.snippet = u"New station data"_s;
    hit.highlights = {{4, 7}};
    outcome.places.insert(hit.model, {1, {hit}});
    list.setSearch(outcome);
    const QModelIndex found = list.index(2, ModelListModel::Name);
    const QString text = found.data(ReasonRole).toString();
    QCOMPARE(text, u"v2.0.0 message: New station data"_s);
    const auto marks = found.data(MarksRole).value<QList<TextMark>>();
    QCOMPARE(marks.size(), 1);
    QCOMPARE(text.mid(marks.first().begin, marks.first().length), u"station"_s);
    QVERIFY(found.data(Qt::AccessibleTextRole).toString().contains(text));
    QCOMPARE(list.index(0, ModelListModel::Name).data(ReasonRole).toString(), QString());
}

QTEST_MAIN(tst_ModelListModel)
#include "tst_modellistmodel.moc"
