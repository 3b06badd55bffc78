// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/index.h"

#include <QMutex>
#include <QWaitCondition>

#include <memory>
#include <vector>

namespace vitrine::registry {

// The connections to one repository's index. Thread-safe. A file that is damaged or of another form is made
// anew; where none can be written (a read-only repository, a full disk) the index is kept in memory instead.
class IndexPool final : public std::enable_shared_from_this<IndexPool>
{
public:
    explicit IndexPool(const git::RepositoryInfo &info);

    // One connection for one call; goes back into the pool when it dies.
    class Lease final
    {
    public:
        Lease(Lease &&) noexcept = default;
        Lease &operator=(Lease &&) = delete;
        ~Lease();
        Index *operator->() const { return m_index.get(); }
        Index &operator*() const { return *m_index; }

    private:
        friend class IndexPool;
        Lease(std::shared_ptr<IndexPool> pool, std::unique_ptr<Index> index, int generation)
            : m_pool(std::move(pool))
            , m_index(std::move(index))
            , m_generation(generation)
        {
        }
        std::shared_ptr<IndexPool> m_pool;
        std::unique_ptr<Index> m_index;
        int m_generation = 0;
    };

    // Refreshed: it says what the references say now.
    Result<Lease> lease(const git::Repository &repository, const artifact::ObjectStore &store,
                        const Job &job);

    // Throws away what is on the disk; the next lease builds it anew.
    void discard();

    bool isInMemory() const;
    QString path() const { return m_path; }

private:
    Result<Lease> take();
    void giveBack(std::unique_ptr<Index> index, int generation);
    void goToMemory();

    const QString m_path;
    mutable QMutex m_mutex;
    QWaitCondition m_returned;
    std::vector<std::unique_ptr<Index>> m_idle;
    int m_generation = 0; // of the file: leases of an older one are dropped when they come back
    bool m_inMemory = false;
    bool m_memoryOut = false; // the only connection there is in memory is in use
};

} // namespace vitrine::registry
