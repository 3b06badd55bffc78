// SPDX-License-Identifier: GPL-3.0-or-later
// An afternoon with the program, by clicks and keys on the real window, a real repository and a real server.
#include "core/sample/samplelibrary.h"
#include "core/serving/deployments.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int patienceMs = 20'000;

QString runGit(const QString &repository, const QStringList &arguments)
{
    QProcess process;
    process.start(u"git"_s, QStringList{u"-C"_s, repository} << arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

} // namespace

class tst_EndToEnd final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void fromTheSampleToARunningServerAndBack();

private:
    template<typename Widget>
    Widget *find(const QString &name)
    {
        auto *widget = m_window->findChild<Widget *>(name);
        if (!widget)
            QTest::qFail(qPrintable(u"there is no %1"_s.arg(name)), __FILE__, __LINE__);
        return widget;
    }
    void click(const QString &name)
    {
        auto *button = find<QAbstractButton>(name);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled() && button->isVisible(), patienceMs);
        QTest::mouseClick(button, Qt::LeftButton);
    }
    bool cellShows(const QString &table, const QString &text);
    serving::Deployment server() { return m_fixture.deployments.all().value(0); }

    void searchAndOpen();
    void editAndSave();
    void rollBack();
    void startServer();
    void askServer();
    void undoFollowsTheServer();
    void stopServer();

    QTemporaryDir m_dir;
    QString m_path;
    test::ServicesFixture m_fixture;
    test::FakePrompter m_prompter;
    std::unique_ptr<ui::MainWindow> m_window;
};

void tst_EndToEnd::initTestCase()
{
    m_path = m_dir.filePath(u"sample.git"_s);
    QVERIFY(sample::create(m_path));
    runGit(m_path, {u"config"_s, u"user.name"_s, u"Ada"_s});
    runGit(m_path, {u"config"_s, u"user.email"_s, u"ada@example.com"_s});
    m_window = std::make_unique<ui::MainWindow>(m_fixture.services, m_prompter);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

bool tst_EndToEnd::cellShows(const QString &table, const QString &text)
{
    const auto *model = find<QAbstractItemView>(table)->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        for (int column = 0; column < model->columnCount(); ++column) {
            if (model->index(row, column).data().toString().contains(text))
                return true;
        }
    }
    return false;
}

void tst_EndToEnd::searchAndOpen()
{
    m_window->openLibrary(m_path);
    QTRY_VERIFY_WITH_TIMEOUT(cellShows(u"libraryTable"_s, u"seattle-rain"_s), patienceMs);
    auto *search = find<QLineEdit>(u"librarySearch"_s);
    search->setFocus();
    QTest::keyClicks(search, u"tmax"_s);
    QTRY_VERIFY(!cellShows(u"libraryTable"_s, u"seattle-rain"_s));
    QTest::keyClick(search, Qt::Key_Return);
    auto *table = find<QAbstractItemView>(u"libraryTable"_s);
    QTRY_VERIFY(table->hasFocus());
    QTest::keyClick(table, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), ui::MainWindow::Model, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(cellShows(u"versionTable"_s, u"v2.1.0"_s), patienceMs);
}

void tst_EndToEnd::editAndSave()
{
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::AltModifier);
    auto *title = find<QLineEdit>(u"metadataTitle"_s);
    QTRY_VERIFY_WITH_TIMEOUT(title->isVisible() && !title->text().isEmpty(), patienceMs);
    title->selectAll();
    QTest::keyClick(title, Qt::Key_Delete);
    QVERIFY(!find<QAbstractButton>(u"metadataSave"_s)->isEnabled()); // a title is needed
    QTest::keyClicks(title, u"Tomorrow at SeaTac"_s);
    const QString before = runGit(m_path, {u"rev-list"_s, u"--count"_s, u"main"_s});
    click(u"metadataSave"_s);
    QTRY_COMPARE_WITH_TIMEOUT(runGit(m_path, {u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(),
                              before.toInt() + 1, patienceMs);
    QVERIFY(runGit(m_path, {u"show"_s, u"main:models/seattle-tmax/model.yaml"_s})
                .contains(u"title: Tomorrow at SeaTac"_s));
}

void tst_EndToEnd::startServer()
{
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    QAction *follow = nullptr;
    QTRY_VERIFY((follow = m_window->findChild<QAction *>(u"serveStage_production"_s)) != nullptr);
    follow->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->page(), ui::MainWindow::Deploy, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, serving::DeploymentState::Running, patienceMs);
    QCOMPARE(server().servedVersion, u"v2.2.0"_s);
}

void tst_EndToEnd::askServer()
{
    auto *wind = static_cast<QLineEdit *>(nullptr);
    QTRY_VERIFY_WITH_TIMEOUT((wind = m_window->findChild<QLineEdit *>(u"tryField_wind"_s)) != nullptr,
                             patienceMs);
    click(u"trySend"_s);
    auto *answer = find<QPlainTextEdit>(u"tryAnswer"_s);
    QTRY_VERIFY_WITH_TIMEOUT(answer->toPlainText().startsWith(u"{\"predict\":["_s), patienceMs);
    wind->setText(u"strong"_s);
    QTest::keyClick(wind, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(answer->toPlainText().contains(u"wind"_s), patienceMs);
}

void tst_EndToEnd::rollBack()
{
    m_window->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(m_window->page(), ui::MainWindow::Model);
    click(u"modelRollBack"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QDialog *>(u"rollbackDialog"_s) != nullptr, patienceMs);
    auto *go = find<QPushButton>(u"rollbackGo"_s);
    auto *reason = find<QLineEdit>(u"rollbackReason"_s);
    QTest::keyClicks(reason, u"Trying the way back"_s);
    QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), patienceMs);
    QTest::keyClick(reason, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(server().servedVersion, u"v2.0.0"_s, patienceMs);
    QVERIFY(runGit(m_path, {u"tag"_s, u"-n9"_s, u"-l"_s, u"seattle-tmax#production#*"_s})
                .contains(u"Trying the way back"_s));
}

void tst_EndToEnd::undoFollowsTheServer()
{
    const qsizetype tags = runGit(m_path, {u"tag"_s}).split(u'\n').size();
    QAbstractButton *undo = nullptr;
    QTRY_VERIFY_WITH_TIMEOUT(([&] {
                                 for (auto *button :
                                      m_window->findChildren<QAbstractButton *>(u"toastAction"_s)) {
                                     if (button->isVisible() && button->text().contains(u"Undo"_s))
                                         undo = button;
                                 }
                                 return undo != nullptr;
                             }()),
                             patienceMs);
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(server().servedVersion, u"v2.2.0"_s, patienceMs);
    QCOMPARE(runGit(m_path, {u"tag"_s}).split(u'\n').size(),
             tags + 1); // history is added to, never taken back
}

void tst_EndToEnd::stopServer()
{
    m_window->showPage(ui::MainWindow::Deploy);
    click(u"deployStop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, serving::DeploymentState::Stopped, patienceMs);
}

void tst_EndToEnd::fromTheSampleToARunningServerAndBack()
{
    for (const auto step : {&tst_EndToEnd::searchAndOpen, &tst_EndToEnd::editAndSave,
                            &tst_EndToEnd::startServer, &tst_EndToEnd::askServer, &tst_EndToEnd::rollBack,
                            &tst_EndToEnd::undoFollowsTheServer, &tst_EndToEnd::stopServer}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            return;
    }
    QCOMPARE(runGit(m_path, {u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}), QString());
}

QTEST_MAIN(tst_EndToEnd)
#include "tst_endtoend.moc"
