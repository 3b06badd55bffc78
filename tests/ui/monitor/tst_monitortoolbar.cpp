// SPDX-License-Identifier: GPL-3.0-or-later
// The bar above the Monitor page: how it looks at any width, its keys, and the age beside it.
#include "ui/monitor/monitortoolbar.h"

#include "core/base/englishplurals.h"
#include "ui/monitor/modelage.h"
#include "ui/monitor/toolbarbutton.h"
#include "ui/theme/tokens.h"

#include <QComboBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_MonitorToolbar final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); }
    void init();
    void nothingIsCutAtAnyWidth_data();
    void nothingIsCutAtAnyWidth();
    void everythingInALineIsAlikeHigh();
    void wordsGiveWayToALine();
    void menusHaveArrowsAndTogglesShowThatTheyAreOn();
    void tooltipsTellKeysAndKeysWork();
    void durationsAreSaidAsPeopleDo_data();
    void durationsAreSaidAsPeopleDo();

private:
    ToolbarButton *button(const char *name) const
    {
        return m_window->findChild<ToolbarButton *>(QString::fromLatin1(name));
    }
    QList<QWidget *> parts() const;
    std::unique_ptr<QWidget> m_window;
    MonitorToolbar *m_bar = nullptr;
};

void tst_MonitorToolbar::init()
{
    m_window = std::make_unique<QWidget>();
    m_bar = new MonitorToolbar(m_window.get());
    auto *layout = new QVBoxLayout(m_window.get());
    layout->addWidget(m_bar);
    layout->addStretch();
    m_bar->setModels({u"seattle-tmax"_s, u"a-model-with-quite-a-long-name-that-nobody-shortened"_s});
    m_bar->setMetrics({u"rmse"_s, u"mae"_s, u"rsq"_s}, {u"rmse"_s, u"mae"_s, u"rsq"_s});
    m_bar->setStages({u"production"_s, u"staging"_s}, u"production"_s);
    m_bar->setFilled(true);
    m_bar->setRangeEnabled(true, true);
    m_window->resize(1200, 300);
    m_window->show();
}

QList<QWidget *> tst_MonitorToolbar::parts() const
{
    QList<QWidget *> visible;
    for (QWidget *each : m_bar->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        if (each->isVisible() && !qobject_cast<QMenu *>(each))
            visible << each;
    }
    return visible;
}

void tst_MonitorToolbar::nothingIsCutAtAnyWidth_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {420, 640, 684, 892, 1172, 2484}) // what windows of 760 to 2560 pixels leave
        QTest::newRow(qPrintable(QString::number(width))) << width;
}

void tst_MonitorToolbar::nothingIsCutAtAnyWidth()
{
    QFETCH(const int, width);
    m_window->resize(width, 400);
    QTRY_COMPARE(m_window->width(), width);
    QTRY_COMPARE(m_bar->height(), m_bar->heightForWidth(m_bar->width()));
    QCOMPARE(parts().size(), 10);
    for (const QWidget *part : parts()) {
        QVERIFY2(m_bar->rect().contains(part->geometry()), qPrintable(part->objectName()));
        QVERIFY2(part->width() >= part->sizeHint().width() || part->width() == part->maximumWidth(),
                 qPrintable(part->objectName()));
        for (const QWidget *other : parts())
            QVERIFY(other == part || !other->geometry().intersects(part->geometry()));
    }
    if (width >= 684) // below the least window the actions take more than a line
        QCOMPARE(button("monitorExport")->geometry().right(), m_bar->rect().right());
}

void tst_MonitorToolbar::everythingInALineIsAlikeHigh()
{
    m_window->resize(1600, 300);
    QTRY_COMPARE(m_window->width(), 1600);
    const QList<QWidget *> all = parts();
    for (const QWidget *part : all) {
        QCOMPARE(part->height(), all.first()->height());
        QCOMPARE(part->y(), all.first()->y());
    }
}

void tst_MonitorToolbar::wordsGiveWayToALine()
{
    const auto lines = [this] {
        QSet<int> tops;
        for (const QWidget *part : parts())
            tops.insert(part->y());
        return tops.size();
    };
    const auto worded = [this] {
        int count = 0;
        for (const ToolbarButton *each : m_bar->findChildren<ToolbarButton *>())
            count += each->toolButtonStyle() == Qt::ToolButtonTextBesideIcon ? 1 : 0;
        return count;
    };
    m_bar->setModels({u"seattle-tmax"_s});
    m_window->resize(1400, 300);
    QTRY_COMPARE(lines(), 1);
    QCOMPARE(worded(), 7);
    m_window->resize(940, 300); // of a window of 1000 pixels
    QTRY_COMPARE(lines(), 1);
    QCOMPARE(worded(), 2); // what is plotted, and which view it is
    QCOMPARE(button("monitorRange")->accessibleName(), u"Range"_s);
    QVERIFY(button("monitorRange")->menu());
    m_window->resize(700, 300); // icons would not be enough
    QTRY_COMPARE(lines(), 2);
    QCOMPARE(worded(), 7);
}

void tst_MonitorToolbar::menusHaveArrowsAndTogglesShowThatTheyAreOn()
{
    for (const char *name :
         {"monitorMetrics", "monitorPresets", "monitorThresholds", "monitorRange", "monitorExport"}) {
        QVERIFY(button(name)->menu() && !button(name)->icon().isNull());
        const QImage image = button(name)->grab().toImage(); // something is drawn where the arrow is
        QSet<QRgb> colours;
        for (int x = image.width() - 24; x < image.width() - 4; ++x)
            colours.insert(image.pixel(x, image.height() / 2));
        QVERIFY2(colours.size() > 1, name);
    }
    for (const char *name : {"monitorLive", "monitorTable"}) {
        QVERIFY(button(name)->isCheckable() && !button(name)->menu());
        const QColor off = button(name)->grab().toImage().pixelColor(4, 16);
        QTest::mouseClick(button(name), Qt::LeftButton);
        QVERIFY(button(name)->isChecked());
        QVERIFY(button(name)->grab().toImage().pixelColor(4, 16) != off);
    }
    QCOMPARE(button("monitorLive")->text(), u"Pause"_s);
    QCOMPARE(button("monitorLive")->accessibleName(), u"Pause"_s);
}

void tst_MonitorToolbar::tooltipsTellKeysAndKeysWork()
{
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QSignalSpy live(m_bar, &MonitorToolbar::liveToggled);
    QSignalSpy table(m_bar, &MonitorToolbar::tableToggled);
    QVERIFY(button("monitorTable")->toolTip().endsWith(u"(Alt+T)"));
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::AltModifier);
    QTRY_COMPARE(table.size(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::AltModifier);
    QTRY_COMPARE(live.size(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::AltModifier); // a new text keeps its key
    QTRY_COMPARE(live.size(), 2);
    QSet<QString> keys;
    for (const ToolbarButton *each : m_bar->findChildren<ToolbarButton *>())
        keys.insert(each->shortcut().toString());
    QCOMPARE(keys.size(), 7);
}

void tst_MonitorToolbar::durationsAreSaidAsPeopleDo_data()
{
    QTest::addColumn<QDateTime>("to");
    QTest::addColumn<QString>("said");
    const QDateTime from(QDate(2015, 4, 2), QTime(9, 0), Qt::UTC);
    QTest::newRow("backwards") << from.addDays(-3) << u"less than an hour"_s;
    QTest::newRow("just now") << from.addSecs(100) << u"less than an hour"_s;
    QTest::newRow("an hour") << from.addSecs(3600) << u"1 hour"_s;
    QTest::newRow("a day") << from.addDays(1) << u"24 hours"_s;
    QTest::newRow("days") << from.addDays(59) << u"59 days"_s;
    QTest::newRow("months") << QDateTime(QDate(2015, 11, 1), QTime(9, 0), Qt::UTC) << u"6 months"_s;
    QTest::newRow("a year") << QDateTime(QDate(2016, 4, 2), QTime(9, 0), Qt::UTC) << u"1 year"_s;
    QTest::newRow("a year and a month")
        << QDateTime(QDate(2016, 5, 2), QTime(9, 0), Qt::UTC) << u"1 year, 1 month"_s;
    QTest::newRow("years") << QDateTime(QDate(2026, 11, 26), QTime(4, 0), Qt::UTC) << u"11 years, 7 months"_s;
}

void tst_MonitorToolbar::durationsAreSaidAsPeopleDo()
{
    QFETCH(const QDateTime, to);
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    QTEST(durationText(QDateTime(QDate(2015, 4, 2), QTime(9, 0), Qt::UTC), to), "said");
    QCoreApplication::removeTranslator(&plurals);
}

QTEST_MAIN(tst_MonitorToolbar)
#include "tst_monitortoolbar.moc"
