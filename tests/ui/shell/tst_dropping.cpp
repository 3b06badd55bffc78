// SPDX-License-Identifier: GPL-3.0-or-later
// Files dropped onto the window, by the events that a drag sends.
#include "core/registry/library.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/librarysession.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_Dropping final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light); }
    void init();
    void cleanup();
    void aRepositoryIsOpened();
    void aModelFileIsOfferedAndAdded();
    void withoutALibraryAModelHasNowhereToGo();
    void whatCannotBeImportedIsSaid();
    void textIsNotTaken();
    void leavingTakesTheHintAway();

private:
    QString write(const QString &name) const;
    void drag(const QList<QUrl> &urls, bool drop = true) const;
    MainWindow *window() const { return m_fixture->window.get(); }
    void open();
    QString toast() const
    {
        const auto all = m_fixture->find<ToastArea>(u"toasts"_s)->toasts();
        return all.isEmpty() ? QString() : all.last()->text();
    }
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_Dropping::init()
{
    m_fixture = std::make_unique<test::WindowFixture>();
}

void tst_Dropping::cleanup()
{
    m_fixture.reset();
}

QString tst_Dropping::write(const QString &name) const
{
    const QString path = m_fixture->dir.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write("content") < 0)
        qWarning("%s", qPrintable(file.errorString()));
    return path;
}

void tst_Dropping::open()
{
    window()->openLibrary(m_fixture->makeLibrary(u"demo"_s));
    QTRY_COMPARE(window()->libraryPage()->models().size(), 2);
}

void tst_Dropping::drag(const QList<QUrl> &urls, bool drop) const
{
    QMimeData data;
    data.setUrls(urls);
    const QPointF at(300, 300);
    QDragEnterEvent enter(at.toPoint(), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton,
                          Qt::NoModifier);
    QApplication::sendEvent(window(), &enter);
    QVERIFY(enter.isAccepted());
    auto *zone = m_fixture->find<QWidget>(u"dropZone"_s);
    QVERIFY(zone->isVisible());
    if (!drop)
        return;
    QDropEvent event(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(zone, &event);
    QVERIFY(event.isAccepted());
    QCOMPARE(event.dropAction(), Qt::CopyAction);
    QVERIFY(!zone->isVisible());
}

void tst_Dropping::aRepositoryIsOpened()
{
    const QString path = m_fixture->makeLibrary(u"dropped"_s);
    drag({QUrl::fromLocalFile(path)});
    QTRY_VERIFY(window()->session()->library());
    QCOMPARE(window()->session()->library()->name(), u"dropped"_s);
}

void tst_Dropping::aModelFileIsOfferedAndAdded()
{
    open();
    window()->showPage(MainWindow::Settings);
    drag({QUrl::fromLocalFile(write(u"snow.onnx"_s))});
    QCOMPARE(window()->page(), MainWindow::Library);
    auto *dialog = m_fixture->find<QDialog>(u"addModelDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"addGo"_s), Qt::LeftButton);
    QTRY_COMPARE(window()->libraryPage()->models().size(), 3);
    QTRY_COMPARE(toast(), u"Added snow v1.0.0"_s);
    QTRY_COMPARE(window()->libraryPage()->selectedModel(), u"snow"_s);
    QVERIFY(m_fixture->click(u"toastAction"_s)); // Open
    QTRY_COMPARE(window()->page(), MainWindow::Model);
    QCOMPARE(window()->modelPage()->model(), u"snow"_s);
}

void tst_Dropping::withoutALibraryAModelHasNowhereToGo()
{
    drag({QUrl::fromLocalFile(write(u"snow.onnx"_s))});
    QVERIFY2(toast().contains(u"snow.onnx"), qPrintable(toast()));
    QVERIFY(!m_fixture->find<QDialog>(u"addModelDialog"_s));
}

void tst_Dropping::whatCannotBeImportedIsSaid()
{
    open();
    write(u"board/cars/20230101T000000Z-abcde/data.txt"_s);
    drag({QUrl::fromLocalFile(m_fixture->dir.filePath(u"board"_s))});
    QVERIFY2(toast().contains(u"pins"), qPrintable(toast()));
    write(u"mlmodel/MLmodel"_s);
    drag({QUrl::fromLocalFile(m_fixture->dir.filePath(u"mlmodel"_s))});
    QVERIFY2(toast().contains(u"MLflow"), qPrintable(toast()));
    auto *area = m_fixture->find<ToastArea>(u"toasts"_s);
    QTest::mouseClick(area->toasts().last()->findChild<QPushButton *>(u"toastAction"_s), Qt::LeftButton);
    QVERIFY(m_fixture->find<QDialog>(u"addModelDialog"_s)); // as it is
}

void tst_Dropping::textIsNotTaken()
{
    QMimeData data;
    data.setText(u"some words"_s);
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(window(), &enter);
    QVERIFY(!m_fixture->find<QWidget>(u"dropZone"_s)->isVisible());
}

void tst_Dropping::leavingTakesTheHintAway()
{
    drag({QUrl::fromLocalFile(m_fixture->makeLibrary(u"demo"_s))}, /*drop=*/false);
    QDragLeaveEvent leave;
    QApplication::sendEvent(m_fixture->find<QWidget>(u"dropZone"_s), &leave);
    QVERIFY(!m_fixture->find<QWidget>(u"dropZone"_s)->isVisible());
}

QTEST_MAIN(tst_Dropping)
#include "tst_dropping.moc"
