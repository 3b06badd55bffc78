// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "core/monitor/store/connection.h"

namespace vitrine::monitor {

// Which rows of `observation` those are: "" or " AND …".
std::string_view labelCondition(Labels labels);

// The column `probabilities`: doubles as they lie in memory; may be empty.
QList<double> probabilitiesOf(const QByteArray &blob);

// Goes through the observations of a version in a stretch of time, ascending; of the same time as they came.
class ObservationReader final
{
public:
    // A version that is not there has none.
    static Result<ObservationReader> open(StoreConnection &connection, const QString &model,
                                          const QString &version, Labels labels,
                                          const std::optional<QDateTime> &from = {},
                                          const std::optional<QDateTime> &to = {});
    // Whether the truth of any is not known yet. By sums of the day where these are complete.
    static Result<bool> hasOpen(StoreConnection &connection, const QString &model, const QString &version);

    Result<bool> next(); // false at the end; the following are of the present row
    qint64 time() const { return m_statement.integer(0); }
    double truth() const { return m_statement.real(1); }
    double estimate() const { return m_statement.real(2); }
    QString truthLevel() const { return m_statement.text(3); }
    QString estimateLevel() const { return m_statement.text(4); }
    QByteArray probabilities() const { return m_statement.blob(5); }
    QString id() const { return m_statement.text(6); }
    Observation observation() const;

private:
    explicit ObservationReader(StoreStatement statement) : m_statement(std::move(statement)) {}
    StoreStatement m_statement;
};

} // namespace vitrine::monitor
