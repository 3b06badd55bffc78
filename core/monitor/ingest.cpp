// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/ingest.h"

#include "core/base/text.h"
#include "core/monitor/scoredtask.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr qsizetype batchRows = 10'000;

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

// All levels of the truth and the estimate, sorted.
Result<QStringList> findLevels(const Dataset &dataset, const ScoredTask &task, const Job &job)
{
    ScoredTask bare = task;
    bare.roles = {};
    bare.roles.truth = task.roles.truth;
    bare.roles.estimate = task.roles.estimate;
    ScoredRows rows(bare);
    VT_TRY(DatasetReader reader, dataset.read(rows.columns(), job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        rows.take(chunk);
    }
    QStringList levels = rows.levels();
    for (const Roles::Probability &one : task.roles.probabilities) {
        if (!levels.contains(plainLevel(one.level)))
            levels << plainLevel(one.level);
    }
    return sortedLevels(levels);
}

class Ingestion final
{
public:
    Ingestion(Store &store, const IngestRequest &request) : m_store(store), m_request(request) {}

    Result<IngestSummary> run(const Dataset &original, const Job &job)
    {
        VT_CHECK(checkRoles(original));
        VT_CHECK(findTask(original));
        VT_TRY(const Dataset dataset, withTexts(original, textColumns()));
        VT_CHECK(findTarget(dataset, job));
        VT_CHECK(findOverlap(dataset, job));
        VT_CHECK(takeRows(dataset, job));
        m_summary.notes = dataset.notes() + m_summary.notes;
        return std::move(m_summary);
    }

private:
    bool onlyTruths() const
    {
        const Roles &roles = m_request.roles;
        return !roles.id.isEmpty() && !roles.truth.isEmpty() && roles.estimate.isEmpty() &&
               roles.probabilities.isEmpty();
    }

    QStringList textColumns() const
    {
        QStringList columns{m_request.roles.id};
        if (m_task.classification)
            columns << m_request.roles.truth << m_request.roles.estimate;
        return columns;
    }

    Result<> checkRoles(const Dataset &dataset) const
    {
        const Roles &roles = m_request.roles;
        if (dataset.isEmpty())
            return wrong(Text::tr("The dataset has names of columns, but no rows."));
        VT_CHECK(monitor::checkRoles(roles, dataset.columns()));
        if (roles.time.isEmpty() && !onlyTruths())
            return wrong(Text::tr("No column is the time of the observations. Say which one."));
        if (roles.truth.isEmpty() && roles.estimate.isEmpty() && roles.probabilities.isEmpty())
            return wrong(Text::tr("No column is the truth or the estimate. Say which ones."));
        if (roles.estimate.isEmpty() && roles.probabilities.isEmpty() && !onlyTruths())
            return wrong(
                Text::tr("No column is the estimate. Say which one, or name the column of ids of the "
                         "predictions that these truths belong to."));
        return {};
    }

    Result<> findTask(const Dataset &dataset)
    {
        const Roles &roles = m_request.roles;
        auto known = m_store.target(m_request.model);
        if (known)
            m_target = *known;
        else if (known.error().code != Error::Code::NotFound)
            return known.error();
        m_task.roles = roles;
        m_task.classification =
            m_target && !m_request.classification
                ? m_target->classification
                : isClassification(dataset, roles, m_request.levels, m_request.classification);
        if (m_target && m_target->classification != m_task.classification)
            return wrong(
                m_task.classification
                    ? Text::tr("%1 predicts numbers so far, and these are classes.").arg(m_request.model)
                    : Text::tr("%1 predicts classes so far, and these are numbers.").arg(m_request.model));
        if (m_task.classification)
            return {};
        m_task.roles.probabilities.clear();
        for (const QString &name : {roles.truth, roles.estimate}) {
            const ColumnInfo *column = dataset.column(name);
            if (column && column->type != ColumnType::Number)
                return wrong(Text::tr("Column “%1” does not read as numbers.").arg(name));
        }
        return {};
    }

    Result<> findTarget(const Dataset &dataset, const Job &job)
    {
        if (!m_task.classification)
            return m_target ? Result<>() : m_store.setTarget(m_request.model, Target());
        const QStringList asked =
            m_request.levels.isEmpty() && m_target ? m_target->levels : m_request.levels;
        VT_TRY(m_task.levels, knownLevels(m_request.roles, asked));
        if (m_task.levels.isEmpty()) {
            VT_TRY(m_task.levels, findLevels(dataset, m_task, job));
        }
        if (m_task.levels.size() < 2)
            return wrong(Text::tr("All rows are of one level, %1. Name the others as well, in their order.")
                             .arg(m_task.levels.join(u", "_s)));
        Target target = m_target.value_or(Target());
        target.classification = true;
        target.levels = m_task.levels;
        return m_target == target ? Result<>() : m_store.setTarget(m_request.model, target);
    }

    // Whether rows may be there already, and from which time on they are new.
    Result<> findOverlap(const Dataset &dataset, const Job &job)
    {
        if (!m_request.roles.id.isEmpty() || m_request.overlap == IngestRequest::Overlap::Add)
            return {};
        const auto stored = m_store.range(m_request.model, m_request.version);
        if (!stored)
            return stored.error().code == Error::Code::NotFound ? Result<>() : stored.error();
        m_latest = stored->second.toMSecsSinceEpoch();
        if (m_request.overlap == IngestRequest::Overlap::OnlyNew)
            return {};
        VT_TRY(DatasetReader reader, dataset.read({m_request.roles.time}, job));
        Chunk chunk;
        while (true) {
            VT_TRY(const bool more, reader.next(chunk));
            if (!more)
                return {};
            for (const qint64 time : chunk.columns[0].times) {
                if (time != missingTime && time <= m_latest)
                    return overlapError(stored->second);
            }
        }
    }

    Error overlapError(const QDateTime &latest) const
    {
        return {Error::Code::Conflict,
                Text::tr("%1@%2 has observations up to %3, and this dataset has rows of that time. Take the "
                         "newer rows "
                         "only, name a column of ids so that rows replace each other, or add them all.")
                    .arg(m_request.model, m_request.version, latest.toString(Qt::ISODate)),
                {}};
    }

    Result<> takeRows(const Dataset &dataset, const Job &job)
    {
        ScoredRows rows(m_task);
        QStringList columns = rows.columns();
        qsizetype idPlace = -1;
        if (!m_request.roles.id.isEmpty()) {
            idPlace = columns.size();
            columns << m_request.roles.id;
        }
        VT_TRY(DatasetReader reader, dataset.read(columns, job));
        Chunk chunk;
        while (true) {
            VT_TRY(const bool more, reader.next(chunk));
            if (!more)
                break;
            rows.take(chunk);
            VT_CHECK(takeChunk(rows, chunk, idPlace));
        }
        VT_CHECK(flush());
        addProblems(reader.problems(), rows);
        return {};
    }

    Result<> takeChunk(const ScoredRows &rows, const Chunk &chunk, qsizetype idPlace)
    {
        const Column *ids = idPlace < 0 ? nullptr : &chunk.columns[static_cast<std::size_t>(idPlace)];
        const bool complement = needsComplement(rows);
        for (std::size_t row = 0; row < chunk.rows; ++row) {
            const qint64 time = rows.times().empty() ? 0 : rows.times()[row];
            if (!ids && time <= m_latest) {
                ++m_summary.skipped;
                continue;
            }
            m_batch.append(observationAt(rows, row, time, complement));
            if (ids && ids->codes[row] != missingText)
                m_batch.last().id =
                    QString::fromStdString(ids->texts[static_cast<std::size_t>(ids->codes[row])]);
            m_lines.append(chunk.lines[row]);
            if (m_batch.size() == batchRows)
                VT_CHECK(flush());
        }
        return {};
    }

    // A single column of probabilities is stored as that of the event.
    bool needsComplement(const ScoredRows &rows) const
    {
        return !rows.singleLevel().isEmpty() && rows.singleLevel() != m_task.levels.constFirst();
    }

    Observation observationAt(const ScoredRows &rows, std::size_t row, qint64 time, bool complement) const
    {
        Observation observation;
        observation.timeMs = time;
        const MetricRows &all = rows.rows();
        if (!m_task.classification) {
            observation.truth = all.truth[row];
            observation.estimate = all.estimate[row];
            return observation;
        }
        const auto nameOf = [&](int code) { return code < 0 ? QString() : rows.levels()[code]; };
        observation.truthLevel = nameOf(all.truthLevel[row]);
        observation.estimateLevel = nameOf(all.estimateLevel[row]);
        const auto width = static_cast<std::size_t>(all.columns);
        for (std::size_t i = 0; i < width; ++i)
            observation.probabilities
                << (complement ? 1 - all.probabilities[row * width + i] : all.probabilities[row * width + i]);
        return observation;
    }

    Result<> flush()
    {
        if (m_batch.isEmpty())
            return {};
        QList<qsizetype> unknown;
        if (onlyTruths()) {
            VT_TRY(unknown, m_store.attachTruths(m_request.model, m_request.version, m_batch));
        } else {
            VT_CHECK(m_store.append(m_request.model, m_request.version, m_batch));
        }
        constexpr qsizetype mostLocated = 100;
        for (const qsizetype place : unknown) {
            if (m_unknown.size() < mostLocated)
                m_unknown.append({m_lines[place], m_request.roles.id, m_batch[place].id,
                                  Text::tr("is the id of no recorded prediction")});
        }
        m_summary.unknownIds += unknown.size();
        m_summary.rows += m_batch.size() - unknown.size();
        for (const Observation &one : m_batch) {
            m_from = std::min(m_from, one.timeMs);
            m_to = std::max(m_to, one.timeMs);
        }
        m_batch.clear();
        m_lines.clear();
        return {};
    }

    void addProblems(const DatasetProblems &problems, const ScoredRows &rows)
    {
        m_summary.problems = problems;
        if (rows.withoutTime() > 0) {
            m_summary.problems.droppedRows += rows.withoutTime();
            m_summary.problems.first.append({rows.firstLineWithoutTime(), {}, {}, Text::tr("has no time")});
        }
        m_summary.problems.first += m_unknown;
        if (m_summary.rows > 0 && !rows.times().empty()) {
            m_summary.from = QDateTime::fromMSecsSinceEpoch(m_from, Qt::UTC);
            m_summary.to = QDateTime::fromMSecsSinceEpoch(m_to, Qt::UTC);
        }
        const QStringList late = rows.levels().mid(m_task.levels.size());
        if (m_task.classification && !late.isEmpty())
            m_summary.notes << Text::tr("Levels that the model does not know count as mistakes: %1.")
                                   .arg(late.join(u", "_s));
    }

    Store &m_store;
    const IngestRequest &m_request;
    ScoredTask m_task;
    std::optional<Target> m_target;
    qint64 m_latest = std::numeric_limits<qint64>::min();
    QList<Observation> m_batch;
    QList<qint64> m_lines;
    QList<DatasetProblem> m_unknown;
    qint64 m_from = std::numeric_limits<qint64>::max();
    qint64 m_to = std::numeric_limits<qint64>::min();
    IngestSummary m_summary;
};

} // namespace

Result<IngestSummary> ingestDataset(Store &store, const Dataset &dataset, const IngestRequest &request,
                                    const Job &job)
{
    return Ingestion(store, request).run(dataset, job);
}

} // namespace vitrine::monitor
