// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window without a mouse: the palette, the menu, ways back and forward, shortcuts of one's own.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int patienceMs = 20'000;

} // namespace

class tst_Keyboard final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void thePaletteGoesEverywhere();
    void backAndForward();
    void theTabsOfAModelAndWhatIsInItsFile();
    void theMenuIsWalkedWithTheArrows();
    void rollBackWithoutTheMouse();
    void aShortcutOfOnesOwn();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { m_fixture->keys(key, modifiers); }
    void find(const QString &letters, const QString &expected) const;
    ui::MainWindow *window() const { return m_fixture->window.get(); }
    void focusWindow() const
    {
        window()->activateWindow(); // no window manager does it here
        QVERIFY(QTest::qWaitForWindowActive(window()));
    }

    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_Keyboard::initTestCase()
{
    ui::applyTheme(*qApp, ui::ColourScheme::Light);
    m_fixture = std::make_unique<test::WindowFixture>();
    const QString path = m_fixture->dir.filePath(u"sample.git"_s);
    QVERIFY(sample::create(path));
    m_fixture->prompter.folder = path;
    press(Qt::Key_O, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(window()->libraryPage()->models().size(), 2, patienceMs);
}

void tst_Keyboard::cleanupTestCase()
{
    m_fixture.reset();
}

void tst_Keyboard::find(const QString &letters, const QString &expected) const
{
    press(Qt::Key_K, Qt::ControlModifier);
    auto *field = m_fixture->find<QLineEdit>(u"paletteField"_s);
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, letters);
    auto *list = m_fixture->find<QListView>(u"paletteList"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->currentIndex().data().toString(), expected, patienceMs);
    QTest::keyClick(field, Qt::Key_Return);
}

void tst_Keyboard::thePaletteGoesEverywhere()
{
    find(u"tmaxv11"_s, u"seattle-tmax@v1.1.0"_s); // a version
    QTRY_COMPARE_WITH_TIMEOUT(window()->page(), ui::MainWindow::Model, patienceMs);
    find(u"srain"_s, u"seattle-rain"_s); // a model
    QTRY_COMPARE(window()->modelPage()->model(), u"seattle-rain"_s);
    find(u"monit"_s, u"Monitor"_s); // a page
    QTRY_COMPARE(window()->page(), ui::MainWindow::Monitor);
    find(u"settings"_s, u"Settings"_s);
    QTRY_COMPARE(window()->page(), ui::MainWindow::Settings);
    find(u"back"_s, u"Back"_s); // a command
    QTRY_COMPARE(window()->page(), ui::MainWindow::Monitor);
}

void tst_Keyboard::backAndForward()
{
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window()->page(), ui::MainWindow::Library);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window()->page(), ui::MainWindow::Monitor);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window()->page(), ui::MainWindow::Model);
    QCOMPARE(window()->modelPage()->model(), u"seattle-rain"_s);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window()->modelPage()->model(), u"seattle-tmax"_s);
    press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window()->modelPage()->model(), u"seattle-rain"_s);
}

void tst_Keyboard::theTabsOfAModelAndWhatIsInItsFile()
{
    using Tab = ui::ModelPage::Tab;
    find(u"tmaxv200"_s, u"seattle-tmax@v2.0.0"_s);
    QTRY_COMPARE(window()->modelPage()->model(), u"seattle-tmax"_s);
    for (const auto &[key, tab] : {std::pair(Qt::Key_2, Tab::Overview), std::pair(Qt::Key_3, Tab::Metadata),
                                   std::pair(Qt::Key_1, Tab::History), std::pair(Qt::Key_4, Tab::Inspect)}) {
        press(key, Qt::AltModifier);
        QTRY_COMPARE(window()->modelPage()->tab(), tab);
    }
    // The file of the version that was gone to: gradient boosting.
    auto *faces = m_fixture->find<ui::FaceStack>(u"inspectFaces"_s);
    QTRY_COMPARE_WITH_TIMEOUT(faces->face(), ui::FaceStack::Face::Filled, patienceMs);
    auto *list = m_fixture->find<QAbstractItemView>(u"inspectTable"_s);
    press(Qt::Key_F, Qt::ControlModifier);
    auto *search = m_fixture->find<QLineEdit>(u"inspectSearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"deepest tree"_s);
    QTRY_COMPARE(list->model()->rowCount(), 2); // a heading and what was found
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Trees"_s);
    press(Qt::Key_Escape);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window()->modelPage()->tab(), Tab::History);
    find(u"srain"_s, u"seattle-rain"_s);
    QTRY_COMPARE(window()->modelPage()->model(), u"seattle-rain"_s);
}

void tst_Keyboard::theMenuIsWalkedWithTheArrows()
{
    press(Qt::Key_F10);
    auto *menu = m_fixture->find<QMenu>(u"mainMenu"_s);
    QTRY_VERIFY(menu->isVisible());
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Right); // into “Go”
    QMenu *go = menu->activeAction() ? menu->activeAction()->menu() : nullptr;
    QVERIFY(go);
    QTRY_VERIFY(go->isVisible());
    auto *library = window()->findChild<QAction *>(u"goLibrary"_s);
    for (qsizetype step = 0; go->activeAction() != library && step < go->actions().size(); ++step)
        QTest::keyClick(go, Qt::Key_Down);
    QCOMPARE(go->activeAction(), library);
    QTest::keyClick(go, Qt::Key_Return);
    QTRY_COMPARE(window()->page(), ui::MainWindow::Library);
    focusWindow();
}

void tst_Keyboard::rollBackWithoutTheMouse()
{
    find(u"seattletmax"_s, u"seattle-tmax"_s);
    QTRY_COMPARE(window()->page(), ui::MainWindow::Model);
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->find<ui::FaceStack>(u"modelFaces"_s)->face(),
                              ui::FaceStack::Face::Filled, patienceMs);
    press(Qt::Key_B, Qt::ControlModifier);
    QDialog *dialog = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT((dialog = m_fixture->find<QDialog>(u"rollbackDialog"_s)) != nullptr, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled(), patienceMs);
    QTest::keyClick(dialog, Qt::Key_Escape); // leaves everything as it is
    QTRY_VERIFY(!dialog->isVisible());
    focusWindow();
}

void tst_Keyboard::aShortcutOfOnesOwn()
{
    press(Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(window()->page(), ui::MainWindow::Settings);
    auto *edit = m_fixture->find<QKeySequenceEdit>(u"shortcut_goMonitor"_s);
    edit->setFocus(Qt::TabFocusReason);
    QTest::keyClick(edit, Qt::Key_J, Qt::ControlModifier);
    QTest::keyClick(edit, Qt::Key_Tab);
    m_fixture->find<QWidget>(u"shortcutSearch"_s)->setFocus(Qt::TabFocusReason);
    press(Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(window()->page(), ui::MainWindow::Monitor);
}

QTEST_MAIN(tst_Keyboard)
#include "tst_keyboard.moc"
