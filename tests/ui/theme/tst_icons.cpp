// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSvgRenderer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

// The colour of the most opaque pixel.
QColor inkOf(const QPixmap &pixmap)
{
    const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
    QColor best(0, 0, 0, 0);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (const QColor colour = image.pixelColor(x, y); colour.alpha() > best.alpha())
                best = colour;
        }
    }
    return best;
}

bool isAbout(const QColor &a, const QColor &b)
{
    return std::abs(a.red() - b.red()) < 6 && std::abs(a.green() - b.green()) < 6 &&
           std::abs(a.blue() - b.blue()) < 6;
}

} // namespace

class tst_Icons final : public QObject
{
    Q_OBJECT
private slots:
    void everyDrawingIsValidAndVisible();
    void iconsAreDrawnInTheColourAskedFor();
    void iconsFollowTheThemeWithoutBeingMadeAgain();
};

void tst_Icons::everyDrawingIsValidAndVisible()
{
    iconPixmap(u"search"_s, Qt::black, 16, 1); // brings the resources in
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() > 30);
    for (const QString &file : files) {
        QVERIFY2(QSvgRenderer(u":/icons/"_s + file).isValid(), qPrintable(file));
        const QPixmap pixmap = iconPixmap(QFileInfo(file).completeBaseName(), Qt::red, 20, 2);
        QCOMPARE(pixmap.width(), 40);
        QVERIFY2(inkOf(pixmap).alpha() > 200, qPrintable(file));
        if (file != u"vitrine.svg")
            QVERIFY2(isAbout(inkOf(pixmap), Qt::red), qPrintable(file));
    }
}

void tst_Icons::iconsAreDrawnInTheColourAskedFor()
{
    QVERIFY(isAbout(inkOf(icon(u"search"_s, QColor(10, 120, 200)).pixmap(32, 32)), QColor(10, 120, 200)));
}

void tst_Icons::iconsFollowTheThemeWithoutBeingMadeAgain()
{
    const QIcon search = icon(u"search"_s);
    applyTheme(*qApp, ColourScheme::Light);
    QVERIFY(isAbout(inkOf(search.pixmap(32, 32)), tokens(qApp->palette()).text));
    applyTheme(*qApp, ColourScheme::Dark);
    QVERIFY(isAbout(inkOf(search.pixmap(32, 32)), tokens(qApp->palette()).text));
}

QTEST_MAIN(tst_Icons)
#include "tst_icons.moc"
