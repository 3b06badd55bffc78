// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/dataset.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/csvfile.h"

#include <QFileInfo>

#include <algorithm>

namespace vitrine::monitor {

DatasetReader::DatasetReader(std::unique_ptr<ChunkSource> source) : m_source(std::move(source)) {}
DatasetReader::DatasetReader(DatasetReader &&) noexcept = default;
DatasetReader &DatasetReader::operator=(DatasetReader &&) noexcept = default;
DatasetReader::~DatasetReader() = default;

Result<bool> DatasetReader::next(Chunk &chunk)
{
    return m_source->next(chunk);
}

const DatasetProblems &DatasetReader::problems() const
{
    return m_source->problems();
}

Result<Dataset> Dataset::open(const QString &path, const DatasetOptions &options)
{
    auto file = openCsv(path, options);
    if (!file)
        return file.error().within(Text::tr("Cannot read the dataset %1").arg(QFileInfo(path).fileName()));
    for (auto asked = options.types.begin(); asked != options.types.end(); ++asked) {
        if (std::ranges::none_of((*file)->columns,
                                 [&](const ColumnInfo &column) { return column.name == asked.key(); }))
            return Error{Error::Code::InvalidArgument,
                         Text::tr("The dataset has no column “%1” to give a type.").arg(asked.key()), path};
    }
    return Dataset(std::move(file).value());
}

const QString &Dataset::path() const
{
    return m_file->path;
}

const QList<ColumnInfo> &Dataset::columns() const
{
    return m_file->columns;
}

const ColumnInfo *Dataset::column(const QString &name) const
{
    const auto found = std::ranges::find(m_file->columns, name, &ColumnInfo::name);
    return found == m_file->columns.end() ? nullptr : &*found;
}

const QStringList &Dataset::notes() const
{
    return m_file->notes;
}

Result<DatasetReader> Dataset::read(const QStringList &columns, const Job &job) const
{
    QHash<QString, int> places;
    for (int i = 0; i < m_file->columns.size(); ++i)
        places.insert(m_file->columns[i].name, i);
    std::vector<int> wanted;
    for (const QString &name : columns) {
        const auto place = places.constFind(name);
        if (place == places.constEnd()) {
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("The dataset %1 has no column “%2”.").arg(QFileInfo(m_file->path).fileName(), name),
                m_file->path};
        }
        wanted.push_back(*place);
    }
    VT_TRY(auto source, m_file->read(wanted, job));
    return DatasetReader(std::move(source));
}

} // namespace vitrine::monitor
