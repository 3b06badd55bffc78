// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/enginepredictor.h"

#include "core/base/text.h"

#include <QDateTime>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace vitrine::serving {

namespace {

using monitor::Column;
using monitor::ColumnType;
using monitor::missingText;
using monitor::missingTime;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

enum class CellState : std::uint8_t { Good, Missing, Bad };

// A column of a dataset in the form of a column of the schema.
struct Cells {
    std::vector<CellState> states;
    std::vector<double> numbers;
    std::vector<std::int64_t> integers;
    std::vector<std::string_view> texts;
};

std::string numberText(double value)
{
    char buffer[32];
    const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return std::string(buffer, end);
}

double parsedNumber(std::string_view text)
{
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() ? value : absent;
}

// -1 for what is neither.
int parsedBoolean(std::string_view text)
{
    for (const std::string_view yes : {"true", "TRUE", "True", "T", "1", "yes"}) {
        if (text == yes)
            return 1;
    }
    for (const std::string_view no : {"false", "FALSE", "False", "F", "0", "no"}) {
        if (text == no)
            return 0;
    }
    return -1;
}

void setInteger(Cells &cells, std::size_t row, double value)
{
    constexpr double exact = 9'007'199'254'740'992; // 2^53
    const bool isWhole = value == std::floor(value) && std::abs(value) <= exact;
    cells.states[row] = isWhole ? CellState::Good : CellState::Bad;
    cells.integers[row] = isWhole ? static_cast<std::int64_t>(value) : 0;
}

void setText(Cells &cells, std::size_t row, std::string_view text, const ColumnSpec &spec)
{
    const bool isKnown = spec.levels.empty() || spec.hasLevel(text);
    cells.states[row] = isKnown ? CellState::Good : CellState::Bad;
    cells.texts[row] = text;
}

// Texts are looked at once each, not once a row.
void convertTexts(const Column &column, const ColumnSpec &spec, Cells &cells)
{
    Cells known;
    const std::size_t count = column.texts.size();
    known.states.assign(count, CellState::Good);
    known.numbers.resize(count);
    known.integers.resize(count);
    known.texts.resize(count);
    for (std::size_t code = 0; code < count; ++code) {
        const std::string_view text = column.texts[code];
        switch (spec.cell) {
        case CellType::Text: setText(known, code, text, spec); break;
        case CellType::Number:
            known.numbers[code] = parsedNumber(text);
            known.states[code] = std::isnan(known.numbers[code]) ? CellState::Bad : CellState::Good;
            break;
        case CellType::Integer: {
            const double number = parsedNumber(text);
            setInteger(known, code, number);
            break;
        }
        case CellType::Boolean:
            known.integers[code] = parsedBoolean(text);
            known.states[code] = known.integers[code] < 0 ? CellState::Bad : CellState::Good;
            break;
        }
    }
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
        if (column.codes[row] == missingText) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        const auto code = static_cast<std::size_t>(column.codes[row]);
        cells.states[row] = known.states[code];
        if (spec.cell == CellType::Text)
            cells.texts[row] = known.texts[code];
        else if (spec.cell == CellType::Number)
            cells.numbers[row] = known.numbers[code];
        else
            cells.integers[row] = known.integers[code];
    }
}

void convertNumbers(const Column &column, const ColumnSpec &spec, Frame &frame, Cells &cells)
{
    for (std::size_t row = 0; row < column.numbers.size(); ++row) {
        const double value = column.numbers[row];
        if (std::isnan(value)) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        switch (spec.cell) {
        case CellType::Number: cells.numbers[row] = value; break;
        case CellType::Integer: setInteger(cells, row, value); break;
        case CellType::Boolean:
            cells.states[row] = value == 0 || value == 1 ? CellState::Good : CellState::Bad;
            cells.integers[row] = value == 1 ? 1 : 0;
            break;
        case CellType::Text: setText(cells, row, frame.keep(numberText(value)), spec); break;
        }
    }
}

void convertTimes(const Column &column, const ColumnSpec &spec, Frame &frame, Cells &cells)
{
    for (std::size_t row = 0; row < column.times.size(); ++row) {
        if (column.times[row] == missingTime) {
            cells.states[row] = CellState::Missing;
            continue;
        }
        if (spec.cell != CellType::Text) {
            cells.states[row] = CellState::Bad;
            continue;
        }
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC);
        const QString text = spec.type == format::ColumnType::Date ? time.date().toString(Qt::ISODate)
                                                                   : time.toString(Qt::ISODate);
        setText(cells, row, frame.keep(text.toStdString()), spec);
    }
}

Cells converted(const Column &column, const ColumnSpec &spec, std::size_t rows, Frame &frame)
{
    Cells cells;
    cells.states.assign(rows, CellState::Good);
    if (spec.cell == CellType::Text)
        cells.texts.resize(rows);
    else if (spec.cell == CellType::Number)
        cells.numbers.resize(rows);
    else
        cells.integers.resize(rows);
    switch (column.type) {
    case ColumnType::Number: convertNumbers(column, spec, frame, cells); break;
    case ColumnType::Text: convertTexts(column, spec, cells); break;
    case ColumnType::Time: convertTimes(column, spec, frame, cells); break;
    }
    return cells;
}

void fill(Frame &frame, std::size_t column, const ColumnSpec &spec, const Cells &cells,
          const std::vector<std::size_t> &rows)
{
    for (std::size_t to = 0; to < rows.size(); ++to) {
        const std::size_t from = rows[to];
        if (cells.states[from] == CellState::Missing)
            frame.setMissing(column, to);
        else if (spec.cell == CellType::Number)
            frame.setNumber(column, to, cells.numbers[from]);
        else if (spec.cell == CellType::Text)
            frame.setText(column, to, cells.texts[from]);
        else
            frame.setInteger(column, to, cells.integers[from]);
    }
}

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
        std::vector<Cells> cells;
        std::vector<std::uint8_t> isAnswerable(rows, 1);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const ColumnSpec &spec = schema.columns[i];
            cells.push_back(converted(*columns[i], spec, rows, frame));
            for (std::size_t row = 0; row < rows; ++row) {
                const CellState state = cells.back().states[row];
                if (state == CellState::Bad || (state == CellState::Missing && !spec.acceptsMissing))
                    isAnswerable[row] = 0;
            }
        }
        std::vector<std::size_t> answerable;
        for (std::size_t row = 0; row < rows; ++row) {
            if (isAnswerable[row])
                answerable.push_back(row);
        }
        predictions.unanswered = static_cast<qint64>(rows - answerable.size());
        frame.setRows(answerable.size());
        for (std::size_t i = 0; i < columns.size(); ++i)
            fill(frame, i, schema.columns[i], cells[i], answerable);
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
    static Result<> takeNumbers(const Output &output, const std::vector<std::size_t> &answerable,
                                std::size_t rows, monitor::Predictions &predictions)
    {
        Column &estimate = predictions.estimate;
        estimate = {};
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
