// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/driftrun.h"

#include "core/base/text.h"
#include "core/monitor/drift/columncollector.h"
#include "core/monitor/drift/driftsweep.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <QtConcurrentMap>

#include <algorithm>
#include <functional>
#include <set>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

QStringList namesOf(const QList<DriftColumn> &columns)
{
    QStringList names;
    for (const DriftColumn &column : columns)
        names << column.name;
    return names;
}

Result<> eachChunk(const Dataset &dataset, const QStringList &columns, const Job &job,
                   DatasetProblems &problems, const std::function<Result<bool>(const Chunk &)> &visit)
{
    VT_TRY(DatasetReader reader, dataset.read(columns, job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        VT_TRY(const bool goOn, visit(chunk));
        if (!goOn)
            break;
    }
    problems = reader.problems();
    return {};
}

// Collects columns of rows, sketched once they are too many.
class ReferenceCollector final
{
public:
    ReferenceCollector(const QList<DriftColumn> &columns, qint64 memory) : m_memory(memory)
    {
        for (const DriftColumn &column : columns)
            m_columns.emplace_back(column);
    }

    void add(const Chunk &chunk, std::size_t offset, std::size_t first, std::size_t last)
    {
        m_rows += static_cast<qint64>(last - first);
        qint64 bytes = 0;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            m_columns[i].add(chunk.columns[i + offset], first, last);
            bytes += m_columns[i].bytes();
        }
        if (bytes <= m_memory)
            return;
        for (ColumnCollector &column : m_columns)
            column.keepSketchOnly();
        m_sketched = true;
    }

    Result<DriftReference> reference()
    {
        if (m_rows == 0)
            return Error{Error::Code::InvalidArgument, Text::tr("The reference has no rows."), {}};
        DriftReference result;
        result.columns = QtConcurrent::blockingMapped<QList<ColumnProfile>>(
            m_columns, [](const ColumnCollector &column) { return column.profile(); });
        if (m_sketched)
            result.notes << Text::tr("The reference is too large to keep every value: its distributions are "
                                     "sketches, whose error is stated.");
        return result;
    }

private:
    std::vector<ColumnCollector> m_columns;
    qint64 m_memory;
    qint64 m_rows = 0;
    bool m_sketched = false;
};

// Texts that are nearly all different tell nothing about a distribution.
bool isIdentifier(const ColumnProfile &column)
{
    constexpr double fewLevels = 50;
    if (column.kind != ColumnKind::Category)
        return false;
    const auto levels = static_cast<double>(column.levels.levels.size());
    return column.levels.countError > 0 || (levels > fewLevels && levels > column.levels.n / 2);
}

struct Choice {
    QList<DriftColumn> columns;
    QList<ColumnProfile> reference;
    QStringList notes;
};

Error kindDiffers(const ColumnProfile &column)
{
    return {
        Error::Code::InvalidArgument,
        column.kind == ColumnKind::Number
            ? Text::tr("Column '%1' has numbers in the reference, but text in the data.").arg(column.name)
            : Text::tr("Column '%1' has text in the reference, but numbers in the data.").arg(column.name),
        {}};
}

Result<Choice> chooseColumns(const Dataset &dataset, const DriftReference &reference,
                             const DriftRequest &request)
{
    Choice choice;
    QStringList leftOut;
    for (const QString &name : request.columns) {
        const bool isKnown = std::any_of(reference.columns.begin(), reference.columns.end(),
                                         [&](const ColumnProfile &column) { return column.name == name; });
        if (!isKnown || !dataset.column(name)) {
            return Error{Error::Code::InvalidArgument,
                         isKnown ? Text::tr("The data has no column '%1'.").arg(name)
                                 : Text::tr("The reference has no column '%1'.").arg(name),
                         {}};
        }
    }
    for (const ColumnProfile &column : reference.columns) {
        const ColumnInfo *info = dataset.column(column.name);
        if (!info || column.name == request.time)
            continue;
        const bool isNamed = request.columns.contains(column.name);
        if (!request.columns.isEmpty() && !isNamed)
            continue;
        const ColumnKind kind = info->type == ColumnType::Number ? ColumnKind::Number : ColumnKind::Category;
        if (kind != column.kind || info->type == ColumnType::Time)
            return kindDiffers(column);
        if (!isNamed && isIdentifier(column)) {
            leftOut << column.name;
            continue;
        }
        choice.columns.append({column.name, column.kind, column.role});
        choice.reference.append(column);
    }
    if (choice.columns.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The reference and the data have no column in common that can drift."),
                     {}};
    if (!leftOut.isEmpty())
        choice.notes
            << Text::tr("Left out, because nearly every text is different: %1.").arg(leftOut.join(u", "_s));
    return choice;
}

// The stretch of the periods that come first; those without rows in it cost nothing.
struct FirstPeriods {
    qint64 start = 0; // ms since 1970
    qint64 end = 0;   // exclusive
    bool contains(qint64 time) const { return time != missingTime && time >= start && time < end; }
};

Result<FirstPeriods> findFirstPeriods(const Dataset &dataset, const QString &time, const Periods &periods,
                                      const PeriodGrid &grid, int count, const Job &job)
{
    constexpr int few = 3;
    const auto most = static_cast<std::size_t>(count == usualFirstPeriods ? few : count);
    std::set<qint64> first; // distances
    qint64 earliest = missingTime;
    qint64 latest = missingTime;
    DatasetProblems problems;
    VT_CHECK(eachChunk(dataset, {time}, job, problems, [&](const Chunk &chunk) -> Result<bool> {
        for (const qint64 at : chunk.columns.front().times) {
            if (at == missingTime)
                continue;
            earliest = earliest == missingTime ? at : std::min(earliest, at);
            latest = latest == missingTime ? at : std::max(latest, at);
            first.insert(grid.distance(at));
            if (first.size() > most)
                first.erase(std::prev(first.end()));
        }
        return true;
    }));
    if (first.empty())
        return FirstPeriods{};
    FirstPeriods found{grid.start(*first.begin()), grid.start(*first.rbegin() + 1)};
    const QDateTime begin = timeAt(earliest, periods.zone);
    if (count == usualFirstPeriods && timeAt(latest, periods.zone) >= begin.addYears(2).addDays(-1)) {
        const qint64 yearEnd = timeAt(found.start, periods.zone).addYears(1).toMSecsSinceEpoch();
        found.end = std::max(found.end, grid.start(grid.distance(yearEnd - 1) + 1));
    }
    return found;
}

Result<> checkTime(const Dataset &dataset, const QString &time)
{
    const ColumnInfo *info = dataset.column(time);
    if (!info)
        return Error{Error::Code::InvalidArgument, Text::tr("The data has no column '%1'.").arg(time), {}};
    if (info->type != ColumnType::Time)
        return Error{Error::Code::InvalidArgument, Text::tr("Column '%1' holds no times.").arg(time), {}};
    return {};
}

} // namespace

Result<DriftReference> referenceOf(const Dataset &dataset, const Roles &roles, qint64 memory, const Job &job)
{
    const QList<DriftColumn> columns = driftColumns(dataset.columns(), roles);
    ReferenceCollector collector(columns, memory);
    DatasetProblems problems;
    VT_CHECK(eachChunk(dataset, namesOf(columns), job, problems, [&](const Chunk &chunk) -> Result<bool> {
        collector.add(chunk, 0, 0, chunk.rows);
        return true;
    }));
    VT_TRY(DriftReference reference, collector.reference());
    reference.problems = problems;
    return reference;
}

Result<DriftReference> firstPeriodsOf(const Dataset &dataset, const Roles &roles, const Periods &periods,
                                      int count, qint64 memory, const Job &job)
{
    VT_CHECK(checkPeriods(periods));
    VT_CHECK(checkTime(dataset, roles.time));
    if (periods.unit == PeriodUnit::Count) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("Fixed-count periods cannot be the reference. Name a period such as month."),
                     {}};
    }
    // Rows may be in any order: which periods come first is known after one pass over the times.
    const PeriodGrid grid(periods);
    VT_TRY(const FirstPeriods first, findFirstPeriods(dataset, roles.time, periods, grid, count, job));
    const QList<DriftColumn> columns = driftColumns(dataset.columns(), roles);
    ReferenceCollector collector(columns, memory);
    DatasetProblems problems;
    VT_CHECK(eachChunk(dataset, QStringList{roles.time} + namesOf(columns), job, problems,
                       [&](const Chunk &chunk) -> Result<bool> {
                           const std::vector<qint64> &times = chunk.columns.front().times;
                           for (std::size_t row = 0; row < chunk.rows;) {
                               std::size_t last = row;
                               while (last < chunk.rows && first.contains(times[last]))
                                   ++last;
                               if (last > row)
                                   collector.add(chunk, 1, row, last);
                               row = last + 1;
                           }
                           return true;
                       }));
    VT_TRY(DriftReference reference, collector.reference());
    reference.problems = problems;
    reference.start = timeAt(first.start, periods.zone);
    reference.end = timeAt(first.end, periods.zone);
    return reference;
}

Result<DriftSeries> driftOverTime(const Dataset &dataset, const DriftReference &reference,
                                  const DriftRequest &request, const Job &job)
{
    const bool hasTimes = !request.time.isEmpty();
    VT_TRY(const Choice choice, chooseColumns(dataset, reference, request));
    if (hasTimes) {
        VT_CHECK(checkPeriods(request.periods));
        VT_CHECK(checkTime(dataset, request.time));
    }
    const bool isEarlier = request.baseline != DriftBaseline::Reference;
    if (isEarlier && !hasTimes)
        return Error{Error::Code::InvalidArgument,
                     Text::tr("Without a column of times there is no earlier period to compare with."),
                     {}};
    if (request.baseline == DriftBaseline::YearBefore && request.periods.unit == PeriodUnit::Count) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("Periods of a fixed number of rows know no year. Name a period such as month."),
                     {}};
    }
    QStringList names = namesOf(choice.columns);
    if (hasTimes)
        names.prepend(request.time);
    for (const DriftSweep::Order order : {DriftSweep::Order::Ascending, DriftSweep::Order::Any}) {
        DriftSweep sweep(choice.columns, choice.reference, request.periods, request.options, order,
                         request.memory, request.baseline);
        bool inOrder = true;
        DatasetProblems problems;
        VT_CHECK(eachChunk(dataset, names, job, problems, [&](const Chunk &chunk) -> Result<bool> {
            VT_TRY(inOrder, sweep.add(chunk, hasTimes));
            return inOrder;
        }));
        if (!inOrder)
            continue;
        DriftSeries series = sweep.finish();
        series.problems = problems;
        series.notes = (isEarlier ? QStringList() : reference.notes) + choice.notes + series.notes;
        return series;
    }
    return Error{Error::Code::Internal, Text::tr("The rows changed while they were read."), {}};
}

} // namespace vitrine::monitor
