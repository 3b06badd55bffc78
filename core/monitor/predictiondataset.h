// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"

#include <QDateTime>

#include <optional>

namespace vitrine::monitor {

// Which recorded requests.
struct PredictionRows {
    QString model;
    QString version;               // empty: all
    std::optional<QDateTime> from; // inclusive
    std::optional<QDateTime> to;   // exclusive
};

// What servers recorded as a dataset, joined with the feedback that arrived since: a row for each row of a
// request that was answered, in the order of arrival. Its columns are the inputs and the answers under their
// names (.pred, or .pred_class and .pred_<level>), then time, id, version and truth. `where` as of
// StoreConnection; it is opened for reading only. NotFound when nothing is recorded.
Result<Dataset> openPredictions(const QString &where, const PredictionRows &rows,
                                const DatasetOptions &options = {});
// What its columns are: features are the inputs. `dataset` is one of openPredictions().
Roles predictionRoles(const Dataset &dataset);

} // namespace vitrine::monitor
