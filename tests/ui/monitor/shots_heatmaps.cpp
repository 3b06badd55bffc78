// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of the drift and of the version × time matrix into the build folder, in every look and
// size, for people to look at.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/cellgrid.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int patience = 30'000;
constexpr int settleMs = 80;

struct Look {
    QString name;
    ColourScheme scheme;
    Contrast contrast;
};

const QList<Look> &looks()
{
    static const QList<Look> all{{u"light"_s, ColourScheme::Light, Contrast::Normal},
                                 {u"dark"_s, ColourScheme::Dark, Contrast::Normal},
                                 {u"contrast-light"_s, ColourScheme::Light, Contrast::High},
                                 {u"contrast-dark"_s, ColourScheme::Dark, Contrast::High}};
    return all;
}

} // namespace

class shots_HeatMaps final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void pictures_data();
    void pictures();

private:
    QTemporaryDir m_dir;
    QDir m_folder{QStringLiteral(VT_PICTURE_DIR)};
    QString m_weather = m_dir.filePath(u"weather.csv"_s);
    std::optional<registry::Library> m_library;
};

void shots_HeatMaps::initTestCase()
{
    QVERIFY(m_folder.mkpath(u"."_s));
    const auto sample = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().message));
    m_library = *sample;
    QVERIFY(QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, m_weather));
}

void shots_HeatMaps::pictures_data()
{
    QTest::addColumn<int>("view");
    QTest::addColumn<QString>("period");
    QTest::addColumn<QString>("against"); // of drift
    const int drift = int(MonitorPage::View::Drift);
    const int matrix = int(MonitorPage::View::Matrix);
    QTest::newRow("drift") << drift << u"By month"_s << u"against its first periods"_s;
    QTest::newRow("drift-year") << drift << u"By month"_s << u"against the same period a year earlier"_s;
    QTest::newRow("drift-weeks") << drift << u"By week"_s << u"against the same period a year earlier"_s;
    QTest::newRow("matrix") << matrix << u"By month"_s << QString();
    QTest::newRow("matrix-weeks") << matrix << u"By week"_s << QString();
}

void shots_HeatMaps::pictures()
{
    QFETCH(const int, view);
    QFETCH(const QString, period);
    QFETCH(const QString, against);
    test::ServicesFixture services;
    services.clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    MonitorPage page(services.services);
    page.resize(1204, 751);
    page.setLibrary(*m_library);
    page.showModel(u"seattle-tmax"_s);
    page.show();
    const auto filled = [&page](const char *name) {
        return page.findChild<FaceStack *>(QString::fromLatin1(name))->face() == FaceStack::Face::Filled;
    };
    const auto choose = [&page](const char *name, const QString &text) {
        auto *box = page.findChild<QComboBox *>(QString::fromLatin1(name));
        box->setCurrentIndex(box->findText(text));
        emit box->activated(box->currentIndex());
    };
    QTRY_VERIFY(filled("monitorFaces"));
    choose("monitorPeriod", period);
    QTRY_VERIFY_WITH_TIMEOUT(filled("monitorFaces"), patience);
    page.showView(static_cast<MonitorPage::View>(view));
    if (!against.isEmpty()) {
        page.driftView()->setData(m_weather);
        QTRY_VERIFY_WITH_TIMEOUT(filled("driftFaces"), patience);
        choose("driftReference", against);
        QTest::qWait(settleMs);
        QTRY_VERIFY_WITH_TIMEOUT(filled("driftFaces"), patience);
        QTest::qWait(10 * settleMs); // the distributions
    } else {
        page.findChild<CellGrid *>(u"matrixGrid"_s)->choose(2, 1000);
    }
    for (const Look &look : looks()) {
        applyTheme(*qApp, look.scheme, look.contrast);
        for (const QSize &size : {QSize(924, 591), QSize(1204, 751), QSize(2484, 1391)}) { // in the window
            page.resize(size);
            QTest::qWait(settleMs);
            const QString file = u"%1-%2-%3.png"_s.arg(QString::fromLatin1(QTest::currentDataTag()))
                                     .arg(size.width())
                                     .arg(look.name);
            QVERIFY(page.grab().save(m_folder.filePath(file)));
        }
    }
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    page.resize(1204, 751);
    page.exportTo(m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()) + u".html"_s));
}

QTEST_MAIN(shots_HeatMaps)
#include "shots_heatmaps.moc"
