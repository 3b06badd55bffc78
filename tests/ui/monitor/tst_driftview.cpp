// SPDX-License-Identifier: GPL-3.0-or-later
// The drift of data with seasons: what it is compared with, how its cells are told, its trend and thresholds.
#include "ui/monitor/driftview.h"

#include "core/monitor/sketch/referencesketch.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/gridlegend.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/drifttrend.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>
#include <memory>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int patience = 20'000;

// Three years by day: `heat` is warm in summer and `sky` clear, `steady` is neither; in the last June `heat`
// lies higher.
QByteArray seasons(int perDay)
{
    QByteArray csv = "date,heat,steady,sky\n";
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (QDate date(2013, 1, 1); date.year() < 2016; date = date.addDays(1)) {
        const double season = -8 * std::cos(2 * M_PI * date.dayOfYear() / 365.25);
        const bool changed = date.year() == 2015 && date.month() == 6;
        for (int i = 0; i < perDay; ++i) {
            const bool clear = normal(random) + season / 8 > 0;
            csv += u"%1,%2,%3,%4\n"_s.arg(date.toString(Qt::ISODate))
                       .arg(season + normal(random) + (changed ? 6 : 0))
                       .arg(normal(random))
                       .arg(clear ? u"clear"_s : u"grey"_s)
                       .toUtf8();
        }
    }
    return csv;
}

} // namespace

class tst_DriftView final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup() { m_view.reset(); }

    void theFirstYearIsTheReferenceWhereThereAreTwo();
    void aYearEarlierLeavesTheSeasonsOut();
    void whatAVersionWasTrainedOnComesFirst();
    void theChosenReferenceIsRemembered();
    void coloursHaveALegendAndRoomForDifferences();
    void largeDataHaveDistancesInPlaceOfEffects();
    void aCellIsToldInWordsAndByACard();
    void keysWalkTheCells();
    void theTrendIsOfTheTestOrOfTheEffect();
    void aThresholdIsSetAndReset();
    void aLowWindowScrollsInsteadOfSqueezing();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_view->findChild<T *>(QString::fromLatin1(name));
    }
    QString write(const QString &name, const QByteArray &csv)
    {
        QFile file(m_dir.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(csv);
        return file.fileName();
    }
    DriftGrid *grid() const { return m_view->grid(); }
    bool filled() const { return find<FaceStack>("driftFaces")->face() == FaceStack::Face::Filled; }
    void open(const QString &model, const QString &data);
    void compareWith(const QString &text);
    int rowOf(const QString &column) const;
    QStringList drifted(const QString &column) const;

    QTemporaryDir m_dir;
    QString m_seasons;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<DriftView> m_view;
};

void tst_DriftView::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    m_seasons = write(u"seasons.csv"_s, seasons(1));
    const auto library = registry::Library::create(m_dir.filePath(u"models.git"_s), {});
    QVERIFY2(library, library ? "" : qPrintable(library.error().message));
    m_library = *library;
    const auto data = monitor::Dataset::open(write(u"winter.csv"_s, seasons(1).left(4000)));
    QVERIFY(data);
    const auto reference = monitor::captureReference(*data);
    QVERIFY(reference);
    const QString weights = write(u"weights.bin"_s, "not really a model");
    for (const auto &[model, stages] :
         {std::pair(u"trained"_s, QStringList{u"production"_s}), std::pair(u"trained"_s, QStringList{}),
          std::pair(u"bare"_s, QStringList{})}) {
        registry::AddRequest request;
        request.model = model;
        request.files = {weights};
        request.message = u"Add"_s;
        request.stages = stages;
        if (model == u"trained")
            request.reference = reference->toJson();
        const auto added = m_library->add(request);
        QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    }
}

void tst_DriftView::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_view = std::make_unique<DriftView>(m_services->services);
    m_view->resize(1100, 800);
    m_view->show();
}

void tst_DriftView::open(const QString &model, const QString &data)
{
    m_view->setModel(*m_library, model, monitor::PeriodUnit::Month, QTimeZone::utc());
    m_view->refresh();
    m_view->setData(data);
    QTRY_VERIFY_WITH_TIMEOUT(filled() && grid()->rowCount() > 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!find<XyPlot>("driftDistributions")->picture().isEmpty(), patience);
}

void tst_DriftView::compareWith(const QString &text)
{
    auto *box = find<QComboBox>("driftReference");
    QVERIFY2(box->findText(text) >= 0, qPrintable(text));
    const auto against = static_cast<DriftQuestion::Against>(
        box->itemData(box->findText(text)).toStringList().value(0).toInt());
    box->setCurrentIndex(box->findText(text));
    emit box->activated(box->currentIndex());
    QTRY_VERIFY_WITH_TIMEOUT(m_view->answer().question.against == against && filled(), patience);
}

int tst_DriftView::rowOf(const QString &column) const
{
    for (int row = 0; row < grid()->rowCount(); ++row) {
        if (grid()->matrix().rows[row].column == column)
            return row;
    }
    return -1;
}

// The months in which a column moved by more than a standard deviation.
QStringList tst_DriftView::drifted(const QString &column) const
{
    QStringList names;
    for (int at = 0; at < grid()->columnCount(); ++at) {
        const auto &finding = grid()->matrix().at(rowOf(column), at);
        if (finding && finding->drift && finding->effect.value > 1)
            names << grid()->periodName(at);
    }
    return names;
}

void tst_DriftView::theFirstYearIsTheReferenceWhereThereAreTwo()
{
    open(u"bare"_s, m_seasons);
    QCOMPARE(find<QComboBox>("driftReference")->currentText(), u"against its first periods"_s);
    QCOMPARE(find<QLabel>("driftRemarks")->text(), u"Reference: 2013, 365 rows."_s);
    QCOMPARE(grid()->columnCount(), 36);
}

void tst_DriftView::aYearEarlierLeavesTheSeasonsOut()
{
    open(u"bare"_s, m_seasons);
    QVERIFY(drifted(u"heat"_s).size() > 5); // every summer and winter
    compareWith(u"against the same period a year earlier"_s);
    QCOMPARE(drifted(u"heat"_s), QStringList{u"June 2015"_s});
    QVERIFY(find<QLabel>("driftRemarks")->text().isEmpty());
    grid()->choose(rowOf(u"heat"_s), 29);
    QVERIFY(find<QLabel>("driftChosen")->text().contains(u"n 30 against 30 of June 2014"));
    auto *plot = find<XyPlot>("driftDistributions");
    const auto centre = [plot](size_t layer) { // of gravity
        double sum = 0;
        for (const QPointF &point : plot->picture().layers[layer].points)
            sum += point.x() * point.y();
        return sum;
    };
    QTRY_VERIFY(plot->picture().title == u"heat" && centre(1) - centre(0) > 4 &&
                centre(0) > 4); // of two Junes
    grid()->choose(rowOf(u"heat"_s), 3);
    QVERIFY(find<QLabel>("driftChosen")->text().contains(u"no rows a year earlier"));
    QCOMPARE(find<QLabel>("driftVerdict")->text(), u"not compared"_s);

    compareWith(u"against the period before"_s);
    QVERIFY(drifted(u"heat"_s).contains(u"June 2015"_s) && drifted(u"heat"_s).contains(u"July 2015"_s));
}

void tst_DriftView::whatAVersionWasTrainedOnComesFirst()
{
    open(u"trained"_s, m_seasons);
    auto *box = find<QComboBox>("driftReference");
    QTRY_COMPARE(box->currentText(), u"against what v0.0.1 was trained on"_s); // the one in production
    QCOMPARE(box->itemText(1), u"against what v0.0.2 was trained on"_s);
    QTRY_VERIFY(find<QLabel>("driftRemarks")->text().startsWith(u"Reference: "));
}

void tst_DriftView::theChosenReferenceIsRemembered()
{
    open(u"trained"_s, m_seasons);
    compareWith(u"against the same period a year earlier"_s);
    m_view = std::make_unique<DriftView>(m_services->services);
    m_view->resize(1100, 800);
    m_view->show();
    open(u"trained"_s, m_seasons);
    QTRY_COMPARE(find<QComboBox>("driftReference")->currentText(),
                 u"against the same period a year earlier"_s);
}

void tst_DriftView::coloursHaveALegendAndRoomForDifferences()
{
    open(u"bare"_s, m_seasons);
    const GridLegend::Content &legend = find<GridLegend>("driftLegend")->content();
    QCOMPARE(legend.scales.size(), 2);
    QCOMPARE(legend.scales[0].title, u"Wasserstein distance, in σ of the reference"_s);
    QCOMPARE(legend.scales[1].title, u"Cramér’s V of levels"_s);
    QCOMPARE(legend.marks[0].text, u"drift: p ≤ 0.05"_s);
    const DriftMatrix &matrix = grid()->matrix();
    QSet<int> tenths; // strengths that are painted
    int full = 0;
    for (int column = 0; column < grid()->columnCount(); ++column) {
        const double strength = matrix.strength(*matrix.at(rowOf(u"heat"_s), column));
        tenths << int(strength * 10);
        full += strength >= 1 ? 1 : 0;
    }
    QVERIFY2(tenths.size() >= 4, qPrintable(QString::number(tenths.size())));
    QVERIFY2(full <= 4, qPrintable(QString::number(full)));
    // What changed most comes first.
    QCOMPARE(matrix.rows.last().column, u"steady"_s);
    QVERIFY(matrix.rows[0].most >= matrix.rows[1].most && matrix.rows[1].most >= matrix.rows[2].most);
}

void tst_DriftView::largeDataHaveDistancesInPlaceOfEffects()
{
    open(u"bare"_s, write(u"many.csv"_s, seasons(4))); // beyond a thousand values Evidently uses distances
    const auto &finding = grid()->matrix().at(rowOf(u"heat"_s), 6);
    QCOMPARE(finding->test, monitor::DriftTest::Wasserstein);
    QVERIFY(grid()->matrix().strength(*finding) > 0.2); // coloured, not left out
    const GridLegend::Content &legend = find<GridLegend>("driftLegend")->content();
    QVERIFY(legend.scales[0].mark.has_value());
    QCOMPARE(legend.scales[0].markText, u"drift from 0.1 on"_s);
    grid()->choose(rowOf(u"heat"_s), 6);
    QVERIFY(!find<QComboBox>("driftTrendOf")->isEnabled()); // it is its own effect size
    QVERIFY(!find<XyPlot>("driftTrend")->picture().y.isLog);
}

void tst_DriftView::aCellIsToldInWordsAndByACard()
{
    open(u"bare"_s, m_seasons);
    const int row = rowOf(u"heat"_s);
    grid()->choose(row, 29);
    QCOMPARE(find<QLabel>("driftTitle")->text(), u"heat · June 2015"_s);
    QCOMPARE(find<QLabel>("driftVerdict")->text(), u"◥ drift"_s);
    const QString said = grid()->describe(row, 29);
    for (const QString &part : {u"heat, June 2015 · drift · Kolmogorov–Smirnov p "_s, u"(drift p ≤ 0.05)"_s,
                                u"moved by "_s, u" σ"_s, u"n 30 against 365"_s})
        QVERIFY2(said.contains(part), qPrintable(said));
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QTest::mouseMove(grid()->viewport(), grid()->cellRect(row, 29).center());
    QTRY_VERIFY(QToolTip::isVisible());
    for (const QString &part : {u"heat · June 2015"_s, u"threshold"_s, u"effect"_s, u"n 30 against 365"_s})
        QVERIFY2(QToolTip::text().contains(part), qPrintable(QToolTip::text()));
    QToolTip::hideText();
}

void tst_DriftView::keysWalkTheCells()
{
    open(u"bare"_s, m_seasons);
    QCOMPARE(std::pair(grid()->row(), grid()->column()), std::pair(0, 35)); // what changed most, now
    QSignalSpy said(grid(), &DriftGrid::spoken);
    grid()->setFocus();
    QTest::keyClick(grid(), Qt::Key_Left);
    QTest::keyClick(grid(), Qt::Key_Down);
    QCOMPARE(said.size(), 2);
    QVERIFY(said[1][0].toString().startsWith(grid()->rowName(1) + u", November 2015"_s));
    QCOMPARE(grid()->accessibleDescription(), said[1][0].toString());
    QTRY_COMPARE(find<XyPlot>("driftDistributions")->picture().title, grid()->matrix().rows[1].column);
    QTest::mouseClick(grid()->viewport(), Qt::LeftButton, {}, grid()->cellRect(2, 30).center());
    QVERIFY(find<QLabel>("driftTitle")->text().endsWith(u"July 2015"));
}

void tst_DriftView::theTrendIsOfTheTestOrOfTheEffect()
{
    open(u"bare"_s, m_seasons);
    grid()->choose(rowOf(u"heat"_s), 29);
    auto *plot = find<XyPlot>("driftTrend");
    const XyPicture &ofTest = plot->picture();
    QVERIFY(ofTest.y.isLog);
    QCOMPARE(ofTest.layers.size(), size_t(3)); // the line, its threshold, what drifted
    const double p = grid()->matrix().at(grid()->row(), 29)->p;
    QCOMPARE(ofTest.layers[0].points[29].y(), std::log10(std::max(p, 1e-16)));
    QCOMPARE(ofTest.layers[1].points[29].y(), std::log10(0.05));
    QCOMPARE(ofTest.marked, ofTest.layers[0].points[29]);
    QVERIFY(plot->describe(1, 29).contains(u"p 0.0500")); // the number, not its logarithm
    const int level = int(plot->toPixels(ofTest.layers[1].points[0]).y());
    QVERIFY(level > plot->plot().top() + 2 && level < plot->plot().bottom() - 2);

    auto *of = find<QComboBox>("driftTrendOf");
    of->setFocus();
    QTest::keyClick(of, Qt::Key_Down);
    QCOMPARE(of->currentText(), u"Effect size"_s);
    const XyPicture &ofEffect = plot->picture();
    QVERIFY(!ofEffect.y.isLog);
    QCOMPARE(ofEffect.layers.size(), size_t(2)); // its threshold is of the p
    QCOMPARE(ofEffect.y.title, u"σ of the reference"_s);
    QCOMPARE(ofEffect.layers[0].points[29].y(), grid()->matrix().at(grid()->row(), 29)->effect.value);
    QVERIFY(!ofEffect.layers[1].points.empty()); // what drifted by it is marked all the same
    QTest::keyClick(of, Qt::Key_Up);
    QVERIFY(plot->picture().y.isLog);
}

void tst_DriftView::aThresholdIsSetAndReset()
{
    open(u"bare"_s, m_seasons);
    const int row = rowOf(u"heat"_s);
    grid()->choose(row, 29);
    auto *threshold = find<QDoubleSpinBox>("driftThreshold");
    auto *reset = find<QPushButton>("driftThresholdReset");
    QCOMPARE(threshold->text(), u"0.05"_s);
    QVERIFY(!reset->isEnabled());
    QVERIFY(grid()->matrix().at(row, 29)->drift);
    threshold->setFocus();
    threshold->selectAll();
    QTest::keyClicks(threshold, u"0.000000001"_s);
    QTest::keyClick(threshold, Qt::Key_Return);
    QCOMPARE(grid()->matrix().at(rowOf(u"heat"_s), 29)->threshold, 1e-9);
    QVERIFY(find<GridLegend>("driftLegend")->content().marks[0].text.contains(u"1e-09") ||
            find<GridLegend>("driftLegend")->content().marks[0].text.contains(u"0.000000001"));
    QVERIFY(reset->isEnabled());
    QTest::mouseClick(reset, Qt::LeftButton);
    QCOMPARE(threshold->text(), u"0.05"_s);
    QCOMPARE(grid()->matrix().at(rowOf(u"heat"_s), 29)->threshold, 0.05);
    QVERIFY(!reset->isEnabled());
}

void tst_DriftView::aLowWindowScrollsInsteadOfSqueezing()
{
    open(u"bare"_s, m_seasons);
    m_view->resize(900, 380);
    auto *area = find<QScrollArea>("driftScroll");
    QTRY_VERIFY(area->verticalScrollBar()->maximum() > 0);
    QVERIFY(find<XyPlot>("driftTrend")->height() >= 150);
    QVERIFY(area->widget()->width() <= area->viewport()->width());
    QVERIFY(grid()->cellRect(grid()->rowCount() - 1, 35).bottom() <= grid()->viewport()->height());
    QCOMPARE(m_view->picture(), area->widget()); // all of it is exported
    m_view->resize(900, 1000);
    QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
}

QTEST_MAIN(tst_DriftView)
#include "tst_driftview.moc"
