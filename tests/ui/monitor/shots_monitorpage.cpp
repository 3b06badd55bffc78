// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of the Monitor page's own pages into the build folder, for people to look at.
#include "core/monitor/store.h"
#include "core/sample/samplelibrary.h"
#include "core/serving/onnxlibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
#include <QDir>
#include <QEnterEvent>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int patience = 30'000;

// A version in front, as the pointer at its name brings it there; or a view that moves.
void showMetrics(MonitorPage &page, const QString &front)
{
    TimeAxis *axis = page.charts()->axis();
    if (front.isEmpty()) {
        axis->setWindow({axis->bounds().to - axis->bounds().length() / 2, axis->bounds().to});
        axis->pan(-axis->window().length() / 100 * (page.width() % 7 + 1));
        return;
    }
    QEnterEvent enter({1, 1}, {1, 1}, {1, 1});
    QCoreApplication::sendEvent(page.findChild<LegendItem *>(u"legend_"_s + front), &enter);
}

} // namespace

class shots_MonitorPage final : public QObject
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

void shots_MonitorPage::initTestCase()
{
    QVERIFY(m_folder.mkpath(u"."_s));
    const auto sample = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().message));
    m_library = *sample;
    // Classes without probabilities, of which only one came true.
    auto store = monitor::Store::open(m_library->dataDir() + u"/monitor.sqlite"_s);
    QVERIFY(store.has_value());
    QList<monitor::Observation> bare(3);
    for (qsizetype i = 0; i < bare.size(); ++i) {
        bare[i].timeMs = QDateTime(QDate(2015, 12, 1 + int(i)), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
        bare[i].truthLevel = u"yes"_s;
        bare[i].estimateLevel = i == 0 ? u"no"_s : u"yes"_s;
    }
    QVERIFY(store->append(u"seattle-rain"_s, u"v9.0.0"_s, bare).has_value());
    QVERIFY(QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, m_weather));
}

void shots_MonitorPage::pictures_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("view");
    QTest::addColumn<QString>("faces");
    QTest::addColumn<QStringList>("choices"); // combo, what is chosen in it, …
    QTest::addColumn<bool>("served");
    const QString tmax = u"seattle-tmax"_s;
    const QString rain = u"seattle-rain"_s;
    const int data = int(MonitorPage::View::Data);
    const int api = int(MonitorPage::View::Api);
    const int diagnosis = int(MonitorPage::View::Diagnostics);
    const QString dataFaces = u"exploreFaces"_s;
    const QString apiFaces = u"apiFaces"_s;
    const QString diagnosisFaces = u"diagnosisFaces"_s;
    const QStringList none;
    const QStringList two{u"diagnosisOther"_s, u"with v1.0.0"_s};
    const QStringList both{u"diagnosisVersion"_s, u"v1.1.0"_s, u"diagnosisOther"_s, u"with v1.0.0"_s};
    const QStringList byWeather{u"diagnosisGroup"_s, u"By weather"_s};
    const QStringList byWind{u"diagnosisFeature"_s, u"Residuals by wind"_s};
    const QStringList overWeather{u"diagnosisFeature"_s, u"Residuals by weather"_s};
    QTest::newRow("metrics-front") << tmax << int(MonitorPage::View::Metrics) << u"monitorFaces"_s
                                   << QStringList{u"v2.1.0"_s} << false;
    QTest::newRow("metrics-moving") << tmax << int(MonitorPage::View::Metrics) << u"monitorFaces"_s << none
                                    << false;
    QTest::newRow("estimates") << rain << int(MonitorPage::View::Metrics) << u"monitorFaces"_s << none
                               << false;
    QTest::newRow("data") << tmax << data << dataFaces << none << false;
    QTest::newRow("data-scatter") << tmax << data << dataFaces
                                  << QStringList{u"exploreAgainst"_s, u"with .pred against it"_s} << false;
    QTest::newRow("data-levels") << rain << data << dataFaces << none << false;
    QTest::newRow("regression") << tmax << diagnosis << diagnosisFaces << none << false;
    QTest::newRow("regression-two") << tmax << diagnosis << diagnosisFaces << both << false;
    QTest::newRow("regression-feature") << tmax << diagnosis << diagnosisFaces << byWind << false;
    QTest::newRow("regression-feature-two")
        << tmax << diagnosis << diagnosisFaces << both + overWeather << false;
    QTest::newRow("classes") << rain << diagnosis << diagnosisFaces << none << false;
    QTest::newRow("classes-two") << rain << diagnosis << diagnosisFaces << two << false;
    QTest::newRow("classes-feature") << rain << diagnosis << diagnosisFaces << byWind << false;
    QTest::newRow("classes-bare") << rain << diagnosis << diagnosisFaces
                                  << QStringList{u"diagnosisVersion"_s, u"v9.0.0"_s} << false;
    QTest::newRow("groups") << tmax << diagnosis << diagnosisFaces << byWeather << false;
    QTest::newRow("groups-two") << tmax << diagnosis << diagnosisFaces << both + byWeather << false;
    QTest::newRow("groups-classes") << rain << diagnosis << diagnosisFaces << two + byWeather << false;
    QTest::newRow("groups-accuracy") << rain << diagnosis << diagnosisFaces
                                     << byWeather + QStringList{u"diagnosisGroupMetric"_s, u"Accuracy"_s}
                                     << false;
    QTest::newRow("api") << tmax << api << apiFaces << none << true;
    QTest::newRow("api-none") << tmax << api << apiFaces << none << false;
}

void shots_MonitorPage::pictures()
{
    QFETCH(const QString, model);
    QFETCH(const int, view);
    QFETCH(const QString, faces);
    QFETCH(const QStringList, choices);
    QFETCH(const bool, served);
    test::ServicesFixture services;
    services.clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    if (served) {
        if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
            QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
        serving::DeploymentRequest request;
        request.library = m_library->path();
        request.model = model;
        request.version = u"v2.0.0"_s;
        QVERIFY(services.deployments.start(request));
    }
    MonitorPage page(services.services);
    page.setLibrary(*m_library);
    page.showModel(model);
    page.show();
    QTRY_COMPARE(page.findChild<FaceStack *>(u"monitorFaces"_s)->face(), FaceStack::Face::Filled);
    if (choices.contains(u"diagnosisGroup") || choices.contains(u"diagnosisFeature"))
        page.findChild<DiagnosticsView *>(u"diagnosticsView"_s)->setFeatureFile(m_weather);
    page.showView(static_cast<MonitorPage::View>(view));
    const FaceStack::Face wanted =
        view == int(MonitorPage::View::Api) && !served ? FaceStack::Face::Empty : FaceStack::Face::Filled;
    QTRY_COMPARE_WITH_TIMEOUT(page.findChild<FaceStack *>(faces)->face(), wanted, patience);
    for (qsizetype i = 0; i + 1 < choices.size(); i += 2) {
        auto *box = page.findChild<QComboBox *>(choices[i]);
        QVERIFY(box);
        QTRY_VERIFY2(box->findText(choices[i + 1]) >= 0, qPrintable(choices[i + 1]));
        box->setCurrentIndex(box->findText(choices[i + 1]));
        emit box->activated(box->currentIndex());
        QTRY_COMPARE_WITH_TIMEOUT(page.findChild<FaceStack *>(faces)->face(), wanted, patience);
    }
    QTest::qWait(100); // for the last answer
    const auto isEstimated = [&page] {
        const QList<PlotMetric> &metrics = page.charts()->metrics();
        return !metrics.isEmpty() && std::any_of(metrics.first().series.begin(), metrics.first().series.end(),
                                                 [](const PlotSeries &series) { return series.estimated; });
    };
    if (view == int(MonitorPage::View::Metrics))
        QTRY_VERIFY_WITH_TIMEOUT(isEstimated(), patience);
    for (const auto &[scheme, look] :
         {std::pair(ColourScheme::Light, u"light"_s), std::pair(ColourScheme::Dark, u"dark"_s)}) {
        applyTheme(*qApp, scheme, Contrast::Normal);
        for (const QSize &size : {QSize(924, 591), QSize(1204, 751)}) { // of windows of 1000 and 1280 pixels
            page.resize(size);
            QTest::qWait(50); // for layouts
            if (QByteArrayView(QTest::currentDataTag()).startsWith("metrics-"))
                showMetrics(page, choices.value(0));
            const QString file = u"%1-%2-%3.png"_s.arg(QString::fromLatin1(QTest::currentDataTag()))
                                     .arg(size.width())
                                     .arg(look);
            QVERIFY(page.grab().save(m_folder.filePath(file)));
        }
    }
}

QTEST_MAIN(shots_MonitorPage)
#include "shots_monitorpage.moc"
