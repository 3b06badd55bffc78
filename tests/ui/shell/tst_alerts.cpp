// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says when an alert rule of the library that is open fires.
#include "core/lifecycle/alertwatch.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/librarypage.h"
#include "ui/monitor/alert/alertsdialog.h"
#include "ui/shell/librarysession.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

class FakeNotifier final : public Notifier
{
public:
    void notify(const Notification &notification) override { told.append(notification); }
    QList<Notification> told;
};

} // namespace

class tst_Alerts final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light); }
    void anIncidentIsShownOnce();
    void theRulesOfTheModelThatIsShownAreOneKeyAway();

private:
    void open(test::WindowFixture &fixture, const QString &path)
    {
        fixture.window->openLibrary(path);
        QTRY_VERIFY(fixture.window->session()->library());
        QTRY_VERIFY(!fixture.window->libraryPage()->models().isEmpty());
    }
    void check(test::WindowFixture &fixture)
    {
        lifecycle::AlertWatch *watch = fixture.window->session()->alerts();
        QVERIFY(watch);
        QSignalSpy checked(watch, &lifecycle::AlertWatch::checked);
        watch->check();
        QTRY_VERIFY_WITH_TIMEOUT(!checked.isEmpty(), 20'000);
    }
    static bool shows(test::WindowFixture &fixture, const QString &text)
    {
        const auto toasts = fixture.window->findChildren<Toast *>();
        return std::any_of(toasts.begin(), toasts.end(), [&](const Toast *toast) {
            return toast->isVisible() && toast->isError() && toast->text().startsWith(text);
        });
    }
};

void tst_Alerts::anIncidentIsShownOnce()
{
    test::WindowFixture fixture;
    const QString path = fixture.dir.filePath(u"sample.git"_s);
    {
        auto library = sample::create(path);
        QVERIFY(library);
        const QJsonObject rule{
            {u"name"_s, u"high"_s},    {u"metric"_s, u"rmse"_s},       {u"above"_s, 1},
            {u"period"_s, u"month"_s}, {u"severity"_s, u"critical"_s}, {u"message"_s, u"Roll back."_s}};
        QVERIFY(library->setKeys(u"seattle-tmax"_s, {{u"alerts"_s, QJsonArray{rule}}}, {}));
    }
    FakeNotifier notifier;
    fixture.window->setNotifier(&notifier);
    open(fixture, path);
    check(fixture);
    QCOMPARE(notifier.told.size(), 1);
    QCOMPARE(notifier.told[0].title, u"high: seattle-tmax@v2.2.0"_s);
    QVERIFY2(notifier.told[0].text.endsWith(u"\nRoll back."), qPrintable(notifier.told[0].text));
    QVERIFY(notifier.told[0].isUrgent);
    QTRY_VERIFY(shows(fixture, u"high: rmse of seattle-tmax@v2.2.0 is "_s));
    check(fixture);
    QCOMPARE(notifier.told.size(), 1);
    fixture.restart(); // the same incident is no news to the next window
    fixture.window->setNotifier(&notifier);
    open(fixture, path);
    check(fixture);
    QCOMPARE(notifier.told.size(), 1);
}

void tst_Alerts::theRulesOfTheModelThatIsShownAreOneKeyAway()
{
    test::WindowFixture fixture;
    const QString path = fixture.dir.filePath(u"sample.git"_s);
    {
        auto library = sample::create(path);
        QVERIFY(library);
    }
    open(fixture, path);
    auto *action = fixture.find<QAction>(u"modelAlerts"_s);
    QVERIFY(!action->isEnabled()); // a library is shown, no model
    fixture.window->showModel(u"seattle-rain"_s);
    QTRY_VERIFY(action->isEnabled());
    fixture.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(fixture.window.get()));
    QTest::keyClick(fixture.window.get(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    AlertsDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = fixture.window->findChild<AlertsDialog *>()));
    QVERIFY2(dialog->windowTitle().endsWith(u"seattle-rain"), qPrintable(dialog->windowTitle()));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!fixture.window->findChild<AlertsDialog *>());
}

QTEST_MAIN(tst_Alerts)
#include "tst_alerts.moc"
