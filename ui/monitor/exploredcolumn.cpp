// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredcolumn.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

using Kind = ExploredColumn::Kind;

// Rows in the order of the data, whatever they are sorted by.
class RowChoice final
{
public:
    RowChoice(qint64 rows, const monitor::RowOrder *order, qint64 most)
    {
        if (order) {
            m_chosen.assign(size_t(rows), false);
            for (const quint32 row : *order)
                m_chosen[row] = true;
        }
        const qint64 all = order ? qint64(order->size()) : rows;
        m_every = std::max<qint64>(1, (all + most - 1) / std::max<qint64>(1, most));
        m_leftOut = all - (all + m_every - 1) / m_every;
    }

    bool takes(qint64 row)
    {
        if (!m_chosen.empty() && !m_chosen[size_t(row)])
            return false;
        return m_seen++ % m_every == 0;
    }
    qint64 leftOut() const { return m_leftOut; }

private:
    std::vector<bool> m_chosen;
    qint64 m_every = 1;
    qint64 m_leftOut = 0;
    qint64 m_seen = 0;
};

void append(const monitor::Column &from, const std::vector<size_t> &rows, QHash<QString, qint32> *known,
            ExploredColumn *to)
{
    if (to->kind == Kind::Number) {
        for (const size_t row : rows)
            to->numbers.push_back(from.numbers[row]);
        return;
    }
    if (to->kind == Kind::Time) {
        for (const size_t row : rows)
            to->times.push_back(from.times[row]);
        return;
    }
    std::vector<qint32> codes(from.texts.size(), monitor::missingText); // of the texts of this page
    for (const size_t row : rows) {
        const qint32 code = from.codes[row];
        if (code != monitor::missingText && codes[size_t(code)] == monitor::missingText) {
            const QString text = QString::fromStdString(from.texts[size_t(code)]);
            auto level = known->find(text);
            if (level == known->end()) {
                level = known->insert(text, qint32(to->levels.size()));
                to->levels << text;
            }
            codes[size_t(code)] = *level;
        }
        to->codes.push_back(code == monitor::missingText ? monitor::missingText : codes[size_t(code)]);
    }
}

} // namespace

double ExploredColumn::at(size_t row) const
{
    if (kind == Kind::Time)
        return times[row] == monitor::missingTime ? std::nan("") : double(times[row]);
    return kind == Kind::Number ? numbers[row] : std::nan("");
}

QString ExploredColumn::level(size_t row) const
{
    return kind == Kind::Text && codes[row] >= 0 ? levels[codes[row]] : QString();
}

Kind kindOf(monitor::ColumnType type)
{
    switch (type) {
    case monitor::ColumnType::Number: return Kind::Number;
    case monitor::ColumnType::Time: return Kind::Time;
    case monitor::ColumnType::Text: break;
    }
    return Kind::Text;
}

Result<QList<ExploredColumn>> sampledColumns(const monitor::RowPages &pages, const monitor::RowOrder *order,
                                             const QList<int> &columns, qint64 most, const Job &job)
{
    const qint64 rows = pages.rows(); // more may be on their way
    RowChoice choice(rows, order, most);
    QList<ExploredColumn> sampled;
    for (const int column : columns) {
        ExploredColumn one;
        one.name = pages.columns()[column].name;
        one.kind = kindOf(pages.columns()[column].type);
        one.leftOut = choice.leftOut();
        sampled << std::move(one);
    }
    std::vector<QHash<QString, qint32>> known(size_t(columns.size()));
    for (qint64 at = 0; at * qint64(monitor::RowPages::pageRows) < rows; ++at) {
        VT_CHECK(job.check());
        VT_TRY(const monitor::Chunk chunk, pages.read(at));
        std::vector<size_t> taken;
        for (size_t row = 0; row < chunk.rows && chunk.firstRow + qint64(row) < rows; ++row) {
            if (choice.takes(chunk.firstRow + qint64(row)))
                taken.push_back(row);
        }
        for (qsizetype i = 0; i < columns.size(); ++i)
            append(chunk.columns[size_t(columns[i])], taken, &known[size_t(i)], &sampled[i]);
    }
    return sampled;
}

} // namespace vitrine::ui
