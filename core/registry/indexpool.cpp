// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/indexpool.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

IndexPool::IndexPool(const git::RepositoryInfo &info) : m_path(info.gitDir + u"/vitrine/index.sqlite"_s) {}

IndexPool::Lease::~Lease()
{
    if (m_index)
        m_pool->giveBack(std::move(m_index), m_generation);
}

Result<IndexPool::Lease> IndexPool::lease(const git::Repository &repository,
                                          const artifact::ObjectStore &store, const Job &job)
{
    // At most: a damaged file, then one that cannot be made, then memory.
    for (int attempt = 1;; ++attempt) {
        Error::Code failure = Error::Code::Internal;
        {
            auto taken = take();
            if (taken) {
                const auto refreshed = (*taken)->refresh(repository, store, job);
                if (refreshed)
                    return taken;
                if (!(*taken)->databaseFailed() || attempt > 2)
                    return refreshed.error();
                failure = refreshed.error().code;
            } else if (attempt > 2) {
                return taken.error();
            } else {
                failure = taken.error().code;
            }
        }
        if (failure == Error::Code::Corrupt && attempt == 1)
            discard();
        else
            goToMemory();
    }
}

Result<IndexPool::Lease> IndexPool::take()
{
    QMutexLocker lock(&m_mutex);
    while (m_inMemory && m_memoryOut)
        m_returned.wait(&m_mutex);
    m_memoryOut = m_inMemory;
    if (!m_idle.empty()) {
        auto index = std::move(m_idle.back());
        m_idle.pop_back();
        return Lease(shared_from_this(), std::move(index), m_generation);
    }
    auto opened = m_inMemory ? Index::inMemory() : Index::open(m_path);
    if (!opened) {
        m_memoryOut = false;
        return opened.error();
    }
    return Lease(shared_from_this(), std::make_unique<Index>(std::move(*opened)), m_generation);
}

void IndexPool::giveBack(std::unique_ptr<Index> index, int generation)
{
    const QMutexLocker lock(&m_mutex);
    if (generation == m_generation) {
        m_idle.push_back(std::move(index));
        m_memoryOut = false;
    }
    m_returned.wakeOne();
}

void IndexPool::discard()
{
    const QMutexLocker lock(&m_mutex);
    m_idle.clear();
    ++m_generation;
    m_memoryOut = false;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s})
        QFile::remove(m_path + suffix);
}

void IndexPool::goToMemory()
{
    const QMutexLocker lock(&m_mutex);
    if (m_inMemory)
        return;
    m_idle.clear();
    ++m_generation;
    m_inMemory = true;
    m_memoryOut = false;
}

bool IndexPool::isInMemory() const
{
    const QMutexLocker lock(&m_mutex);
    return m_inMemory;
}

} // namespace vitrine::registry
