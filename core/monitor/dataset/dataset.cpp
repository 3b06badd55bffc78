// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/dataset.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/csvfile.h"
#include "core/monitor/dataset/jsonfile.h"
#include "core/monitor/dataset/sqlitefile.h"

#include <QFileInfo>

#include <algorithm>

namespace vitrine::monitor {

namespace {

// Files that hold tables or models, but that nothing here reads.
QString unsupported(std::string_view bytes)
{
    if (bytes.starts_with("PAR1"))
        return Text::tr(
            "It is a Parquet file. Debian packages no library that reads it; write it as CSV where it comes "
            "from: data.to_csv('data.csv') in pandas, readr::write_csv(data, 'data.csv') in R.");
    if (bytes.starts_with("ARROW1") || bytes.starts_with("FEA1"))
        return Text::tr(
            "It is an Arrow or Feather file. Debian packages no library that reads it; write it as CSV where "
            "it comes from: data.to_csv('data.csv') in pandas, readr::write_csv(data, 'data.csv') in R.");
    if (bytes.starts_with("PK\x03\x04"))
        return Text::tr("It is a ZIP archive or a spreadsheet. Unpack it, or save the sheet as CSV.");
    if (bytes.starts_with("\xfd\x37zXZ") || bytes.starts_with("BZh"))
        return Text::tr("It is compressed with xz or bzip2. Unpack it, or compress it with gzip or zstd.");
    return {};
}

Result<std::string> firstBytes(const QString &path)
{
    VT_TRY(const auto stream, openFileStream(path));
    std::string bytes(16, '\0');
    VT_TRY(const qint64 count, readFully(*stream, bytes.data(), qint64(bytes.size())));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

DatasetFormat formatOf(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return DatasetFormat::Csv;
    // "{a}" may be the name of a column; an object has a string or its end next.
    const std::size_t next = std::min(text.find_first_not_of(" \t\r\n", begin + 1), text.size());
    const std::string_view rest = text.substr(next);
    if (text[begin] == '{' && (rest.starts_with('"') || rest.starts_with('}')))
        return DatasetFormat::JsonLines;
    if (text[begin] == '[' && (rest.starts_with('{') || rest.starts_with(']')))
        return DatasetFormat::JsonArray;
    return DatasetFormat::Csv;
}

} // namespace

Result<std::shared_ptr<DatasetFile>> openDatasetFile(const QString &path, const DatasetOptions &options)
{
    VT_TRY(const std::string bytes, firstBytes(path));
    const QString why = unsupported(bytes);
    if (!why.isEmpty())
        return Error{Error::Code::Unsupported, why, path};
    const bool database = bytes.starts_with("SQLite format 3");
    if (!database && (!options.table.isEmpty() || !options.query.isEmpty()))
        return Error{Error::Code::InvalidArgument,
                     Text::tr("It is not a SQLite database, so it has no table or query."), path};
    if (options.format.value_or(database ? DatasetFormat::Sqlite : DatasetFormat::Csv) ==
        DatasetFormat::Sqlite)
        return openSqlite(path, options);
    VT_TRY(const TextSample sample, sampleText(path, options.encoding));
    switch (options.format.value_or(formatOf(sample.text))) {
    case DatasetFormat::JsonLines:
    case DatasetFormat::JsonArray: return openJson(sample, options);
    case DatasetFormat::Csv:
    case DatasetFormat::Sqlite: break;
    }
    return openCsv(sample, options);
}

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

Result<std::shared_ptr<DatasetFile>> DatasetFile::lookedAt(const DatasetOptions &reading) const
{
    return openDatasetFile(path, reading);
}

Result<Dataset> Dataset::open(const QString &path, const DatasetOptions &options)
{
    auto file = openDatasetFile(path, options);
    if (!file)
        return file.error().within(Text::tr("Cannot read the dataset %1").arg(QFileInfo(path).fileName()));
    return of(std::move(file).value());
}

Result<Dataset> Dataset::of(std::shared_ptr<DatasetFile> file)
{
    const QHash<QString, ColumnType> &types = file->options.types;
    for (auto asked = types.begin(); asked != types.end(); ++asked) {
        if (std::ranges::find(file->columns, asked.key(), &ColumnInfo::name) == file->columns.end())
            return Error{Error::Code::InvalidArgument,
                         Text::tr("The dataset has no column “%1” to give a type.").arg(asked.key()),
                         file->path};
    }
    return Dataset(std::move(file));
}

Result<Dataset> Dataset::withTypes(const QHash<QString, ColumnType> &types) const
{
    DatasetOptions options = m_file->options;
    options.types.insert(types);
    VT_TRY(auto file, m_file->lookedAt(options));
    return of(std::move(file));
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

bool Dataset::isEmpty() const
{
    return m_file->empty;
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
