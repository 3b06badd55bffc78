// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/connection.h"

#include <string>
#include <vector>

namespace vitrine::monitor {

// Collects rows, and inserts them with one statement whose parameters are an array a column
// (INSERT … SELECT * FROM unnest(…)): a round trip to the server for each row costs ten times as much as the
// row itself, and a list of VALUES is twice as dear to parse. Rows go when a thousand or half a megabyte of
// them wait, and with flush().
class PostgresBatch final : public BatchEngine
{
public:
    PostgresBatch(ConnectionEngine &connection, const std::string &table, const QList<BatchColumn> &columns);

    void bind(int index, qint64 value) override;
    void bind(int index, double value) override;
    void bindText(int index, std::string_view utf8) override;
    void bindNull(int index) override;
    Result<> add() override;
    Result<> flush() override;
    void clear() override;

private:
    struct Column {
        std::string type;
        std::string cell;
        std::string cells; // of the rows that wait, separated by commas
    };
    std::string &cell(int index) { return m_columns[static_cast<std::size_t>(index) - 1].cell; }

    ConnectionEngine &m_connection;
    std::string m_head; // INSERT INTO …
    std::vector<Column> m_columns;
    std::size_t m_rows = 0;
    std::size_t m_bytes = 0;
};

// Replaces `cell` by a text as an element of an array inside of a quoted literal. What is not UTF-8, and the
// character that PostgreSQL's texts cannot hold (U+0000), become U+FFFD.
void setPostgresText(std::string &cell, std::string_view utf8);

} // namespace vitrine::monitor
