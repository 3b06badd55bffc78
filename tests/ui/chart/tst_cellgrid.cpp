// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/cellgrid.h"

#include "ui/chart/cellmarks.h"
#include "ui/chart/columndates.h"
#include "ui/chart/gridcard.h"
#include "ui/chart/gridlegend.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int charWidth = 7;

int widthOf(const QString &text)
{
    return int(text.size()) * charWidth;
}

qint64 at(int year, int month, int day = 1, int hour = 0)
{
    return QDateTime(QDate(year, month, day), QTime(hour, 0), Qt::UTC).toMSecsSinceEpoch();
}

QList<ColumnPeriod> months(int year, int month, int count)
{
    QList<ColumnPeriod> periods;
    for (QDate date(year, month, 1); periods.size() < count; date = date.addMonths(1)) {
        const QDate next = date.addMonths(1);
        periods << ColumnPeriod{at(date.year(), date.month()), at(next.year(), next.month())};
    }
    return periods;
}

QString labels(const QList<ColumnDate> &dates)
{
    QStringList all;
    for (const ColumnDate &date : dates)
        all << (date.label.isEmpty() ? u"."_s : date.label);
    return all.join(u' ');
}

// Two rows over months: strengths 0 to 1, a mark on every third.
class Months final : public CellGrid
{
public:
    explicit Months(int columns) : CellGrid(u"months"_s, u"Months"_s), m_periods(months(2012, 1, columns))
    {
        contentChanged(-1, -1, QTimeZone::utc());
    }
    int rowCount() const override { return 2; }
    int columnCount() const override { return int(m_periods.size()); }
    QString describe(int row, int column) const override { return u"row %1, %2"_s.arg(row).arg(column); }

protected:
    QString rowName(int row) const override { return u"row %1"_s.arg(row); }
    Period period(int column) const override { return m_periods[column]; }
    void paintCell(QPainter *painter, const QRect &rect, int, int column) const override
    {
        const QColor ink = paintStrength(painter, rect, double(column % 12) / 11, {});
        if (column % 3 == 0)
            paintCellMark(painter, rect, CellMark::Corner, ink);
    }

private:
    QList<ColumnPeriod> m_periods;
};

QImage grabbed(QWidget &widget)
{
    return widget.grab().toImage();
}

} // namespace

class tst_CellGrid final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void cleanup() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void everyYearIsNamedHoweverNarrowTheMonths();
    void stepsAreRegularWhereverOneLooks();
    void quartersWeeksAndHoursHaveTheirOwnLabels();
    void strengthsAreToldApartInEveryLook();
    void marksAreSeenWithoutColour();
    void theNewestIsInViewUntilSomebodyLooksElsewhere();
    void whatIsChosenStaysInViewWhenTheWindowShrinks();
    void aCardSaysWhatIsUnderThePointer();
    void theLegendWrapsAndSpeaks();
    void aCardIsAsHighAsItsRows();
};

void tst_CellGrid::everyYearIsNamedHoweverNarrowTheMonths()
{
    const QList<ColumnPeriod> four = months(2012, 1, 48);
    QCOMPARE(labels(columnDates(four.first(6), QTimeZone::utc(), 40, widthOf)), u"Jan Feb Mar Apr May Jun"_s);
    QCOMPARE(labels(columnDates(four.first(6), QTimeZone::utc(), 20, widthOf)), u"Jan . Mar . May ."_s);
    const QList<ColumnDate> narrow = columnDates(four, QTimeZone::utc(), 5, widthOf);
    QCOMPARE(narrow[0].label, u"Jan"_s);
    QCOMPARE(narrow[5].label, QString());
    QCOMPARE(narrow[12].label, u"Jan"_s); // never stepped over
    QCOMPARE(narrow[12].context, u"2013"_s);
    QCOMPARE(narrow[47].context, u"2015"_s);
}

void tst_CellGrid::stepsAreRegularWhereverOneLooks()
{
    const QList<ColumnPeriod> all = months(2012, 1, 48);
    const QList<ColumnDate> whole = columnDates(all, QTimeZone::utc(), 12, widthOf);
    for (int first = 0; first < 30; ++first)
        QCOMPARE(columnDates(all.sliced(first, 12), QTimeZone::utc(), 12, widthOf), whole.sliced(first, 12));
    QVERIFY(columnDates({}, QTimeZone::utc(), 12, widthOf).isEmpty());
}

void tst_CellGrid::quartersWeeksAndHoursHaveTheirOwnLabels()
{
    const QList<ColumnPeriod> quarters{{at(2014, 10), at(2015, 1)}, {at(2015, 1), at(2015, 4)}};
    QCOMPARE(labels(columnDates(quarters, QTimeZone::utc(), 40, widthOf)), u"Q4 Q1"_s);
    const QList<ColumnPeriod> years{{at(2014, 1), at(2015, 1)}, {at(2015, 1), at(2016, 1)}};
    QCOMPARE(labels(columnDates(years, QTimeZone::utc(), 40, widthOf)), u"2014 2015"_s);
    QCOMPARE(columnDates(years, QTimeZone::utc(), 40, widthOf)[0].context, QString());
    QList<ColumnPeriod> weeks;
    for (QDate monday(2015, 1, 5); weeks.size() < 8; monday = monday.addDays(7))
        weeks << ColumnPeriod{monday.startOfDay(Qt::UTC).toMSecsSinceEpoch(),
                              monday.addDays(7).startOfDay(Qt::UTC).toMSecsSinceEpoch()};
    const QList<ColumnDate> told = columnDates(weeks, QTimeZone::utc(), 30, widthOf);
    QCOMPARE(labels(told).count(u'.'), 4); // every other one
    QCOMPARE(told[1].context, u"2015"_s);
    QList<ColumnPeriod> hours;
    for (int hour = 0; hour < 24; ++hour)
        hours << ColumnPeriod{at(2015, 3, 1, hour), at(2015, 3, 1, hour) + 3'600'000};
    const QList<ColumnDate> day = columnDates(hours, QTimeZone::utc(), 16, widthOf);
    QCOMPARE(day[0].label, u"00:00"_s);
    QCOMPARE(day[6].label, u"06:00"_s);
    QCOMPARE(day[0].context, u"1 Mar 2015"_s);
    const QTimeZone tokyo("Asia/Tokyo");
    if (tokyo.isValid())
        QCOMPARE(columnDates(hours, tokyo, 60, widthOf)[0].label, u"09:00"_s);
}

void tst_CellGrid::strengthsAreToldApartInEveryLook()
{
    for (const ColourScheme scheme : {ColourScheme::Light, ColourScheme::Dark}) {
        for (const Contrast look : {Contrast::Normal, Contrast::High}) {
            applyTheme(*qApp, scheme, look);
            const QPalette palette = qApp->palette();
            for (int step = 0; step < 10; ++step) {
                const QColor one = cellFill(step / 10.0, palette);
                const QColor next = cellFill((step + 1) / 10.0, palette);
                QVERIFY2(contrast(one, next) > 1.03, "two tenths look alike");
                QVERIFY2(contrast(one, cellInk(one, palette)) >= 3.9, "digits cannot be read");
            }
            QVERIFY(contrast(cellFill(0, palette), cellFill(1, palette)) > 4);
            QCOMPARE(cellFill(7, palette), cellFill(1, palette));
        }
    }
}

void tst_CellGrid::marksAreSeenWithoutColour()
{
    const QRect cell(2, 2, 20, 20);
    QList<QImage> pictures;
    for (const CellMark mark : {CellMark::Corner, CellMark::Frame, CellMark::Bar, CellMark::Dash}) {
        QImage image(24, 24, QImage::Format_Grayscale8);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintCellMark(&painter, cell, mark, Qt::black);
        painter.end();
        QVERIFY(!pictures.contains(image));
        pictures << image;
    }
    const auto black = [](const QImage &image, int x, int y) { return qGray(image.pixel(x, y)) < 128; };
    QVERIFY(black(pictures[0], 20, 3) && !black(pictures[0], 4, 3)); // the corner
    QVERIFY(black(pictures[1], 12, 2) && black(pictures[1], 2, 12) && !black(pictures[1], 12, 12));
    QVERIFY(black(pictures[2], 12, 21) && !black(pictures[2], 12, 12)); // at the foot
    QVERIFY(black(pictures[3], 12, 11) && !black(pictures[3], 3, 11));

    Months grid(6);
    grid.resize(400, 140);
    grid.show();
    const QImage image = grabbed(*grid.viewport());
    const auto corner = [&](int column) { return image.pixelColor(grid.cellRect(0, column).topRight()); };
    const auto body = [&](int column) { return image.pixelColor(grid.cellRect(0, column).center()); };
    QVERIFY(contrast(corner(3), body(3)) > 4); // marked
    QCOMPARE(corner(1), body(1));
}

void tst_CellGrid::theNewestIsInViewUntilSomebodyLooksElsewhere()
{
    Months grid(200);
    grid.resize(500, 140);
    grid.show();
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 199)));
    grid.resize(300, 140);
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 199)));
    grid.setFocus();
    QTest::keyClick(&grid, Qt::Key_Home);
    QTest::keyClick(&grid, Qt::Key_Home);
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 0)));
    grid.resize(400, 140);
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 0)));
}

void tst_CellGrid::whatIsChosenStaysInViewWhenTheWindowShrinks()
{
    Months grid(60);
    grid.resize(1400, 140);
    grid.show();
    grid.choose(0, 59);
    grid.resize(400, 140);
    QVERIFY(grid.viewport()->rect().contains(grid.cellRect(0, 59)));
}

void tst_CellGrid::aCardSaysWhatIsUnderThePointer()
{
    Months grid(6);
    grid.resize(500, 140);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    const QImage before = grabbed(*grid.viewport());
    QTest::mouseMove(grid.viewport(), grid.cellRect(1, 2).center());
    QTRY_VERIFY(QToolTip::isVisible());
    QVERIFY2(QToolTip::text().contains(u"row 1, 2"), qPrintable(QToolTip::text()));
    QVERIFY(grabbed(*grid.viewport()) != before); // and shows which one it speaks of
    QTest::mouseMove(grid.viewport(), grid.cellRect(0, 4).center());
    QTRY_VERIFY(QToolTip::text().contains(u"row 0, 4"));
    QTest::mouseMove(grid.viewport(), QPoint(2, 2)); // beside all cells
    QTRY_VERIFY(!QToolTip::isVisible());
    QCOMPARE(factCard(u"a < b"_s, {{u"n"_s, u"3"_s}}).count(u"&lt;"_s), 1);
}

void tst_CellGrid::theLegendWrapsAndSpeaks()
{
    GridLegend legend(u"legend"_s);
    legend.setContent({{{u"effect in σ"_s, u"0"_s, u"2"_s, 0.05, u"drift from 0.1 on"_s}},
                       {{CellMark::Corner, u"drift: p ≤ 0.05"_s}, {CellMark::Dash, u"not compared"_s}}});
    QVERIFY(legend.heightForWidth(200) > legend.heightForWidth(2000));
    QVERIFY(legend.accessibleName().contains(u"drift from 0.1 on"));
    QVERIFY(legend.accessibleName().contains(u"not compared"));
    legend.resize(800, legend.heightForWidth(800));
    const QImage image = grabbed(legend);
    QSet<QRgb> colours; // a band of many shades
    for (int x = 0; x < image.width(); ++x)
        colours.insert(image.pixel(x, image.height() / 2));
    QVERIFY2(colours.size() > 15, qPrintable(QString::number(colours.size())));
}

void tst_CellGrid::aCardIsAsHighAsItsRows()
{
    auto *grid = new Months(6);
    auto *legend = new GridLegend(u"legend"_s);
    legend->setContent({{}, {{CellMark::Corner, u"drift"_s}}});
    GridCard card(grid, legend, 2);
    card.resize(600, 900);
    card.show();
    QTRY_VERIFY(card.height() < 250); // not the 900 that it was given
    QCOMPARE(grid->verticalScrollBar()->maximum(), 0);
    QVERIFY(card.minimumHeight() <= card.maximumHeight());
}

QTEST_MAIN(tst_CellGrid)
#include "tst_cellgrid.moc"
