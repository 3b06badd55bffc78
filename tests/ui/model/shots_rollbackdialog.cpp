// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of the preview of a rollback into the build folder, for people to look at.
#include "core/registry/rollbackoffer.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/oddlibraries.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/followpanel.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"

#include <QDir>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class shots_RollbackDialog final : public QObject
{
    Q_OBJECT
private slots:
    void pictures_data();
    void pictures();

private:
    QDir m_folder{QStringLiteral(VT_PICTURE_DIR)};
};

void shots_RollbackDialog::pictures_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("scheme");
    for (const QString &kind : {u"offer"_s, u"harmful"_s, u"protected"_s, u"longnames"_s, u"followed"_s}) {
        for (const ColourScheme scheme : {ColourScheme::Light, ColourScheme::Dark})
            QTest::newRow(qPrintable(kind + (scheme == ColourScheme::Dark ? u"-dark"_s : u"-light"_s)))
                << kind << int(scheme);
    }
}

void shots_RollbackDialog::pictures()
{
    QFETCH(const QString, kind);
    QFETCH(const int, scheme);
    QVERIFY(m_folder.mkpath(u"."_s));
    applyTheme(*qApp, static_cast<ColourScheme>(scheme), Contrast::Normal);
    QTemporaryDir dir;
    const QString path = dir.filePath(u"library.git"_s);
    QString name = u"seattle-tmax"_s;
    Result<registry::Library> library = Error{};
    if (kind == u"longnames") {
        const auto odd = test::makeOddLibrary(path, test::OddLibrary::LongNames);
        QVERIFY(odd.has_value());
        library = odd->library;
        name = odd->model;
    } else {
        library = sample::create(path);
    }
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    if (kind == u"protected")
        QVERIFY(library->setKeys(name, {{u"protected_stages"_s, QJsonArray{u"production"_s}}}, {}));
    test::ServicesFixture services;
    if (kind == u"followed" || kind == u"offer") {
        for (int server = 0; server < 2; ++server) {
            serving::DeploymentRequest request;
            request.library = library->path();
            request.model = name;
            request.stage = u"production"_s;
            const auto id = services.deployments.start(request);
            QVERIFY(id.has_value());
            QTRY_COMPARE_WITH_TIMEOUT(services.deployments.deployment(*id).state,
                                      serving::DeploymentState::Running, 30'000);
        }
    }
    const auto model = library->model(name).value();
    const auto versions = library->versions(name).value();
    const auto intervals = library->intervals(name).value();
    QString stage = u"production"_s;
    RollbackDialog::Choice choice{stage, u"v2.0.0"_s, {}};
    if (kind == u"harmful")
        choice.version = u"v2.1.0"_s;
    if (kind == u"offer" || kind == u"followed") {
        const auto lookup = [&](const QString &wanted) -> std::optional<registry::Version> {
            for (const registry::Version &each : versions) {
                if (each.name == wanted)
                    return each;
            }
            return {};
        };
        const registry::RollbackOffer offer = registry::rollbackOffer(intervals, stage, lookup);
        choice = {stage, offer.version, offer.why};
    }
    if (kind == u"longnames")
        choice = {u"production-in-central-europe"_s, versions.at(2).name, {}};
    RollbackDialog dialog(services.services, *library,
                          {name, model.mainMetric, versions, intervals, model.stages.keys()}, choice);
    dialog.open();
    auto *go = dialog.findChild<QPushButton *>(u"rollbackGo"_s);
    if (kind != u"protected")
        QTRY_VERIFY(go->isEnabled());
    QTest::qWait(400);
    if (kind == u"followed") {
        QTest::keyClick(dialog.findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(
            dialog.findChild<FollowPanel *>(u"followPanel"_s)->findChildren<Badge *>().size() == 2, 30'000);
    }
    QVERIFY(dialog.grab().save(m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + u".png"_s)));
}

QTEST_MAIN(shots_RollbackDialog)
#include "shots_rollbackdialog.moc"
