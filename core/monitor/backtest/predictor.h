// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/dataset/column.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace vitrine::monitor {

// A column of a dataset that a model needs, and how it is to be read.
struct PredictorColumn {
    QString name;
    ColumnType type = ColumnType::Number;
    bool operator==(const PredictorColumn &) const = default;
};

// What a model says about rows. Reused by its thread.
struct Predictions {
    Column estimate;                   // Number, or Text with the predicted levels
    std::vector<Column> probabilities; // Number; one for each level of the predictor, or none
    // Rows that the model does not answer, because a value is missing that it needs or is none that it knows;
    // their estimate and probabilities are missing.
    qint64 unanswered = 0;
};

// A loaded model, handed in by the application: this folder knows no engines. All members may be called from
// any number of threads at once.
class Predictor
{
public:
    virtual ~Predictor() = default;

    virtual const QList<PredictorColumn> &columns() const = 0;
    virtual bool isClassifier() const = 0;
    virtual const QStringList &levels() const = 0; // of a classifier's probabilities; empty: it gives none
    // `columns`: those of columns(), in their order, `rows` long. An error ends the work with this model.
    virtual Result<> predict(std::span<const Column *const> columns, std::size_t rows,
                             Predictions &predictions) const = 0;
};

// One version to be tested.
struct BacktestVersion {
    QString name;
    QString fingerprint; // changes whenever the version would answer differently: its file and its prototype
    qint64 bytes = 0;    // of its file, to keep few large models in memory at once
    std::function<Result<std::unique_ptr<Predictor>>()> load;
};

} // namespace vitrine::monitor
