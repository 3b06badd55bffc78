// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/insightloader.h"

#include "core/base/clock.h"
#include "core/lifecycle/alertsources.h"
#include "core/monitor/store/changemark.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qint64 batchMs = 100; // then what is there is shown
constexpr qsizetype mostInBatch = 64;
constexpr qint64 msOfServer = 60'000; // that what a database server said is taken for true

QByteArray storeState(const registry::Library &library, const QDateTime &now)
{
    const QString where = lifecycle::monitorStore(library);
    return monitor::isPostgres(where) ? QByteArray::number(now.toMSecsSinceEpoch() / msOfServer)
                                      : monitor::ChangeMark(where).look().value_or({});
}

// A model that cannot be read keeps its row; the pages that show it say why.
Result<QHash<QString, lifecycle::Insight>> readSome(const registry::Library &library,
                                                    const QList<registry::Model> &models,
                                                    const QDateTime &now, const Job &job)
{
    QElapsedTimer timer;
    timer.start();
    QHash<QString, lifecycle::Insight> insights;
    lifecycle::InsightReader reader(library);
    for (const registry::Model &model : models) {
        VT_CHECK(job.check());
        const auto insight = reader.read(model, now, job);
        if (!insight && insight.error().code == Error::Code::Cancelled)
            return insight.error();
        insights.insert(model.name, insight.value_or({}));
        if (timer.elapsed() > batchMs)
            break;
    }
    return insights;
}

} // namespace

InsightLoader::InsightLoader(Services &services, QObject *parent) : QObject(parent), m_services(services) {}

void InsightLoader::setLibrary(const registry::Library &library)
{
    m_load.forget();
    m_running = false;
    m_library = library;
    m_waiting.clear();
    m_monitored.clear();
    m_isAway = false;
    forget();
}

void InsightLoader::forget()
{
    m_known.clear();
}

void InsightLoader::load(const QList<registry::Model> &models)
{
    if (!m_library)
        return;
    if (const QByteArray store = storeState(*m_library, m_services.clock.now()); store != m_store) {
        m_store = store;
        m_known.clear();
    }
    m_waiting.clear();
    for (const registry::Model &model : models) {
        const auto known = m_known.constFind(model.name);
        if (known == m_known.constEnd() || *known != model)
            m_waiting.append(model);
    }
    next();
}

void InsightLoader::prefer(const QStringList &models)
{
    if (m_waiting.size() <= mostInBatch)
        return;
    std::stable_partition(m_waiting.begin(), m_waiting.end(),
                          [&models](const registry::Model &model) { return models.contains(model.name); });
}

void InsightLoader::next()
{
    if (m_running || m_waiting.isEmpty() || !m_library)
        return;
    m_running = true;
    m_load.ask(
        runAsync(&m_services.readers,
                 [library = *m_library, batch = m_waiting.mid(0, mostInBatch), now = m_services.clock.now()](
                     const Job &job) { return readSome(library, batch, now, job); }),
        this, [this](const Result<Insights> &insights) {
            m_running = false;
            if (!insights)
                return; // cancelled: another library is being shown
            m_waiting.removeIf([&](const registry::Model &model) {
                if (!insights->contains(model.name))
                    return false;
                m_known.insert(model.name, model);
                return true;
            });
            take(*insights);
            next();
        });
}

void InsightLoader::take(Insights insights)
{
    std::optional<Error> problem;
    for (auto insight = insights.begin(); insight != insights.end();) {
        if (insight->source == lifecycle::Insight::Source::Monitoring)
            m_monitored.insert(insight.key());
        if (insight->monitoringProblem) {
            problem = insight->monitoringProblem;
            m_store.clear(); // so that the next load reads again
        }
        const bool isPoorer = insight->monitoringProblem && m_monitored.contains(insight.key());
        insight = isPoorer ? insights.erase(insight) : std::next(insight);
    }
    emit loaded(insights);
    if (const bool wasAway = std::exchange(m_isAway, problem.has_value()); problem && !wasAway)
        emit monitoringFailed(*problem);
}

} // namespace vitrine::ui
