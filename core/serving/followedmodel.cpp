// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/followedmodel.h"

#include "core/base/async.h"

#include <algorithm>

namespace vitrine::serving {

namespace {
constexpr int retirementMs = 200;
}

FollowedModel::FollowedModel(registry::ModelRef target, Finder find, Loader load, ServerMetrics &metrics,
                             QThreadPool *pool, QObject *parent)
    : QObject(parent)
    , m_target(std::move(target))
    , m_wanted(m_target)
    , m_find(std::move(find))
    , m_load(std::move(load))
    , m_metrics(metrics)
    , m_pool(pool)
{
    m_retirement.setInterval(retirementMs);
    connect(&m_retirement, &QTimer::timeout, this, &FollowedModel::freeRetired);
}

Result<std::shared_ptr<ServedVersion>> FollowedModel::load()
{
    VT_TRY(const VersionSource source, m_find(m_target, {}));
    return m_load(source, {});
}

void FollowedModel::begin(ServedModel &model, const std::shared_ptr<ServedVersion> &first)
{
    m_model = &model;
    m_model->exchange(first);
    m_metrics.setServed(first->model, first->version, first->stage, first->commit);
}

QString FollowedModel::name() const
{
    return QString::fromStdString(m_model->name());
}

QString FollowedModel::servedVersion() const
{
    const ServedVersionPtr version = m_model ? m_model->current() : nullptr;
    return version ? QString::fromStdString(version->version) : QString();
}

void FollowedModel::refresh()
{
    if (m_loading)
        m_again = true;
    else
        beginLoading();
}

void FollowedModel::switchTo(const registry::ModelRef &target, Done done)
{
    m_wanted = target;
    m_waiting.push_back({target.text(), std::move(done)});
    refresh();
}

void FollowedModel::beginLoading()
{
    m_loading = true;
    const ServedVersionPtr now = m_model->current();
    const auto work = [find = m_find, load = m_load, target = m_wanted,
                       now](const Job &job) -> Result<std::shared_ptr<ServedVersion>> {
        VT_TRY(const VersionSource source, find(target, job));
        if (source.version.toStdString() == now->version && source.commit.toStdString() == now->commit)
            return std::shared_ptr<ServedVersion>();
        return load(source, job);
    };
    onFinished(runAsync(m_pool, work), this,
               [this, target = m_wanted](const Result<std::shared_ptr<ServedVersion>> &loaded) {
                   onLoaded(target, loaded);
               });
}

void FollowedModel::onLoaded(const registry::ModelRef &target,
                             const Result<std::shared_ptr<ServedVersion>> &loaded)
{
    m_loading = false;
    if (!loaded) {
        m_metrics.failedSwitches.fetch_add(1);
        if (m_wanted.text() == target.text())
            m_wanted = m_target;
        emit failed(loaded.error());
        settle(target, loaded.error());
    } else {
        m_target = target;
        if (*loaded)
            take(*loaded);
        settle(target, servedVersion());
    }
    if (m_again) {
        m_again = false;
        beginLoading();
    }
}

void FollowedModel::take(const std::shared_ptr<ServedVersion> &version)
{
    ServedVersionPtr old = m_model->exchange(version);
    m_metrics.setServed(version->model, version->version, version->stage, version->commit);
    m_metrics.switches.fetch_add(1);
    const QString from = QString::fromStdString(old->version);
    m_retired.push_back(std::move(old));
    m_retirement.start();
    emit switched(from, QString::fromStdString(version->version));
}

void FollowedModel::settle(const registry::ModelRef &target, const Result<QString> &outcome)
{
    const auto others = std::stable_partition(
        m_waiting.begin(), m_waiting.end(),
        [name = target.text()](const Waiting &waiting) { return waiting.target != name; });
    const std::vector<Waiting> settled(others, m_waiting.end());
    m_waiting.erase(others, m_waiting.end());
    for (const Waiting &waiting : settled)
        waiting.done(outcome);
}

// Here and not in the thread of the last request, which would wait while a large model is taken down.
void FollowedModel::freeRetired()
{
    std::erase_if(m_retired, [](const ServedVersionPtr &version) { return version.use_count() == 1; });
    if (m_retired.empty())
        m_retirement.stop();
}

} // namespace vitrine::serving
