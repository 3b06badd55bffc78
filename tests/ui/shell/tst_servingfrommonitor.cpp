// SPDX-License-Identifier: GPL-3.0-or-later
// From the Monitor page of a model that nothing serves to its running server.
#include "core/registry/library.h"
#include "core/serving/deployments.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/monitor/monitorpage.h"
#include "ui/shell/librarysession.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_ServingFromMonitor final : public QObject
{
    Q_OBJECT
private slots:
    void theApiPageServesTheModel();
};

void tst_ServingFromMonitor::theApiPageServesTheModel()
{
    applyTheme(*qApp, ColourScheme::Light);
    test::WindowFixture fixture;
    const QString path = fixture.makeLibrary(u"one"_s);
    fixture.window->openLibrary(path);
    QTRY_VERIFY(fixture.window->session()->library());
    const auto models = fixture.window->session()->library()->models();
    QVERIFY(models && !models->isEmpty());
    const QString model = models->first().name;
    fixture.window->showMonitor(model);
    MonitorPage *page = fixture.window->monitorPage();
    QTRY_COMPARE(page->model(), model);
    page->showView(MonitorPage::View::Api);
    auto *faces = page->findChild<FaceStack *>(u"apiFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Empty);
    QVERIFY(fixture.click(u"apiServe"_s));
    QTRY_COMPARE(fixture.services.deployments.all().size(), 1);
    const serving::Deployment started = fixture.services.deployments.all().first();
    QCOMPARE(started.request.model, model);
    QCOMPARE(started.request.library, path);
    QVERIFY(!started.request.stage.isEmpty() || !started.request.version.isEmpty());
    QTRY_VERIFY(fixture.find<QWidget>(u"deployPage"_s)->isVisible()); // where it is watched
}

QTEST_MAIN(tst_ServingFromMonitor)
#include "tst_servingfrommonitor.moc"
