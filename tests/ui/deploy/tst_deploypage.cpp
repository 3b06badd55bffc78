// SPDX-License-Identifier: GPL-3.0-or-later
// The page with real servers: started, tried, switched and stopped by keys and clicks.
#include "ui/deploy/deploypage.h"

#include "core/serving/onnxlibrary.h"
#include "tests/app/server/servedlibrary.h"
#include "tests/ui/support/servicesfixture.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;
using serving::DeploymentState;

namespace {

constexpr int patience = 20'000;

template<typename Widget>
Widget *child(QWidget &parent, const QString &name)
{
    auto *found = parent.findChild<Widget *>(name);
    if (found == nullptr)
        qFatal("no widget %s", qPrintable(name));
    return found;
}

} // namespace

class tst_DeployPage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aServerIsStartedTriedSwitchedAndStopped();
    void whatGoesWrongIsShown();

private:
    // Presses the button on the only card.
    void press(const QString &name) { QTest::mouseClick(child<QPushButton>(*m_page, name), Qt::LeftButton); }
    // Answers the open dialog: the entry of the target that begins with `target`, then Return.
    void choose(const QString &target);
    serving::Deployment server() const { return m_services->deployments.all().value(0); }

    std::unique_ptr<test::ServedLibrary> m_served;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<DeployPage> m_page;
    QList<Message> m_messages;
};

void tst_DeployPage::initTestCase()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
}

void tst_DeployPage::init()
{
    m_messages.clear();
    m_served = std::make_unique<test::ServedLibrary>();
    QCOMPARE(m_served->problem(), QString());
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<DeployPage>(m_services->services);
    connect(m_page.get(), &DeployPage::message, this,
            [this](const Message &message) { m_messages << message; });
    m_page->resize(1100, 700);
    m_page->show();
    m_page->setLibrary(m_served->library());
}

void tst_DeployPage::cleanup()
{
    m_page.reset();
    m_services.reset();
    m_served.reset();
}

void tst_DeployPage::choose(const QString &target)
{
    auto *dialog = m_page->findChild<QDialog *>(u"newDeployment"_s);
    QVERIFY(dialog);
    auto *box = child<QComboBox>(*dialog, u"newDeploymentTarget"_s);
    QTRY_VERIFY_WITH_TIMEOUT(box->findText(target, Qt::MatchStartsWith) >= 0, patience);
    box->setCurrentIndex(box->findText(target, Qt::MatchStartsWith));
    // As in every other dialog: what cancels comes before what does it.
    const auto *start = child<QPushButton>(*dialog, u"newDeploymentStart"_s);
    QVERIFY(child<QPushButton>(*dialog, u"newDeploymentCancel"_s)->x() < start->x());
    QVERIFY(start->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY(m_page->findChild<QDialog *>(u"newDeployment"_s) == nullptr);
}

void tst_DeployPage::aServerIsStartedTriedSwitchedAndStopped()
{
    press(u"deployNew"_s);
    choose(u"follow production"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, DeploymentState::Running, patience);
    QCOMPARE(server().servedVersion, u"v2.0.0"_s);
    auto *url = child<QToolButton>(*m_page, u"deployUrl"_s);
    QTRY_COMPARE(url->text(), server().url.toString());
    QTRY_VERIFY2(url->visibleRegion().boundingRect().size() == url->size(),
                 "the card is not seen as a whole");

    auto *send = child<QPushButton>(*m_page, u"trySend"_s);
    auto *answer = child<QPlainTextEdit>(*m_page, u"tryAnswer"_s);
    QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled() && m_page->findChild<QLineEdit *>(u"tryField_cyl"_s),
                             patience);
    auto *cyl = child<QLineEdit>(*m_page, u"tryField_cyl"_s);
    auto *disp = child<QLineEdit>(*m_page, u"tryField_disp"_s);
    const QWidget *label = m_page->findChild<QFormLayout *>()->labelForField(cyl);
    QTRY_COMPARE(label->geometry().center().y(), cyl->geometry().center().y());
    cyl->clear();
    disp->clear();
    QTest::keyClicks(cyl, u"6"_s);
    QTest::keyClicks(disp, u"100"_s);
    QTest::keyClick(disp, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(answer->toPlainText(), u"{\"predict\":[17.0]}"_s, patience);
    cyl->clear();
    QTest::keyClicks(cyl, u"six"_s);
    QTest::mouseClick(send, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(answer->toPlainText().contains(u"column 'cyl': expected a number"_s), patience);
    QVERIFY(
        child<QPlainTextEdit>(*m_page, u"trySnippet"_s)->toPlainText().contains(server().url.authority()));

    // Another version, without another process.
    const qint64 pid = server().pid;
    press(u"deploySwitch"_s);
    choose(u"v1.0.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().servedVersion, u"v1.0.0"_s, patience);
    QCOMPARE(server().pid, pid);
    QTRY_VERIFY(!m_messages.isEmpty());
    QCOMPARE(m_messages.last().text, u"The server of cars switched from v2.0.0 to v1.0.0"_s);
    cyl->clear();
    QTest::keyClicks(cyl, u"6"_s);
    QTest::keyClick(disp, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(answer->toPlainText(), u"{\"predict\":[23.078959]}"_s, patience);

    child<QTabWidget>(*m_page, u"deployTabs"_s)->setCurrentIndex(1);
    auto *log = child<QPlainTextEdit>(*m_page, u"deployLog"_s);
    QTRY_VERIFY_WITH_TIMEOUT(log->toPlainText().contains(u"cars switched from v2.0.0 to v1.0.0"_s), patience);
    press(u"deployStop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, DeploymentState::Stopped, patience);
    QTRY_VERIFY(log->toPlainText().contains(u"SIGTERM"_s));
    QVERIFY(!send->isEnabled());
    press(u"deployRestart"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, DeploymentState::Running, patience);
    QCOMPARE(server().servedVersion, u"v1.0.0"_s);
}

void tst_DeployPage::whatGoesWrongIsShown()
{
    m_page->startFor(u"cars"_s, u"v3.0.0"_s, {});
    QTRY_COMPARE_WITH_TIMEOUT(server().state, DeploymentState::Failed, patience);
    QTRY_COMPARE(m_messages.size(), 1);
    QVERIFY(m_messages.first().isError);
    QVERIFY2(m_messages.first().text.contains(u"Cannot serve cars@v3.0.0"_s),
             qPrintable(m_messages.first().text));
    press(u"deployRemove"_s);
    QTRY_VERIFY(m_services->deployments.all().isEmpty());

    m_page->startFor(u"cars"_s, {}, u"production"_s);
    QTRY_COMPARE_WITH_TIMEOUT(server().state, DeploymentState::Running, patience);
    m_messages.clear();
    press(u"deploySwitch"_s);
    choose(u"v3.0.0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_messages.isEmpty(), patience);
    QTest::qWait(200);
    QCOMPARE(m_messages.size(), 1);
    QVERIFY(m_messages.first().isError);
    QVERIFY2(m_messages.first().text.startsWith(
                 u"The server of cars still serves v2.0.0: Cannot serve cars@v3.0.0"_s),
             qPrintable(m_messages.first().text));
}

QTEST_MAIN(tst_DeployPage)
#include "tst_deploypage.moc"
