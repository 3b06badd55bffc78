// SPDX-License-Identifier: GPL-3.0-or-later
// A morning in the library, by clicks and keys: open, search, filter, group, keep the view, change several
// models at once, take it back, add one.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/table.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int patienceMs = 20'000;

} // namespace

class tst_Browsing final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void aMorningInTheLibrary();

private:
    void openFromTheStartPage();
    void searchForWordsOfANote();
    void filterByTheMenu();
    void groupAndFold();
    void keepTheView();
    void labelBothModels();
    void takeItBack();
    void addAModel();

    ui::MainWindow *window() const { return m_fixture->window.get(); }
    ui::Table *table() const { return m_fixture->find<ui::Table>(u"libraryTable"_s); }
    QString rows() const;
    QString git(const QStringList &arguments) const;
    QString toast() const
    {
        const auto all = m_fixture->find<ui::ToastArea>(u"toasts"_s)->toasts();
        return all.isEmpty() ? QString() : all.last()->text();
    }
    // As if it had been opened and clicked: menus of buttons are filled when they open.
    bool choose(QMenu *menu, const QString &action) const;

    QString m_path;
    std::unique_ptr<test::WindowFixture> m_fixture;
};

void tst_Browsing::initTestCase()
{
    ui::applyTheme(*qApp, ui::ColourScheme::Light);
    m_fixture = std::make_unique<test::WindowFixture>(QSize(1400, 900));
    m_path = m_fixture->dir.filePath(u"sample.git"_s);
    QVERIFY(sample::create(m_path));
    git({u"config"_s, u"user.name"_s, u"Ada"_s});
    git({u"config"_s, u"user.email"_s, u"ada@example.com"_s});
}

void tst_Browsing::cleanupTestCase()
{
    m_fixture.reset();
}

QString tst_Browsing::git(const QStringList &arguments) const
{
    QProcess process;
    process.start(u"git"_s, QStringList{u"-C"_s, m_path} << arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

QString tst_Browsing::rows() const
{
    QStringList names;
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        const QModelIndex index = table()->model()->index(row, 0);
        const QString text = index.data().toString();
        names << (index.data(ui::HeadingRole).toBool() ? u'[' + text + u']' : text);
    }
    return names.join(u' ');
}

bool tst_Browsing::choose(QMenu *menu, const QString &action) const
{
    menu->popup(QPoint(200, 200));
    auto *found = menu->findChild<QAction *>(action);
    if (found)
        found->trigger();
    menu->close();
    return found != nullptr;
}

void tst_Browsing::openFromTheStartPage()
{
    m_fixture->prompter.folder = m_path;
    QVERIFY(m_fixture->click(u"openLibraryStart"_s));
    QTRY_COMPARE_WITH_TIMEOUT(rows(), u"seattle-rain seattle-tmax"_s, patienceMs);
    // How each does is there a moment later.
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->find<QWidget>(u"previewHealth"_s)->isVisible(), patienceMs);
}

void tst_Browsing::searchForWordsOfANote()
{
    m_fixture->keys(Qt::Key_F, Qt::ControlModifier);
    auto *search = m_fixture->find<QLineEdit>(u"librarySearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"checked before"_s);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), u"seattle-tmax"_s, patienceMs);
    const QString why = table()->model()->index(0, 0).data(ui::ReasonRole).toString();
    QVERIFY2(why.contains(u"checked"), qPrintable(why));
    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_COMPARE(rows(), u"seattle-rain seattle-tmax"_s);
}

void tst_Browsing::filterByTheMenu()
{
    QVERIFY(
        choose(m_fixture->find<QPushButton>(u"filterButton"_s)->menu(), u"filterValue_type_regression"_s));
    QCOMPARE(rows(), u"seattle-tmax"_s);
    QVERIFY(m_fixture->click(u"filterRemove_type"_s));
    QCOMPARE(rows(), u"seattle-rain seattle-tmax"_s);
}

void tst_Browsing::groupAndFold()
{
    QVERIFY(choose(m_fixture->find<QPushButton>(u"groupButton"_s)->menu(), u"group_type"_s));
    QCOMPARE(rows(), u"[classification] seattle-rain [regression] seattle-tmax"_s);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                      table()->visualRect(table()->model()->index(0, 0)).center());
    QCOMPARE(rows(), u"[classification] [regression] seattle-tmax"_s);
}

void tst_Browsing::keepTheView()
{
    QMenu *views = m_fixture->find<QPushButton>(u"viewButton"_s)->menu();
    m_fixture->prompter.text = u"By type"_s;
    QVERIFY(choose(views, u"viewSave"_s));
    QVERIFY(choose(views, u"view_/all"_s));
    QCOMPARE(rows(), u"seattle-rain seattle-tmax"_s);
    m_fixture->restart();
    window()->openLast();
    QTRY_COMPARE_WITH_TIMEOUT(rows(), u"seattle-rain seattle-tmax"_s, patienceMs);
    views = m_fixture->find<QPushButton>(u"viewButton"_s)->menu();
    QVERIFY(choose(views, u"view_By type"_s));
    QCOMPARE(rows(), u"[classification] [regression] seattle-tmax"_s);
    QVERIFY(choose(views, u"view_/all"_s));
}

void tst_Browsing::labelBothModels()
{
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(0, 0));
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QTRY_COMPARE(window()->libraryPage()->selectedModels().size(), 2);
    const int before = git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt();
    m_fixture->keys(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = m_fixture->find<QDialog>(u"bulkEditDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    auto *go = dialog->findChild<QPushButton *>(u"bulkGo"_s);
    QVERIFY(!go->isEnabled()); // nothing to change yet
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"bulkAddLabels"_s), u"reviewed, daily"_s);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"bulkMessage"_s), u"Reviewed in June"_s);
    QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), patienceMs);
    const auto *preview = dialog->findChild<ui::Table *>(u"bulkPreview"_s);
    QCOMPARE(preview->model()->index(0, 1).data().toString(), u"+ reviewed"_s); // daily is there already
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"bulkMessage"_s), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(toast().contains(u"2"), patienceMs);
    QCOMPARE(git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(), before + 1); // one commit
    QVERIFY(git({u"show"_s, u"main:models/seattle-rain/model.yaml"_s}).contains(u"reviewed"));
    QVERIFY(git({u"show"_s, u"main:models/seattle-tmax/model.yaml"_s}).contains(u"reviewed"));
    QCOMPARE(git({u"log"_s, u"-1"_s, u"--format=%s"_s, u"main"_s}), u"Reviewed in June"_s);
}

void tst_Browsing::takeItBack()
{
    window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window()));
    QTest::keyClick(window(), Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(
        !git({u"show"_s, u"main:models/seattle-rain/model.yaml"_s}).contains(u"reviewed"), patienceMs);
    QTRY_VERIFY(!git({u"show"_s, u"main:models/seattle-tmax/model.yaml"_s}).contains(u"reviewed"));
    QVERIFY(git({u"show"_s, u"main:models/seattle-tmax/model.yaml"_s}).contains(u"daily"));
}

void tst_Browsing::addAModel()
{
    QFile file(m_fixture->dir.filePath(u"snow-depth.onnx"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("not really a model") > 0);
    file.close();
    m_fixture->prompter.files = {file.fileName()};
    m_fixture->keys(Qt::Key_I, Qt::ControlModifier);
    auto *dialog = m_fixture->find<QDialog>(u"addModelDialog"_s);
    QTRY_VERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"addMessage"_s), u"First try"_s);
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"addMessage"_s), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), u"seattle-rain seattle-tmax snow-depth"_s, patienceMs);
    QTRY_COMPARE(window()->libraryPage()->selectedModel(), u"snow-depth"_s);
    QVERIFY(git({u"tag"_s, u"-n9"_s, u"-l"_s, u"snow-depth@*"_s}).contains(u"First try"_s));
}

void tst_Browsing::aMorningInTheLibrary()
{
    for (const auto step :
         {&tst_Browsing::openFromTheStartPage, &tst_Browsing::searchForWordsOfANote,
          &tst_Browsing::filterByTheMenu, &tst_Browsing::groupAndFold, &tst_Browsing::keepTheView,
          &tst_Browsing::labelBothModels, &tst_Browsing::takeItBack, &tst_Browsing::addAModel}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            return;
    }
    QCOMPARE(git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());
}

QTEST_MAIN(tst_Browsing)
#include "tst_browsing.moc"
