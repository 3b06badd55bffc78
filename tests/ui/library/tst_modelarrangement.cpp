// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/library/models.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_ModelArrangement final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void keepsTheRulesOfItemModels();
    void namesSortAsPeopleCount();
    void whatIsNotKnownComesLastInEitherOrder();
    void equalRowsStayByName();
    void filtersHoldTogetherAndValuesOfOneAlternate();
    void groupsHaveHeadingsAndCounts();
    void aModelWithTwoLabelsIsBelowBoth();
    void headingsFoldTheirModelsAway();
    void aHeadingCannotBeSelected();
    void theSelectionStaysWithItsModel();
    void theBestMatchComesFirst();
    void filtersByHealthFollowTheInsights();

private:
    QString shown() const { return test::shown(*m_arrangement, HeadingRole); }
    test::FixedClock m_clock;
    std::unique_ptr<ModelListModel> m_list;
    std::unique_ptr<ModelArrangement> m_arrangement;
};

void tst_ModelArrangement::init()
{
    m_list = std::make_unique<ModelListModel>(m_clock);
    m_arrangement = std::make_unique<ModelArrangement>(m_list.get());
    m_list->setModels(test::someModels());
}

void tst_ModelArrangement::cleanup()
{
    m_arrangement.reset();
    m_list.reset();
}

void tst_ModelArrangement::keepsTheRulesOfItemModels()
{
    QAbstractItemModelTester tester(m_arrangement.get(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_arrangement->sort(ModelListModel::Versions, Qt::DescendingOrder);
    m_arrangement->setGrouping(ModelField::Label);
    m_arrangement->toggle(m_arrangement->index(0, 0));
    m_arrangement->sort(ModelListModel::Name, Qt::DescendingOrder);
    LibraryFilter filter;
    filter.choose(ModelField::Type, {u"regression"_s});
    m_arrangement->setFilter(filter);
    m_list->setInsights({{u"seattle-tmax"_s, {}}});
    m_list->setModels(test::someModels().mid(1));
    m_arrangement->setGrouping(std::nullopt);
    m_list->setModels({});
    QCOMPARE(m_arrangement->rowCount(), 0);
}

void tst_ModelArrangement::namesSortAsPeopleCount()
{
    QCOMPARE(shown(), u"iris-9 iris-10 seattle-tmax"_s);
    m_arrangement->sort(ModelListModel::Name, Qt::DescendingOrder);
    QCOMPARE(shown(), u"seattle-tmax iris-10 iris-9"_s);
}

void tst_ModelArrangement::whatIsNotKnownComesLastInEitherOrder()
{
    lifecycle::Insight low, high;
    low.metric = high.metric = u"rmse"_s;
    low.values = {1.0};
    high.values = {9.0};
    m_list->setInsights({{u"iris-10"_s, high}, {u"seattle-tmax"_s, low}});
    m_arrangement->sort(ModelListModel::Metric, Qt::AscendingOrder);
    QCOMPARE(shown(), u"seattle-tmax iris-10 iris-9"_s);
    m_arrangement->sort(ModelListModel::Metric, Qt::DescendingOrder);
    QCOMPARE(shown(), u"iris-10 seattle-tmax iris-9"_s);
}

void tst_ModelArrangement::equalRowsStayByName()
{
    m_arrangement->sort(ModelListModel::Versions, Qt::DescendingOrder);
    QCOMPARE(shown(), u"iris-10 iris-9 seattle-tmax"_s);
    m_arrangement->sort(ModelListModel::Type, Qt::AscendingOrder);
    QCOMPARE(shown(), u"iris-10 iris-9 seattle-tmax"_s);
}

void tst_ModelArrangement::filtersHoldTogetherAndValuesOfOneAlternate()
{
    LibraryFilter filter;
    filter.choose(ModelField::Type, {u"classification"_s, u"regression"_s});
    m_arrangement->setFilter(filter);
    QCOMPARE(m_arrangement->modelCount(), 3);
    filter.choose(ModelField::Label, {u"daily"_s});
    m_arrangement->setFilter(filter);
    QCOMPARE(shown(), u"iris-10 seattle-tmax"_s);
    filter.choose(ModelField::Stage, {QString()}); // in none
    m_arrangement->setFilter(filter);
    QCOMPARE(shown(), u"iris-10"_s);
    QCOMPARE(LibraryFilter::fromMap(filter.toMap()), filter);
    filter.choose(ModelField::Owner, {u"Ada"_s});
    m_arrangement->setFilter(filter);
    QCOMPARE(shown(), QString());
    m_arrangement->setFilter({});
    QCOMPARE(m_arrangement->modelCount(), 3);
}

void tst_ModelArrangement::groupsHaveHeadingsAndCounts()
{
    m_arrangement->setGrouping(ModelField::Type);
    QCOMPARE(shown(), u"[classification] iris-9 iris-10 [regression] seattle-tmax"_s);
    const QModelIndex heading = m_arrangement->index(0, 0);
    QCOMPARE(heading.data(SecondaryRole).toString(), u"2"_s);
    QVERIFY(heading.data(ExpandedRole).toBool());
    QVERIFY(heading.data(Qt::AccessibleTextRole).toString().contains(u"classification"));
    m_arrangement->setGrouping(ModelField::Stage);
    QCOMPARE(shown(), u"[production] seattle-tmax [alpha] seattle-tmax [in no stage] iris-9 iris-10"_s);
}

void tst_ModelArrangement::aModelWithTwoLabelsIsBelowBoth()
{
    m_arrangement->setGrouping(ModelField::Label);
    QCOMPARE(shown(), u"[daily] iris-10 seattle-tmax [weather] seattle-tmax [no label] iris-9"_s);
    QCOMPARE(m_arrangement->modelCount(), 3);
    QCOMPARE(m_arrangement->indexOf(u"seattle-tmax"_s).row(), 2);
}

void tst_ModelArrangement::headingsFoldTheirModelsAway()
{
    m_arrangement->setGrouping(ModelField::Type);
    m_arrangement->toggle(m_arrangement->index(0, 0));
    QCOMPARE(shown(), u"[classification] [regression] seattle-tmax"_s);
    QCOMPARE(m_arrangement->collapsed(), QStringList{u"classification"_s});
    QVERIFY(!m_arrangement->indexOf(u"iris-9"_s).isValid());
    m_arrangement->toggle(m_arrangement->index(2, 0)); // no heading
    m_arrangement->collapseAll();
    QCOMPARE(shown(), u"[classification] [regression]"_s);
    m_arrangement->expandAll();
    QCOMPARE(m_arrangement->rowCount(), 5);
}

void tst_ModelArrangement::aHeadingCannotBeSelected()
{
    m_arrangement->setGrouping(ModelField::Type);
    QVERIFY(!m_arrangement->flags(m_arrangement->index(0, 0)).testFlag(Qt::ItemIsSelectable));
    QVERIFY(m_arrangement->flags(m_arrangement->index(1, 0)).testFlag(Qt::ItemIsSelectable));
    QCOMPARE(m_arrangement->modelName(0), QString());
    QCOMPARE(m_arrangement->modelName(1), u"iris-9"_s);
}

void tst_ModelArrangement::theSelectionStaysWithItsModel()
{
    QItemSelectionModel selection(m_arrangement.get());
    selection.setCurrentIndex(m_arrangement->indexOf(u"iris-10"_s),
                              QItemSelectionModel::SelectCurrent | QItemSelectionModel::Rows);
    const auto current = [&] { return m_arrangement->modelName(selection.currentIndex().row()); };
    m_arrangement->sort(ModelListModel::Name, Qt::DescendingOrder);
    QCOMPARE(current(), u"iris-10"_s);
    m_arrangement->setGrouping(ModelField::Label);
    QCOMPARE(current(), u"iris-10"_s);
    LibraryFilter filter;
    filter.choose(ModelField::Label, {u"daily"_s});
    m_arrangement->setFilter(filter);
    QCOMPARE(current(), u"iris-10"_s);
    QVERIFY(selection.isRowSelected(selection.currentIndex().row()));
    filter.choose(ModelField::Label, {u"weather"_s});
    m_arrangement->setFilter(filter);
    QVERIFY(!selection.currentIndex().isValid());
}

void tst_ModelArrangement::theBestMatchComesFirst()
{
    SearchOutcome outcome;
    outcome.text = u"x"_s;
    outcome.places.insert(u"iris-9"_s, {1, {{}}});
    outcome.places.insert(u"seattle-tmax"_s, {5, {{}}});
    m_list->setSearch(outcome);
    m_arrangement->sortByRelevance();
    m_arrangement->searchChanged();
    QCOMPARE(shown(), u"seattle-tmax iris-9"_s);
    m_arrangement->sort(ModelListModel::Name, Qt::AscendingOrder); // asked for by its user
    QCOMPARE(shown(), u"iris-9 seattle-tmax"_s);
    m_list->setSearch({});
    m_arrangement->searchChanged();
    QCOMPARE(shown(), u"iris-9 iris-10 seattle-tmax"_s);
}

void tst_ModelArrangement::filtersByHealthFollowTheInsights()
{
    LibraryFilter filter;
    filter.choose(ModelField::Health, {u"bad"_s});
    m_arrangement->setFilter(filter);
    QCOMPARE(m_arrangement->rowCount(), 0);
    lifecycle::Insight bad;
    bad.health = {lifecycle::Health::Kind::Bad, u"alert"_s, u"Too high."_s};
    m_list->setInsights({{u"iris-9"_s, bad}});
    QCOMPARE(shown(), u"iris-9"_s);
}

QTEST_MAIN(tst_ModelArrangement)
#include "tst_modelarrangement.moc"
