// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "ui/model/ribbon/ribbonstory.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

using Kind = monitor::Occurrence::Kind;

QDateTime on(int year, int month, int day)
{
    return QDateTime(QDate(year, month, day), QTime(12, 0), Qt::UTC);
}

const QDateTime now = on(2015, 6, 1);

QString printed(const RibbonLane &lane)
{
    QStringList stays;
    for (const RibbonStay &stay : lane.stays)
        stays << stay.version + (stay.rolledBackTo ? u" (back)"_s : QString()) +
                     (std::isinf(stay.end) ? u" …"_s : QString());
    return lane.stage + u": "_s + stays.join(u", "_s);
}

QString printed(const QList<monitor::Occurrence> &occurrences)
{
    QStringList texts;
    for (const monitor::Occurrence &each : occurrences) {
        const QString kind = each.kind == Kind::Deployed     ? u"deployed"_s
                             : each.kind == Kind::RolledBack ? u"back"_s
                             : each.kind == Kind::Retrained  ? u"retrained"_s
                             : each.kind == Kind::Alert      ? u"alert"_s
                                                             : u"note"_s;
        texts << kind + u' ' + each.version;
    }
    return texts.join(u", "_s);
}

} // namespace

class tst_RibbonStory final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void versionsAreInTheOrderOfTimeWithTheirLooks();
    void lanesTellWhoWasWhereWhen();
    void rollbacksAndDeploymentsBecomeOccurrences();
    void theAxisEndsSoonAfterTheLastThing();
    void withoutStagesTheLogTells();
    void monitoredValuesRunAlong();
    void aMetricThatWasNeverMonitoredIsNoFailure();
    void anEmptyModelHasAnEmptyStory();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
};

void tst_RibbonStory::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_RibbonStory::versionsAreInTheOrderOfTimeWithTheirLooks()
{
    const auto story = readStory(*m_library, u"seattle-tmax"_s, u"rmse"_s, now);
    QVERIFY2(story.has_value(), story ? "" : qPrintable(story.error().message));
    QStringList names;
    for (const RibbonVersion &each : story->versions)
        names << u"%1/%2"_s.arg(each.version.name).arg(each.look);
    QCOMPARE(names.join(u' '), u"v1.0.0/0 v1.1.0/1 v2.0.0/2 v2.1.0/3 v2.2.0/4"_s);
    QCOMPARE(story->indexOf(u"v2.1.0"_s), 3);
    QCOMPARE(story->indexOf(u"v9"_s), -1);
    QCOMPARE(story->stagesOf(u"v2.0.0"_s), QStringList{u"production"_s});
}

void tst_RibbonStory::lanesTellWhoWasWhereWhen()
{
    const RibbonStory story = readStory(*m_library, u"seattle-tmax"_s, u"rmse"_s, now).value();
    QCOMPARE(story.lanes.size(), 2);
    QCOMPARE(printed(story.lanes.at(0)), u"production: v1.0.0, v1.1.0, v2.0.0, v2.1.0, v2.0.0 (back) …"_s);
    QCOMPARE(printed(story.lanes.at(1)), u"staging: v2.0.0, v2.2.0 …"_s);
    QCOMPARE(story.lanes.at(0).holder(), u"v2.0.0"_s);
    const auto at = [&](const QDateTime &time) {
        const RibbonStay *stay = story.lanes.at(0).stayAt(double(time.toMSecsSinceEpoch()));
        return stay ? stay->version : QString();
    };
    QCOMPARE(at(on(2013, 1, 1)), QString());
    QCOMPARE(at(on(2013, 12, 24)), u"v1.1.0"_s);
    QCOMPARE(at(on(2015, 3, 10)), u"v2.1.0"_s);
    QCOMPARE(at(on(2030, 1, 1)), u"v2.0.0"_s);
}

void tst_RibbonStory::rollbacksAndDeploymentsBecomeOccurrences()
{
    const RibbonStory story = readStory(*m_library, u"seattle-tmax"_s, u"rmse"_s, now).value();
    QCOMPARE(printed(story.occurrences),
             u"deployed v1.0.0, deployed v1.1.0, deployed v2.0.0, deployed v2.1.0, back v2.0.0"_s);
}

void tst_RibbonStory::theAxisEndsSoonAfterTheLastThing()
{
    const auto bounds = [&](const QDateTime &when) {
        return readStory(*m_library, u"seattle-tmax"_s, u"rmse"_s, when).value().bounds;
    };
    QCOMPARE(bounds(now).from,
             double(QDateTime(QDate(2013, 1, 15), QTime(9, 30), Qt::UTC).toMSecsSinceEpoch()));
    QCOMPARE(bounds(now).to, double(now.toMSecsSinceEpoch())); // soon after: to now
    QVERIFY(bounds(on(2026, 1, 1)).to <
            double(on(2015, 8, 1).toMSecsSinceEpoch())); // not eleven years of nothing
}

void tst_RibbonStory::withoutStagesTheLogTells()
{
    const QList<monitor::Occurrence> stored{
        {Kind::Deployed, on(2015, 1, 1), u"m"_s, u"v1"_s, u"production"_s, {}},
        {Kind::Retrained, on(2015, 2, 1), u"m"_s, u"v2"_s, {}, {}}};
    const RibbonStory story = storyOf({}, {}, stored, u"rmse"_s, now);
    QCOMPARE(printed(story.occurrences), u"deployed v1, retrained v2"_s);
    QVERIFY(!story.mainLane());
}

void tst_RibbonStory::monitoredValuesRunAlong()
{
    auto store = monitor::Store::open(QDir(m_library->dataDir()).filePath(u"monitor.sqlite"_s));
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().message));
    QList<monitor::Observation> observations;
    for (int day = 0; day < 400; ++day) {
        monitor::Observation each;
        each.timeMs = on(2014, 7, 1).addDays(day).toMSecsSinceEpoch();
        each.truth = day % 10;
        each.estimate = day % 10 + 1.5;
        observations << each;
    }
    QVERIFY(store->append(u"seattle-tmax"_s, u"v2.0.0"_s, observations));
    QVERIFY(store->append(u"seattle-tmax"_s, u"of-old"_s, observations)); // not in the library
    QVERIFY(store->setTarget(u"seattle-tmax"_s, {false, {}, u"tmax"_s, u"°C"_s}));
    QVERIFY(
        store->note({Kind::Alert, on(2015, 3, 12), u"seattle-tmax"_s, u"v2.1.0"_s, {}, u"rmse above 4"_s}));
    const RibbonStory story = readStory(*m_library, u"seattle-tmax"_s, u"rmse"_s, now).value();
    QCOMPARE(story.monitored.size(), 1);
    QCOMPARE(story.monitored.first().name, u"v2.0.0"_s);
    QCOMPARE(story.monitored.first().look, 2);
    QCOMPARE(story.monitored.first().line->value.front(), 1.5);
    QCOMPARE(story.period, u"isoweek"_s);
    QCOMPARE(story.unit, u"°C"_s);
    QVERIFY(story.bounds.to >= double(on(2015, 8, 4).toMSecsSinceEpoch()));
    QCOMPARE(printed(story.occurrences).section(u", "_s, 4), u"alert v2.1.0, back v2.0.0"_s);
}

void tst_RibbonStory::aMetricThatWasNeverMonitoredIsNoFailure()
{
    auto store = monitor::Store::open(QDir(m_library->dataDir()).filePath(u"monitor.sqlite"_s));
    QVERIFY(store->append(u"seattle-tmax"_s, u"v2.0.0"_s,
                          {{on(2015, 1, 1).toMSecsSinceEpoch(), {}, 1.0, 2.0, {}, {}, {}}}));
    const auto story = readStory(*m_library, u"seattle-tmax"_s, u"profit"_s, now);
    QVERIFY2(story.has_value(), story ? "" : qPrintable(story.error().message));
    QVERIFY(story->monitored.isEmpty());
    QVERIFY(!readStory(*m_library, u"nobody"_s, u"rmse"_s, now));
}

void tst_RibbonStory::anEmptyModelHasAnEmptyStory()
{
    const RibbonStory story = storyOf({}, {}, {}, {}, now);
    QVERIFY(story.isEmpty());
    QVERIFY(story.bounds.to > story.bounds.from);
}

QTEST_GUILESS_MAIN(tst_RibbonStory)
#include "tst_ribbonstory.moc"
