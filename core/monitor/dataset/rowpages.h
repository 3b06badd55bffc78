// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/dataset/column.h"

#include <QCache>
#include <QFile>
#include <QList>
#include <QTemporaryFile>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace vitrine::monitor {

// Rows that were read once, in a temporary file that ends with this, so that any of millions is there again
// by its place. Memory holds the places of the pages (8 bytes for 1,024 rows) and a few pages.
//
// One thread appends; any number of threads read what is complete meanwhile.
class RowPages final
{
public:
    static constexpr std::size_t pageRows = 1024;

    // Io when there is no place for temporary files.
    static Result<std::shared_ptr<RowPages>> create(const QList<ColumnInfo> &columns);

    const QList<ColumnInfo> &columns() const { return m_columns; }
    // A chunk of all columns in their order. Readers see its rows once their page is full.
    Result<> append(const Chunk &chunk);
    // The last page, full or not; nothing is appended after it.
    Result<> finish();

    qint64 rows() const { return m_rows.load(std::memory_order_acquire); } // that can be read
    qint64 pages() const { return (rows() + qint64(pageRows) - 1) / qint64(pageRows); }
    // Rows at * pageRows and those that follow. For a look here and there: the last ones are kept.
    Result<std::shared_ptr<const Chunk>> page(qint64 at) const;
    // The same for a pass over all of them.
    Result<Chunk> read(qint64 at) const;

private:
    explicit RowPages(const QList<ColumnInfo> &columns);
    void takeText(const Column &from, std::size_t first, std::size_t count, std::size_t column);
    Result<> writePage();
    Error failed(const QFile &file) const;

    QList<ColumnInfo> m_columns;
    QTemporaryFile m_out;
    Chunk m_pending;
    std::vector<std::unordered_map<std::string, qint32>> m_codes; // of the texts of m_pending

    std::atomic<qint64> m_rows = 0;
    mutable std::mutex m_mutex; // of what is below
    std::vector<qint64> m_places;
    mutable QFile m_in;
    mutable QCache<qint64, std::shared_ptr<const Chunk>> m_cache;
};

} // namespace vitrine::monitor
