// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/insightloader.h"

#include "core/base/clock.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qint64 batchMs = 100; // then what is there is shown
constexpr qsizetype mostInBatch = 64;

QString storeState(const registry::Library &library)
{
    QString state;
    for (const QString &name : {u"monitor.sqlite"_s, u"monitor.sqlite-wal"_s}) {
        const QFileInfo file(QDir(library.dataDir()).filePath(name));
        state += u"%1 %2 "_s.arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch());
    }
    return state;
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
    if (const QString store = storeState(*m_library); store != m_store) {
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
            emit loaded(*insights);
            next();
        });
}

} // namespace vitrine::ui
