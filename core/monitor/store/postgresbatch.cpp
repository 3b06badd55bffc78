// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/postgresbatch.h"

#include <array>
#include <charconv>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t mostRows = 1000;
constexpr std::size_t mostBytes = 512 * 1024;

template<typename Number>
void setNumber(std::string &cell, Number value)
{
    std::array<char, 32> digits;
    cell.assign(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

const char *typeName(BatchColumn::Type type)
{
    switch (type) {
    case BatchColumn::Type::Integer: return "bigint";
    case BatchColumn::Type::Real: return "double precision";
    case BatchColumn::Type::Text: break;
    }
    return "text";
}

} // namespace

void setPostgresText(std::string &cell, std::string_view utf8)
{
    const QByteArrayView bytes(utf8.data(), static_cast<qsizetype>(utf8.size()));
    if (utf8.find('\0') != std::string_view::npos || !bytes.isValidUtf8())
        return setPostgresText(cell,
                               QString::fromUtf8(bytes).replace(QChar(u'\0'), QChar(0xFFFD)).toStdString());
    cell = '"';
    for (const char character : utf8) {
        if (character == '"' || character == '\\')
            cell += '\\'; // of the array
        else if (character == '\'')
            cell += '\''; // of the literal around it
        cell += character;
    }
    cell += '"';
}

PostgresBatch::PostgresBatch(ConnectionEngine &connection, const std::string &table,
                             const QList<BatchColumn> &columns)
    : m_connection(connection)
{
    QStringList names;
    for (const BatchColumn &column : columns) {
        names << column.name;
        m_columns.push_back({typeName(column.type), "NULL", {}});
    }
    m_head = "INSERT INTO " + table + '(' + names.join(u", "_s).toStdString() + ") SELECT * FROM unnest(";
}

void PostgresBatch::bind(int index, qint64 value)
{
    setNumber(cell(index), value);
}

void PostgresBatch::bind(int index, double value)
{
    if (std::isnan(value))
        bindNull(index);
    else if (std::isinf(value))
        cell(index) = value > 0 ? "Infinity" : "-Infinity";
    else
        setNumber(cell(index), value);
}

void PostgresBatch::bindText(int index, std::string_view utf8)
{
    setPostgresText(cell(index), utf8);
}

void PostgresBatch::bindNull(int index)
{
    cell(index) = "NULL";
}

Result<> PostgresBatch::add()
{
    for (Column &column : m_columns) {
        if (m_rows > 0)
            column.cells += ',';
        column.cells += column.cell;
        m_bytes += column.cell.size();
    }
    return ++m_rows < mostRows && m_bytes < mostBytes ? Result<>() : flush();
}

Result<> PostgresBatch::flush()
{
    if (m_rows == 0)
        return {};
    std::string sql = m_head;
    const char *before = "'{";
    for (const Column &column : m_columns) {
        sql.append(before).append(column.cells).append("}'::").append(column.type).append("[]");
        before = ", '{";
    }
    clear();
    return m_connection.execute(sql += ')');
}

void PostgresBatch::clear()
{
    for (Column &column : m_columns)
        column.cells.clear();
    m_rows = 0;
    m_bytes = 0;
}

} // namespace vitrine::monitor
