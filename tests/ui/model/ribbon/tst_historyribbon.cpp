// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/model/ribbon/storybuilder.h"
#include "ui/chart/chartgestures.h"
#include "ui/chart/eventlane.h"
#include "ui/chart/timeaxis.h"
#include "ui/model/ribbon/historyribbon.h"
#include "ui/model/ribbon/stagelanes.h"
#include "ui/model/ribbon/versionlane.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_HistoryRibbon final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void aClickOnADotInspectsItsVersion();
    void aClickOnANumberZoomsIn();
    void theWheelZoomsAtThePointer();
    void draggingPansAndADoubleClickShowsEverything();
    void theButtonsZoom();
    void arrowsWalkTheDotsAndReturnInspects();
    void plusMinusAndHomeZoom();
    void aFlagIsDraggedOntoAnotherDot();
    void escapeCancelsADrag();
    void aFlagDoesNotDropWhereItIsOrOnAWithdrawnVersion();
    void aFlagIsDroppedOnANumberByChoosing();
    void aFlagOutOfViewWaitsAtTheEdge();
    void aDragAtTheEdgeScrolls();
    void aClickOnAFlagInspectsItsVersion();
    void theMenuKeyAndMMoveAStage();
    void stageBarsAndEventsLeadToTheirVersions();
    void pointingTellsWhoWasWhere();
    void stagesWithoutRoomAreCounted();
    void screenReadersSeeAListOfVersions();
    void whatIsVisibleComesBack();
    void thousandsOfVersionsArePaintedQuickly();
    void thePaintersDrawWhatTheStorySays();
    void everyThemePaints_data();
    void everyThemePaints();

private:
    VersionLane *lane() const { return m_ribbon->versions(); }
    QPoint dot(const QString &version) const
    {
        return lane()->marks().centre(m_ribbon->story().indexOf(version)).toPoint();
    }
    QPoint flag(const QString &stage) const
    {
        for (const StageFlag &each : lane()->marks().flags()) {
            if (each.stage == stage)
                return each.rect.center().toPoint();
        }
        return {-1, -1};
    }
    void show(const RibbonStory &story);
    void drag(const QPoint &from, const QPoint &to, bool release = true);
    void wheel(const QPoint &at, int notches);
    QString line() const { return m_ribbon->findChild<TextLabel *>(u"ribbonLine"_s)->text(); }
    QMenu *menu(const QString &name) const
    {
        QMenu *found = m_ribbon->findChild<QMenu *>(name);
        return found && found->isVisible() ? found : nullptr;
    }

    std::unique_ptr<HistoryRibbon> m_ribbon;
};

void tst_HistoryRibbon::init()
{
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    m_ribbon = std::make_unique<HistoryRibbon>();
    m_ribbon->resize(1000, 260);
    show(test::fewVersions());
}

void tst_HistoryRibbon::cleanup()
{
    m_ribbon.reset();
}

void tst_HistoryRibbon::show(const RibbonStory &story)
{
    m_ribbon->setStory(story, true);
    m_ribbon->show();
    QVERIFY(QTest::qWaitForWindowActive(m_ribbon.get()));
}

void tst_HistoryRibbon::drag(const QPoint &from, const QPoint &to, bool release)
{
    QTest::mousePress(lane(), Qt::LeftButton, {}, from);
    const QPoint middle = (from + to) / 2;
    for (const QPoint &at : {from + QPoint(2, 0), middle, to})
        QTest::mouseMove(lane(), at);
    if (release)
        QTest::mouseRelease(lane(), Qt::LeftButton, {}, to);
}

void tst_HistoryRibbon::wheel(const QPoint &at, int notches)
{
    QWheelEvent event(at, lane()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(lane(), &event);
}

void tst_HistoryRibbon::aClickOnADotInspectsItsVersion()
{
    QSignalSpy activated(m_ribbon.get(), &HistoryRibbon::versionActivated);
    QTest::mouseClick(lane(), Qt::LeftButton, {}, dot(u"v1.1.0"_s));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), u"v1.1.0"_s);
    QTest::mouseClick(lane(), Qt::LeftButton, {}, dot(u"v1.1.0"_s) + QPoint(40, 0));
    QCOMPARE(activated.count(), 1); // beside it is nothing
}

void tst_HistoryRibbon::aClickOnANumberZoomsIn()
{
    show(test::manyVersions(400));
    const TimeSpan before = m_ribbon->axis()->window();
    QVERIFY(!lane()->marks().clusters().isEmpty());
    const DotCluster cluster = lane()->marks().clusters().at(5);
    QTest::mouseClick(lane(), Qt::LeftButton, {}, lane()->marks().clusterRect(cluster).center().toPoint());
    const TimeSpan after = m_ribbon->axis()->window();
    QVERIFY(after.length() < before.length() / 5);
    const qsizetype inside = lane()->marks().shown().at(cluster.first);
    QVERIFY(after.contains(m_ribbon->story().versions.at(inside).time));
    QVERIFY(!lane()->marks().clusterOf(inside));
}

void tst_HistoryRibbon::theWheelZoomsAtThePointer()
{
    const QPoint at = dot(u"v2.0.0"_s);
    const double length = m_ribbon->axis()->window().length();
    wheel(at, 3);
    QVERIFY(m_ribbon->axis()->window().length() < length * 0.6);
    QVERIFY((dot(u"v2.0.0"_s) - at).manhattanLength() <= 1); // what is pointed at stays there
    wheel(at, -3);
    QVERIFY(m_ribbon->axis()->window().length() > length * 0.99);
}

void tst_HistoryRibbon::draggingPansAndADoubleClickShowsEverything()
{
    wheel(dot(u"v2.0.0"_s), 4);
    const int before = dot(u"v2.0.0"_s).x();
    const QPoint from(500, 8);
    QTest::mousePress(lane(), Qt::LeftButton, {}, from);
    for (const int step : {20, 40, 60})
        QTest::mouseMove(lane(), from + QPoint(step, 0));
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, from + QPoint(60, 0));
    QVERIFY(std::abs(dot(u"v2.0.0"_s).x() - before - 60) <= 1);
    QVERIFY(!m_ribbon->axis()->showsEverything());
    QTest::mouseDClick(lane(), Qt::LeftButton, {}, from);
    QVERIFY(m_ribbon->axis()->showsEverything());
}

void tst_HistoryRibbon::theButtonsZoom()
{
    auto *out = m_ribbon->findChild<QToolButton *>(u"ribbonZoomOut"_s);
    auto *fit = m_ribbon->findChild<QToolButton *>(u"ribbonFit"_s);
    QVERIFY(!out->isEnabled() && !fit->isEnabled());
    const double length = m_ribbon->axis()->window().length();
    QTest::mouseClick(m_ribbon->findChild<QToolButton *>(u"ribbonZoomIn"_s), Qt::LeftButton);
    QTest::mouseClick(m_ribbon->findChild<QToolButton *>(u"ribbonZoomIn"_s), Qt::LeftButton);
    QVERIFY(m_ribbon->axis()->window().length() < length * 0.3);
    QTest::mouseClick(out, Qt::LeftButton);
    QVERIFY(m_ribbon->axis()->window().length() > length * 0.4);
    QTest::mouseClick(fit, Qt::LeftButton);
    QVERIFY(m_ribbon->axis()->showsEverything());
}

void tst_HistoryRibbon::arrowsWalkTheDotsAndReturnInspects()
{
    QSignalSpy activated(m_ribbon.get(), &HistoryRibbon::versionActivated);
    m_ribbon->setSelected(u"v2.0.0"_s);
    lane()->setFocus(Qt::TabFocusReason);
    QVERIFY2(line().startsWith(u"v2.0.0, registered 10 June 2014"), qPrintable(line()));
    QTest::keyClick(lane(), Qt::Key_Right);
    QVERIFY2(line().startsWith(u"v2.1.0"), qPrintable(line()));
    QTest::keyClick(lane(), Qt::Key_Left);
    QTest::keyClick(lane(), Qt::Key_Left);
    QVERIFY2(line().startsWith(u"v1.1.0"), qPrintable(line()));
    QTest::keyClick(lane(), Qt::Key_PageUp);
    QVERIFY(line().startsWith(u"v1.0.0"));
    QTest::keyClick(lane(), Qt::Key_End);
    QVERIFY(line().startsWith(u"v2.2.0"));
    QCOMPARE(activated.count(), 0);
    QTest::keyClick(lane(), Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), u"v2.2.0"_s);
}

void tst_HistoryRibbon::plusMinusAndHomeZoom()
{
    lane()->setFocus();
    QTest::keyClick(lane(), Qt::Key_Left);
    const double length = m_ribbon->axis()->window().length();
    QTest::keyClick(lane(), Qt::Key_Plus);
    QTest::keyClick(lane(), Qt::Key_Plus);
    QVERIFY(m_ribbon->axis()->window().length() < length * 0.3);
    const RibbonVersion &walked = m_ribbon->story().versions.at(lane()->focused());
    QVERIFY(m_ribbon->axis()->window().contains(walked.time)); // the walked dot stays in view
    QTest::keyClick(lane(), Qt::Key_Minus);
    QVERIFY(m_ribbon->axis()->window().length() > length * 0.4);
    QTest::keyClick(lane(), Qt::Key_Home);
    QVERIFY(m_ribbon->axis()->showsEverything());
}

void tst_HistoryRibbon::aFlagIsDraggedOntoAnotherDot()
{
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    drag(flag(u"production"_s), dot(u"v1.1.0"_s) + QPoint(6, 5), false);
    QVERIFY(lane()->isDragging());
    QCOMPARE(line(), u"Roll production back to v1.1.0"_s);
    QTest::mouseMove(lane(), dot(u"v2.2.0"_s));
    QCOMPARE(line(), u"Move production to v2.2.0"_s);
    QTest::mouseMove(lane(), dot(u"v1.1.0"_s));
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, dot(u"v1.1.0"_s));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first(), (QVariantList{u"production"_s, u"v1.1.0"_s}));
    QVERIFY(!lane()->isDragging());
    QVERIFY(!line().contains(u"production to"));
    QCOMPARE(m_ribbon->axis()->showsEverything(), true); // dragging a flag does not pan
    moved.clear();
    drag(flag(u"staging"_s), dot(u"v2.0.0"_s));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first(), (QVariantList{u"staging"_s, u"v2.0.0"_s}));
}

void tst_HistoryRibbon::escapeCancelsADrag()
{
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    lane()->setFocus();
    drag(flag(u"production"_s), dot(u"v1.1.0"_s), false);
    QVERIFY(lane()->isDragging());
    QTest::keyClick(lane(), Qt::Key_Escape);
    QVERIFY(!lane()->isDragging());
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, dot(u"v1.1.0"_s));
    QCOMPARE(moved.count(), 0);
}

void tst_HistoryRibbon::aFlagDoesNotDropWhereItIsOrOnAWithdrawnVersion()
{
    RibbonStory story = test::fewVersions();
    story.versions[1].version.deregistered = true;
    show(story);
    m_ribbon->setWithdrawnShown(true);
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    drag(flag(u"production"_s), dot(u"v1.1.0"_s), false);
    QVERIFY2(line().contains(u"withdrawn"), qPrintable(line()));
    QTest::mouseMove(lane(), dot(u"v2.0.0"_s));
    QVERIFY2(line().contains(u"already"), qPrintable(line()));
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, dot(u"v2.0.0"_s));
    drag(flag(u"production"_s), dot(u"v1.1.0"_s));
    drag(flag(u"production"_s), {dot(u"v1.0.0"_s).x() + 120, 10}); // nothing there
    QCOMPARE(moved.count(), 0);
}

void tst_HistoryRibbon::aFlagIsDroppedOnANumberByChoosing()
{
    show(test::manyVersions(400));
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    const DotCluster cluster = lane()->marks().clusters().at(3);
    drag(flag(u"production"_s), lane()->marks().clusterRect(cluster).center().toPoint());
    QCOMPARE(moved.count(), 0);
    QMenu *choice = menu(u"clusterMenu"_s);
    QVERIFY(choice);
    const QString newest =
        m_ribbon->story().versions.at(lane()->marks().shown().at(cluster.last)).version.name;
    QTest::keyClick(choice, Qt::Key_Down);
    QTest::keyClick(choice, Qt::Key_Return);
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first(), (QVariantList{u"production"_s, newest}));
}

void tst_HistoryRibbon::aFlagOutOfViewWaitsAtTheEdge()
{
    const double time = m_ribbon->story().versions.first().time;
    m_ribbon->axis()->setWindow({time - 1e9, time + 8e9});
    const auto &flags = lane()->marks().flags();
    QCOMPARE(flags.size(), 2);
    QVERIFY(std::all_of(flags.begin(), flags.end(), [](const StageFlag &each) { return each.beside; }));
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    drag(flag(u"production"_s), dot(u"v1.0.0"_s));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first(), (QVariantList{u"production"_s, u"v1.0.0"_s}));
}

void tst_HistoryRibbon::aDragAtTheEdgeScrolls()
{
    wheel(dot(u"v2.0.0"_s), 6);
    const double from = m_ribbon->axis()->window().from;
    drag(flag(u"production"_s), {m_ribbon->axis()->left() - 20, 10}, false);
    QTRY_VERIFY(m_ribbon->axis()->window().from < from);
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, {m_ribbon->axis()->left() - 20, 10});
}

void tst_HistoryRibbon::aClickOnAFlagInspectsItsVersion()
{
    QSignalSpy activated(m_ribbon.get(), &HistoryRibbon::versionActivated);
    QTest::mouseClick(lane(), Qt::LeftButton, {}, flag(u"staging"_s));
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toString(), u"v2.2.0"_s);
    QVERIFY(!lane()->isDragging());
}

void tst_HistoryRibbon::theMenuKeyAndMMoveAStage()
{
    QSignalSpy moved(m_ribbon.get(), &HistoryRibbon::moveRequested);
    QSignalSpy asked(m_ribbon.get(), &HistoryRibbon::menuRequested);
    m_ribbon->setSelected(u"v2.0.0"_s);
    lane()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(lane(), Qt::Key_Left);
    QTest::keyClick(lane(), Qt::Key_Menu);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toString(), u"v1.1.0"_s);
    QTest::keyClick(lane(), Qt::Key_M);
    QMenu *move = menu(u"moveStageMenu"_s);
    QVERIFY(move);
    QCOMPARE(move->actions().first()->text(), u"Roll production back to v1.1.0"_s);
    QTest::keyClick(move, Qt::Key_Down);
    QTest::keyClick(move, Qt::Key_Return);
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first(), (QVariantList{u"production"_s, u"v1.1.0"_s}));
    const std::unique_ptr<QMenu> there(m_ribbon->makeMoveMenu(u"v2.0.0"_s, nullptr));
    QVERIFY(!there->findChild<QAction *>(u"moveStage_production"_s)->isEnabled()); // it is there
    QVERIFY(there->findChild<QAction *>(u"moveStage_staging"_s)->isEnabled());
    QSignalSpy other(m_ribbon.get(), &HistoryRibbon::newStageRequested);
    there->findChild<QAction *>(u"moveStageOther"_s)->trigger();
    QCOMPARE(other.count(), 1);
}

void tst_HistoryRibbon::stageBarsAndEventsLeadToTheirVersions()
{
    QSignalSpy activated(m_ribbon.get(), &HistoryRibbon::versionActivated);
    auto *stages = m_ribbon->findChild<StageLanes *>(u"ribbonStages"_s);
    const double during = double(QDateTime(QDate(2014, 1, 1), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch());
    QTest::mouseClick(stages, Qt::LeftButton, {}, {int(m_ribbon->axis()->x(during, stages->width())), 6});
    QCOMPARE(activated.takeLast().first().toString(), u"v1.1.0"_s);
    auto *events = m_ribbon->findChild<EventLane *>(u"ribbonEvents"_s);
    QTest::mouseClick(events, Qt::LeftButton, {}, events->flags().first().rect.center().toPoint());
    QCOMPARE(activated.takeLast().first().toString(), u"v1.0.0"_s);
    events->setFocus();
    QTest::keyClick(events, Qt::Key_End);
    QVERIFY2(line().contains(u"rolled back to v2.0.0"), qPrintable(line()));
}

void tst_HistoryRibbon::pointingTellsWhoWasWhere()
{
    auto *stages = m_ribbon->findChild<StageLanes *>(u"ribbonStages"_s);
    const double during = double(QDateTime(QDate(2015, 3, 10), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch());
    QTest::mouseMove(stages, {int(std::lround(m_ribbon->axis()->x(during, stages->width()))), 6});
    QVERIFY2(line().contains(u"production v2.1.0 · staging v2.0.0"), qPrintable(line()));
    QVERIFY(m_ribbon->axis()->cursor().has_value());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(stages, &leave);
    QVERIFY(!line().contains(u"production v2.1.0"));
    QVERIFY(!m_ribbon->axis()->cursor().has_value());
}

void tst_HistoryRibbon::stagesWithoutRoomAreCounted()
{
    show(test::manyStages(9));
    m_ribbon->resize(1000, m_ribbon->minimumSizeHint().height());
    QTest::qWait(20);
    auto *stages = m_ribbon->findChild<StageLanes *>(u"ribbonStages"_s);
    QSignalSpy room(m_ribbon.get(), &HistoryRibbon::roomWanted);
    QTest::mouseClick(stages, Qt::LeftButton, {}, {20, stages->height() - 6});
    QCOMPARE(room.count(), 1);
    m_ribbon->resize(1000, m_ribbon->height() + room.first().first().toInt());
    QTest::qWait(20);
    QTest::mouseClick(stages, Qt::LeftButton, {}, {20, stages->height() - 6});
    QCOMPARE(room.count(), 1); // all are there now
}

void tst_HistoryRibbon::screenReadersSeeAListOfVersions()
{
    m_ribbon->setSelected(u"v2.1.0"_s);
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(lane());
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), 5);
    QAccessibleInterface *third = list->child(2);
    QCOMPARE(third->role(), QAccessible::ListItem);
    QCOMPARE(third->parent(), list);
    QCOMPARE(list->indexOfChild(third), 2);
    const QString name = third->text(QAccessible::Name);
    QVERIFY2(name.startsWith(u"v2.0.0, registered 10 June 2014"), qPrintable(name));
    QVERIFY2(name.contains(u"rmse 2.71") && name.contains(u"in production") && name.endsWith(u"3 of 5"),
             qPrintable(name));
    QVERIFY(list->child(3)->state().selected);
    QVERIFY(!third->state().selected);
    lane()->setFocus();
    lane()->walkTo(2);
    QVERIFY(third->state().focused);
    QCOMPARE(list->focusChild(), third);
    const QRect rect = third->rect();
    QVERIFY(rect.contains(lane()->mapToGlobal(dot(u"v2.0.0"_s))));
    QCOMPARE(list->childAt(rect.center().x(), rect.center().y()), third);
    QSignalSpy activated(m_ribbon.get(), &HistoryRibbon::versionActivated);
    third->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(activated.count(), 1);
    m_ribbon->setStory({}, true);
    QVERIFY(!third->isValid());
    QCOMPARE(list->childCount(), 0);
}

void tst_HistoryRibbon::whatIsVisibleComesBack()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    wheel(dot(u"v2.0.0"_s), 4);
    const TimeSpan window = m_ribbon->axis()->window();
    m_ribbon->saveState(settings, u"ribbon"_s);
    m_ribbon->setStory(test::fewVersions(), true);
    QVERIFY(m_ribbon->axis()->showsEverything());
    m_ribbon->restoreState(settings, u"ribbon"_s);
    QCOMPARE(m_ribbon->axis()->window(), window);
    m_ribbon->setStory(test::fewVersions(), false); // the same model, read again
    QCOMPARE(m_ribbon->axis()->window(), window);
}

void tst_HistoryRibbon::thousandsOfVersionsArePaintedQuickly()
{
    show(test::manyVersions(5000));
    QElapsedTimer timer;
    timer.start();
    constexpr int frames = 30;
    for (int frame = 0; frame < frames; ++frame) {
        m_ribbon->axis()->zoom(frame < frames / 2 ? 0.8 : 1.25, m_ribbon->story().versions.at(2500).time);
        QVERIFY(!m_ribbon->grab().isNull());
    }
    qInfo("%d versions: %.1f ms a frame while zooming", 5000, double(timer.elapsed()) / frames);
}

// Colours at places that follow from the layout, so that fonts do not matter.
void tst_HistoryRibbon::thePaintersDrawWhatTheStorySays()
{
    m_ribbon->setSelected(u"v2.2.0"_s);
    const QImage picture = lane()->grab().toImage();
    const auto at = [&](const QPoint &point) {
        return picture.pixelColor(point * picture.devicePixelRatio());
    };
    const Tokens &t = tokens(m_ribbon->palette());
    QCOMPARE(at(dot(u"v1.0.0"_s)), seriesStyle(0, false).colour);
    QCOMPARE(at(dot(u"v1.1.0"_s)), seriesStyle(1, false).colour);
    QCOMPARE(at(dot(u"v2.0.0"_s)), seriesStyle(2, false).colour);
    QCOMPARE(at(dot(u"v2.2.0"_s) + QPoint(6, 0)), t.selection); // the halo of the selected one
    const QRectF filled = [&] {
        for (const StageFlag &each : lane()->marks().flags()) {
            if (each.stage == u"production")
                return each.rect;
        }
        return QRectF();
    }();
    QCOMPARE(at(QPoint(int(filled.left()) + 5, int(filled.center().y()))), t.accent);

    auto *stages = m_ribbon->findChild<StageLanes *>(u"ribbonStages"_s);
    const QImage bars = stages->grab().toImage();
    const auto barAt = [&](const QDate &day) {
        const double time = double(QDateTime(day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch());
        return bars.pixelColor(QPoint(int(m_ribbon->axis()->x(time, stages->width())), 2) *
                               bars.devicePixelRatio());
    };
    QVERIFY(barAt({2013, 5, 1}) != barAt({2013, 12, 1}));  // v1.0.0, v1.1.0
    QCOMPARE(barAt({2014, 12, 1}), barAt({2015, 7, 20}));  // v2.0.0 before and after the rollback
    QVERIFY(barAt({2015, 3, 14}) != barAt({2014, 12, 1})); // v2.1.0 in between

    drag(flag(u"production"_s), dot(u"v1.1.0"_s), false);
    const QImage dragged = lane()->grab().toImage();
    const QPoint ring = dot(u"v1.0.0"_s);
    QVERIFY(dragged.copy(ring.x() - 12, ring.y() - 12, 24, 24) !=
            picture.copy(ring.x() - 12, ring.y() - 12, 24, 24));
    QTest::keyClick(lane(), Qt::Key_Escape);
    QTest::mouseRelease(lane(), Qt::LeftButton, {}, dot(u"v1.1.0"_s));
}

void tst_HistoryRibbon::everyThemePaints_data()
{
    QTest::addColumn<int>("scheme");
    QTest::addColumn<int>("contrast");
    QTest::newRow("light") << int(ColourScheme::Light) << int(Contrast::Normal);
    QTest::newRow("dark") << int(ColourScheme::Dark) << int(Contrast::Normal);
    QTest::newRow("light, high contrast") << int(ColourScheme::Light) << int(Contrast::High);
    QTest::newRow("dark, high contrast") << int(ColourScheme::Dark) << int(Contrast::High);
}

void tst_HistoryRibbon::everyThemePaints()
{
    QFETCH(const int, scheme);
    QFETCH(const int, contrast);
    applyTheme(*qApp, static_cast<ColourScheme>(scheme), static_cast<Contrast>(contrast)); // live
    QTest::qWait(20);
    const QImage picture = lane()->grab().toImage();
    const bool dark = static_cast<ColourScheme>(scheme) == ColourScheme::Dark;
    QCOMPARE(picture.pixelColor(dot(u"v1.0.0"_s)), seriesStyle(0, dark).colour);
    QVERIFY(
        m_ribbon->grab().save(QStringLiteral(VT_PICTURE_DIR "/ribbon-%1-%2.png").arg(scheme).arg(contrast)) ||
        !QDir(QStringLiteral(VT_PICTURE_DIR)).exists());
}

QTEST_MAIN(tst_HistoryRibbon)
#include "tst_historyribbon.moc"
