// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of a real library judged again and again, beside other programs that judge them too.
#include "core/lifecycle/alertsources.h"
#include "core/lifecycle/alertwatch.h"
#include "core/monitor/store.h"
#include "tests/support/samplecopies.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::lifecycle;

class tst_AlertWatch final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void anIncidentIsToldOnce();
    void theDesktopIsToldOfWhatOthersFound();
    void rulesThatCannotBeReadAreAProblemOfTheirModel();
    void modelsWithoutRulesCostNoStore();
    void onlyTheModelsNamedAreJudged();
    void whatIsTooOldIsRemoved();
    void aLibraryThatIsGone();

private:
    void setRules(const QString &model, const QJsonArray &rules)
    {
        QVERIFY(m_library->setKeys(model, {{u"alerts"_s, rules}}, {}));
    }
    static QJsonObject high(double above)
    {
        return {
            {u"name"_s, u"high"_s}, {u"metric"_s, u"rmse"_s}, {u"above"_s, above}, {u"period"_s, u"month"_s}};
    }
    AlertWatch::Options options() const
    {
        AlertWatch::Options options;
        options.library = m_library->path();
        options.interval = std::chrono::hours(1);
        return options;
    }
    // What one check tells.
    QStringList told(AlertWatch &watch)
    {
        QSignalSpy checked(&watch, &AlertWatch::checked);
        QStringList lines;
        const auto noticed =
            connect(&watch, &AlertWatch::noticed, this, [&lines](const monitor::AlertNotice &notice) {
                lines << notice.model + u' ' + notice.rule + u' ' + monitor::alertNoticeKindName(notice.kind);
            });
        const auto troubled = connect(&watch, &AlertWatch::troubled, this,
                                      [&lines](const QString &problem) { lines << problem; });
        watch.check();
        if (checked.isEmpty() && !checked.wait(20'000))
            lines << u"no end"_s;
        disconnect(noticed);
        disconnect(troubled);
        return lines;
    }

    test::SampleCopies m_samples;
    std::optional<registry::Library> m_library;
};

void tst_AlertWatch::initTestCase()
{
    const auto made = m_samples.make();
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    qunsetenv("VITRINE_MONITOR_STORE");
}

void tst_AlertWatch::init()
{
    m_library.reset();
    const auto copy = m_samples.fresh();
    QVERIFY2(copy, copy ? "" : qPrintable(copy.error().message));
    m_library = *copy;
}

void tst_AlertWatch::anIncidentIsToldOnce()
{
    setRules(u"seattle-tmax"_s, {high(1)});
    AlertWatch watch(options());
    QCOMPARE(told(watch), QStringList{u"seattle-tmax high firing"_s});
    QCOMPARE(told(watch), QStringList());
    AlertWatch second(options()); // another program
    QCOMPARE(told(second), QStringList());
    setRules(u"seattle-tmax"_s, {high(100)});
    QCOMPARE(told(second), QStringList{u"seattle-tmax high resolved"_s});
    QCOMPARE(told(watch), QStringList());
}

void tst_AlertWatch::theDesktopIsToldOfWhatOthersFound()
{
    setRules(u"seattle-tmax"_s, {high(1)});
    AlertWatch server(options());
    QCOMPARE(told(server).size(), 1);
    AlertWatch::Options inWindow = options();
    inWindow.forDesktop = true;
    AlertWatch window(inWindow);
    QCOMPARE(told(window), QStringList{u"seattle-tmax high firing"_s});
    QCOMPARE(told(window), QStringList());
    AlertWatch restarted(inWindow);
    QCOMPARE(told(restarted), QStringList());
}

void tst_AlertWatch::rulesThatCannotBeReadAreAProblemOfTheirModel()
{
    setRules(u"seattle-rain"_s, {QJsonObject{{u"name"_s, u"a"_s}, {u"belwo"_s, 1}}});
    setRules(u"seattle-tmax"_s, {high(1)});
    AlertWatch watch(options());
    const QStringList lines = told(watch);
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains(u"seattle-rain") && lines[0].contains(u"belwo"), qPrintable(lines[0]));
    QCOMPARE(lines[1], u"seattle-tmax high firing"_s);
    QCOMPARE(told(watch), QStringList()); // it was said
}

void tst_AlertWatch::modelsWithoutRulesCostNoStore()
{
    QVERIFY(QFile::remove(localStore(*m_library)));
    AlertWatch watch(options());
    QCOMPARE(told(watch), QStringList());
    QVERIFY(!QFile::exists(localStore(*m_library)));
}

void tst_AlertWatch::onlyTheModelsNamedAreJudged()
{
    setRules(u"seattle-tmax"_s, {high(1)});
    AlertWatch::Options other = options();
    other.models = {u"seattle-rain"_s};
    AlertWatch watch(other);
    QCOMPARE(told(watch), QStringList());
    other.models = {u"seattle-tmax"_s};
    AlertWatch named(other);
    QCOMPARE(told(named).size(), 1);
}

void tst_AlertWatch::whatIsTooOldIsRemoved()
{
    auto store = monitor::Store::open(localStore(*m_library));
    QVERIFY(store && !store->observations(u"seattle-tmax"_s, u"v2.2.0"_s)->isEmpty());
    monitor::ChartRequest all;
    all.model = u"seattle-tmax"_s;
    QVERIFY(store->chart(all)); // sums up what the sample wrote
    QVERIFY(store->setRetention({30, 0, 0}));
    AlertWatch watch(options());
    QCOMPARE(told(watch), QStringList());
    QVERIFY(store->observations(u"seattle-tmax"_s, u"v2.2.0"_s)->isEmpty()); // they are of 2015
    QVERIFY(!store->chart(all)->series.isEmpty());
}

void tst_AlertWatch::aLibraryThatIsGone()
{
    AlertWatch watch(options());
    QVERIFY(QDir(m_library->path()).removeRecursively());
    QCOMPARE(told(watch).size(), 1);
    QCOMPARE(told(watch), QStringList());
}

QTEST_GUILESS_MAIN(tst_AlertWatch)
#include "tst_alertwatch.moc"
