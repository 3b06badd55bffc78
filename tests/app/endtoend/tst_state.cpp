// SPDX-License-Identifier: GPL-3.0-or-later
// What comes back after the program was closed and started again, for each library on its own.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/library/libraryview.h"
#include "ui/library/modellistmodel.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/librarytabs.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int patienceMs = 20'000;

} // namespace

class tst_State final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void everyLibraryKeepsItsOwnView();
    void theWindowKeepsItsSize();
    void theAppearanceStays();

private:
    void open(const QString &path);
    void restart();
    ui::MainWindow *window() const { return m_fixture->window.get(); }
    ui::Table *table() const { return m_fixture->find<ui::Table>(u"libraryTable"_s); }

    QString m_one;
    QString m_two;
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_State::initTestCase()
{
    ui::applyTheme(*qApp, ui::ColourScheme::Light, ui::Contrast::Normal);
    m_fixture = std::make_unique<test::WindowFixture>();
    m_one = m_fixture->dir.filePath(u"sample.git"_s);
    QVERIFY(sample::create(m_one));
    m_two = m_fixture->makeLibrary(u"demo"_s);
}

void tst_State::cleanupTestCase()
{
    m_fixture.reset();
}

void tst_State::open(const QString &path)
{
    m_fixture->prompter.folder = path;
    m_fixture->keys(Qt::Key_O, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(window()->session()->library() && window()->session()->library()->path() == path,
                             patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(window()->libraryPage()->models().size(), 2, patienceMs);
}

void tst_State::restart()
{
    m_fixture->restart();
    window()->openLast();
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->find<ui::LibraryTabs>(u"libraryTabs"_s)->count(), 2, patienceMs);
}

void tst_State::everyLibraryKeepsItsOwnView()
{
    open(m_one);
    QTest::keyClicks(m_fixture->find<QLineEdit>(u"librarySearch"_s), u"seattle"_s);
    table()->sortByColumn(ui::ModelListModel::Changed, Qt::DescendingOrder);
    table()->setColumnHidden(ui::ModelListModel::Owner, false);
    table()->setColumnWidth(ui::ModelListModel::Owner, 177);
    table()->horizontalHeader()->moveSection(
        table()->horizontalHeader()->visualIndex(ui::ModelListModel::Owner), 1);
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                      table()->visualRect(table()->model()->index(1, 0)).center());
    const QString selected = window()->libraryPage()->selectedModel();
    QVERIFY(m_fixture->click(u"libraryShowPreview"_s)); // hides it
    open(m_two);
    QVERIFY(table()->isColumnHidden(ui::ModelListModel::Owner)); // of this library
    QCOMPARE(m_fixture->find<QLineEdit>(u"librarySearch"_s)->text(), QString());

    restart();
    QTRY_COMPARE(window()->session()->library()->path(), m_two); // it was in view
    m_fixture->keys(Qt::Key_Tab, Qt::ControlModifier);
    QTRY_COMPARE(window()->session()->library()->path(), m_one);
    QTRY_COMPARE_WITH_TIMEOUT(window()->libraryPage()->models().size(), 2, patienceMs);
    QCOMPARE(m_fixture->find<QLineEdit>(u"librarySearch"_s)->text(), u"seattle"_s);
    QVERIFY(!table()->isColumnHidden(ui::ModelListModel::Owner));
    QCOMPARE(table()->columnWidth(ui::ModelListModel::Owner), 177);
    QCOMPARE(table()->horizontalHeader()->visualIndex(ui::ModelListModel::Owner), 1);
    QTRY_COMPARE(window()->libraryPage()->selectedModel(), selected);
    QVERIFY(!m_fixture->find<QWidget>(u"modelPreview"_s)->isVisible());
}

void tst_State::theWindowKeepsItsSize()
{
    const QSize odd(1111, 777);
    window()->resize(odd);
    QTRY_COMPARE(window()->size(), odd);
    window()->close();
    // Without the fixture's own resize.
    ui::MainWindow again(m_fixture->services.services, m_fixture->prompter);
    QCOMPARE(again.size(), odd);
}

void tst_State::theAppearanceStays()
{
    restart();
    m_fixture->keys(Qt::Key_Comma, Qt::ControlModifier);
    auto *scheme = m_fixture->find<QComboBox>(u"settingsScheme"_s);
    scheme->setFocus();
    QTest::keyClick(scheme, Qt::Key_End);
    QTRY_COMPARE(&ui::tokens(window()->palette()), &ui::darkTokens());
    restart();
    m_fixture->keys(Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(m_fixture->find<QComboBox>(u"settingsScheme"_s)->currentIndex(), 2);
}

QTEST_MAIN(tst_State)
#include "tst_state.moc"
