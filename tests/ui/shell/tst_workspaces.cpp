// SPDX-License-Identifier: GPL-3.0-or-later
// Several libraries in one window: a tab each, with its own pages, places and messages.
#include "core/registry/library.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/librarytabs.h"
#include "ui/shell/workspace.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_Workspaces final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aSecondLibraryGetsATabOfItsOwn();
    void everyTabHasItsOwnPlaces();
    void aLibraryThatIsOpenAlreadyIsShownAgain();
    void closingATabAsksAboutUnsavedMetadata();
    void theLastTabStaysAndSaysHowToBegin();
    void tabsComeBackInTheirOrderAfterARestart();
    void aMessageOfAClosedTabGoesWithIt();
    void sideButtonsOfTheMouseGoBackAndForward();

private:
    void open(const QString &path);
    LibraryTabs *tabs() const { return m_fixture->find<LibraryTabs>(u"libraryTabs"_s); }
    MainWindow *window() const { return m_fixture->window.get(); }
    QString shownLibrary() const
    {
        const auto &library = window()->session()->library();
        return library ? library->name() : QString();
    }

    std::unique_ptr<test::WindowFixture> m_fixture;
    QString m_one;
    QString m_two;
};

void tst_Workspaces::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
}

void tst_Workspaces::init()
{
    m_fixture = std::make_unique<test::WindowFixture>();
    m_one = m_fixture->makeLibrary(u"one"_s);
    m_two = m_fixture->makeLibrary(u"two"_s);
}

void tst_Workspaces::cleanup()
{
    m_fixture.reset();
}

void tst_Workspaces::open(const QString &path)
{
    window()->openLibrary(path);
    QTRY_VERIFY(window()->session()->library() && window()->session()->library()->path() == path);
    QTRY_COMPARE(window()->libraryPage()->models().size(), 2);
}

void tst_Workspaces::aSecondLibraryGetsATabOfItsOwn()
{
    open(m_one);
    QVERIFY(!tabs()->isVisible()); // one library needs no tabs
    open(m_two);
    QVERIFY(tabs()->isVisible());
    QCOMPARE(tabs()->count(), 2);
    QCOMPARE(tabs()->tabText(0), u"one"_s);
    QCOMPARE(tabs()->tabText(1), u"two"_s);
    QCOMPARE(tabs()->currentIndex(), 1);
    QTest::mouseClick(tabs(), Qt::LeftButton, {}, tabs()->tabRect(0).center());
    QCOMPARE(shownLibrary(), u"one"_s);
    QCOMPARE(window()->windowTitle(), u"one – Vitrine"_s);
    m_fixture->keys(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(shownLibrary(), u"two"_s);
    m_fixture->keys(Qt::Key_W, Qt::ControlModifier);
    QTRY_COMPARE(tabs()->count(), 1);
    QCOMPARE(shownLibrary(), u"one"_s);
}

void tst_Workspaces::everyTabHasItsOwnPlaces()
{
    open(m_one);
    window()->showModel(u"seattle-tmax"_s);
    open(m_two);
    QCOMPARE(window()->page(), MainWindow::Library);
    QVERIFY(!m_fixture->find<QToolButton>(u"backButton"_s)->isEnabled());
    m_fixture->keys(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(window()->page(), MainWindow::Model);
    QCOMPARE(window()->modelPage()->model(), u"seattle-tmax"_s);
    QVERIFY(m_fixture->click(u"backButton"_s));
    QCOMPARE(window()->page(), MainWindow::Library);
}

void tst_Workspaces::aLibraryThatIsOpenAlreadyIsShownAgain()
{
    open(m_one);
    open(m_two);
    window()->openLibrary(m_one + u"/refs"_s); // a folder in it leads to the same library
    QTRY_COMPARE(shownLibrary(), u"one"_s);
    QCOMPARE(tabs()->count(), 2);
}

void tst_Workspaces::closingATabAsksAboutUnsavedMetadata()
{
    open(m_one);
    open(m_two);
    window()->showModel(u"seattle-tmax"_s);
    window()->modelPage()->showTab(ModelPage::Tab::Metadata);
    auto *title = window()->modelPage()->findChild<QLineEdit *>(u"metadataTitle"_s);
    QTRY_VERIFY(title->isVisible() && !title->text().isEmpty());
    QTest::keyClicks(title, u"!"_s);
    m_fixture->prompter.button = 1; // go on editing
    QTest::mouseClick(tabs()->tabButton(1, QTabBar::RightSide), Qt::LeftButton);
    QCOMPARE(m_fixture->prompter.asked.size(), 1);
    QCOMPARE(tabs()->count(), 2);
    m_fixture->prompter.button = 0;
    QTest::mouseClick(tabs()->tabButton(1, QTabBar::RightSide), Qt::LeftButton);
    QTRY_COMPARE(tabs()->count(), 1);
    QCOMPARE(shownLibrary(), u"one"_s);
}

void tst_Workspaces::theLastTabStaysAndSaysHowToBegin()
{
    open(m_one);
    m_fixture->keys(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(window()->page(), MainWindow::Start);
    QVERIFY(m_fixture->find<QPushButton>(u"openLibraryStart"_s)->isVisible());
    QVERIFY(m_fixture->click(u"recentLibrary"_s));
    QTRY_COMPARE(shownLibrary(), u"one"_s);
    QCOMPARE(tabs()->count(), 1);
}

void tst_Workspaces::tabsComeBackInTheirOrderAfterARestart()
{
    open(m_two);
    open(m_one);
    open(m_fixture->makeLibrary(u"three"_s));
    tabs()->setCurrentIndex(1);
    m_fixture->restart();
    window()->openLast();
    QTRY_COMPARE(tabs()->count(), 3);
    QTRY_COMPARE(tabs()->tabText(2), u"three"_s);
    QCOMPARE(tabs()->tabText(0), u"two"_s);
    QCOMPARE(tabs()->tabText(1), u"one"_s);
    QTRY_COMPARE(shownLibrary(), u"one"_s);
}

void tst_Workspaces::aMessageOfAClosedTabGoesWithIt()
{
    open(m_one);
    open(m_two);
    window()->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(m_fixture->find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
    window()->modelPage()->rollBack(u"v1.0.0"_s);
    QTRY_VERIFY(m_fixture->find<QDialog>(u"rollbackDialog"_s));
    auto *dialog = m_fixture->find<QDialog>(u"rollbackDialog"_s);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled());
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    auto *toasts = m_fixture->find<ToastArea>(u"toasts"_s);
    QTRY_COMPARE(toasts->toasts().size(), 1);
    window()->closeWorkspace(window()->workspace());
    QTRY_COMPARE(toasts->toasts().size(), 0);
    QCOMPARE(shownLibrary(), u"one"_s);
}

void tst_Workspaces::sideButtonsOfTheMouseGoBackAndForward()
{
    open(m_one);
    window()->showModel(u"seattle-rain"_s);
    auto *anywhere = m_fixture->find<QWidget>(u"versionTable"_s);
    QTRY_VERIFY(anywhere->isVisible());
    QTest::mouseClick(anywhere, Qt::BackButton);
    QCOMPARE(window()->page(), MainWindow::Library);
    QTest::mouseClick(m_fixture->find<QWidget>(u"libraryTable"_s), Qt::ForwardButton);
    QCOMPARE(window()->page(), MainWindow::Model);
    QCOMPARE(window()->modelPage()->model(), u"seattle-rain"_s);
}

QTEST_MAIN(tst_Workspaces)
#include "tst_workspaces.moc"
