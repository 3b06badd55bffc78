// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/rowpages.h"
#include "core/registry/library.h"

#include <memory>
#include <mutex>

namespace vitrine::ui {

// Where the rows come from: what was observed of a version (with what servers recorded of its requests), all
// that servers recorded of it, or a dataset.
struct ExploreQuestion {
    QString model;
    QString version;
    QString source; // empty: what was observed; recordedData; else the path of a dataset
};

// Rows while they are read: there once their columns are known, then growing. Shared by the thread that reads
// and the one that shows.
class ExploredReading final
{
public:
    void begin(const std::shared_ptr<monitor::RowPages> &pages);
    std::shared_ptr<const monitor::RowPages> pages() const; // null before that

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const monitor::RowPages> m_pages;
};

struct ExploredRows {
    std::shared_ptr<const monitor::RowPages> pages; // null: there is nothing to read from
    QString why;                                    // one sentence when there are no rows
    qint64 rows() const { return pages ? pages->rows() : 0; }
};

// All of the rows, however many. Blocking; bounded memory.
Result<ExploredRows> readExplored(const registry::Library &library, const ExploreQuestion &question,
                                  ExploredReading &reading, const Job &job = {});

} // namespace vitrine::ui
