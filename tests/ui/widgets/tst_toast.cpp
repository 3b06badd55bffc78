// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_Toast final : public QObject
{
    Q_OBJECT
private slots:
    void theActionRunsOnceAndClosesTheMessage();
    void anErrorStaysUntilItIsClosed();
    void theSameErrorIsNotShownTwice();
    void noMoreThanThreeAreShownAndErrorsAreKept();
    void detailsAreBehindAButton();
    void theNewestActionCanBeTriggeredByKeyboard();
};

void tst_Toast::theActionRunsOnceAndClosesTheMessage()
{
    QWidget window;
    window.resize(800, 600);
    ToastArea area(&window);
    window.show();
    int undone = 0;
    area.show({u"production → v2.0.0"_s, u"Undo"_s, [&] { ++undone; }, false, {}});
    QCOMPARE(area.toasts().size(), 1);
    QVERIFY(area.isVisible());
    QVERIFY(window.rect().contains(area.geometry()));
    auto *button = area.findChild<QPushButton *>(u"toastAction"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(undone, 1);
    QTRY_VERIFY(area.toasts().isEmpty());
    QTRY_VERIFY(!area.isVisible());
}

void tst_Toast::anErrorStaysUntilItIsClosed()
{
    QWidget window;
    window.resize(800, 600);
    ToastArea area(&window);
    window.show();
    area.show(Message::failure({Error::Code::Io, u"The disk said no."_s, {}}));
    const auto timers = area.toasts().first()->findChildren<QTimer *>();
    for (const QTimer *timer : timers)
        QVERIFY(!timer->isActive());
    QTest::mouseClick(area.findChild<QToolButton *>(u"toastClose"_s), Qt::LeftButton);
    QTRY_VERIFY(area.toasts().isEmpty());
}

void tst_Toast::theSameErrorIsNotShownTwice()
{
    QWidget window;
    ToastArea area(&window);
    window.show();
    const Message failure = Message::failure({Error::Code::Io, u"The disk said no."_s, {}});
    area.show(failure);
    area.show(failure);
    QCOMPARE(area.toasts().size(), 1);
}

void tst_Toast::noMoreThanThreeAreShownAndErrorsAreKept()
{
    QWidget window;
    ToastArea area(&window);
    window.show();
    area.show(Message::failure({Error::Code::Io, u"The disk said no."_s, {}}));
    for (int at = 0; at < 5; ++at)
        area.show({u"Saved %1"_s.arg(at), {}, {}, false, {}});
    QCOMPARE(area.toasts().size(), 3);
    QVERIFY(area.toasts().first()->isError());
    QCOMPARE(area.toasts().last()->text(), u"Saved 4"_s);
}

void tst_Toast::detailsAreBehindAButton()
{
    QWidget window;
    window.resize(800, 600);
    ToastArea area(&window);
    window.show();
    area.show(Message::failure({Error::Code::Io, u"The disk said no."_s, u"errno 5 on /dev/sda"_s}));
    auto *detail = area.findChild<QWidget *>(u"toastDetail"_s);
    QVERIFY(detail && !detail->isVisible());
    QTest::mouseClick(area.findChild<QToolButton *>(u"toastDetails"_s), Qt::LeftButton);
    QVERIFY(detail->isVisible());
    QTRY_VERIFY(window.rect().contains(area.geometry()));
}

void tst_Toast::theNewestActionCanBeTriggeredByKeyboard()
{
    QWidget window;
    ToastArea area(&window);
    window.show();
    QString undone;
    QVERIFY(!area.triggerNewest());
    for (const QString &text : {u"one"_s, u"two"_s})
        area.show({text, u"Undo"_s, [&undone, text] { undone = text; }, false, {}});
    QVERIFY(area.triggerNewest());
    QCOMPARE(undone, u"two"_s);
}

QTEST_MAIN(tst_Toast)
#include "tst_toast.moc"
