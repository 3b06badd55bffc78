// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/model.h"

#include <QAbstractItemModel>

namespace vitrine::test {

inline registry::Model model(const QString &name, const QString &type,
                             const QMap<QString, QString> &stages = {})
{
    registry::Model m;
    m.name = name;
    m.type = type;
    m.title = QStringLiteral("About ") + name;
    m.stages = stages;
    m.latest = QStringLiteral("v1.0.0");
    m.versionCount = 1;
    m.updated = QDateTime(QDate(2015, 5, 30), QTime(12, 0), Qt::UTC);
    return m;
}

// By name, as the registry lists them: iris-10, iris-9, seattle-tmax.
inline QList<registry::Model> someModels()
{
    auto tmax = model(QStringLiteral("seattle-tmax"), QStringLiteral("regression"),
                      {{QStringLiteral("production"), QStringLiteral("v2.0.0")},
                       {QStringLiteral("alpha"), QStringLiteral("v3.0.0")}});
    tmax.labels = QStringList{QStringLiteral("weather"), QStringLiteral("daily")};
    tmax.owners = QStringList{QStringLiteral("Ada")};
    auto ten = model(QStringLiteral("iris-10"), QStringLiteral("classification"));
    ten.labels = QStringList{QStringLiteral("daily")};
    ten.versionCount = 3;
    return {ten, model(QStringLiteral("iris-9"), QStringLiteral("classification")), tmax};
}

// The first column, headings in brackets.
inline QString shown(const QAbstractItemModel &m, int headingRole)
{
    QStringList names;
    for (int row = 0; row < m.rowCount(); ++row) {
        const QModelIndex index = m.index(row, 0);
        const QString text = index.data().toString();
        names << (index.data(headingRole).toBool() ? QStringLiteral("[") + text + QStringLiteral("]") : text);
    }
    return names.join(QStringLiteral(" "));
}

} // namespace vitrine::test
