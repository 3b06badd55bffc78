// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/connection.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <optional>

namespace vitrine::monitor {

// A recorded request as it lies in the store; see Prediction for its fields.
struct RecordedPrediction {
    qint64 sequence = 0; // ascending in the order of arrival
    QString id;
    QString model;
    QString version;
    qint64 timeMs = 0;
    QString endpoint;
    int status = 0;
    qint64 latencyUs = 0;
    qint64 rows = 0;
    QByteArray inputs; // JSON; empty: not recorded
    QByteArray outputs;
    QString error;
};

struct PredictionFilter {
    QString model;                 // empty: any
    QString version;               // empty: any
    std::optional<QDateTime> from; // inclusive
    std::optional<QDateTime> to;   // exclusive
    bool refused = true;           // requests that were refused too
    qint64 afterSequence = 0;      // for following what comes
    enum class Order { OldestFirst, NewestFirst } order = Order::OldestFirst;
    qint64 limit = -1; // -1: all
};

// Goes through recorded predictions; `visit` returns false to stop. Blocking; nothing but one row is held.
Result<> readPredictions(StoreConnection &store, const PredictionFilter &filter,
                         const std::function<bool(const RecordedPrediction &)> &visit);

} // namespace vitrine::monitor
