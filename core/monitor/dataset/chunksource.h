// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/datasetoptions.h"
#include "core/monitor/dataset/problem.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace vitrine::monitor {

// What a DatasetReader reads from: one pass over one kind of file.
class ChunkSource
{
public:
    virtual ~ChunkSource() = default;
    virtual Result<bool> next(Chunk &chunk) = 0;
    const DatasetProblems &problems() const { return m_problems; }

protected:
    DatasetProblems m_problems;
};

// A file whose beginning was looked at. Immutable, so that passes in several threads may share it.
class DatasetFile
{
public:
    DatasetFile(const QString &fileName, const DatasetOptions &reading) : path(fileName), options(reading) {}
    virtual ~DatasetFile() = default;
    // `wanted`: indices into `columns`.
    virtual Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted,
                                                      const Job &job) const = 0;
    // The same file, looked at with other options.
    virtual Result<std::shared_ptr<DatasetFile>> lookedAt(const DatasetOptions &reading) const;

    const QString path;
    const DatasetOptions options;
    QList<ColumnInfo> columns;
    QStringList notes;
    bool empty = false; // there are no rows
};

// Any file that a dataset may be in, by its bytes.
Result<std::shared_ptr<DatasetFile>> openDatasetFile(const QString &path, const DatasetOptions &options);

} // namespace vitrine::monitor
