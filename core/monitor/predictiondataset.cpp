// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictiondataset.h"

#include "core/base/text.h"
#include "core/monitor/dataset/chunkbuilder.h"
#include "core/monitor/dataset/chunksource.h"
#include "core/monitor/dataset/columnguess.h"
#include "core/monitor/dataset/wantedcolumns.h"
#include "core/monitor/requestcursor.h"
#include "core/monitor/requestlists.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t sampledRows = 1000;
constexpr std::size_t rowsOfChunk = 16'384;

// Where a column of the dataset comes from.
struct Origin {
    enum class Kind { Input, Output, Time, Id, Version, Truth } kind = Kind::Input;
    std::string name; // of an input or an output
};

class PredictionSource final : public ChunkSource
{
public:
    PredictionSource(RequestCursor cursor, std::vector<Origin> origins, QList<ColumnInfo> columns,
                     std::vector<CellForm> forms, WantedColumns wanted, const DatasetOptions &options,
                     Job job)
        : m_cursor(std::move(cursor))
        , m_origins(std::move(origins))
        , m_columns(std::move(columns))
        , m_forms(std::move(forms))
        , m_wanted(std::move(wanted))
        , m_options(options)
        , m_missing(options.missing)
        , m_job(std::move(job))
    {
    }

    Result<bool> next(Chunk &chunk) override
    {
        VT_CHECK(m_job.check());
        ChunkBuilder builders(m_forms, m_missing, m_options.zone);
        chunk = {};
        chunk.firstRow = m_row;
        while (!m_atEnd && chunk.rows < rowsOfChunk) {
            VT_TRY(const bool more, m_cursor.next(m_request));
            m_atEnd = !more;
            if (more)
                addRequest(builders, chunk);
        }
        m_job.report(m_row, 0);
        builders.finish(m_wanted, chunk, m_problems);
        return chunk.rows > 0;
    }

private:
    void addRequest(ChunkBuilder &builders, Chunk &chunk)
    {
        m_inputs.parse(m_request.inputs);
        m_outputs.parse(m_request.outputs);
        const std::size_t rows = m_outputs.rows(); // what was answered
        for (std::size_t i = 0; i < builders.size(); ++i)
            addColumn(builders[i], i, rows);
        for (std::size_t row = 0; row < rows; ++row)
            chunk.lines.push_back(++m_row);
        chunk.rows += rows;
    }

    void addColumn(ColumnBuilder &builder, std::size_t column, std::size_t rows)
    {
        const Origin &origin = m_origins[column];
        if (origin.kind == Origin::Kind::Input || origin.kind == Origin::Kind::Output) {
            const RequestLists &lists = origin.kind == Origin::Kind::Input ? m_inputs : m_outputs;
            addList(builder, column, lists, origin.name, rows);
            return;
        }
        for (std::size_t row = 0; row < rows; ++row) {
            switch (origin.kind) {
            case Origin::Kind::Time: builder.add(std::to_string(m_request.timeMs)); break;
            case Origin::Kind::Id: builder.add(m_request.id); break;
            case Origin::Kind::Version: builder.add(m_request.version); break;
            case Origin::Kind::Truth: {
                const auto found = m_request.truths.constFind(static_cast<qint64>(row));
                if (found == m_request.truths.constEnd())
                    builder.addMissing();
                else
                    check(builder.add(*found), builder, column, row, *found);
                break;
            }
            case Origin::Kind::Input:
            case Origin::Kind::Output: break;
            }
        }
    }

    void addList(ColumnBuilder &builder, std::size_t column, const RequestLists &lists,
                 const std::string &name, std::size_t rows)
    {
        std::size_t row = 0;
        lists.visit(name, [&](const JsonScalar &scalar) {
            if (row == rows)
                return;
            if (scalar.missing)
                builder.addMissing();
            else
                check(scalar.isNumber ? builder.addNumber(scalar.number) : builder.add(scalar.text), builder,
                      column, row, scalar.text);
            ++row;
        });
        for (; row < rows; ++row)
            builder.addMissing();
    }

    void check(bool readable, const ColumnBuilder &builder, std::size_t column, std::size_t row,
               const std::string &text)
    {
        if (readable)
            return;
        ++m_problems.unreadableCells;
        if (m_problems.first.size() < m_options.keptProblems)
            m_problems.first.append({m_row + static_cast<qint64>(row) + 1,
                                     m_columns[static_cast<qsizetype>(column)].name,
                                     QString::fromStdString(text), builder.complaint()});
    }

    RequestCursor m_cursor;
    std::vector<Origin> m_origins; // of the wanted columns
    QList<ColumnInfo> m_columns;   // likewise
    std::vector<CellForm> m_forms; // likewise
    WantedColumns m_wanted;
    DatasetOptions m_options;
    MissingTexts m_missing;
    Job m_job;
    AnsweredRequest m_request;
    RequestLists m_inputs;
    RequestLists m_outputs;
    qint64 m_row = 0;
    bool m_atEnd = false;
};

class PredictionFile final : public DatasetFile
{
public:
    PredictionFile(const QString &where, const PredictionRows &rows, const DatasetOptions &reading)
        : DatasetFile(storeName(where), reading)
        , m_where(where)
        , m_rows(rows)
    {
    }

    Result<> findColumns()
    {
        VT_TRY(RequestCursor cursor, RequestCursor::open(m_where, m_rows));
        AnsweredRequest request;
        std::size_t rows = 0;
        while (rows < sampledRows) {
            VT_TRY(const bool more, cursor.next(request));
            if (!more)
                break;
            rows += sample(request);
        }
        if (rows == 0)
            return Error{
                Error::Code::NotFound,
                Text::tr("No predictions of %1 are recorded. Serve it with recording on.").arg(m_rows.model),
                path};
        m_origins.insert(m_origins.end(), m_outputOrigins.begin(), m_outputOrigins.end());
        m_cells.insert(m_cells.end(), m_outputCells.begin(), m_outputCells.end());
        for (const auto kind :
             {Origin::Kind::Time, Origin::Kind::Id, Origin::Kind::Version, Origin::Kind::Truth})
            m_origins.push_back({kind, {}});
        m_cells.push_back({});
        m_cells.push_back({"an id"});
        m_cells.push_back({"a version"});
        m_cells.push_back(m_truthCells);
        QStringList names;
        for (const Origin &origin : m_origins)
            names << QString::fromStdString(origin.name);
        const qsizetype own = names.size() - 4;
        const QStringList ownNames{u"time"_s, u"id"_s, u"version"_s, u"truth"_s};
        for (qsizetype i = 0; i < 4; ++i)
            names[own + i] = ownNames[i];
        const ColumnGuesses guesses = guessColumns(distinctNames(names), m_cells, options, false);
        columns = guesses.columns;
        m_forms = guesses.forms;
        CellForm time;
        time.type = ColumnType::Time;
        time.time = TimeForm::Milliseconds;
        m_forms[static_cast<std::size_t>(own)] = time;
        columns[own] = {columns[own].name, ColumnType::Time};
        m_cells.clear();
        return {};
    }

    Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted, const Job &job) const override
    {
        WantedColumns distinct(wanted);
        std::vector<Origin> origins;
        std::vector<CellForm> forms;
        QList<ColumnInfo> infos;
        for (const int index : distinct.columns) {
            origins.push_back(m_origins[static_cast<std::size_t>(index)]);
            forms.push_back(m_forms[static_cast<std::size_t>(index)]);
            infos.append(columns[index]);
        }
        VT_TRY(RequestCursor cursor, RequestCursor::open(m_where, m_rows));
        return std::unique_ptr<ChunkSource>(
            std::make_unique<PredictionSource>(std::move(cursor), std::move(origins), std::move(infos),
                                               std::move(forms), std::move(distinct), options, job));
    }

    Result<std::shared_ptr<DatasetFile>> lookedAt(const DatasetOptions &reading) const override
    {
        auto file = std::make_shared<PredictionFile>(m_where, m_rows, reading);
        VT_CHECK(file->findColumns());
        return std::shared_ptr<DatasetFile>(std::move(file));
    }

private:
    std::size_t sample(const AnsweredRequest &request)
    {
        m_lists.parse(request.inputs);
        sampleLists(Origin::Kind::Input, m_origins, m_cells);
        m_lists.parse(request.outputs);
        sampleLists(Origin::Kind::Output, m_outputOrigins, m_outputCells);
        for (const std::string &truth : request.truths)
            m_truthCells.push_back(truth);
        return m_lists.rows();
    }

    void sampleLists(Origin::Kind kind, std::vector<Origin> &origins, std::vector<CellTexts> &cells)
    {
        for (const std::string &name : m_lists.names()) {
            const auto known = std::ranges::find(origins, name, &Origin::name);
            const auto place = static_cast<std::size_t>(known - origins.begin());
            if (known == origins.end()) {
                origins.push_back({kind, name});
                cells.emplace_back();
            }
            m_lists.visit(name, [&](const JsonScalar &scalar) {
                if (!scalar.missing)
                    cells[place].push_back(scalar.text);
            });
        }
    }

    QString m_where;
    PredictionRows m_rows;
    std::vector<Origin> m_origins;
    std::vector<CellForm> m_forms;
    // While columns are found.
    RequestLists m_lists;
    std::vector<CellTexts> m_cells;
    std::vector<Origin> m_outputOrigins;
    std::vector<CellTexts> m_outputCells;
    CellTexts m_truthCells;
};

} // namespace

Result<Dataset> openPredictions(const QString &where, const PredictionRows &rows,
                                const DatasetOptions &options)
{
    auto file = std::make_shared<PredictionFile>(where, rows, options);
    VT_CHECK(file->findColumns());
    return Dataset::of(std::move(file));
}

Roles predictionRoles(const Dataset &dataset)
{
    // The own columns come last; an input may have one of their names, and they another one then.
    constexpr qsizetype own = 4;
    const QList<ColumnInfo> columns = dataset.columns();
    const qsizetype first = columns.size() - own;
    Roles roles = guessRoles(columns.first(first));
    roles.time = columns[first].name;
    roles.id = columns[first + 1].name;
    roles.truth = columns[first + 3].name;
    roles.weight.clear();
    roles.features.clear();
    const QStringList others = roles.others();
    for (const ColumnInfo &column : columns.first(first)) {
        if (!others.contains(column.name))
            roles.features << column.name;
    }
    return roles;
}

} // namespace vitrine::monitor
