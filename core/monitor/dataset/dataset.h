// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/column.h"
#include "core/monitor/dataset/datasetoptions.h"
#include "core/monitor/dataset/problem.h"

#include <memory>

namespace vitrine::monitor {

class ChunkSource;
class DatasetFile;

// One pass over some columns of a dataset, in file order and bounded memory. Belongs to one thread; it reads
// ahead with threads of its own, which end with it.
class DatasetReader final
{
public:
    explicit DatasetReader(std::unique_ptr<ChunkSource> source);
    DatasetReader(DatasetReader &&) noexcept;
    DatasetReader &operator=(DatasetReader &&) noexcept;
    ~DatasetReader();

    // Replaces `chunk` by the next rows, at least one; false at the end. Cancelled when the job of the pass
    // was stopped.
    Result<bool> next(Chunk &chunk);
    // Of the rows up to here; complete once next() returned false.
    const DatasetProblems &problems() const;

private:
    std::unique_ptr<ChunkSource> m_source;
};

// Labelled observations in a file: CSV and its kin, JSON lines, a JSON array of objects, any of them under
// gzip or zstd, or a table of a SQLite database. What it is, is found by its bytes, not by its name.
//
// A cheap value: opening looks at the beginning only. read() may be called any number of times and from any
// thread; every pass opens the file anew.
class Dataset final
{
public:
    // NotFound, Io, or in one sentence what keeps this from being a dataset: Corrupt, InvalidArgument (an
    // option that does not fit) or Unsupported (Parquet and other formats that no library here reads).
    static Result<Dataset> open(const QString &path, const DatasetOptions &options = {});
    // Rows that lie in something else than a file of their own.
    static Result<Dataset> of(std::shared_ptr<DatasetFile> file);

    const QString &path() const;
    const QList<ColumnInfo> &columns() const;            // in file order, with distinct names
    const ColumnInfo *column(const QString &name) const; // nullptr when there is none
    // What was assumed where the file leaves a choice: "Numbers have decimal commas."
    const QStringList &notes() const;
    bool isEmpty() const; // it has columns, but no rows

    // The named columns, in that order; a name twice is one column twice. InvalidArgument names the first
    // that the dataset does not have. `job` reports bytes of the file.
    Result<DatasetReader> read(const QStringList &columns, const Job &job = {}) const;

    // The same file with some columns read as another type.
    Result<Dataset> withTypes(const QHash<QString, ColumnType> &types) const;

private:
    explicit Dataset(std::shared_ptr<const DatasetFile> file) : m_file(std::move(file)) {}
    std::shared_ptr<const DatasetFile> m_file;
};

} // namespace vitrine::monitor
