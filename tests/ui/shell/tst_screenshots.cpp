// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a picture of every face of every page and of every dialog, in all colours and three sizes, to
// screenshots/ in the build folder, for people to look at: ctest -L screenshots.
#include "core/base/englishplurals.h"
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/walk.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/theme/tokens.h"

#include <QDialog>
#include <QDir>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

struct Look {
    QString name;
    ColourScheme scheme;
    Contrast contrast;
};

QList<Look> looks()
{
    return {{u"light"_s, ColourScheme::Light, Contrast::Normal},
            {u"dark"_s, ColourScheme::Dark, Contrast::Normal},
            {u"contrast-light"_s, ColourScheme::Light, Contrast::High},
            {u"contrast-dark"_s, ColourScheme::Dark, Contrast::High}};
}

const QList<QSize> sizes{{1000, 640}, {1280, 800}, {2560, 1440}};

QString fileName(QString place)
{
    return place.replace(u": "_s, u"-"_s).replace(u", "_s, u"-"_s).replace(u' ', u'-');
}

} // namespace

class tst_Screenshots final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void every_data();
    void every();

private:
    bool write(const QString &file) const;

    EnglishPlurals m_plurals;
    QDir m_folder{QStringLiteral(VT_SCREENSHOT_DIR)};
    std::unique_ptr<test::WindowFixture> m_fixture;
    std::unique_ptr<test::Walk> m_walk;
};

void tst_Screenshots::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    QVERIFY(m_folder.mkpath(u"."_s));
    for (const QString &old : m_folder.entryList({u"*.png"_s}))
        m_folder.remove(old);
    m_fixture = std::make_unique<test::WindowFixture>();
    const QString path = m_fixture->dir.filePath(u"weather-models.git"_s);
    const auto library = sample::create(path);
    QVERIFY2(library, library ? "" : qPrintable(library.error().message));
    m_walk = std::make_unique<test::Walk>(*m_fixture, path);
}

void tst_Screenshots::cleanupTestCase()
{
    m_walk.reset();
    m_fixture.reset();
    std::printf("%d pictures in %s\n", int(m_folder.entryList({u"*.png"_s}).size()),
                qPrintable(m_folder.path()));
}

void tst_Screenshots::every_data()
{
    QTest::addColumn<QString>("place");
    const QString only = qEnvironmentVariable("VT_SCREENSHOT_ONLY");
    for (const QString &place : m_walk->places()) {
        if (place.contains(only))
            QTest::newRow(qPrintable(place)) << place;
    }
}

void tst_Screenshots::every()
{
    QFETCH(const QString, place);
    QVERIFY2(m_walk->go(place), qPrintable(u"%1 did not appear"_s.arg(place)));
    for (const QSize &size : sizes) {
        m_fixture->window->resize(size);
        for (const Look &look : looks()) {
            applyTheme(*qApp, look.scheme, look.contrast);
            QTest::qWait(30);
            QVERIFY(write(
                u"%1-%2-%3x%4.png"_s.arg(fileName(place), look.name).arg(size.width()).arg(size.height())));
        }
    }
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    m_walk->leave();
}

bool tst_Screenshots::write(const QString &file) const
{
    QPixmap picture = m_fixture->window->grab();
    const QSize room = m_fixture->window->size();
    if (QDialog *dialog = m_walk->dialog()) {
        // What a window manager would add: the window behind steps back, the dialog has an edge.
        const QRect place(
            QPoint((room.width() - dialog->width()) / 2, (room.height() - dialog->height()) / 2),
            dialog->size());
        QPainter painter(&picture);
        painter.fillRect(picture.rect(), QColor(0, 0, 0, 70));
        painter.fillRect(place.adjusted(-1, -1, 1, 1), QColor(0x80, 0x80, 0x80));
        painter.end();
        dialog->render(&picture, place.topLeft());
    }
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (auto *menu = qobject_cast<QMenu *>(top); menu && menu->isVisible())
            menu->render(&picture, QPoint(room.width() - menu->width() - 16, 48));
    }
    return picture.save(m_folder.filePath(file));
}

QTEST_MAIN(tst_Screenshots)
#include "tst_screenshots.moc"
