// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/roworder.h"

#include "core/base/text.h"
#include "core/monitor/metric/expression.h"
#include "core/monitor/rowtext.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double last = std::numeric_limits<double>::infinity();

// Which rows of a page a filter lets through.
class RowFilter final
{
public:
    static Result<RowFilter> of(const QString &text, const QList<ColumnInfo> &columns)
    {
        RowFilter filter;
        filter.m_text = text.trimmed();
        filter.m_numeric =
            std::any_of(filter.m_text.begin(), filter.m_text.end(), [](QChar c) { return c.isDigit(); });
        // Aggregates are what an expression is made of; the condition is what stands inside.
        const auto condition = Expression::parse(u"max(%1)"_s.arg(filter.m_text));
        if (!condition || condition->terms() != 1 || condition->columns().isEmpty() ||
            !comparesSomething(filter.m_text))
            return filter;
        for (const QString &name : condition->columns()) {
            const auto found = std::find_if(columns.begin(), columns.end(),
                                            [&](const ColumnInfo &column) { return column.name == name; });
            if (found == columns.end())
                return filter;
            filter.m_places.push_back(int(found - columns.begin()));
        }
        VT_CHECK(condition->check(columns));
        filter.m_condition = *condition;
        return filter;
    }

    std::vector<bool> matches(const Chunk &chunk) const
    {
        std::vector<bool> matching(chunk.rows, m_text.isEmpty());
        if (m_condition) {
            const std::vector<double> values = m_condition->rowValues(chunk, m_places).front();
            for (std::size_t row = 0; row < chunk.rows; ++row)
                matching[row] = !std::isnan(values[row]) && values[row] != 0;
        } else if (!m_text.isEmpty()) {
            for (const Column &column : chunk.columns)
                addMatches(column, chunk.rows, &matching);
        }
        return matching;
    }

private:
    static bool comparesSomething(const QString &text)
    {
        return std::any_of(text.begin(), text.end(), [](QChar c) { return u"<>=!("_s.contains(c); });
    }

    void addMatches(const Column &column, std::size_t rows, std::vector<bool> *matching) const
    {
        if (column.type == ColumnType::Text) {
            std::vector<bool> texts;
            for (const std::string &text : column.texts)
                texts.push_back(QString::fromStdString(text).contains(m_text, Qt::CaseInsensitive));
            for (std::size_t row = 0; row < rows; ++row) {
                if (column.codes[row] != missingText && texts[std::size_t(column.codes[row])])
                    (*matching)[row] = true;
            }
            return;
        }
        if (!m_numeric) // neither a number nor a time has it
            return;
        std::string text;
        const std::string wanted = m_text.toStdString();
        for (std::size_t row = 0; row < rows; ++row) {
            text.clear();
            appendCell(column, row, text);
            if (text.find(wanted) != std::string::npos)
                (*matching)[row] = true;
        }
    }

    QString m_text;
    bool m_numeric = false;
    std::optional<Expression> m_condition;
    std::vector<int> m_places;
};

// What rows are sorted by. Texts get a number each, which is made their rank at the end.
class SortKeys final
{
public:
    void add(const Column &column, std::size_t row)
    {
        switch (column.type) {
        case ColumnType::Number: m_keys.push_back(column.numbers[row]); return;
        case ColumnType::Time:
            m_keys.push_back(column.times[row] == missingTime ? std::nan("") : double(column.times[row]));
            return;
        case ColumnType::Text: break;
        }
        if (column.codes[row] == missingText) {
            m_keys.push_back(std::nan(""));
            return;
        }
        const QString text = QString::fromStdString(column.texts[std::size_t(column.codes[row])]);
        auto known = m_texts.find(text);
        if (known == m_texts.end())
            known = m_texts.insert(text, m_texts.size());
        m_keys.push_back(double(*known));
    }

    // Whole, so that "less" below is one comparison; the missing ones last in both directions.
    std::vector<double> finished(bool descending)
    {
        if (!m_texts.isEmpty()) {
            QStringList sorted = m_texts.keys();
            std::sort(sorted.begin(), sorted.end());
            std::vector<double> ranks(size_t(sorted.size()));
            for (qsizetype rank = 0; rank < sorted.size(); ++rank)
                ranks[size_t(m_texts.value(sorted[rank]))] = double(rank);
            for (double &key : m_keys)
                key = std::isnan(key) ? key : ranks[size_t(key)];
        }
        for (double &key : m_keys)
            key = std::isnan(key) ? last : (descending ? -key : key);
        return std::move(m_keys);
    }

private:
    std::vector<double> m_keys;
    QHash<QString, qsizetype> m_texts;
};

} // namespace

Result<RowOrder> orderedRows(const RowPages &pages, const RowQuestion &question, const Job &job)
{
    VT_TRY(const RowFilter filter, RowFilter::of(question.filter, pages.columns()));
    const bool sorts = question.sortedBy >= 0 && question.sortedBy < pages.columns().size();
    RowOrder rows;
    SortKeys keys;
    const qint64 all = pages.pages();
    for (qint64 at = 0; at < all; ++at) {
        job.report(at, all);
        VT_CHECK(job.check());
        VT_TRY(const Chunk chunk, pages.read(at));
        const std::vector<bool> matching = filter.matches(chunk);
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            if (!matching[row])
                continue;
            rows.push_back(quint32(chunk.firstRow) + quint32(row));
            if (sorts)
                keys.add(chunk.columns[std::size_t(question.sortedBy)], row);
        }
    }
    if (!sorts)
        return rows;
    const std::vector<double> sorted = keys.finished(question.descending);
    std::vector<quint32> places(rows.size());
    std::iota(places.begin(), places.end(), 0U);
    std::ranges::stable_sort(places, {}, [&sorted](quint32 place) { return sorted[place]; });
    for (quint32 &place : places)
        place = rows[place];
    return places;
}

} // namespace vitrine::monitor
