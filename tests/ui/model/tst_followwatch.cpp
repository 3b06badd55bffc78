// SPDX-License-Identifier: GPL-3.0-or-later
// Real servers follow a stage of the sample library while it is moved.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/followpanel.h"
#include "ui/model/followwatch.h"
#include "ui/model/modelpage.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/facestack.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_FollowWatch final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void followersAreFoundByStageAndLibrary();
    void aServerThatSwitchedIsSaidSo();
    void aServerThatCannotLoadTheVersionSaysWhy();
    void aServerThatIsStoppedDoesNotFollow();
    void impatienceIsSaid();
    void theDialogShowsThatServersFollowed();
    void undoIsFollowedToo();

private:
    QString serve(const QString &stage);
    registry::StageChange assign(const QString &version);
    void addBroken();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
};

void tst_FollowWatch::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
}

void tst_FollowWatch::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = sample::create(m_dir->filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
}

void tst_FollowWatch::cleanup()
{
    m_services.reset();
}

QString tst_FollowWatch::serve(const QString &stage)
{
    serving::DeploymentRequest request;
    request.library = m_library->path();
    request.model = u"seattle-tmax"_s;
    request.stage = stage;
    const auto id = m_services->deployments.start(request);
    if (!id || !QTest::qWaitFor(
                   [&] {
                       return m_services->deployments.deployment(*id).state ==
                              serving::DeploymentState::Running;
                   },
                   30'000))
        qWarning("the server did not start: %s",
                 qPrintable(id ? m_services->deployments.log(*id) : QString()));
    return id.value_or(QString());
}

registry::StageChange tst_FollowWatch::assign(const QString &version)
{
    return m_library->assign(u"seattle-tmax"_s, version, u"production"_s, u"Test"_s).value_or({});
}

void tst_FollowWatch::addBroken()
{
    QFile file(m_dir->filePath(u"model.onnx"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(2000, 'x'));
    file.close();
    registry::AddRequest request;
    request.model = u"seattle-tmax"_s;
    request.files = {file.fileName()};
    request.version = registry::SemVer(9, 0, 0);
    const auto added = m_library->add(request);
    QVERIFY2(added.has_value(), added ? "" : qPrintable(added.error().message));
}

void tst_FollowWatch::followersAreFoundByStageAndLibrary()
{
    serve(u"production"_s);
    const auto followers = [&](const QString &library, const QString &model, const QString &stage) {
        return followersOf(m_services->deployments, library, model, stage).size();
    };
    QCOMPARE(followers(m_library->path(), u"seattle-tmax"_s, u"production"_s), 1);
    QCOMPARE(followers(m_library->path() + u'/', u"seattle-tmax"_s, u"production"_s), 1);
    QCOMPARE(followers(m_library->path(), u"seattle-tmax"_s, u"staging"_s), 0);
    QCOMPARE(followers(m_library->path(), u"seattle-rain"_s, u"production"_s), 0);
    QCOMPARE(followers(m_dir->path(), u"seattle-tmax"_s, u"production"_s), 0);
}

void tst_FollowWatch::aServerThatSwitchedIsSaidSo()
{
    serve(u"production"_s);
    FollowWatch watch(m_services->deployments, m_library->path(), u"seattle-tmax"_s, u"production"_s,
                      u"v2.0.0"_s);
    QSignalSpy finished(&watch, &FollowWatch::finished);
    QCOMPARE(watch.followers().size(), 1);
    QCOMPARE(watch.followers().first().before, u"v2.2.0"_s);
    QVERIFY(!watch.isFinished());
    QCOMPARE(assign(u"v2.0.0"_s).to, u"v2.0.0"_s);
    watch.begin();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30'000);
    QCOMPARE(watch.followers().first().state, Follower::State::Serves);
    QVERIFY2(watch.summary().endsWith(u"now serves v2.0.0"), qPrintable(watch.summary()));
    QVERIFY(!watch.hasFailed());
}

void tst_FollowWatch::aServerThatCannotLoadTheVersionSaysWhy()
{
    addBroken();
    serve(u"production"_s);
    FollowWatch watch(m_services->deployments, m_library->path(), u"seattle-tmax"_s, u"production"_s,
                      u"v9.0.0"_s);
    QSignalSpy finished(&watch, &FollowWatch::finished);
    QCOMPARE(assign(u"v9.0.0"_s).to, u"v9.0.0"_s);
    watch.begin();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30'000);
    QCOMPARE(watch.followers().first().state, Follower::State::Failed);
    QVERIFY(watch.hasFailed());
    QVERIFY2(watch.followers().first().problem.contains(u"model.onnx"),
             qPrintable(watch.followers().first().problem));
    // It goes on with what it served.
    QCOMPARE(m_services->deployments.all().first().servedVersion, u"v2.2.0"_s);
}

void tst_FollowWatch::aServerThatIsStoppedDoesNotFollow()
{
    const QString id = serve(u"production"_s);
    FollowWatch watch(m_services->deployments, m_library->path(), u"seattle-tmax"_s, u"production"_s,
                      u"v9.0.0"_s);
    QSignalSpy finished(&watch, &FollowWatch::finished);
    watch.begin();
    m_services->deployments.stop(id);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30'000);
    QVERIFY2(watch.summary().endsWith(u"it was stopped"), qPrintable(watch.summary()));
}

void tst_FollowWatch::impatienceIsSaid()
{
    serve(u"production"_s);
    FollowWatch watch(m_services->deployments, m_library->path(), u"seattle-tmax"_s, u"production"_s,
                      u"v2.0.0"_s);
    watch.setPatience(1);
    QSignalSpy finished(&watch, &FollowWatch::finished);
    watch.begin(); // nothing moves
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(watch.summary().contains(u"still serves v2.2.0"), qPrintable(watch.summary()));
    // Late is better than never.
    QCOMPARE(assign(u"v2.0.0"_s).to, u"v2.0.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(watch.followers().first().state, Follower::State::Serves, 30'000);
    QCOMPARE(finished.count(), 1);
}

void tst_FollowWatch::theDialogShowsThatServersFollowed()
{
    serve(u"production"_s);
    const auto model = m_library->model(u"seattle-tmax"_s).value();
    RollbackDialog dialog(m_services->services, *m_library,
                          {model.name, model.mainMetric, m_library->versions(model.name).value(),
                           m_library->intervals(model.name).value(), model.stages.keys()},
                          {u"production"_s, u"v2.0.0"_s, {}});
    QSignalSpy written(&dialog, &RollbackDialog::written);
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.open();
    auto *go = dialog.findChild<QPushButton *>(u"rollbackGo"_s);
    QTRY_VERIFY(go->isEnabled());
    QString facts;
    for (const QLabel *label : dialog.findChild<QWidget *>(u"rollbackFacts"_s)->findChildren<QLabel *>())
        facts += label->text() + u'|';
    QVERIFY2(facts.contains(u"switches without interruption:") &&
                 facts.contains(u", which serves v2.2.0 now"),
             qPrintable(facts));
    QTest::keyClick(dialog.findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, 30'000);
    QCOMPARE(accepted.count(), 0); // it stays to tell
    QCOMPARE(dialog.findChild<QLabel *>(u"rollbackTitle"_s)->text(), u"production is at v2.0.0 now"_s);
    auto *panel = dialog.findChild<FollowPanel *>(u"followPanel"_s);
    QVERIFY(panel->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(
        panel->findChild<Badge *>() && panel->findChild<Badge *>()->word() == u"now serves v2.0.0", 30'000);
    QVERIFY(!dialog.isFollowing());
    QTest::keyClick(go, Qt::Key_Return);
    QCOMPARE(accepted.count(), 1);
}

void tst_FollowWatch::undoIsFollowedToo()
{
    serve(u"production"_s);
    test::FakePrompter prompter;
    ModelPage page(m_services->services, prompter);
    QList<Message> messages;
    connect(&page, &ModelPage::message, this, [&](const Message &m) { messages << m; });
    page.resize(1000, 700);
    page.show();
    page.setLibrary(*m_library);
    page.showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(page.findChild<FaceStack *>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
    page.rollBack(u"v2.0.0"_s);
    auto *dialog = page.findChild<RollbackDialog *>(u"rollbackDialog"_s);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled());
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(messages.size(), 1, 30'000);
    QTest::keyClick(dialog,
                    Qt::Key_Escape); // closed before the server followed, or after: it is said either way
    QTRY_COMPARE_WITH_TIMEOUT(m_services->deployments.all().first().servedVersion, u"v2.0.0"_s, 30'000);
    messages.first().action(); // Undo
    QTRY_VERIFY_WITH_TIMEOUT(!messages.isEmpty() && messages.last().text.endsWith(u"now serves v2.2.0"),
                             30'000);
    QVERIFY(!messages.last().isError);
}

QTEST_MAIN(tst_FollowWatch)
#include "tst_followwatch.moc"
