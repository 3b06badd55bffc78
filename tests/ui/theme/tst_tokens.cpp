// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QLabel>
#include <QSet>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

// Widgets hear of a new palette only while the application runs.
void switchWhileRunning(ColourScheme scheme)
{
    QTimer::singleShot(0, qApp, [scheme] {
        applyTheme(*qApp, scheme);
        QApplication::quit();
    });
    QApplication::exec();
}

} // namespace

class tst_Tokens final : public QObject
{
    Q_OBJECT
private slots:
    void contrastIsThatOfTheRecommendation();
    void everyTextIsReadableOnEverySurface_data();
    void everyTextIsReadableOnEverySurface();
    void thePaletteTellsItsTable();
    void widgetsFollowALiveSwitch();
    void theScaleGrowsWithTheApplicationsFont();
    void seriesDifferInMoreThanColour();
    void seriesAreVisibleOnTheirSurface();
};

void tst_Tokens::contrastIsThatOfTheRecommendation()
{
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    // #777777 on white is the well-known grey just below 4.5 : 1.
    QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
}

void tst_Tokens::everyTextIsReadableOnEverySurface_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<double>("least");
    for (const Tokens *t :
         {&lightTokens(), &darkTokens(), &highContrastLightTokens(), &highContrastDarkTokens()}) {
        const QByteArray table =
            QByteArray(t->highContrast ? "high contrast " : "") + (t->dark ? "dark" : "light");
        const double least = t->highContrast ? 7 : 4.5; // WCAG 2.1, levels AAA and AA
        const QList<std::pair<const char *, QColor>> inks{
            {"text", t->text}, {"muted", t->muted}, {"accent", t->accent}, {"good", t->good},
            {"bad", t->bad},   {"warn", t->warn},   {"info", t->info}};
        const QList<std::pair<const char *, QColor>> grounds{{"window", t->window},
                                                             {"surface", t->surface},
                                                             {"raised", t->raised},
                                                             {"selection", t->selection}};
        for (const auto &[inkName, ink] : inks) {
            for (const auto &[groundName, ground] : grounds)
                QTest::addRow("%s: %s on %s", table.constData(), inkName, groundName)
                    << ink << ground << least;
        }
        QTest::addRow("%s: onAccent on accent", table.constData()) << t->onAccent << t->accent << least;
    }
}

void tst_Tokens::everyTextIsReadableOnEverySurface()
{
    QFETCH(const QColor, ink);
    QFETCH(const QColor, ground);
    QFETCH(const double, least);
    const double ratio = contrast(ink, ground);
    QVERIFY2(ratio >= least,
             qPrintable(u"%1 on %2 is only %3 : 1"_s.arg(ink.name(), ground.name()).arg(ratio)));
}

void tst_Tokens::thePaletteTellsItsTable()
{
    for (const Tokens *t :
         {&lightTokens(), &darkTokens(), &highContrastLightTokens(), &highContrastDarkTokens()})
        QCOMPARE(&tokens(paletteOf(*t)), t);
}

void tst_Tokens::widgetsFollowALiveSwitch()
{
    switchWhileRunning(ColourScheme::Light);
    QLabel label;
    label.show();
    QTRY_COMPARE(tokens(label.palette()).dark, false);
    QTRY_COMPARE(label.palette().color(QPalette::WindowText), lightTokens().text);
    switchWhileRunning(ColourScheme::Dark);
    QTRY_COMPARE(tokens(label.palette()).dark, true);
    QTRY_COMPARE(label.palette().color(QPalette::WindowText), darkTokens().text);
    switchWhileRunning(ColourScheme::Light);
    QTRY_COMPARE(tokens(label.palette()).dark, false);
}

void tst_Tokens::theScaleGrowsWithTheApplicationsFont()
{
    const QFont before = QApplication::font();
    for (const double points : {9.0, 13.0, 20.0}) {
        QFont base = before;
        base.setPointSizeF(points);
        QApplication::setFont(base);
        QCOMPARE(font(TextRole::Body).pointSizeF(), points);
        QVERIFY(font(TextRole::Caption).pointSizeF() < points);
        QVERIFY(font(TextRole::Lead).pointSizeF() > points);
        QVERIFY(font(TextRole::Title).pointSizeF() > font(TextRole::Lead).pointSizeF());
        QVERIFY(font(TextRole::Number).pointSizeF() > font(TextRole::Title).pointSizeF());
        // Measured, because a font may be called not fixed for the sake of its wide glyphs alone.
        const QFontMetricsF fixed(font(TextRole::Fixed));
        QCOMPARE(fixed.horizontalAdvance(u"iil1."_s), fixed.horizontalAdvance(u"WM8@#"_s));
    }
    QApplication::setFont(before);
}

void tst_Tokens::seriesDifferInMoreThanColour()
{
    QSet<QString> looks;
    for (int index = 0; index < 35; ++index) {
        const SeriesStyle style = seriesStyle(index, false);
        looks.insert(u"%1/%2/%3"_s.arg(style.colour.name()).arg(int(style.pen)).arg(style.marker));
        QCOMPARE(seriesStyle(index, false).colour, style.colour);
        if (index > 0) {
            QVERIFY(seriesStyle(index - 1, false).pen != style.pen);
            QVERIFY(seriesStyle(index - 1, false).marker != style.marker);
        }
    }
    QCOMPARE(looks.size(), 35);
}

void tst_Tokens::seriesAreVisibleOnTheirSurface()
{
    for (int index = 0; index < 7; ++index) {
        QVERIFY(contrast(seriesStyle(index, true).colour, darkTokens().surface) >= 3.0);
        QVERIFY(contrast(seriesStyle(index, false).colour, lightTokens().surface) >= 2.0);
    }
}

QTEST_MAIN(tst_Tokens)
#include "tst_tokens.moc"
