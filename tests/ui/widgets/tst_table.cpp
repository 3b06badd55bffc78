// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/itemroles.h"
#include "ui/widgets/table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

std::unique_ptr<QStandardItemModel> letters()
{
    auto model = std::make_unique<QStandardItemModel>(0, 3);
    model->setHorizontalHeaderLabels({u"Name"_s, u"Type"_s, u"Size"_s});
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s})
        model->appendRow(
            {new QStandardItem(name), new QStandardItem(u"t"_s + name), new QStandardItem(u"s"_s + name)});
    return model;
}

} // namespace

class tst_Table final : public QObject
{
    Q_OBJECT
private slots:
    void returnAndDoubleClickActivateARow();
    void homeAndEndGoToTheFirstAndLastRow();
    void copiesTheRowsAsTheyAreShown();
    void columnsComeBackAsTheyWereLeft();
    void theFirstColumnCannotBeHidden();
    void columnsAreKeptByTheirKeyWhateverTheLanguage();
    void headingsOpenAndShutByKeyAndClick();
};

void tst_Table::returnAndDoubleClickActivateARow()
{
    const auto model = letters();
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.resize(500, 300);
    table.show();
    QSignalSpy activated(&table, &QAbstractItemView::activated);
    table.setCurrentIndex(model->index(1, 0));
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    const QPoint at = table.visualRect(model->index(2, 0)).center();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(activated.count(), 2);
    QCOMPARE(activated.last().first().value<QModelIndex>().row(), 2);
}

void tst_Table::homeAndEndGoToTheFirstAndLastRow()
{
    const auto model = letters();
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.setCurrentIndex(model->index(1, 1));
    QTest::keyClick(&table, Qt::Key_End);
    QCOMPARE(table.currentIndex().row(), 2);
    QTest::keyClick(&table, Qt::Key_Home);
    QCOMPARE(table.currentIndex().row(), 0);
    QTest::keyClick(&table, Qt::Key_Right); // scrolls, stays on the row
    QCOMPARE(table.currentIndex().row(), 0);
}

void tst_Table::copiesTheRowsAsTheyAreShown()
{
    const auto model = letters();
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setColumnHidden(1, true);
    table.horizontalHeader()->moveSection(2, 0);
    table.selectRow(0);
    QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keySequence(&table, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sa\ta\nsb\tb"_s);
}

void tst_Table::columnsComeBackAsTheyWereLeft()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    const auto model = letters();
    {
        Table table(u"letters"_s, u"Letters"_s);
        table.setModel(model.get());
        table.setSortingEnabled(true);
        table.setColumnWidth(0, 177);
        table.setColumnHidden(1, true);
        table.horizontalHeader()->moveSection(2, 0);
        table.sortByColumn(2, Qt::DescendingOrder);
        table.saveColumns(settings, u"letters"_s);
    }
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.setSortingEnabled(true);
    QVERIFY(table.restoreColumns(settings, u"letters"_s));
    QCOMPARE(table.columnWidth(0), 177);
    QVERIFY(table.isColumnHidden(1));
    QCOMPARE(table.horizontalHeader()->visualIndex(2), 0);
    QCOMPARE(table.horizontalHeader()->sortIndicatorSection(), 2);
    QCOMPARE(table.horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
    QVERIFY(!table.restoreColumns(settings, u"others"_s));
}

void tst_Table::theFirstColumnCannotBeHidden()
{
    const auto model = letters();
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    const std::unique_ptr<QMenu> menu(table.makeColumnMenu(nullptr));
    QCOMPARE(menu->actions().size(), 2);
    QSignalSpy changed(&table, &Table::columnsChanged);
    menu->actions().first()->trigger();
    QVERIFY(table.isColumnHidden(1));
    QCOMPARE(changed.count(), 1);
}

void tst_Table::columnsAreKeptByTheirKeyWhateverTheLanguage()
{
    const auto model = letters();
    model->setHeaderData(1, Qt::Horizontal, u"type"_s, ColumnKeyRole);
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.setColumnHidden(1, true);
    const QVariantMap state = table.columnState();
    table.setColumnHidden(1, false);
    model->setHeaderData(1, Qt::Horizontal, u"Art"_s);
    table.setColumnState(state);
    QVERIFY(table.isColumnHidden(1));
}

void tst_Table::headingsOpenAndShutByKeyAndClick()
{
    const auto model = letters();
    model->item(1, 0)->setData(true, HeadingRole);
    model->item(1, 0)->setData(true, ExpandedRole);
    Table table(u"letters"_s, u"Letters"_s);
    table.setModel(model.get());
    table.resize(500, 300);
    table.show();
    QSignalSpy toggled(&table, &Table::headingToggled);
    QSignalSpy activated(&table, &QAbstractItemView::activated);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(model->index(1, 2)).center());
    QCOMPARE(toggled.count(), 1);
    QCOMPARE(toggled.first().first().value<QModelIndex>(), model->index(1, 0));
    QTest::keyClick(&table, Qt::Key_Space);
    QTest::keyClick(&table, Qt::Key_Return);
    QTest::keyClick(&table, Qt::Key_Left);
    QCOMPARE(toggled.count(), 4);
    QTest::keyClick(&table, Qt::Key_Right); // it is open already
    QCOMPARE(toggled.count(), 4);
    QCOMPARE(activated.count(), 0);
    table.setCurrentIndex(model->index(0, 0));
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(toggled.count(), 4);
    QCOMPARE(activated.count(), 1);
}

QTEST_MAIN(tst_Table)
#include "tst_table.moc"
