// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/sparkline.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

QImage painted(const Spark &spark)
{
    QImage image(60, 24, QImage::Format_ARGB32);
    image.fill(lightTokens().surface);
    QPainter painter(&image);
    paintSpark(&painter, image.rect(), spark, paletteOf(lightTokens()));
    return image;
}

// The mean height of what is drawn in a column, from the top; negative when nothing is.
double inkAt(const QImage &image, int x)
{
    double sum = 0;
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        if (contrast(image.pixelColor(x, y), lightTokens().surface) > 1.6) {
            sum += y;
            ++count;
        }
    }
    return count == 0 ? -1 : sum / count;
}

} // namespace

class tst_Sparkline final : public QObject
{
    Q_OBJECT
private slots:
    void risesWhereTheValuesRise();
    void nothingToShowPaintsNothing();
    void aGapIsAGap();
    void equalValuesLieInTheMiddle();
    void oneValueIsADot();
};

void tst_Sparkline::risesWhereTheValuesRise()
{
    const QImage image = painted({{1, 2, 3, 4}, -1, Tone::Neutral});
    QVERIFY(inkAt(image, 10) > inkAt(image, 30));
    QVERIFY(inkAt(image, 30) > inkAt(image, 50));
}

void tst_Sparkline::nothingToShowPaintsNothing()
{
    QImage blank(60, 24, QImage::Format_ARGB32);
    blank.fill(lightTokens().surface);
    QCOMPARE(painted({}), blank);
    QCOMPARE(painted({{nan_, nan_}, 0, Tone::Neutral}), blank);
}

void tst_Sparkline::aGapIsAGap()
{
    const QImage image = painted({{1, 1, nan_, nan_, 1, 1}, -1, Tone::Neutral});
    QVERIFY(inkAt(image, 10) >= 0);
    QCOMPARE(inkAt(image, 30), -1.0);
    QVERIFY(inkAt(image, 50) >= 0);
}

void tst_Sparkline::equalValuesLieInTheMiddle()
{
    QVERIFY(std::abs(inkAt(painted({{5, 5, 5}, -1, Tone::Neutral}), 20) - 11.5) <= 1);
}

void tst_Sparkline::oneValueIsADot()
{
    const QImage image = painted({{5}, -1, Tone::Neutral});
    QVERIFY(inkAt(image, 56) >= 0);
    QCOMPARE(inkAt(image, 20), -1.0);
}

QTEST_MAIN(tst_Sparkline)
#include "tst_sparkline.moc"
