// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/backtestplan.h"

#include "core/monitor/backtest/versionrun.h"
#include "core/monitor/scoredrows.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

void addWord(QCryptographicHash &hash, std::uint64_t word)
{
    char bytes[8];
    for (char &byte : bytes) {
        byte = static_cast<char>(word & 0xff);
        word >>= 8;
    }
    hash.addData(QByteArrayView(bytes, sizeof bytes));
}

QJsonValue jsonNumber(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

} // namespace

bool isClassification(const Dataset &dataset, const BacktestRequest &request,
                      const QList<LoadedVersion> &versions)
{
    const ColumnInfo *truth = dataset.column(request.roles.truth);
    return !request.levels.isEmpty() || (truth && truth->type == ColumnType::Text) ||
           (!versions.isEmpty() &&
            std::all_of(versions.begin(), versions.end(),
                        [](const LoadedVersion &one) { return one.predictor->isClassifier(); }));
}

Result<Dataset> typedDataset(const Dataset &dataset, const BacktestRequest &request, bool classification,
                             const QList<LoadedVersion> &versions)
{
    QHash<QString, ColumnType> wanted;
    for (const LoadedVersion &one : versions) {
        for (const PredictorColumn &column : one.predictor->columns()) {
            const bool isText = wanted.value(column.name, column.type) == ColumnType::Text;
            wanted[column.name] = isText ? ColumnType::Text : column.type;
        }
    }
    wanted[request.roles.truth] = classification ? ColumnType::Text : ColumnType::Number;
    QHash<QString, ColumnType> types;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        const ColumnInfo *column = dataset.column(it.key());
        if (column && column->type != it.value() && it.key() != request.roles.time)
            types.insert(it.key(), it.value());
    }
    return types.isEmpty() ? Result<Dataset>(dataset) : dataset.withTypes(types);
}

QStringList surveyColumns(const BacktestRequest &request, const QList<LoadedVersion> &versions)
{
    QStringList columns;
    const auto add = [&](const QString &name) {
        if (!name.isEmpty() && !columns.contains(name))
            columns << name;
    };
    add(request.roles.time);
    add(request.roles.truth);
    add(request.roles.weight);
    for (const LoadedVersion &one : versions) {
        for (const PredictorColumn &column : one.predictor->columns())
            add(column.name);
    }
    return columns;
}

MeasurePlan measurePlan(const BacktestRequest &request, bool classification, const QStringList &metrics,
                        const Predictor &predictor, const QStringList &truthLevels)
{
    MeasurePlan plan;
    plan.task.classification = classification;
    plan.task.roles.time = request.roles.time;
    plan.task.roles.truth = request.roles.truth;
    plan.task.roles.weight = request.roles.weight;
    plan.task.roles.estimate = predictedColumn();
    if (classification) {
        QStringList levels;
        const auto add = [&](const QString &level) {
            if (!levels.contains(plainLevel(level)))
                levels << plainLevel(level);
        };
        for (const QString &level : request.levels)
            add(level);
        for (const QString &level : sortedLevels(predictor.levels()))
            add(level);
        for (const QString &level : sortedLevels(truthLevels))
            add(level);
        plan.task.levels =
            predictor.levels().isEmpty() && request.levels.isEmpty() ? sortedLevels(levels) : levels;
        for (const QString &level : predictor.levels())
            plan.task.roles.probabilities.append({plainLevel(level), probabilityColumn(level)});
    }
    plan.metrics = metrics;
    plan.options = request.options;
    plan.periods = request.periods;
    if (plan.periods)
        plan.periods->complete = false; // decided by all periods, not only by those that are measured now
    plan.needs = MetricNeeds::of(metrics, classification);
    return plan;
}

QByteArray settingsText(const MeasurePlan &plan)
{
    const MetricOptions &options = plan.options;
    QJsonArray costs;
    for (const double cost : options.costs)
        costs.append(jsonNumber(cost));
    const QJsonObject json{{u"levels"_s, QJsonArray::fromStringList(plan.task.levels)},
                           {u"classification"_s, plan.task.classification},
                           {u"weighted"_s, !plan.task.roles.weight.isEmpty()},
                           {u"averaging"_s, static_cast<int>(options.averaging)},
                           {u"event"_s, static_cast<int>(options.event)},
                           {u"convention"_s, static_cast<int>(options.convention)},
                           {u"kappa"_s, static_cast<int>(options.kappa)},
                           {u"beta"_s, jsonNumber(options.beta)},
                           {u"huberDelta"_s, jsonNumber(options.huberDelta)},
                           {u"quantile"_s, jsonNumber(options.quantile)},
                           {u"season"_s, options.season},
                           {u"maseScale"_s, jsonNumber(options.maseScale)},
                           {u"biased"_s, options.biased},
                           {u"prevalence"_s, jsonNumber(options.prevalence)},
                           {u"costs"_s, costs}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QByteArray cellKey(const LoadedVersion &version, const QByteArray &settings, const RowSurvey &survey,
                   const std::vector<int> &columns, std::span<const qint64> groups)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(version.version.fingerprint.toUtf8());
    hash.addData(settings);
    for (const int column : columns)
        hash.addData(survey.columns()[column].toUtf8() + '\0');
    for (const qint64 group : groups) {
        const RowSurvey::Group &of = survey.groups().at(group);
        addWord(hash, static_cast<std::uint64_t>(of.rows));
        for (const int column : columns) {
            addWord(hash, of.columns[static_cast<std::size_t>(column)].first);
            addWord(hash, of.columns[static_cast<std::size_t>(column)].second);
        }
    }
    return hash.result();
}

} // namespace vitrine::monitor
