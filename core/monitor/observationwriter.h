// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"
#include "core/monitor/store.h"

#include <QHash>

namespace vitrine::monitor {

// Writes observations of one version inside the caller's transaction. Short-lived: what it remembers of level
// ids is true as long as that transaction.
class ObservationWriter final
{
public:
    // Creates the model and the version when they are new; reserves `count` places in the order of arrival.
    static Result<ObservationWriter> begin(Database &database, const QString &model, const QString &version,
                                           qint64 count);

    Result<> write(const Observation &observation);

private:
    ObservationWriter(Database &database, Statement insert, Statement remove)
        : m_database(&database)
        , m_insert(std::move(insert))
        , m_remove(std::move(remove))
    {
    }
    Result<> bindLevel(int index, const QString &level);

    Database *m_database;
    Statement m_insert;
    Statement m_remove;
    QHash<QString, qint64> m_levels;
    qint64 m_model = 0;
    qint64 m_version = 0;
    qint64 m_sequence = 0;
};

} // namespace vitrine::monitor
