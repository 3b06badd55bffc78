// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredrows.h"

#include "core/monitor/pointrows.h"
#include "core/monitor/predictiondataset.h"
#include "ui/monitor/driftreading.h"

#include <QCoreApplication>
#include <QDir>
#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ExploredRows)
};

using Kind = ExploredColumn::Kind;

// Texts get their codes as they come.
class LevelWriter final
{
public:
    explicit LevelWriter(ExploredColumn *column) : m_column(column) {}

    qint32 codeOf(const QString &text)
    {
        if (text.isEmpty())
            return monitor::missingText;
        auto known = m_codes.find(text);
        if (known == m_codes.end()) {
            known = m_codes.insert(text, qint32(m_column->levels.size()));
            m_column->levels << text;
        }
        return *known;
    }
    void add(const QString &text) { m_column->codes.push_back(codeOf(text)); }

private:
    ExploredColumn *m_column;
    QHash<QString, qint32> m_codes;
};

ExploredColumn textColumn(const QString &name, const QStringList &cells)
{
    ExploredColumn column;
    column.name = name;
    column.kind = Kind::Text;
    LevelWriter writer(&column);
    for (const QString &cell : cells)
        writer.add(cell);
    return column;
}

// What was recorded has no types: a column whose cells all are numbers holds numbers.
ExploredColumn guessedColumn(const QString &name, const QStringList &cells)
{
    ExploredColumn column;
    column.name = name;
    column.numbers.reserve(size_t(cells.size()));
    for (const QString &cell : cells) {
        bool isNumber = cell.isEmpty();
        column.numbers.push_back(isNumber ? std::nan("") : cell.toDouble(&isNumber));
        if (!isNumber)
            return textColumn(name, cells);
    }
    return column;
}

template<typename Value>
QStringList cellsOf(const monitor::PointRows &rows, Value value)
{
    QStringList cells;
    cells.reserve(rows.rows.size());
    for (const monitor::PointRow &row : rows.rows)
        cells << value(row);
    return cells;
}

template<typename Value>
ExploredColumn numberColumn(const QString &name, const monitor::PointRows &rows, Value value)
{
    ExploredColumn column;
    column.name = name;
    column.numbers.reserve(size_t(rows.rows.size()));
    for (const monitor::PointRow &row : rows.rows)
        column.numbers.push_back(value(row));
    return column;
}

ExploredRows observedColumns(const monitor::PointRows &read)
{
    ExploredRows explored;
    explored.rows = read.rows.size();
    explored.leftOut = read.leftOut;
    explored.more = read.leftOut > 0;
    explored.why = read.why;
    ExploredColumn time;
    time.kind = Kind::Time;
    time.name = u"time"_s;
    for (const monitor::PointRow &row : read.rows)
        time.times.push_back(row.observation.timeMs);
    explored.columns << std::move(time);
    if (read.target.classification) {
        explored.columns << textColumn(
                                u"truth"_s,
                                cellsOf(read, [](const auto &row) { return row.observation.truthLevel; }))
                         << textColumn(u".pred_class"_s, cellsOf(read, [](const auto &row) {
                                           return row.observation.estimateLevel;
                                       }));
        for (qsizetype level = 0; level < read.target.levels.size(); ++level)
            explored.columns << numberColumn(u".pred_"_s + read.target.levels[level], read,
                                             [level](const auto &row) {
                                                 const QList<double> &all = row.observation.probabilities;
                                                 return level < all.size() ? all[level] : std::nan("");
                                             });
    } else {
        explored.columns << numberColumn(u"truth"_s, read, [](const auto &row) {
            return row.observation.truth;
        }) << numberColumn(u".pred"_s, read, [](const auto &row) {
            return row.observation.estimate;
        }) << numberColumn(u"residual"_s, read, [](const auto &row) {
            return row.observation.estimate - row.observation.truth;
        });
    }
    for (qsizetype input = 0; input < read.inputs.size(); ++input)
        explored.columns << guessedColumn(
            read.inputs[input], cellsOf(read, [input](const auto &row) { return row.inputs.value(input); }));
    return explored;
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

void append(const monitor::Column &cells, size_t rows, ExploredColumn *column, LevelWriter *levels)
{
    switch (column->kind) {
    case Kind::Number:
        column->numbers.insert(column->numbers.end(), cells.numbers.begin(),
                               cells.numbers.begin() + std::ptrdiff_t(rows));
        break;
    case Kind::Time:
        column->times.insert(column->times.end(), cells.times.begin(),
                             cells.times.begin() + std::ptrdiff_t(rows));
        break;
    case Kind::Text: {
        std::vector<qint32> codes; // of the texts of this chunk
        codes.reserve(cells.texts.size());
        for (const std::string &text : cells.texts)
            codes.push_back(levels->codeOf(QString::fromStdString(text)));
        for (size_t row = 0; row < rows; ++row)
            column->codes.push_back(cells.codes[row] < 0 ? monitor::missingText
                                                         : codes[size_t(cells.codes[row])]);
        break;
    }
    }
}

Result<ExploredRows> readDataset(const monitor::Dataset &dataset, qsizetype most, const Job &job)
{
    ExploredRows explored;
    QStringList names;
    for (const monitor::ColumnInfo &info : dataset.columns()) {
        ExploredColumn column;
        column.name = info.name;
        column.kind = kindOf(info.type);
        explored.columns << std::move(column);
        names << info.name;
    }
    std::vector<LevelWriter> levels;
    for (ExploredColumn &column : explored.columns)
        levels.emplace_back(&column);
    VT_TRY(monitor::DatasetReader reader, dataset.read(names, job));
    monitor::Chunk chunk;
    while (!explored.more) {
        VT_TRY(const bool any, reader.next(chunk));
        if (!any)
            break;
        const size_t rows = std::min(chunk.rows, size_t(most - explored.rows));
        for (qsizetype c = 0; c < explored.columns.size(); ++c)
            append(chunk.columns[size_t(c)], rows, &explored.columns[c], &levels[size_t(c)]);
        explored.rows += qsizetype(rows);
        explored.more = rows < chunk.rows;
    }
    if (explored.rows == 0)
        explored.why = Wording::tr("The data has columns, but no rows. Choose other data.");
    return explored;
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

Result<ExploredRows> readExplored(const registry::Library &library, const ExploreQuestion &question,
                                  const Job &job)
{
    const QString store = QDir(library.dataDir()).filePath(u"monitor.sqlite"_s);
    if (question.source == QLatin1StringView(recordedData)) {
        VT_TRY(const monitor::Dataset recorded,
               monitor::openPredictions(store, {question.model, question.version, {}, {}}));
        return readDataset(recorded, question.most, job);
    }
    if (!question.source.isEmpty()) {
        VT_TRY(const monitor::Dataset dataset, monitor::Dataset::open(question.source));
        return readDataset(dataset, question.most, job);
    }
    monitor::PointRowsRequest request;
    request.model = question.model;
    request.version = question.version;
    request.from = QDateTime(QDate(1, 1, 1), QTime(0, 0), Qt::UTC);
    request.to = QDateTime(QDate(9999, 1, 1), QTime(0, 0), Qt::UTC);
    request.most = question.most;
    VT_TRY(const monitor::PointRows rows, monitor::readPointRows(store, request, job));
    return observedColumns(rows);
}

} // namespace vitrine::ui
