// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/facestack.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_FaceStack final : public QObject
{
    Q_OBJECT
private slots:
    void beginsLoading();
    void aQuickAnswerDoesNotFlicker();
    void aSlowAnswerShowsThatItLoads();
    void anEmptyListSaysWhatToDoNext();
    void aFailureSaysWhyAndRetries();
};

void tst_FaceStack::beginsLoading()
{
    FaceStack faces(new QLabel, u"list"_s);
    QCOMPARE(faces.face(), FaceStack::Face::Loading);
}

void tst_FaceStack::aQuickAnswerDoesNotFlicker()
{
    FaceStack faces(new QLabel, u"list"_s);
    faces.showFilled();
    faces.showLoading(u"Reading…"_s);
    QCOMPARE(faces.face(), FaceStack::Face::Filled);
    faces.showFilled();
    QSignalSpy moved(&faces, &QStackedWidget::currentChanged);
    QTest::qWait(250); // longer than its patience
    QCOMPARE(moved.count(), 0);
}

void tst_FaceStack::aSlowAnswerShowsThatItLoads()
{
    FaceStack faces(new QLabel, u"list"_s);
    faces.showFilled();
    faces.showLoading(u"Reading…"_s);
    QTRY_COMPARE(faces.face(), FaceStack::Face::Loading);
}

void tst_FaceStack::anEmptyListSaysWhatToDoNext()
{
    FaceStack faces(new QLabel, u"list"_s);
    QAction add(u"Add a model"_s);
    add.setObjectName(u"addModel"_s);
    QSignalSpy added(&add, &QAction::triggered);
    faces.setEmptyText(u"library"_s, u"No models yet"_s, u"Add one."_s, {&add});
    faces.showEmpty();
    faces.resize(600, 400);
    faces.show();
    QVERIFY(QTest::qWaitForWindowExposed(&faces));
    auto *button = faces.findChild<QPushButton *>(u"addModel"_s);
    QVERIFY(button && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(added.count(), 1);
    add.setEnabled(false);
    QVERIFY(!button->isEnabled());
}

void tst_FaceStack::aFailureSaysWhyAndRetries()
{
    FaceStack faces(new QLabel, u"list"_s);
    faces.resize(600, 400);
    faces.show();
    faces.showFailed({Error::Code::Io, u"The disk said no."_s, u"errno 5"_s});
    QCOMPARE(faces.face(), FaceStack::Face::Failed);
    const auto labels = faces.currentWidget()->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](QLabel *l) { return l->text() == u"The disk said no."; }));
    QSignalSpy retried(&faces, &FaceStack::retryRequested);
    auto *retry = faces.findChild<QPushButton *>(u"listRetry"_s);
    QVERIFY(retry);
    retry->setFocus();
    QTest::keyClick(retry, Qt::Key_Space);
    QCOMPARE(retried.count(), 1);
}

QTEST_MAIN(tst_FaceStack)
#include "tst_facestack.moc"
