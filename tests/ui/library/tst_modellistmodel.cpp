// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/modelfilter.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

registry::Model model(const QString &name, const QString &type, const QMap<QString, QString> &stages = {})
{
    registry::Model m;
    m.name = name;
    m.type = type;
    m.title = u"About "_s + name;
    m.stages = stages;
    m.latest = u"v1.0.0"_s;
    m.versionCount = 1;
    m.updated = QDateTime(QDate(2015, 5, 30), QTime(12, 0), Qt::UTC);
    return m;
}

QList<registry::Model> some()
{
    auto tmax = model(u"seattle-tmax"_s, u"regression"_s,
                      {{u"production"_s, u"v2.0.0"_s}, {u"alpha"_s, u"v3.0.0"_s}});
    tmax.labels = QStringList{u"weather"_s};
    tmax.owners = QStringList{u"Ada"_s};
    return {model(u"iris-10"_s, u"classification"_s), model(u"iris-9"_s, u"classification"_s), tmax};
}

QString shown(const QAbstractItemModel &m)
{
    QStringList names;
    for (int row = 0; row < m.rowCount(); ++row)
        names << m.index(row, 0).data().toString();
    return names.join(u' ');
}

} // namespace

class tst_ModelListModel final : public QObject
{
    Q_OBJECT
private slots:
    void keepsTheRulesOfItemModels();
    void changedContentKeepsTheRows();
    void productionComesFirstAmongTheStages();
    void namesSortAsPeopleCount();
    void everyTypedWordMustOccur_data();
    void everyTypedWordMustOccur();
    void chosenFiltersHoldTogether();

private:
    test::FixedClock m_clock;
};

void tst_ModelListModel::keepsTheRulesOfItemModels()
{
    ModelListModel list(m_clock);
    ModelFilter filter;
    filter.setSourceModel(&list);
    QAbstractItemModelTester ofList(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester ofFilter(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    list.setModels(some());
    filter.sort(ModelListModel::Name);
    filter.setSearch(u"iris"_s);
    filter.setSearch({});
    filter.setChoice({u"regression"_s, {}, {}});
    list.setModels(some().mid(1));
    list.setModels({});
    QCOMPARE(filter.rowCount(), 0);
}

void tst_ModelListModel::changedContentKeepsTheRows()
{
    ModelListModel list(m_clock);
    list.setModels(some());
    QSignalSpy reset(&list, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    auto models = some();
    models[1].title = u"Another title"_s;
    list.setModels(models);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().value<QModelIndex>().row(), 1);
    list.setModels(some().mid(1));
    QCOMPARE(reset.count(), 1);
}

void tst_ModelListModel::productionComesFirstAmongTheStages()
{
    ModelListModel list(m_clock);
    list.setModels(some());
    const QModelIndex stages = list.index(2, ModelListModel::Stages);
    QCOMPARE(stages.data(ChipsRole).toStringList(), (QStringList{u"production v2.0.0"_s, u"alpha v3.0.0"_s}));
    QCOMPARE(list.index(2, ModelListModel::Production).data().toString(), u"v2.0.0"_s);
    QCOMPARE(list.index(2, ModelListModel::Changed).data().toString(), u"2 day(s) ago"_s);
}

void tst_ModelListModel::namesSortAsPeopleCount()
{
    ModelListModel list(m_clock);
    ModelFilter filter;
    filter.setSourceModel(&list);
    list.setModels(some());
    filter.sort(ModelListModel::Name, Qt::AscendingOrder);
    QCOMPARE(shown(filter), u"iris-9 iris-10 seattle-tmax"_s);
    filter.sort(ModelListModel::Name, Qt::DescendingOrder);
    QCOMPARE(shown(filter), u"seattle-tmax iris-10 iris-9"_s);
}

void tst_ModelListModel::everyTypedWordMustOccur_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("found");
    QTest::newRow("nothing") << QString() << u"iris-9 iris-10 seattle-tmax"_s;
    QTest::newRow("a name, in capitals") << u"TMAX"_s << u"seattle-tmax"_s;
    QTest::newRow("two words of different fields") << u"weather regress"_s << u"seattle-tmax"_s;
    QTest::newRow("a title") << u"about iris"_s << u"iris-9 iris-10"_s;
    QTest::newRow("a field") << u"type:class"_s << u"iris-9 iris-10"_s;
    QTest::newRow("a field and a word") << u"type:class 10"_s << u"iris-10"_s;
    QTest::newRow("a stage") << u"stage:prod"_s << u"seattle-tmax"_s;
    QTest::newRow("an owner") << u"owner:ada"_s << u"seattle-tmax"_s;
    QTest::newRow("a field without a value yet") << u"type:"_s << u"iris-9 iris-10 seattle-tmax"_s;
    QTest::newRow("nowhere") << u"tmax iris"_s << QString();
}

void tst_ModelListModel::everyTypedWordMustOccur()
{
    QFETCH(const QString, typed);
    QFETCH(const QString, found);
    ModelListModel list(m_clock);
    ModelFilter filter;
    filter.setSourceModel(&list);
    list.setModels(some());
    filter.sort(ModelListModel::Name);
    filter.setSearch(typed);
    QCOMPARE(shown(filter), found);
}

void tst_ModelListModel::chosenFiltersHoldTogether()
{
    ModelListModel list(m_clock);
    ModelFilter filter;
    filter.setSourceModel(&list);
    list.setModels(some());
    filter.sort(ModelListModel::Name);
    filter.setChoice({u"classification"_s, u"none"_s, {}});
    QCOMPARE(shown(filter), u"iris-9 iris-10"_s);
    filter.setChoice({u"classification"_s, u"production"_s, {}});
    QCOMPARE(shown(filter), QString());
    filter.setChoice({{}, u"production"_s, u"weather"_s});
    QCOMPARE(shown(filter), u"seattle-tmax"_s);
}

QTEST_MAIN(tst_ModelListModel)
#include "tst_modellistmodel.moc"
