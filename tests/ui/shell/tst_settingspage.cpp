// SPDX-License-Identifier: GPL-3.0-or-later
// Settings by clicks and keys on the real window.
#include "tests/ui/support/windowfixture.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/searchfield.h"

#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_SettingsPage final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void coloursAndContrastSwitchAtOnceAndComeBack();
    void aShortcutIsChangedAndWorks();
    void aConflictIsToldAndNothingChanges();
    void keysForWritingAreRefused();
    void allShortcutsAreReset();
    void shortcutsAreFoundByNameAndKeys();

private:
    void press(const QString &command, Qt::Key key, Qt::KeyboardModifiers modifiers);
    QKeySequenceEdit *edit(const QString &command) const
    {
        return m_fixture->find<QKeySequenceEdit>(u"shortcut_"_s + command);
    }
    QString taken(const QString &command) const
    {
        return m_fixture->find<QLabel>(u"shortcutTaken_"_s + command)->text();
    }
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_SettingsPage::init()
{
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    m_fixture = std::make_unique<test::WindowFixture>();
    m_fixture->keys(Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(m_fixture->window->page(), MainWindow::Settings);
}

void tst_SettingsPage::cleanup()
{
    m_fixture.reset();
}

// As QKeySequenceEdit wants it: pressed, then left.
void tst_SettingsPage::press(const QString &command, Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    edit(command)->setFocus();
    QTest::keyClick(edit(command), key, modifiers);
    m_fixture->find<QWidget>(u"shortcutSearch"_s)->setFocus();
    QTest::qWait(0);
}

void tst_SettingsPage::coloursAndContrastSwitchAtOnceAndComeBack()
{
    auto *scheme = m_fixture->find<QComboBox>(u"settingsScheme"_s);
    auto *contrast = m_fixture->find<QComboBox>(u"settingsContrast"_s);
    scheme->setFocus();
    QTest::keyClick(scheme, Qt::Key_End); // dark
    QTRY_COMPARE(&tokens(m_fixture->window->palette()), &darkTokens());
    contrast->setFocus();
    QTest::keyClick(contrast, Qt::Key_End); // high
    QTRY_COMPARE(&tokens(m_fixture->window->palette()), &highContrastDarkTokens());
    m_fixture->restart();
    m_fixture->window->showPage(MainWindow::Settings);
    QCOMPARE(m_fixture->find<QComboBox>(u"settingsScheme"_s)->currentIndex(), 2);
    QCOMPARE(m_fixture->find<QComboBox>(u"settingsContrast"_s)->currentIndex(), 2);
}

void tst_SettingsPage::aShortcutIsChangedAndWorks()
{
    press(u"goLibrary"_s, Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(taken(u"goLibrary"_s), QString());
    QVERIFY(m_fixture->find<QWidget>(u"railLibrary"_s)->toolTip().contains(u"Ctrl+L"));
    m_fixture->restart();
    m_fixture->window->showPage(MainWindow::Settings);
    QTest::keyClick(m_fixture->window.get(), Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(m_fixture->window->page(), MainWindow::Start); // no library is open
}

void tst_SettingsPage::aConflictIsToldAndNothingChanges()
{
    press(u"goLibrary"_s, Qt::Key_O, Qt::ControlModifier);
    QVERIFY2(taken(u"goLibrary"_s).contains(u"Open a library"), qPrintable(taken(u"goLibrary"_s)));
    QCOMPARE(edit(u"goLibrary"_s)->keySequence(), QKeySequence(u"Ctrl+1"_s));
    QCOMPARE(edit(u"openLibrary"_s)->keySequence(), QKeySequence(u"Ctrl+O"_s));
}

void tst_SettingsPage::keysForWritingAreRefused()
{
    press(u"goLibrary"_s, Qt::Key_A, {});
    QVERIFY(!taken(u"goLibrary"_s).isEmpty());
    QCOMPARE(edit(u"goLibrary"_s)->keySequence(), QKeySequence(u"Ctrl+1"_s));
}

void tst_SettingsPage::allShortcutsAreReset()
{
    auto *all = m_fixture->find<QPushButton>(u"shortcutResetAll"_s);
    auto *one = m_fixture->find<QToolButton>(u"shortcutReset_goLibrary"_s);
    QVERIFY(!all->isEnabled() && !one->isEnabled());
    press(u"goLibrary"_s, Qt::Key_L, Qt::ControlModifier);
    press(u"goMonitor"_s, Qt::Key_1, Qt::ControlModifier); // free now
    QVERIFY(all->isEnabled() && one->isEnabled());
    QTest::mouseClick(one, Qt::LeftButton); // Ctrl+1 belongs to another one meanwhile
    QVERIFY(taken(u"goLibrary"_s).contains(u"Monitor"));
    QTest::mouseClick(all, Qt::LeftButton);
    QCOMPARE(edit(u"goLibrary"_s)->keySequence(), QKeySequence(u"Ctrl+1"_s));
    QCOMPARE(edit(u"goMonitor"_s)->keySequence(), QKeySequence(u"Ctrl+3"_s));
    QVERIFY(!all->isEnabled());
}

void tst_SettingsPage::shortcutsAreFoundByNameAndKeys()
{
    auto *search = m_fixture->find<SearchField>(u"shortcutSearch"_s);
    QTest::keyClicks(search, u"reload"_s);
    QVERIFY(edit(u"refresh"_s)->isVisible());
    QVERIFY(!edit(u"openLibrary"_s)->isVisible());
    search->clear();
    QTest::keyClicks(search, u"ctrl+k"_s);
    QVERIFY(edit(u"palette"_s)->isVisible());
    QVERIFY(!edit(u"refresh"_s)->isVisible());
}

QTEST_MAIN(tst_SettingsPage)
#include "tst_settingspage.moc"
