// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QStyledItemDelegate>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_ChoiceDelegate final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void entriesHaveTheRoomOfAMenu();
    void aDelegateOfItsOwnIsKept();
};

void tst_ChoiceDelegate::entriesHaveTheRoomOfAMenu()
{
    QComboBox combo;
    combo.addItem(u"By month"_s);
    combo.insertSeparator(1);
    combo.addItem(u"By year"_s);
    combo.show();
    combo.showPopup();
    QAbstractItemView *view = combo.view();
    QVERIFY(QTest::qWaitForWindowExposed(view->window()));
    const auto rect = [&](int row) { return view->visualRect(view->model()->index(row, 0)); };
    QVERIFY(rect(0).height() >= Size::compactRow);
    QCOMPARE(rect(2).height(), rect(0).height());
    QVERIFY(rect(1).height() < rect(0).height());

    const QImage image = view->viewport()->grab().toImage();
    const QRgb line = tokens(view->palette()).border.rgb();
    QCOMPARE(image.pixel(image.width() / 2, rect(1).center().y()), line);
    QTest::keyClick(view, Qt::Key_Down); // over the separator
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(combo.currentText(), u"By year"_s);
}

void tst_ChoiceDelegate::aDelegateOfItsOwnIsKept()
{
    QComboBox combo;
    auto *own = new QStyledItemDelegate(&combo);
    combo.setItemDelegate(own);
    combo.show();
    QCOMPARE(combo.itemDelegate(), own);
}

QTEST_MAIN(tst_ChoiceDelegate)
#include "tst_choicedelegate.moc"
