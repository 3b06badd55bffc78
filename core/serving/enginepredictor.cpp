// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/enginepredictor.h"

#include "core/base/text.h"
#include "core/serving/datasetcells.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace vitrine::serving {

namespace {

using monitor::Column;
using monitor::ColumnType;
using monitor::missingText;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::string labelText(const OutputColumn &labels, std::size_t row)
{
    if (labels.kind == OutputColumn::Kind::Text)
        return labels.texts[row];
    if (labels.kind == OutputColumn::Kind::Boolean)
        return labels.integers[row] != 0 ? "true" : "false";
    if (labels.kind == OutputColumn::Kind::Integer)
        return std::to_string(labels.integers[row]);
    return numberText(labels.number(row));
}

// Of nearly all data: numbers, none of them missing, whole where the model takes integers. They go straight
// into the frame, which is as they are then; false when there is anything else.
bool fillNumbers(Frame &frame, const Schema &schema, std::span<const Column *const> columns, std::size_t rows)
{
    constexpr double exact = 9'007'199'254'740'992; // 2^53
    const auto isPlain = [&](std::size_t i) {
        const CellType cell = schema.columns[i].cell;
        return columns[i]->type == ColumnType::Number &&
               (cell == CellType::Number || cell == CellType::Integer);
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!isPlain(i))
            return false;
    }
    frame.setRows(rows);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double *values = columns[i]->numbers.data();
        bool fits = true; // NaN compares false
        if (schema.columns[i].cell == CellType::Number) {
            for (std::size_t row = 0; row < rows; ++row) {
                fits &= values[row] == values[row];
                frame.setNumber(i, row, values[row]);
            }
        } else {
            for (std::size_t row = 0; row < rows; ++row) {
                const bool small = values[row] >= -exact && values[row] <= exact;
                const std::int64_t whole = small ? static_cast<std::int64_t>(values[row]) : 0;
                fits &= small && static_cast<double>(whole) == values[row];
                frame.setInteger(i, row, whole);
            }
        }
        if (!fits)
            return false;
    }
    return true;
}

class EnginePredictor final : public monitor::Predictor
{
public:
    explicit EnginePredictor(std::unique_ptr<const Engine> engine) : m_engine(std::move(engine))
    {
        for (const ColumnSpec &column : m_engine->schema().columns) {
            const bool isNumber = column.cell == CellType::Number || column.cell == CellType::Integer;
            m_columns.append(
                {QString::fromStdString(column.name), isNumber ? ColumnType::Number : ColumnType::Text});
        }
        for (const std::string &level : m_engine->description().levels)
            m_levels << QString::fromStdString(level);
    }

    const QList<monitor::PredictorColumn> &columns() const override { return m_columns; }
    bool isClassifier() const override { return m_engine->description().classifier; }
    const QStringList &levels() const override { return m_levels; }

    Result<> predict(std::span<const Column *const> columns, std::size_t rows,
                     monitor::Predictions &predictions) const override
    {
        // One frame and one answer a thread: their buffers stay.
        thread_local Frame frame;
        thread_local Output output;
        const Schema &schema = m_engine->schema();
        frame.reset(schema);
        std::vector<std::size_t> answerable;
        if (fillNumbers(frame, schema, columns, rows)) {
            answerable.resize(rows);
            std::iota(answerable.begin(), answerable.end(), std::size_t(0));
        } else {
            frame.reset(schema);
            fillCells(frame, columns, rows, answerable);
        }
        predictions.unanswered = static_cast<qint64>(rows - answerable.size());
        for (OutputColumn &column : output.columns)
            column.clear();
        output.rows = 0;
        if (!answerable.empty()) {
            const Wanted wanted = m_levels.isEmpty() ? Wanted::Prediction : Wanted::Everything;
            if (const auto failure = m_engine->predict(frame, wanted, output))
                return Error{Error::Code::Internal, QString::fromStdString(failure->message), {}};
        }
        return isClassifier() ? takeClasses(output, answerable, rows, predictions)
                              : takeNumbers(output, answerable, rows, predictions);
    }

private:
    // Whatever the columns are; `answerable`: rows that the frame has.
    void fillCells(Frame &frame, std::span<const Column *const> columns, std::size_t rows,
                   std::vector<std::size_t> &answerable) const
    {
        const Schema &schema = m_engine->schema();
        std::vector<DatasetCells> cells;
        std::vector<std::uint8_t> isAnswerable(rows, 1);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const ColumnSpec &spec = schema.columns[i];
            cells.push_back(datasetCells(*columns[i], spec, rows, frame));
            for (std::size_t row = 0; row < rows; ++row) {
                const CellState state = cells.back().states[row];
                if (state == CellState::Bad || (state == CellState::Missing && !spec.acceptsMissing))
                    isAnswerable[row] = 0;
            }
        }
        for (std::size_t row = 0; row < rows; ++row) {
            if (isAnswerable[row])
                answerable.push_back(row);
        }
        frame.setRows(answerable.size());
        for (std::size_t i = 0; i < columns.size(); ++i)
            fillColumn(frame, i, schema.columns[i], cells[i], answerable);
    }

    static Result<> takeNumbers(const Output &output, const std::vector<std::size_t> &answerable,
                                std::size_t rows, monitor::Predictions &predictions)
    {
        Column &estimate = predictions.estimate;
        if (estimate.type != ColumnType::Number)
            estimate = {}; // else its buffer stays
        estimate.type = ColumnType::Number;
        estimate.numbers.assign(rows, absent);
        const OutputColumn *values = output.prediction();
        if (answerable.empty())
            return {};
        if (!values || values->kind == OutputColumn::Kind::Text)
            return Error{Error::Code::Unsupported, Text::tr("The model does not answer with numbers."), {}};
        // Of several outputs a row, the first is the prediction.
        for (std::size_t i = 0; i < answerable.size(); ++i)
            estimate.numbers[answerable[i]] = values->number(i * values->width);
        return {};
    }

    Result<> takeClasses(const Output &output, const std::vector<std::size_t> &answerable, std::size_t rows,
                         monitor::Predictions &predictions) const
    {
        const auto levels = static_cast<std::size_t>(m_levels.size());
        predictions.probabilities.assign(levels, Column());
        for (Column &column : predictions.probabilities)
            column.numbers.assign(rows, absent);
        const OutputColumn *shares = output.find(OutputColumn::Role::Probabilities);
        if (shares && shares->width == levels) {
            for (std::size_t i = 0; i < answerable.size(); ++i) {
                for (std::size_t level = 0; level < levels; ++level)
                    predictions.probabilities[level].numbers[answerable[i]] =
                        shares->number(i * levels + level);
            }
        }
        Column &estimate = predictions.estimate;
        estimate = {};
        estimate.type = ColumnType::Text;
        estimate.codes.assign(rows, missingText);
        const OutputColumn *labels = output.find(OutputColumn::Role::Label);
        if (!labels && !shares && !answerable.empty())
            return Error{Error::Code::Unsupported,
                         Text::tr("The model answers neither with classes nor with "
                                  "probabilities."),
                         {}};
        for (std::size_t i = 0; i < answerable.size(); ++i) {
            const std::string text = labels ? labelText(*labels, i) : mostProbable(*shares, i);
            const auto known = std::find(estimate.texts.begin(), estimate.texts.end(), text);
            estimate.codes[answerable[i]] = static_cast<qint32>(known - estimate.texts.begin());
            if (known == estimate.texts.end())
                estimate.texts.push_back(text);
        }
        return {};
    }

    std::string mostProbable(const OutputColumn &shares, std::size_t row) const
    {
        std::size_t best = 0;
        for (std::size_t level = 1; level < shares.width; ++level) {
            if (shares.number(row * shares.width + level) > shares.number(row * shares.width + best))
                best = level;
        }
        return m_levels.value(static_cast<qsizetype>(best)).toStdString();
    }

    std::unique_ptr<const Engine> m_engine;
    QList<monitor::PredictorColumn> m_columns;
    QStringList m_levels;
};

} // namespace

std::unique_ptr<monitor::Predictor> predictorOf(std::unique_ptr<const Engine> engine)
{
    return std::make_unique<EnginePredictor>(std::move(engine));
}

} // namespace vitrine::serving
