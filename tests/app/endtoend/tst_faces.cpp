// SPDX-License-Identifier: GPL-3.0-or-later
// Loading, empty, failed and filled; work that shows how far it is and can be cancelled; failures that say
// why, with Retry and Details.
#include "core/registry/library.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/shell/jobs.h"
#include "ui/shell/librarysession.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/placard.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSemaphore>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;
using ui::FaceStack;

namespace {

constexpr int patienceMs = 20'000;

} // namespace

class tst_Faces final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { ui::applyTheme(*qApp, ui::ColourScheme::Light); }
    void init() { m_fixture = std::make_unique<test::WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void fourFacesOfTheLibrary();
    void aLongCopyShowsItsProgressAndIsCancelled();
    void aLongReadingIsListedAndCancelled();
    void aFailureSaysWhyAndIsTriedAgain();

private:
    FaceStack *faces() const { return m_fixture->find<FaceStack>(u"libraryFaces"_s); }
    ui::MainWindow *window() const { return m_fixture->window.get(); }
    void open(const QString &path)
    {
        m_fixture->prompter.folder = path;
        m_fixture->keys(Qt::Key_O, Qt::ControlModifier);
    }
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_Faces::fourFacesOfTheLibrary()
{
    const QString path = m_fixture->makeLibrary(u"demo"_s);
    open(path);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);

    // Held up, it says that it reads.
    QSemaphore gate;
    QThreadPool &readers = m_fixture->services.readers;
    QTRY_COMPARE(readers.activeThreadCount(), 0);
    for (int thread = 0; thread < readers.maxThreadCount(); ++thread)
        readers.start([&gate] { gate.acquire(); });
    window()->libraryPage()->setLibrary(*window()->session()->library());
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Loading);
    gate.release(readers.maxThreadCount());
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);

    // Broken, it says why; Retry brings it back.
    QVERIFY(QFile::rename(path + u"/HEAD"_s, path + u"/HEAD.away"_s));
    window()->libraryPage()->setLibrary(*window()->session()->library());
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Failed, patienceMs);
    QVERIFY(faces()->failure().contains(u"demo"));
    QVERIFY(QFile::rename(path + u"/HEAD.away"_s, path + u"/HEAD"_s));
    QVERIFY(m_fixture->click(u"libraryRetry"_s));
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);

    // Empty, it offers what to do next.
    m_fixture->prompter.files = {m_fixture->dir.filePath(u"mine.git"_s)};
    m_fixture->keys(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(
        window()->session()->library() && window()->session()->library()->name() == u"mine", patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Empty, patienceMs);
    QVERIFY(faces()->findChild<QPushButton *>(u"libraryAdd"_s)->isVisible());
}

void tst_Faces::aLongCopyShowsItsProgressAndIsCancelled()
{
    const QString path = m_fixture->makeLibrary(u"demo"_s);
    open(path);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
    QFile large(m_fixture->dir.filePath(u"large.onnx"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(qint64(2) << 30)); // sparse
    large.close();
    m_fixture->prompter.files = {large.fileName()};
    m_fixture->keys(Qt::Key_I, Qt::ControlModifier);
    auto *dialog = m_fixture->find<QDialog>(u"addModelDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"addGo"_s), Qt::LeftButton);
    auto *progress = dialog->findChild<QProgressBar *>(u"addProgress"_s);
    QTRY_VERIFY(progress->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(progress->value() > 0, patienceMs);
    auto *jobs = m_fixture->find<QToolButton>(u"jobs"_s);
    QVERIFY(jobs->isVisible()); // the window knows of it, too
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"addCancel"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->find<QDialog>(u"addModelDialog"_s), patienceMs);
    QTRY_VERIFY(!jobs->isVisible());
    QVERIFY(m_fixture->services.writer.waitForDone());
    QCOMPARE(registry::Library::open(path)->models()->size(), 2);
}

void tst_Faces::aLongReadingIsListedAndCancelled()
{
    open(m_fixture->makeLibrary(u"demo"_s));
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
    auto *jobs = m_fixture->find<QToolButton>(u"jobs"_s);
    QTRY_VERIFY(!jobs->isVisible());
    QSemaphore gate;
    QThreadPool &readers = m_fixture->services.readers;
    QTRY_COMPARE(readers.activeThreadCount(), 0);
    for (int thread = 0; thread < readers.maxThreadCount(); ++thread)
        readers.start([&gate] { gate.acquire(); });
    window()->libraryPage()->setLibrary(*window()->session()->library());
    QTRY_VERIFY_WITH_TIMEOUT(jobs->isVisible(), patienceMs);
    QTest::mouseClick(jobs, Qt::LeftButton);
    auto *list = window()->findChild<QWidget *>(u"jobList"_s);
    QTRY_VERIFY(list->isVisible());
    const auto buttons = list->findChildren<QToolButton *>();
    QCOMPARE(buttons.size(), 1);
    QVERIFY2(buttons.first()->accessibleName().contains(u"demo"),
             qPrintable(buttons.first()->accessibleName()));
    QTest::mouseClick(buttons.first(), Qt::LeftButton);
    gate.release(readers.maxThreadCount());
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Failed, patienceMs);
    QVERIFY2(faces()->failure().contains(u"cancelled"), qPrintable(faces()->failure()));
    QTRY_VERIFY(!jobs->isVisible());
    QVERIFY(m_fixture->click(u"libraryRetry"_s));
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
}

void tst_Faces::aFailureSaysWhyAndIsTriedAgain()
{
    open(m_fixture->makeLibrary(u"demo"_s));
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
    const QString gone = m_fixture->dir.filePath(u"late"_s);
    open(gone);
    auto *area = m_fixture->find<ui::ToastArea>(u"toasts"_s);
    QTRY_COMPARE_WITH_TIMEOUT(area->toasts().size(), 1, patienceMs);
    QVERIFY(area->toasts().first()->isError());
    QVERIFY2(area->toasts().first()->text().contains(u"late"), qPrintable(area->toasts().first()->text()));
    QVERIFY(registry::Library::create(gone, true));
    QVERIFY(m_fixture->click(u"toastAction"_s)); // Retry
    QTRY_VERIFY_WITH_TIMEOUT(window()->session()->library()->name() == u"late", patienceMs);
    QTRY_COMPARE(area->toasts().size(), 0);
}

QTEST_MAIN(tst_Faces)
#include "tst_faces.moc"
