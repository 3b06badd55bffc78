// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/xgboostengine.h"

#include "core/base/text.h"
#include "core/serving/celltext.h"
#include "core/serving/rowsinfer.h"
#include "core/serving/xgboostlibrary.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>
#include <mutex>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

// What a model's objective means for its answers.
enum class Answers { Number, Probability, Probabilities, ClassNumber, BinaryLabel };

Answers answersOf(const std::string &objective)
{
    if (objective == "binary:logistic")
        return Answers::Probability;
    if (objective == "binary:hinge")
        return Answers::BinaryLabel;
    if (objective == "multi:softprob")
        return Answers::Probabilities;
    if (objective == "multi:softmax")
        return Answers::ClassNumber;
    return Answers::Number;
}

std::string configOf(int type, std::int64_t rounds)
{
    return "{\"type\":" + std::to_string(type) +
           ",\"training\":false,\"iteration_begin\":0,\"iteration_end\":" + std::to_string(rounds) +
           ",\"strict_shape\":true,\"missing\":NaN,\"cache_id\":0}";
}

} // namespace

// What XGBoost gave: `width` numbers a row.
struct XgboostEngine::Scores {
    const float *values = nullptr;
    std::size_t width = 1;
};

struct XgboostEngine::Booster {
    const XgboostApi *api = nullptr;
    XgboostApi::Handle handle = nullptr;
    format::XgboostModel model;
    Answers answers = Answers::Number;
    std::string valueConfig;
    std::string marginConfig;
    // Linear models only predict from XGBoost's own matrices, and dart adds its trees up in another order
    // there, which is the one that Python's predict has. Such a prediction changes the booster's state.
    bool needsMatrix = false;
    std::mutex mutex;

    ~Booster()
    {
        if (handle != nullptr)
            api->freeBooster(handle);
    }

    Result<> read(std::string_view bytes, const QString &name);
    std::optional<Failure> score(const std::vector<float> &matrix, std::size_t rows,
                                 const std::string &config, Scores &scores, std::vector<float> &kept);
    std::size_t classCount() const;
    bool isCategory(std::size_t column) const
    {
        return column < model.featureTypes.size() && model.featureTypes[column] == "c";
    }
};

namespace {

Error damaged(const QString &name, const std::string &detail)
{
    return Error{Error::Code::Corrupt,
                 Text::tr("'%1' is damaged and cannot be loaded as an XGBoost model.").arg(name),
                 QString::fromStdString(detail)};
}

// The first line of the library's message, without its source positions.
std::string firstLine(const char *message)
{
    std::string text = message == nullptr ? "" : message;
    if (const auto at = text.find("] "); text.starts_with('[') && at != std::string::npos)
        text = text.substr(at + 2);
    if (const auto at = text.find(": ");
        at != std::string::npos && text.substr(0, at).find(".cc:") != std::string::npos)
        text = text.substr(at + 2);
    return text.substr(0, text.find('\n'));
}

std::string arrayInterface(const std::vector<float> &matrix, std::size_t rows, std::size_t columns)
{
    std::array<char, 160> text{};
    const int size = std::snprintf(text.data(), text.size(),
                                   R"({"data":[%zu,true],"shape":[%zu,%zu],"typestr":"<f4","version":3})",
                                   reinterpret_cast<std::size_t>(matrix.data()), rows, columns);
    return std::string(text.data(), static_cast<std::size_t>(size));
}

} // namespace

Result<> XgboostEngine::Booster::read(std::string_view bytes, const QString &name)
{
    const bool binary = bytes.starts_with("binf");
    if (!binary) {
        auto known = format::readXgboostModel(bytes);
        if (!known)
            return damaged(name, {});
        model = std::move(known).value();
        if (!model.damage.empty())
            return damaged(name, model.damage);
    }
    // XGBoost takes a text for UBJSON unless a quotation mark follows its brace at once.
    std::string text;
    if (const auto quote = bytes.find('"'); bytes.starts_with('{') && quote != std::string_view::npos &&
                                            quote > 1 && bytes.find_first_not_of(" \t\r\n", 1) == quote) {
        text = '{' + std::string(bytes.substr(quote));
        bytes = text;
    }
    if (api->createBooster(nullptr, 0, &handle) != 0 || api->setParameter(handle, "nthread", "1") != 0 ||
        api->loadFromBuffer(handle, bytes.data(), bytes.size()) != 0)
        return damaged(name, firstLine(api->lastError()));
    if (!binary)
        return {};
    // Only XGBoost reads this form: what it made of it is looked at before it is used.
    XgboostApi::Size size = 0;
    const char *saved = nullptr;
    if (api->saveToBuffer(handle, R"({"format":"json"})", &size, &saved) != 0)
        return damaged(name, firstLine(api->lastError()));
    auto known = format::readXgboostModel({saved, size});
    if (!known || !known->damage.empty())
        return damaged(name, known ? known->damage : std::string());
    model = std::move(known).value();
    return {};
}

std::size_t XgboostEngine::Booster::classCount() const
{
    return answers == Answers::Probabilities || answers == Answers::ClassNumber
               ? static_cast<std::size_t>(std::max<std::int64_t>(1, model.classes))
               : 2;
}

// `kept` holds the scores when they must outlive a lock.
std::optional<Failure> XgboostEngine::Booster::score(const std::vector<float> &matrix, std::size_t rows,
                                                     const std::string &config, Scores &scores,
                                                     std::vector<float> &kept)
{
    const std::string values = arrayInterface(matrix, rows, static_cast<std::size_t>(model.features));
    const XgboostApi::Size *shape = nullptr;
    XgboostApi::Size dimensions = 0;
    std::size_t total = 1;
    const auto failed = [this] {
        return Failure{Failure::Kind::Model, "XGBoost says: " + firstLine(api->lastError())};
    };
    const auto measure = [&] {
        for (XgboostApi::Size i = 0; i < dimensions; ++i)
            total *= shape[i];
    };
    if (!needsMatrix) {
        if (api->predictDense(handle, values.c_str(), config.c_str(), nullptr, &shape, &dimensions,
                              &scores.values) != 0)
            return failed();
        measure();
    } else {
        const std::lock_guard lock(mutex);
        XgboostApi::Handle data = nullptr;
        if (api->createDense(values.c_str(), R"({"missing":NaN,"nthread":1})", &data) != 0)
            return failed();
        const bool answered =
            api->predictMatrix(handle, data, config.c_str(), &shape, &dimensions, &scores.values) == 0;
        if (answered) {
            measure();
            kept.assign(scores.values, scores.values + total);
            scores.values = kept.data();
        }
        api->freeMatrix(data);
        if (!answered)
            return failed();
    }
    if (rows == 0 || total % rows != 0 || total == 0)
        return Failure{Failure::Kind::Model, "XGBoost gave " + std::to_string(total) + " values for " +
                                                 std::to_string(rows) + " rows"};
    scores.width = total / rows;
    return {};
}

XgboostEngine::XgboostEngine(std::unique_ptr<Booster> booster) : m_booster(std::move(booster)) {}
XgboostEngine::~XgboostEngine() = default;

Result<std::unique_ptr<Engine>> XgboostEngine::load(const QString &path, const format::Prototype &prototype)
{
    const QString name = QFileInfo(path).fileName();
    auto booster = std::make_unique<Booster>();
    VT_TRY(booster->api, loadXgboost());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, Text::tr("'%1' cannot be read: %2").arg(name, file.errorString()),
                     path};
    const uchar *bytes = file.map(0, file.size());
    if (bytes == nullptr)
        return damaged(name, file.errorString().toStdString());
    VT_CHECK(
        booster->read({reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(file.size())}, name));
    booster->answers = answersOf(booster->model.objective);
    booster->needsMatrix = booster->model.booster == "gblinear" || booster->model.booster == "dart";
    booster->valueConfig = configOf(0, booster->model.bestRounds());
    booster->marginConfig = configOf(1, booster->model.bestRounds());
    std::unique_ptr<XgboostEngine> engine(new XgboostEngine(std::move(booster)));
    VT_CHECK(engine->bind(prototype, name));
    engine->describe();
    // The first prediction configures the booster, which later ones may then share.
    Frame frame;
    Output output;
    fillProbe(engine->m_schema, prototype, frame);
    if (const auto failure = engine->predict(frame, Wanted::Everything, output))
        return damaged(name, failure->message);
    engine->m_description.outputs = columnOutputs(output);
    return std::unique_ptr<Engine>(std::move(engine));
}

// By name where the model knows names, else in order.
Result<> XgboostEngine::bind(const format::Prototype &prototype, const QString &name)
{
    const format::XgboostModel &model = m_booster->model;
    const auto wrong = [&](const QString &why) {
        return Error{
            Error::Code::InvalidArgument, Text::tr("The prototype does not fit '%1': %2").arg(name, why), {}};
    };
    const auto count = static_cast<std::size_t>(model.features);
    if (prototype.isEmpty()) {
        for (std::size_t i = 0; i < count; ++i) {
            format::Column column;
            column.name = i < model.featureNames.size() ? QString::fromStdString(model.featureNames[i])
                                                        : QString::number(i);
            column.type = m_booster->isCategory(i) ? format::ColumnType::Integer : format::ColumnType::Number;
            m_schema.columns.push_back(columnSpec(column));
            m_columns.push_back(i);
        }
        m_schema.fromPrototype = false;
        return {};
    }
    m_schema = schemaOf(prototype);
    if (model.featureNames.empty() && m_schema.columns.size() != count)
        return wrong(
            Text::tr("it has %1 columns and the model takes %2.").arg(m_schema.columns.size()).arg(count));
    for (std::size_t i = 0; i < count; ++i) {
        const int at =
            model.featureNames.empty() ? static_cast<int>(i) : m_schema.find(model.featureNames[i]);
        if (at < 0)
            return wrong(Text::tr("the model needs the column '%1'.")
                             .arg(QString::fromStdString(model.featureNames[i])));
        const ColumnSpec &column = m_schema.columns[static_cast<std::size_t>(at)];
        const bool numbers =
            std::all_of(column.levels.begin(), column.levels.end(),
                        [](const std::string &level) { return numberFromText(level).has_value(); });
        if (column.cell == CellType::Text && !m_booster->isCategory(i) && (column.levels.empty() || !numbers))
            return wrong(Text::tr("the column '%1' holds text and the model takes numbers.")
                             .arg(QString::fromStdString(column.name)));
        if (column.cell == CellType::Text && m_booster->isCategory(i) && column.levels.empty())
            return wrong(
                Text::tr(
                    "the column '%1' is a category whose levels are not listed in the order of training.")
                    .arg(QString::fromStdString(column.name)));
        m_columns.push_back(static_cast<std::size_t>(at));
    }
    return {};
}

void XgboostEngine::describe()
{
    m_description.platform = "xgboost_json";
    m_description.inputs = columnInputs(m_schema);
    m_description.classifier = m_booster->answers != Answers::Number;
    if (!m_description.classifier)
        return;
    m_description.levels = m_booster->model.classLabels();
    if (m_description.levels.size() != m_booster->classCount()) {
        m_description.levels.clear();
        for (std::size_t i = 0; i < m_booster->classCount(); ++i)
            m_description.levels.push_back(std::to_string(i));
    }
    for (const std::string &level : m_description.levels) {
        const auto whole = integerFromText(level);
        if (!whole) {
            m_wholeLevels.clear();
            return;
        }
        m_wholeLevels.push_back(*whole);
    }
}

namespace {

float cellOf(const ColumnSpec &column, const ColumnBuffer &buffer, std::size_t row, bool category)
{
    switch (column.cell) {
    case CellType::Number: return static_cast<float>(buffer.numbers[row]);
    case CellType::Integer:
    case CellType::Boolean: return static_cast<float>(buffer.integers[row]);
    case CellType::Text: break;
    }
    if (!category)
        return static_cast<float>(
            numberFromText(buffer.texts[row]).value_or(std::numeric_limits<double>::quiet_NaN()));
    const auto level = std::find(column.levels.begin(), column.levels.end(), buffer.texts[row]);
    return level == column.levels.end() ? std::numeric_limits<float>::quiet_NaN()
                                        : static_cast<float>(level - column.levels.begin());
}

OutputColumn &freshColumn(Output &output, std::size_t index, const char *name, OutputColumn::Role role)
{
    OutputColumn &column = output.columns[index];
    column.clear();
    column.name = name;
    column.role = role;
    column.width = 1;
    column.levels.clear();
    column.kind = OutputColumn::Kind::Single;
    return column;
}

// As XGBoost's own softmax: exponentials of the distance to the largest, in single precision.
void appendSoftmax(const float *margins, std::size_t width, std::vector<float> &out)
{
    const float largest = *std::max_element(margins, margins + width);
    double sum = 0;
    const std::size_t begin = out.size();
    for (std::size_t i = 0; i < width; ++i) {
        out.push_back(std::exp(margins[i] - largest));
        sum += static_cast<double>(out.back());
    }
    for (std::size_t i = begin; i < out.size(); ++i)
        out[i] /= static_cast<float>(sum);
}

} // namespace

std::optional<Failure> XgboostEngine::fillMatrix(const Frame &frame, std::vector<float> &matrix) const
{
    const std::size_t rows = frame.rows();
    const std::size_t width = m_columns.size();
    matrix.resize(rows * width);
    for (std::size_t i = 0; i < width; ++i) {
        const ColumnSpec &column = m_schema.columns[m_columns[i]];
        const ColumnBuffer &buffer = frame.column(m_columns[i]);
        const bool category = m_booster->isCategory(i);
        for (std::size_t row = 0; row < rows; ++row) {
            const float value = cellOf(column, buffer, row, category);
            if (std::isinf(value))
                return Failure{
                    Failure::Kind::Input,
                    "the column '" + column.name +
                        "' holds a number that is infinite in single precision, which XGBoost does not take"};
            matrix[row * width + i] = value;
        }
        for (const std::size_t row : buffer.missing)
            matrix[row * width + i] = std::numeric_limits<float>::quiet_NaN();
    }
    return {};
}

void XgboostEngine::fillLabels(const float *scores, std::size_t width, std::size_t rows,
                               OutputColumn &column) const
{
    column.kind = m_wholeLevels.empty() ? OutputColumn::Kind::Text : OutputColumn::Kind::Integer;
    const std::size_t last = m_description.levels.size() - 1;
    for (std::size_t row = 0; row < rows; ++row) {
        const float *values = scores + row * width;
        std::size_t index = 0;
        switch (m_booster->answers) {
        case Answers::Probabilities:
            index = static_cast<std::size_t>(std::max_element(values, values + width) - values);
            break;
        case Answers::ClassNumber: index = static_cast<std::size_t>(std::max(0.0f, values[0])); break;
        default: index = values[0] > 0.5f ? 1 : 0;
        }
        index = std::min(index, last);
        if (m_wholeLevels.empty())
            column.texts.push_back(m_description.levels[index]);
        else
            column.integers.push_back(m_wholeLevels[index]);
    }
}

std::optional<Failure> XgboostEngine::fillProbabilities(const std::vector<float> &matrix, std::size_t rows,
                                                        Scores scores, std::vector<float> &kept,
                                                        std::vector<float> &probabilities) const
{
    Booster &booster = *m_booster;
    switch (booster.answers) {
    case Answers::Probability:
        for (std::size_t row = 0; row < rows; ++row) {
            probabilities.push_back(1.0f - scores.values[row]);
            probabilities.push_back(scores.values[row]);
        }
        return {};
    case Answers::Probabilities:
        probabilities.assign(scores.values, scores.values + rows * scores.width);
        return {};
    default: break;
    }
    // multi:softmax answers with the class only; its margins are those of multi:softprob.
    if (auto failure = booster.score(matrix, rows, booster.marginConfig, scores, kept))
        return failure;
    for (std::size_t row = 0; row < rows; ++row)
        appendSoftmax(scores.values + row * scores.width, scores.width, probabilities);
    return {};
}

std::optional<Failure> XgboostEngine::predict(const Frame &frame, Wanted wanted, Output &output) const
{
    static thread_local std::vector<float> matrix;
    static thread_local std::vector<float> kept;
    Booster &booster = *m_booster;
    const std::size_t rows = frame.rows();
    const bool classifies = booster.answers != Answers::Number;
    const bool everything =
        wanted == Wanted::Everything && classifies && booster.answers != Answers::BinaryLabel;
    output.rows = rows;
    output.columns.resize(everything ? 2 : 1);
    OutputColumn &first = freshColumn(output, 0, classifies ? "label" : "prediction",
                                      classifies ? OutputColumn::Role::Label : OutputColumn::Role::Value);
    if (everything) {
        OutputColumn &second = freshColumn(output, 1, "probabilities", OutputColumn::Role::Probabilities);
        second.levels = m_description.levels;
        second.width = m_description.levels.size();
    }
    if (rows == 0)
        return {};
    if (auto failure = fillMatrix(frame, matrix))
        return failure;
    Scores scores;
    if (auto failure = booster.score(matrix, rows, booster.valueConfig, scores, kept))
        return failure;
    if (!classifies) {
        first.width = scores.width;
        first.singles.assign(scores.values, scores.values + rows * scores.width);
        return {};
    }
    fillLabels(scores.values, scores.width, rows, first);
    return everything ? fillProbabilities(matrix, rows, scores, kept, output.columns[1].singles)
                      : std::nullopt;
}

std::optional<Failure> XgboostEngine::infer(std::span<const Tensor> inputs,
                                            std::vector<Tensor> &outputs) const
{
    return inferRows(*this, inputs, outputs);
}

} // namespace vitrine::serving
