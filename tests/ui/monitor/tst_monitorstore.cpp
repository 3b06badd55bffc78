// SPDX-License-Identifier: GPL-3.0-or-later
// A team's monitoring store in a real PostgreSQL server: everything in the window reads it, and what was read
// stays on the screen while the server is away.
#include "core/lifecycle/alertsources.h"
#include "core/lifecycle/insight.h"
#include "core/sample/samplelibrary.h"
#include "core/sample/story.h"
#include "tests/core/monitor/storeengines.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/compare/comparisonreader.h"
#include "ui/library/insightloader.h"
#include "ui/model/recentmetrics.h"
#include "ui/model/ribbon/ribbonstory.h"
#include "ui/model/rollbackfacts.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

const QString model = u"seattle-tmax"_s;
const QString secret = u"open-sesame"_s;
constexpr int patienceMs = 20'000;

} // namespace

class tst_MonitorStore final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { qunsetenv("VITRINE_MONITOR_STORE"); }
    void init();
    void cleanup();
    void everythingReadsTheTeamsStore();
    void withoutAServerEachSaysSo();
    void whatWasReadStaysWhileTheServerIsAway();
    void liveFollowsAServerThatIsStartedAgain();
    void aServerThatIsAwayAtFirstIsTriedAgain();
    void theLibraryKeepsItsFigures();
    void aRollBackSaysSoAndOffersRetry();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void fill(const QString &where);
    void open();
    FaceStack *faces() const { return find<FaceStack>("monitorFaces"); }
    ChartStack *charts() const { return m_page->charts(); }
    qint64 observed() const;
    QList<Message> failures() const;
    QString m_where;

    test::StoreEngines m_engines;
    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    std::unique_ptr<QSignalSpy> m_said;
};

// The sample's observations in the server, and none beside the library.
void tst_MonitorStore::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_where = m_engines.newStore(true, m_dir.path());
    if (m_where.isEmpty())
        QSKIP(qPrintable(m_engines.whyNot()));
    m_where.replace(u"vitrine@"_s, u"vitrine:%1@"_s.arg(secret));
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    QVERIFY(QFile::remove(lifecycle::localStore(*m_library)));
    fill(m_where);
    qputenv("VITRINE_MONITOR_STORE", m_where.toUtf8());
}

void tst_MonitorStore::fill(const QString &where)
{
    auto store = monitor::Store::open(where);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().message));
    const auto story = sample::Story::read();
    const monitor::Target target = story->targets.value(model);
    QVERIFY(store->setTarget(model, target));
    const auto all = sample::readPredictions(model, target);
    for (auto version = all->cbegin(); version != all->cend(); ++version)
        QVERIFY(store->append(model, version.key(), version.value()));
}

void tst_MonitorStore::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_said = std::make_unique<QSignalSpy>(m_page.get(), &MonitorPage::message);
    m_page->resize(1280, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void tst_MonitorStore::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_MonitorStore::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
    QTRY_COMPARE(charts()->title(), model);
}

qint64 tst_MonitorStore::observed() const
{
    qint64 n = 0;
    for (const PlotSeries &series : charts()->metrics().first().series) {
        if (!series.estimated)
            n += series.line->countBetween(0, series.line->size());
    }
    return n;
}

QList<Message> tst_MonitorStore::failures() const
{
    QList<Message> found;
    for (const QList<QVariant> &said : *m_said) {
        if (const auto message = said.first().value<Message>(); message.isError)
            found << message;
    }
    return found;
}

void tst_MonitorStore::everythingReadsTheTeamsStore()
{
    open();
    QCOMPARE(charts()->metrics().size(), 3);
    QVERIFY(observed() > 2000);
    const auto isEstimated = [this] {
        const QList<PlotSeries> &series = charts()->metrics().first().series;
        return std::any_of(series.begin(), series.end(), [](const PlotSeries &one) { return one.estimated; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isEstimated(), patienceMs); // the newest weeks

    const auto models = m_library->models();
    const auto tmax = std::find_if(models->begin(), models->end(),
                                   [](const registry::Model &each) { return each.name == model; });
    lifecycle::InsightReader reader(*m_library);
    const auto insight = reader.read(*tmax, m_services->clock.now());
    QVERIFY(insight.has_value());
    QCOMPARE(insight->source, lifecycle::Insight::Source::Monitoring);
    QVERIFY(!insight->monitoringProblem);

    const auto story = readStory(*m_library, model, u"rmse"_s, m_services->clock.now());
    QVERIFY(story && !story->monitored.isEmpty());
    const auto recent = readRecentMetric(*m_library, model, u"rmse"_s, u"v2.2.0"_s, u"v2.0.0"_s);
    QVERIFY(recent.has_value());
    QCOMPARE(recent->countBefore, 28); // up to the last label, not to the last prediction
    const auto compared = readComparison(*m_library, {model + u"@v2.0.0"_s, model + u"@v2.2.0"_s}, {});
    QVERIFY(compared && !compared->monitoring);
    QVERIFY(!compared->read.value(model + u"@v2.0.0"_s).observed.isEmpty());
    QVERIFY(!QFile::exists(lifecycle::localStore(*m_library)));
}

void tst_MonitorStore::withoutAServerEachSaysSo()
{
    const QStringList names{model + u"@v2.0.0"_s, model + u"@v2.2.0"_s};
    const auto before = readComparison(*m_library, names, {});
    m_engines.server()->stop();
    const auto says = [](const Error &error) {
        return error.message.contains(u"The database server cannot be reached") &&
               !error.message.contains(secret) && !error.detail.contains(secret);
    };
    const auto models = m_library->models();
    lifecycle::InsightReader reader(*m_library);
    const auto insight = reader.read(models->last(), m_services->clock.now());
    QVERIFY(insight && insight->monitoringProblem && says(*insight->monitoringProblem));
    QCOMPARE(insight->source, lifecycle::Insight::Source::Registration); // what it can
    const auto story = readStory(*m_library, model, u"rmse"_s, m_services->clock.now());
    QVERIFY(!story && says(story.error()));
    const auto recent = readRecentMetric(*m_library, model, u"rmse"_s, u"v2.2.0"_s, u"v2.0.0"_s);
    QVERIFY(!recent && says(recent.error()));
    const auto after = readComparison(*m_library, names, before->read);
    QVERIFY(after && after->monitoring && says(*after->monitoring));
    QCOMPARE(after->names, names);
    QCOMPARE(after->read.value(names.first()).observed.keys(),
             before->read.value(names.first()).observed.keys()); // as they were read before
    QCOMPARE(m_engines.server()->restart(), QString());
}

void tst_MonitorStore::whatWasReadStaysWhileTheServerIsAway()
{
    open();
    const qint64 before = observed();
    m_engines.server()->stop();
    m_page->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(failures().size(), 1, patienceMs);
    QCOMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(observed(), before);
    const Message away = failures().first();
    QVERIFY2(away.text.startsWith(u"The figures are those that were read last"), qPrintable(away.text));
    QVERIFY(away.text.contains(u"The database server cannot be reached"));
    QVERIFY(!away.text.contains(secret) && !away.detail.contains(secret));
    QCOMPARE(away.actionText, u"Retry"_s);

    m_said->clear();
    away.action(); // still away: said again
    QTRY_COMPARE_WITH_TIMEOUT(failures().size(), 1, patienceMs);
    QCOMPARE(observed(), before);
    QCOMPARE(m_engines.server()->restart(), QString());
    failures().last().action();
    QTRY_VERIFY_WITH_TIMEOUT(!m_said->isEmpty() &&
                                 m_said->last().first().value<Message>().text.contains(u"answers again"),
                             patienceMs);
    QCOMPARE(observed(), before);
}

void tst_MonitorStore::liveFollowsAServerThatIsStartedAgain()
{
    open();
    const qint64 before = observed();
    QTest::mouseClick(find<QToolButton>("monitorLive"), Qt::LeftButton);
    monitor::Observation late;
    const auto write = [&](int day) {
        late.timeMs = QDateTime(QDate(2016, 2, day), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
        late.truth = 10;
        late.estimate = 11;
        auto store = monitor::Store::open(m_where);
        return store && store->append(model, u"v2.2.0"_s, {late});
    };
    QVERIFY(write(10));
    QTRY_COMPARE_WITH_TIMEOUT(observed(), before + 1, patienceMs);

    m_engines.server()->stop();
    QTRY_COMPARE_WITH_TIMEOUT(failures().size(), 1, patienceMs);
    QTest::qWait(3000);             // several looks
    QCOMPARE(failures().size(), 1); // said once
    QCOMPARE(observed(), before + 1);
    QCOMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(m_engines.server()->restart(), QString());
    QVERIFY(write(11));
    QTRY_COMPARE_WITH_TIMEOUT(observed(), before + 2, patienceMs);
    QTest::mouseClick(find<QToolButton>("monitorLive"), Qt::LeftButton);
}

void tst_MonitorStore::aServerThatIsAwayAtFirstIsTriedAgain()
{
    m_engines.server()->stop();
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Failed, patienceMs);
    QCOMPARE(m_engines.server()->restart(), QString());
    auto *retry = find<QPushButton>("monitorRetry");
    QVERIFY(retry && retry->isVisible());
    retry->setFocus();
    QTest::keyClick(retry, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(faces()->face(), FaceStack::Face::Filled, patienceMs);
    QVERIFY(observed() > 2000);
}

void tst_MonitorStore::theLibraryKeepsItsFigures()
{
    InsightLoader loader(m_services->services);
    QSignalSpy failed(&loader, &InsightLoader::monitoringFailed);
    QStringList monitored; // one word a time that the model was told of
    connect(&loader, &InsightLoader::loaded, this, [&](const QHash<QString, lifecycle::Insight> &insights) {
        if (insights.contains(model))
            monitored << (insights[model].source == lifecycle::Insight::Source::Monitoring ? u"yes"_s
                                                                                           : u"no"_s);
    });
    const QList<registry::Model> models = m_library->models().value();
    loader.setLibrary(*m_library);
    loader.load(models);
    QTRY_COMPARE_WITH_TIMEOUT(monitored, QStringList{u"yes"_s}, patienceMs);
    m_engines.server()->stop();
    loader.forget();
    loader.load(models);
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patienceMs);
    QVERIFY(!failed.first().first().value<Error>().message.contains(secret));
    QCOMPARE(monitored, QStringList{u"yes"_s}); // not told of less
    QCOMPARE(m_engines.server()->restart(), QString());
    loader.load(models);
    QTRY_COMPARE_WITH_TIMEOUT(monitored, QStringList({u"yes"_s, u"yes"_s}), patienceMs);
    QCOMPARE(failed.size(), 1);
}

void tst_MonitorStore::aRollBackSaysSoAndOffersRetry()
{
    const auto preview = m_library->preview(model, u"production"_s, u"v2.0.0"_s);
    QVERIFY2(preview.has_value(), preview ? "" : qPrintable(preview.error().message));
    RollbackFacts facts;
    facts.show(*preview, {}, true);
    QSignalSpy retried(&facts, &RollbackFacts::recentRetryRequested);
    facts.showRecentFailed({Error::Code::Io, u"The database server cannot be reached: <away>."_s, {}});
    auto *said = facts.findChild<QLabel *>(u"rollbackRecentFailed"_s);
    QVERIFY(said && said->text().contains(u"cannot be reached: &lt;away&gt;.") &&
            said->text().contains(u"Retry"));
    said->setFocus();
    emit said->linkActivated(u"retry"_s);
    QCOMPARE(retried.size(), 1);
    const auto recent = readRecentMetric(*m_library, model, u"rmse"_s, u"v2.2.0"_s, u"v2.0.0"_s);
    QVERIFY(recent.has_value());
    facts.showRecent(*recent);
    QVERIFY2(said->text().contains(u"(n = ") && !said->text().contains(u"Retry"), qPrintable(said->text()));
}

QTEST_MAIN(tst_MonitorStore)
#include "tst_monitorstore.moc"
