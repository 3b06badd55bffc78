// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobs.h"

#include <algorithm>

namespace vitrine::ui {

Jobs::Jobs(QObject *parent) : QObject(parent) {}

Jobs::~Jobs()
{
    for (const auto &job : m_running)
        job->watcher.disconnect(this);
    cancelAll();
}

void Jobs::add(const QString &title, const QFuture<void> &future)
{
    auto job = std::make_unique<Running>();
    job->id = ++m_lastId;
    job->title = title;
    connect(
        &job->watcher, &QFutureWatcherBase::finished, this, [this, id = job->id] { remove(id); },
        Qt::QueuedConnection);
    connect(&job->watcher, &QFutureWatcherBase::progressValueChanged, this, &Jobs::progressed);
    job->watcher.setFuture(future);
    m_running.push_back(std::move(job));
    emit changed();
}

QList<Jobs::Entry> Jobs::entries() const
{
    QList<Entry> list;
    for (const auto &job : m_running) {
        Entry entry{job->id, job->title, -1};
        const int range = job->watcher.progressMaximum() - job->watcher.progressMinimum();
        if (range > 0)
            entry.share = double(job->watcher.progressValue() - job->watcher.progressMinimum()) / range;
        list.append(entry);
    }
    return list;
}

void Jobs::cancel(int id)
{
    for (const auto &job : m_running) {
        if (job->id == id)
            job->watcher.cancel();
    }
}

void Jobs::cancelAll()
{
    for (const auto &job : m_running)
        job->watcher.cancel();
}

void Jobs::remove(int id)
{
    std::erase_if(m_running, [id](const auto &job) { return job->id == id; });
    emit changed();
}

} // namespace vitrine::ui
