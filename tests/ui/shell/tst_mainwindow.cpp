// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "tests/support/scratchrepo.h"
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/recentlibraries.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_MainWindow final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void beginsWithAPageThatSaysHowToBegin();
    void whatIsNotARepositoryIsToldAndNothingOpens();
    void openSearchEditRollBackUndo();
    void thePaletteFindsAVersionByAFewLetters();
    void backAndForwardGoThroughThePlacesVisited();
    void whatGitDoesElsewhereIsSeen();
    void recentLibrariesAndTheLastOneComeBack();
    void closingWithUnsavedMetadataAsks();
    void createsAnEmptyLibrary();
    void undoWorksFromTheKeyboard();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    void makeWindow();
    void open();
    void click(const QString &button) const;
    void keys(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    void openModel(const QString &name);
    QString toast() const;
    QDialog *dialog() const { return find<QDialog>(u"rollbackDialog"_s); }

    EnglishPlurals m_plurals;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
    std::unique_ptr<test::ServicesFixture> m_services;
    test::FakePrompter m_prompter;
    std::unique_ptr<MainWindow> m_window;
};

void tst_MainWindow::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
    applyTheme(*qApp, ColourScheme::Light);
}

void tst_MainWindow::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(u"weather.git"_s);
    const auto library = test::makeDemoLibrary(m_path);
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_services = std::make_unique<test::ServicesFixture>();
    m_prompter = {};
    makeWindow();
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
    m_services.reset();
}

void tst_MainWindow::makeWindow()
{
    m_window = std::make_unique<MainWindow>(m_services->services, m_prompter);
    m_window->resize(1400, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::open()
{
    m_window->openLibrary(m_path);
    QTRY_COMPARE(m_window->libraryPage()->models().size(), 2);
    QTRY_COMPARE(find<FaceStack>(u"libraryFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_MainWindow::click(const QString &button) const
{
    auto *widget = find<QAbstractButton>(button);
    QVERIFY2(widget && QTest::qWaitFor([widget] { return widget->isVisible() && widget->isEnabled(); }),
             qPrintable(button));
    QTest::mouseClick(widget, Qt::LeftButton);
}

void tst_MainWindow::keys(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get();
    QTest::keyClick(target, key, modifiers);
}

void tst_MainWindow::openModel(const QString &name)
{
    m_window->showModel(name);
    QTRY_COMPARE(find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
}

QString tst_MainWindow::toast() const
{
    const auto toasts = find<ToastArea>(u"toasts"_s)->toasts();
    return toasts.isEmpty() ? QString() : toasts.last()->text();
}

void tst_MainWindow::beginsWithAPageThatSaysHowToBegin()
{
    QCOMPARE(m_window->page(), MainWindow::Start);
    for (const QString &name : {u"openLibraryStart"_s, u"openSampleStart"_s, u"newLibraryStart"_s})
        QVERIFY2(find<QPushButton>(name) && find<QPushButton>(name)->isVisible(), qPrintable(name));
    m_prompter.folder = m_path;
    click(u"openLibraryStart"_s);
    QTRY_COMPARE(m_window->page(), MainWindow::Library);
    QCOMPARE(m_prompter.asked.size(), 1);
    QVERIFY(m_window->windowTitle().startsWith(u"weather"));
}

void tst_MainWindow::whatIsNotARepositoryIsToldAndNothingOpens()
{
    QTemporaryDir plain;
    m_window->openLibrary(plain.path());
    auto *problem = find<QLabel>(u"startProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(plain.path()), qPrintable(problem->text()));
    QCOMPARE(m_window->page(), MainWindow::Start);
    open();
    m_window->openLibrary(plain.path()); // with a library open it stays open
    QTRY_VERIFY(toast().contains(plain.path()));
    QCOMPARE(m_window->page(), MainWindow::Library);
}

void tst_MainWindow::openSearchEditRollBackUndo()
{
    open();
    keys(Qt::Key_F, Qt::ControlModifier);
    auto *search = find<SearchField>(u"librarySearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"tmax"_s);
    keys(Qt::Key_Down);
    keys(Qt::Key_Return);
    QTRY_COMPARE(m_window->page(), MainWindow::Model);
    QTRY_COMPARE(find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);

    keys(Qt::Key_3, Qt::AltModifier);
    QCOMPARE(m_window->modelPage()->tab(), ModelPage::Tab::Metadata);
    auto *title = find<QLineEdit>(u"metadataTitle"_s);
    QTRY_VERIFY(title->isVisible());
    title->setFocus();
    title->selectAll();
    QTest::keyClicks(title, u"The warmest of tomorrow"_s);
    keys(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(toast().startsWith(u"Saved the metadata"));

    keys(Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(dialog());
    auto *go = dialog()->findChild<QPushButton *>(u"rollbackGo"_s);
    QTRY_VERIFY(go->isEnabled());
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"rollbackReason"_s), u"Back to simple"_s);
    QTest::keyClick(dialog()->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE(toast(), u"seattle-tmax: production → v1.1.0"_s);
    QTRY_VERIFY(find<QWidget>(u"stageChip_production"_s));
    QTRY_COMPARE(find<QWidget>(u"stageChip_production"_s)->accessibleName(), u"production v1.1.0"_s);

    QTest::mouseClick(
        find<ToastArea>(u"toasts"_s)->toasts().last()->findChild<QPushButton *>(u"toastAction"_s),
        Qt::LeftButton);
    QTRY_COMPARE(toast(), u"seattle-tmax: production is back at v2.0.0"_s);
    const auto library = registry::Library::open(m_path).value();
    QCOMPARE(library.model(u"seattle-tmax"_s)->stages.value(u"production"_s), u"v2.0.0"_s);
    QCOMPARE(library.metadata(u"seattle-tmax"_s)->title, u"The warmest of tomorrow"_s);
    QTRY_COMPARE(find<QWidget>(u"stageChip_production"_s)->accessibleName(), u"production v2.0.0"_s);
}

void tst_MainWindow::thePaletteFindsAVersionByAFewLetters()
{
    open();
    keys(Qt::Key_K, Qt::ControlModifier);
    auto *field = find<SearchField>(u"paletteField"_s);
    QVERIFY(field->isVisible() && field->hasFocus());
    auto *list = find<QListView>(u"paletteList"_s);
    QTest::keyClicks(field, u"tmaxv21"_s);
    QTRY_COMPARE(list->currentIndex().data().toString(), u"seattle-tmax@v2.1.0"_s);
    keys(Qt::Key_Return);
    QTRY_COMPARE(m_window->page(), MainWindow::Model);
    QVERIFY(!field->isVisible());
    auto *table = find<Table>(u"versionTable"_s);
    QTRY_COMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), u"v2.1.0"_s);

    keys(Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(field, u"settings"_s);
    keys(Qt::Key_Return);
    QCOMPARE(m_window->page(), MainWindow::Settings);
    keys(Qt::Key_K, Qt::ControlModifier);
    keys(Qt::Key_Escape);
    QVERIFY(!field->isVisible());
    QCOMPARE(m_window->page(), MainWindow::Settings);
}

void tst_MainWindow::backAndForwardGoThroughThePlacesVisited()
{
    open();
    openModel(u"seattle-rain"_s);
    m_window->modelPage()->showTab(ModelPage::Tab::Overview);
    openModel(u"seattle-tmax"_s);
    click(u"railSettings"_s);
    QCOMPARE(m_window->page(), MainWindow::Settings);
    keys(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->page(), MainWindow::Model);
    QCOMPARE(m_window->modelPage()->model(), u"seattle-tmax"_s);
    keys(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->modelPage()->model(), u"seattle-rain"_s);
    QCOMPARE(m_window->modelPage()->tab(), ModelPage::Tab::Overview);
    click(u"backButton"_s);
    click(u"backButton"_s);
    QCOMPARE(m_window->page(), MainWindow::Library);
    QVERIFY(!find<QAbstractButton>(u"backButton"_s)->isEnabled());
    keys(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_window->modelPage()->model(), u"seattle-rain"_s);
}

void tst_MainWindow::whatGitDoesElsewhereIsSeen()
{
    open();
    openModel(u"seattle-tmax"_s);
    QProcess git;
    git.setWorkingDirectory(m_path);
    git.start(u"git"_s,
              {u"-c"_s, u"user.name=Bob"_s, u"-c"_s, u"user.email=bob@example.org"_s, u"tag"_s, u"-a"_s,
               u"-m"_s, u"By hand"_s, u"seattle-tmax#production#8"_s, u"seattle-tmax@v1.0.0^{}"_s});
    QVERIFY(git.waitForFinished());
    QCOMPARE(git.exitCode(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(find<QWidget>(u"stageChip_production"_s)->accessibleName(),
                              u"production v1.0.0"_s, 15000);
}

void tst_MainWindow::recentLibrariesAndTheLastOneComeBack()
{
    open();
    QVERIFY(m_window->close());
    m_window.reset();
    makeWindow();
    QCOMPARE(m_window->recentLibraries()->paths(), QStringList{m_path});
    m_window->openLast();
    QTRY_COMPARE(m_window->page(), MainWindow::Library);
    m_window->session()->close();
    QCOMPARE(m_window->page(), MainWindow::Start);
    click(u"recentLibrary"_s);
    QTRY_COMPARE(m_window->page(), MainWindow::Library);
}

void tst_MainWindow::closingWithUnsavedMetadataAsks()
{
    open();
    openModel(u"seattle-tmax"_s);
    m_window->modelPage()->showTab(ModelPage::Tab::Metadata);
    auto *title = find<QLineEdit>(u"metadataTitle"_s);
    QTRY_VERIFY(title->isVisible());
    QTest::keyClicks(title, u"!"_s);
    m_prompter.button = 1; // go on editing
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    QCOMPARE(m_prompter.asked.size(), 1);
    m_prompter.button = 0;
    m_window->close();
    QTRY_VERIFY(!m_window->isVisible());
}

void tst_MainWindow::createsAnEmptyLibrary()
{
    m_prompter.files = {m_dir->filePath(u"mine.git"_s)};
    keys(Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(m_window->page(), MainWindow::Library);
    QTRY_COMPARE(find<FaceStack>(u"libraryFaces"_s)->face(), FaceStack::Face::Empty);
    QVERIFY(m_window->session()->library()->info().workTree.isEmpty());
}

void tst_MainWindow::undoWorksFromTheKeyboard()
{
    open();
    openModel(u"seattle-tmax"_s);
    m_window->modelPage()->rollBack(u"v1.0.0"_s);
    QTRY_VERIFY(dialog());
    QTRY_VERIFY(dialog()->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled());
    QTest::keyClick(dialog()->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE(toast(), u"seattle-tmax: production → v1.0.0"_s);
    QTRY_VERIFY(!dialog());
    m_window->activateWindow(); // no window manager does it here
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
    QTRY_COMPARE(toast(), u"seattle-tmax: production is back at v2.0.0"_s);
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
