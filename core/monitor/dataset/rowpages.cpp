// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/rowpages.h"

#include "core/base/text.h"

#include <QDir>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int pagesInMemory = 32;

template<typename T>
void put(std::string &out, const T *values, std::size_t count)
{
    out.append(reinterpret_cast<const char *>(values), count * sizeof(T));
}

template<typename T>
bool take(QByteArrayView &in, T *values, std::size_t count)
{
    const auto bytes = qsizetype(count * sizeof(T));
    if (in.size() < bytes)
        return false;
    std::memcpy(values, in.data(), size_t(bytes));
    in = in.sliced(bytes);
    return true;
}

template<typename T>
bool take(QByteArrayView &in, std::vector<T> &values, std::size_t count)
{
    values.resize(count);
    return take(in, values.data(), count);
}

void encode(const Column &column, std::string &out)
{
    switch (column.type) {
    case ColumnType::Number: return put(out, column.numbers.data(), column.numbers.size());
    case ColumnType::Time: return put(out, column.times.data(), column.times.size());
    case ColumnType::Text: break;
    }
    put(out, column.codes.data(), column.codes.size());
    const auto texts = quint32(column.texts.size());
    put(out, &texts, 1);
    for (const std::string &text : column.texts) {
        const auto size = quint32(text.size());
        put(out, &size, 1);
        out += text;
    }
}

bool decode(QByteArrayView &in, std::size_t rows, Column &column)
{
    switch (column.type) {
    case ColumnType::Number: return take(in, column.numbers, rows);
    case ColumnType::Time: return take(in, column.times, rows);
    case ColumnType::Text: break;
    }
    quint32 texts = 0;
    if (!take(in, column.codes, rows) || !take(in, &texts, 1))
        return false;
    for (quint32 i = 0; i < texts; ++i) {
        quint32 size = 0;
        if (!take(in, &size, 1) || in.size() < qsizetype(size))
            return false;
        column.texts.emplace_back(in.data(), size);
        in = in.sliced(qsizetype(size));
    }
    return true;
}

} // namespace

RowPages::RowPages(const QList<ColumnInfo> &columns)
    : m_columns(columns)
    , m_out(QDir::temp().filePath(u"vitrine-rows-XXXXXX"_s))
    , m_codes(size_t(columns.size()))
    , m_cache(pagesInMemory)
{
    m_pending.columns.resize(size_t(columns.size()));
    for (qsizetype i = 0; i < columns.size(); ++i)
        m_pending.columns[size_t(i)].type = columns[i].type;
}

Result<std::shared_ptr<RowPages>> RowPages::create(const QList<ColumnInfo> &columns)
{
    std::shared_ptr<RowPages> pages(new RowPages(columns));
    if (!pages->m_out.open())
        return pages->failed(pages->m_out);
    pages->m_in.setFileName(pages->m_out.fileName());
    if (!pages->m_in.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return pages->failed(pages->m_in);
    // Rows are nobody else's, and are gone with the program however it ends.
    if (QFile::remove(pages->m_out.fileName()))
        pages->m_out.setAutoRemove(false);
    return pages;
}

Error RowPages::failed(const QFile &file) const
{
    return {Error::Code::Io,
            Text::tr("The rows have no place in %1: %2. Make room there, then try again.")
                .arg(QDir::tempPath(), file.errorString()),
            {}};
}

// Texts keep their codes within a page only, so that no page needs another one.
void RowPages::takeText(const Column &from, std::size_t first, std::size_t count, std::size_t column)
{
    Column &to = m_pending.columns[column];
    std::unordered_map<std::string, qint32> &known = m_codes[column];
    for (std::size_t row = first; row < first + count; ++row) {
        if (from.codes[row] == missingText) {
            to.codes.push_back(missingText);
            continue;
        }
        const std::string &text = from.texts[std::size_t(from.codes[row])];
        const auto [place, isNew] = known.try_emplace(text, qint32(to.texts.size()));
        if (isNew)
            to.texts.push_back(text);
        to.codes.push_back(place->second);
    }
}

Result<> RowPages::append(const Chunk &chunk)
{
    for (std::size_t first = 0; first < chunk.rows;) {
        const std::size_t count = std::min(chunk.rows - first, pageRows - m_pending.rows);
        for (std::size_t i = 0; i < m_pending.columns.size(); ++i) {
            const Column &from = chunk.columns[i];
            Column &to = m_pending.columns[i];
            const auto begin = std::ptrdiff_t(first);
            const auto end = std::ptrdiff_t(first + count);
            if (to.type == ColumnType::Number)
                to.numbers.insert(to.numbers.end(), from.numbers.begin() + begin, from.numbers.begin() + end);
            else if (to.type == ColumnType::Time)
                to.times.insert(to.times.end(), from.times.begin() + begin, from.times.begin() + end);
            else
                takeText(from, first, count, i);
        }
        m_pending.rows += count;
        first += count;
        if (m_pending.rows == pageRows)
            VT_CHECK(writePage());
    }
    return {};
}

Result<> RowPages::finish()
{
    return m_pending.rows > 0 ? writePage() : Result<>();
}

Result<> RowPages::writePage()
{
    std::string bytes;
    for (const Column &column : m_pending.columns)
        encode(column, bytes);
    const qint64 place = m_out.pos();
    if (m_out.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()) || !m_out.flush())
        return failed(m_out);
    {
        const std::scoped_lock lock(m_mutex);
        m_places.push_back(place);
    }
    m_rows.fetch_add(qint64(m_pending.rows), std::memory_order_release);
    m_pending.rows = 0;
    for (std::size_t i = 0; i < m_pending.columns.size(); ++i) {
        const ColumnType type = m_pending.columns[i].type;
        m_pending.columns[i] = Column();
        m_pending.columns[i].type = type;
        m_codes[i].clear();
    }
    return {};
}

Result<Chunk> RowPages::read(qint64 at) const
{
    const qint64 known = rows();
    if (at < 0 || at * qint64(pageRows) >= known)
        return Error{Error::Code::NotFound, Text::tr("There is no such row."), {}};
    QByteArray bytes;
    {
        const std::scoped_lock lock(m_mutex);
        const qint64 begin = m_places[std::size_t(at)];
        const qint64 end =
            std::size_t(at) + 1 < m_places.size() ? m_places[std::size_t(at) + 1] : m_in.size();
        if (!m_in.seek(begin))
            return failed(m_in);
        bytes = m_in.read(end - begin);
    }
    Chunk chunk;
    chunk.firstRow = at * qint64(pageRows);
    chunk.rows = std::size_t(std::min(known - chunk.firstRow, qint64(pageRows)));
    chunk.columns.resize(std::size_t(m_columns.size()));
    QByteArrayView rest(bytes);
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        Column &column = chunk.columns[std::size_t(i)];
        column.type = m_columns[i].type;
        if (!decode(rest, chunk.rows, column))
            return failed(m_in);
    }
    return chunk;
}

Result<std::shared_ptr<const Chunk>> RowPages::page(qint64 at) const
{
    {
        const std::scoped_lock lock(m_mutex);
        if (const std::shared_ptr<const Chunk> *kept = m_cache.object(at))
            return *kept;
    }
    VT_TRY(Chunk chunk, read(at));
    auto page = std::make_shared<const Chunk>(std::move(chunk));
    const std::scoped_lock lock(m_mutex);
    m_cache.insert(at, new std::shared_ptr<const Chunk>(page));
    return std::shared_ptr<const Chunk>(page);
}

} // namespace vitrine::monitor
