// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictionwriter.h"

#include "core/base/text.h"
#include "core/monitor/requestcursor.h"
#include "core/monitor/store/names.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

const QList<BatchColumn> &predictionColumns()
{
    using enum BatchColumn::Type;
    static const QList<BatchColumn> columns{
        {u"version"_s, Integer}, {u"time"_s, Integer},   {u"id"_s, Text},         {u"chosen"_s, Integer},
        {u"endpoint"_s, Text},   {u"status"_s, Integer}, {u"latency"_s, Integer}, {u"rows"_s, Integer},
        {u"inputs"_s, Text},     {u"outputs"_s, Text},   {u"error"_s, Text}};
    return columns;
}

constexpr qint64 mostRemoved = 5000; // at once

const QString labelColumn = u".pred_class"_s;
const QString levelPrefix = u".pred_"_s;

void bindText(StoreBatch &batch, int index, const std::string &text)
{
    if (text.empty())
        batch.bindNull(index);
    else
        batch.bindText(index, text);
}

// A label as R and scikit-learn name it: 1.0 and 1 are the level "1".
QString levelText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 17) : QString();
}

QString levelText(const Truth &truth)
{
    if (const auto *text = std::get_if<std::string>(&truth.value))
        return QString::fromStdString(*text);
    return QString::number(std::get<double>(truth.value), 'g', 17);
}

std::string sentence(const Truth &truth, const QString &why)
{
    return Text::tr("%1, row %2: %3")
        .arg(QString::fromStdString(truth.id))
        .arg(truth.row + 1)
        .arg(why)
        .toStdString();
}

// The milliseconds with which an id begins that the server made.
std::optional<qint64> timeIn(std::string_view id)
{
    constexpr std::size_t digits = 12;
    std::uint64_t time = 0;
    if (id.size() < digits ||
        std::from_chars(id.data(), id.data() + digits, time, 16).ptr != id.data() + digits)
        return {};
    return static_cast<qint64>(time);
}

// The levels that the answers name, in the model's order.
QStringList levelsIn(const QJsonObject &outputs, const QStringList &order)
{
    QStringList levels;
    for (const QString &key : order) {
        if (key.startsWith(levelPrefix) && key != labelColumn && outputs.contains(key))
            levels << key.mid(levelPrefix.size());
    }
    return levels;
}

QList<double> probabilitiesAt(const QJsonObject &outputs, const QStringList &levels, qsizetype row)
{
    QList<double> values;
    for (const QString &level : levels) {
        const QJsonValue value = outputs[levelPrefix + level].toArray().at(row);
        if (!value.isDouble())
            return {};
        values << value.toDouble();
    }
    return values;
}

} // namespace

Result<PredictionWriter> PredictionWriter::open(const QString &where)
{
    VT_TRY(Store store, Store::open(where));
    VT_TRY(StoreConnection database, StoreConnection::open(where));
    VT_TRY(StoreBatch batch, database.batch("prediction", predictionColumns()));
    return PredictionWriter(std::move(database), std::move(store), std::move(batch));
}

Result<qint64> PredictionWriter::versionId(const std::string &model, const std::string &version)
{
    VT_TRY(const qint64 modelRow, modelId(m_database, QString::fromStdString(model)));
    return monitor::versionId(m_database, QString::fromStdString(version), modelRow);
}

Result<StoreTransaction> PredictionWriter::begin()
{
    m_batch.clear();
    return StoreTransaction::begin(m_database);
}

Result<> PredictionWriter::commit(StoreTransaction &transaction)
{
    VT_CHECK(m_batch.flush());
    return transaction.commit();
}

Result<> PredictionWriter::write(const Prediction &prediction, qint64 version)
{
    m_batch.bind(1, version);
    m_batch.bind(2, qint64(prediction.timeMs));
    m_batch.bindText(3, prediction.id);
    m_batch.bind(4, prediction.chosen ? 1 : 0);
    m_batch.bindText(5, prediction.endpoint);
    m_batch.bind(6, qint64(prediction.status));
    m_batch.bind(7, qint64(prediction.latencyUs));
    m_batch.bind(8, qint64(prediction.rows));
    bindText(m_batch, 9, prediction.inputs);
    bindText(m_batch, 10, prediction.outputs);
    bindText(m_batch, 11, prediction.error);
    return m_batch.add();
}

Result<std::optional<PredictionWriter::Recorded>> PredictionWriter::find(const std::string &id)
{
    // The latest with this id; by its time where the server made it.
    const std::string columns = "SELECT m.name, v.name, p.time, p.rows, p.outputs FROM version v "
                                "JOIN model m ON m.id = v.model JOIN prediction p ON p.version = v.id ";
    VT_TRY(StoreStatement chosen,
           m_database.prepare(columns + "WHERE p.id = ?1 AND p.chosen = 1 AND p.error IS NULL "
                                        "ORDER BY p.seq DESC LIMIT 1"));
    VT_TRY(StoreStatement made,
           m_database.prepare(columns + "WHERE p.time = ?2 AND p.id = ?1 AND p.error IS NULL "
                                        "ORDER BY p.seq DESC LIMIT 1"));
    const auto time = timeIn(id);
    for (StoreStatement *statement : {&chosen, &made}) {
        if (statement == &made && !time)
            break;
        statement->bindBorrowed(1, id);
        if (statement == &made)
            statement->bind(2, *time);
        VT_TRY(const bool found, statement->step());
        if (found)
            return std::optional(Recorded{statement->text(0), statement->text(1), statement->integer(2),
                                          statement->integer(3),
                                          QJsonDocument::fromJson(statement->text(4).toUtf8()).object()});
    }
    return std::optional<Recorded>();
}

Result<> PredictionWriter::keep(const std::vector<Truth> &truths, qint64 nowMs)
{
    VT_TRY(StoreTransaction transaction, begin());
    VT_TRY(StoreStatement statement,
           m_database.prepare(
               "INSERT INTO feedback(id, row, time, truth, truth_level) VALUES(?1, ?2, ?3, ?4, ?5) "
               "ON CONFLICT(id, row) DO UPDATE SET time = excluded.time, truth = excluded.truth, "
               "truth_level = excluded.truth_level"));
    for (const Truth &truth : truths) {
        const auto *number = std::get_if<double>(&truth.value);
        statement.bindBorrowed(1, truth.id);
        statement.bind(2, qint64(truth.row));
        statement.bind(3, nowMs);
        if (number)
            statement.bind(4, *number);
        else
            statement.bindNull(4);
        if (number)
            statement.bindNull(5);
        else
            statement.bindBorrowed(5, std::get<std::string>(truth.value));
        VT_CHECK(statement.execute());
    }
    return transaction.commit();
}

// The levels of the model's target, which are those of the first answers when nobody has set them.
Result<QStringList> PredictionWriter::levelsOf(const Recorded &recorded)
{
    const QStringList named = levelsIn(recorded.outputs, recorded.outputs.keys());
    auto target = m_store.target(recorded.model);
    if (!target || !target->classification || target->levels.size() < named.size()) {
        target = Target{true, named, {}, {}};
        if (named.size() >= 2)
            VT_CHECK(m_store.setTarget(recorded.model, *target));
    }
    return target->levels;
}

Result<Feedback> PredictionWriter::attach(const std::vector<Truth> &truths, qint64 nowMs)
{
    Feedback feedback;
    std::vector<Truth> kept;                         // but for those that cannot be true of their request
    QHash<QString, QList<Observation>> observations; // by model and version
    for (const Truth &truth : truths) {
        VT_TRY(const auto recorded, find(truth.id));
        if (!recorded) {
            kept.push_back(truth);
            if (std::find(feedback.unknown.begin(), feedback.unknown.end(), truth.id) ==
                feedback.unknown.end())
                feedback.unknown.push_back(truth.id);
            continue;
        }
        const QJsonObject &outputs = recorded->outputs;
        const bool classification = outputs.contains(labelColumn);
        const QJsonArray answers = outputs[classification ? labelColumn : u".pred"_s].toArray();
        if (truth.row >= answers.size()) {
            feedback.unfit.push_back(sentence(
                truth, truth.row < recorded->rows ? Text::tr("this row of the request was not recorded")
                                                  : Text::tr("the request had %1 rows").arg(recorded->rows)));
            continue;
        }
        const auto row = qsizetype(truth.row);
        Observation observation;
        observation.timeMs = recorded->timeMs;
        observation.id = observationId(truth.id, row);
        if (classification) {
            VT_TRY(const QStringList levels, levelsOf(*recorded));
            observation.truthLevel = levelText(truth);
            observation.estimateLevel = levelText(answers[row]);
            observation.probabilities = probabilitiesAt(outputs, levels, row);
            if (!observation.probabilities.isEmpty() && !levels.contains(observation.truthLevel)) {
                feedback.unfit.push_back(
                    sentence(truth, Text::tr("the model tells %1 apart, not “%2”")
                                        .arg(levels.join(u", "_s), observation.truthLevel)));
                continue;
            }
        } else if (const auto *number = std::get_if<double>(&truth.value)) {
            observation.truth = *number;
            observation.estimate = answers[row].toDouble(std::nan(""));
        } else {
            feedback.unfit.push_back(
                sentence(truth, Text::tr("the model predicts numbers, the truth is a text")));
            continue;
        }
        observations[recorded->model + u'\n' + recorded->version] << observation;
        kept.push_back(truth);
        ++feedback.matched;
    }
    VT_CHECK(keep(kept, nowMs));
    for (auto it = observations.begin(); it != observations.end(); ++it)
        VT_CHECK(m_store.append(it.key().section(u'\n', 0, 0), it.key().section(u'\n', 1), it.value()));
    return feedback;
}

Result<bool> PredictionWriter::removeOld(qint64 beforeMs, qint64 keepRequests)
{
    qint64 removed = 0;
    const auto remove = [&](std::string_view sql, qint64 limit) -> Result<> {
        VT_TRY(StoreStatement statement, m_database.prepare(sql));
        statement.bind(1, limit);
        statement.bind(2, mostRemoved);
        VT_TRY(const qint64 changed, statement.execute());
        removed = std::max(removed, changed);
        return {};
    };
    VT_TRY(StoreTransaction transaction, begin());
    // Records arrive almost in the order of time: the oldest are at the beginning.
    VT_CHECK(remove("DELETE FROM prediction WHERE seq IN (SELECT seq FROM prediction ORDER BY seq LIMIT ?2) "
                    "AND time < ?1",
                    beforeMs));
    if (keepRequests > 0)
        VT_CHECK(remove("DELETE FROM prediction WHERE seq IN (SELECT seq FROM prediction "
                        "WHERE seq <= (SELECT max(seq) FROM prediction) - ?1 ORDER BY seq LIMIT ?2)",
                        keepRequests));
    VT_CHECK(transaction.commit());
    return removed >= mostRemoved;
}

} // namespace vitrine::monitor
