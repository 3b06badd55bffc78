// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/observedrows.h"

#include "core/monitor/pointrows.h"
#include "core/monitor/predictiondataset.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using monitor::ColumnType;

constexpr qsizetype fewRows = 5'000; // in a stretch: the next one is twice as long
constexpr qsizetype manyRows = 40'000;
constexpr qint64 firstStretches = 16;

// The columns of the rows, and how many are inputs at their end.
struct ObservedColumns {
    QList<monitor::ColumnInfo> all;
    monitor::Target target;
    QStringList inputs;
};

ObservedColumns observedColumns(const QString &storePath, const ExploreQuestion &question,
                                const monitor::Target &target)
{
    ObservedColumns columns;
    columns.target = target;
    const auto add = [&columns](const QString &name, ColumnType type) {
        monitor::ColumnInfo info;
        info.name = name;
        info.type = type;
        columns.all << info;
    };
    add(u"time"_s, ColumnType::Time);
    if (target.classification) {
        add(u"truth"_s, ColumnType::Text);
        add(u".pred_class"_s, ColumnType::Text);
        for (const QString &level : target.levels)
            add(u".pred_"_s + level, ColumnType::Number);
    } else {
        for (const QString &name : {u"truth"_s, u".pred"_s, u"residual"_s})
            add(name, ColumnType::Number);
    }
    const auto recorded = monitor::openPredictions(storePath, {question.model, question.version, {}, {}});
    if (!recorded) // nothing was, which is no fault
        return columns;
    for (const QString &feature : monitor::predictionRoles(*recorded).features) {
        columns.inputs << feature;
        const monitor::ColumnInfo *info = recorded->column(feature);
        add(feature, info && info->type == ColumnType::Number ? ColumnType::Number : ColumnType::Text);
    }
    return columns;
}

// Fills the columns of a chunk one after the other.
class ChunkWriter final
{
public:
    ChunkWriter(const monitor::PointRows &rows, const ObservedColumns &columns) : m_rows(rows)
    {
        m_chunk.rows = std::size_t(rows.rows.size());
        for (const monitor::ColumnInfo &info : columns.all) {
            m_chunk.columns.emplace_back();
            m_chunk.columns.back().type = info.type;
        }
        addObservations(columns.target);
        for (const QString &input : columns.inputs)
            addInput(rows.inputs.indexOf(input));
    }

    const monitor::Chunk &chunk() const { return m_chunk; }

private:
    void addObservations(const monitor::Target &target)
    {
        for (const monitor::PointRow &row : m_rows.rows)
            m_chunk.columns[0].times.push_back(row.observation.timeMs);
        m_at = 1;
        if (!target.classification) {
            addNumbers([](const auto &row) { return row.observation.truth; });
            addNumbers([](const auto &row) { return row.observation.estimate; });
            addNumbers([](const auto &row) { return row.observation.estimate - row.observation.truth; });
            return;
        }
        addTexts([](const auto &row) { return row.observation.truthLevel; });
        addTexts([](const auto &row) { return row.observation.estimateLevel; });
        for (qsizetype level = 0; level < target.levels.size(); ++level)
            addNumbers([level](const auto &row) {
                const QList<double> &all = row.observation.probabilities;
                return level < all.size() ? all[level] : std::nan("");
            });
    }

    void addInput(qsizetype input)
    {
        const auto cell = [input](const monitor::PointRow &row) {
            return input < 0 ? QString() : row.inputs.value(input);
        };
        if (m_chunk.columns[m_at].type == ColumnType::Text)
            return addTexts(cell);
        addNumbers([&cell](const auto &row) {
            bool isNumber = false;
            const double number = cell(row).toDouble(&isNumber);
            return isNumber ? number : std::nan("");
        });
    }

    template<typename Value>
    void addNumbers(Value value)
    {
        for (const monitor::PointRow &row : m_rows.rows)
            m_chunk.columns[m_at].numbers.push_back(value(row));
        ++m_at;
    }

    template<typename Value>
    void addTexts(Value value)
    {
        monitor::Column &column = m_chunk.columns[m_at++];
        std::unordered_map<std::string, qint32> codes;
        for (const monitor::PointRow &row : m_rows.rows) {
            const std::string text = QString(value(row)).toStdString();
            if (text.empty()) {
                column.codes.push_back(monitor::missingText);
                continue;
            }
            const auto [place, isNew] = codes.try_emplace(text, qint32(column.texts.size()));
            if (isNew)
                column.texts.push_back(text);
            column.codes.push_back(place->second);
        }
    }

    const monitor::PointRows &m_rows;
    monitor::Chunk m_chunk;
    std::size_t m_at = 0; // column
};

monitor::PointRowsRequest requestFor(const ExploreQuestion &question, const QDateTime &from,
                                     const QDateTime &to)
{
    monitor::PointRowsRequest request;
    request.model = question.model;
    request.version = question.version;
    request.from = from;
    request.to = to;
    request.most = std::numeric_limits<qsizetype>::max();
    return request;
}

// Without observations: why, in the words of the store.
Result<ExploredRows> nothingObserved(const QString &storePath, const ExploreQuestion &question,
                                     const Job &job)
{
    const QDateTime from(QDate(1, 1, 1), QTime(0, 0), Qt::UTC);
    const QDateTime to(QDate(9999, 1, 1), QTime(0, 0), Qt::UTC);
    VT_TRY(const monitor::PointRows rows,
           monitor::readPointRows(storePath, requestFor(question, from, to), job));
    return ExploredRows{nullptr, rows.why};
}

} // namespace

Result<ExploredRows> readObserved(const QString &storePath, const ExploreQuestion &question,
                                  ExploredReading &reading, const Job &job)
{
    VT_TRY(monitor::Store store, monitor::Store::open(storePath));
    const auto range = store.range(question.model, question.version);
    const auto target = store.target(question.model);
    if (!range || !target)
        return nothingObserved(storePath, question, job);
    const ObservedColumns columns = observedColumns(storePath, question, *target);
    VT_TRY(const std::shared_ptr<monitor::RowPages> pages, monitor::RowPages::create(columns.all));
    reading.begin(pages);
    const qint64 first = range->first.toMSecsSinceEpoch();
    const qint64 last = range->second.toMSecsSinceEpoch();
    qint64 length = std::max<qint64>(1, (last - first) / firstStretches);
    for (qint64 from = first; from <= last;) {
        job.report(from - first, last - first + 1);
        VT_CHECK(job.check());
        const qint64 to = std::min(from + length, last + 1);
        VT_TRY(const monitor::PointRows rows,
               monitor::readPointRows(storePath,
                                      requestFor(question, QDateTime::fromMSecsSinceEpoch(from, Qt::UTC),
                                                 QDateTime::fromMSecsSinceEpoch(to, Qt::UTC)),
                                      job));
        if (!rows.rows.isEmpty())
            VT_CHECK(pages->append(ChunkWriter(rows, columns).chunk()));
        if (rows.rows.size() < fewRows)
            length *= 2;
        else if (rows.rows.size() > manyRows)
            length = std::max<qint64>(1, length / 2);
        from = to;
    }
    VT_CHECK(pages->finish());
    return pages->rows() > 0 ? ExploredRows{pages, {}} : nothingObserved(storePath, question, job);
}

} // namespace vitrine::ui
