// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/roles.h"

#include "core/base/text.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

const QStringList timeNames{u"time"_s,       u"timestamp"_s, u"date"_s, u"datetime"_s,  u"date_time"_s,
                            u"created_at"_s, u".index"_s,    u"ds"_s,   u"event_time"_s};
const QStringList truthNames{u"truth"_s,  u"y_true"_s,   u"y"_s,   u"target"_s,      u"label"_s,
                             u"actual"_s, u"observed"_s, u"obs"_s, u"ground_truth"_s};
const QStringList estimateNames{u".pred"_s,      u".pred_class"_s, u"pred"_s,     u"prediction"_s,
                                u"predicted"_s,  u"y_pred"_s,      u"estimate"_s, u"predicted_class"_s,
                                u"pred_class"_s, u"yhat"_s,        u"y_hat"_s,    u"forecast"_s};
const QStringList idNames{u"id"_s, u"request_id"_s, u"prediction_id"_s, u"row_id"_s};
const QStringList weightNames{u"weight"_s, u"weights"_s, u"case_weight"_s, u"sample_weight"_s, u"case_wts"_s};
const QStringList probabilityPrefixes{u".pred_"_s, u"prob_"_s, u"proba_"_s, u"probability_"_s,
                                      u"pred_"_s,  u"p_"_s,    u"prob."_s,  u"prob"_s};

// The first of the names that a column has and that no other role took; letter case does not count.
QString take(const QStringList &names, const QList<ColumnInfo> &columns, QSet<QString> &taken)
{
    for (const QString &name : names) {
        for (const ColumnInfo &column : columns) {
            if (!taken.contains(column.name) && column.name.compare(name, Qt::CaseInsensitive) == 0) {
                taken.insert(column.name);
                return column.name;
            }
        }
    }
    return {};
}

QString takeTime(const QList<ColumnInfo> &columns, QSet<QString> &taken)
{
    QList<ColumnInfo> times;
    std::ranges::copy_if(columns, std::back_inserter(times),
                         [](const ColumnInfo &column) { return column.type == ColumnType::Time; });
    const QString named = take(timeNames, times, taken);
    if (!named.isEmpty() || times.isEmpty())
        return named;
    taken.insert(times.constFirst().name);
    return times.constFirst().name;
}

QList<Roles::Probability> takeProbabilities(const QList<ColumnInfo> &columns, QSet<QString> &taken)
{
    for (const QString &prefix : probabilityPrefixes) {
        QList<Roles::Probability> found;
        for (const ColumnInfo &column : columns) {
            if (!taken.contains(column.name) && column.type == ColumnType::Number && column.share &&
                column.name.startsWith(prefix, Qt::CaseInsensitive) && column.name.size() > prefix.size())
                found.append({column.name.sliced(prefix.size()), column.name});
        }
        if (found.isEmpty())
            continue;
        for (const Roles::Probability &one : found)
            taken.insert(one.column);
        return found;
    }
    return {};
}

Result<> checkColumn(const QString &name, const QString &role, const QList<ColumnInfo> &columns,
                     std::optional<ColumnType> type = {})
{
    if (name.isEmpty())
        return {};
    const auto found = std::ranges::find(columns, name, &ColumnInfo::name);
    if (found == columns.end()) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The dataset has no column “%1” for the %2.").arg(name, role),
                     {}};
    }
    if (!type || found->type == *type)
        return {};
    return Error{Error::Code::InvalidArgument,
                 *type == ColumnType::Time
                     ? Text::tr("Column “%1” does not read as times. Choose another column for the %2, or "
                                "say that it is one.")
                           .arg(name, role)
                     : Text::tr("Column “%1” does not read as numbers, which the %2 needs.").arg(name, role),
                 {}};
}

} // namespace

QStringList Roles::others() const
{
    QStringList columns;
    for (const QString &column : {time, truth, estimate, group, id, weight}) {
        if (!column.isEmpty())
            columns << column;
    }
    for (const Probability &one : probabilities)
        columns << one.column;
    return columns;
}

Roles guessRoles(const QList<ColumnInfo> &columns)
{
    Roles roles;
    QSet<QString> taken;
    roles.time = takeTime(columns, taken);
    roles.truth = take(truthNames, columns, taken);
    roles.estimate = take(estimateNames, columns, taken);
    roles.id = take(idNames, columns, taken);
    roles.weight = take(weightNames, columns, taken);
    roles.probabilities = takeProbabilities(columns, taken);
    for (const ColumnInfo &column : columns) {
        if (!taken.contains(column.name))
            roles.features << column.name;
    }
    return roles;
}

Result<> checkRoles(const Roles &roles, const QList<ColumnInfo> &columns)
{
    VT_CHECK(checkColumn(roles.time, Text::tr("time"), columns, ColumnType::Time));
    VT_CHECK(checkColumn(roles.truth, Text::tr("truth"), columns));
    VT_CHECK(checkColumn(roles.estimate, Text::tr("estimate"), columns));
    for (const Roles::Probability &one : roles.probabilities)
        VT_CHECK(checkColumn(one.column, Text::tr("probability of %1").arg(one.level), columns,
                             ColumnType::Number));
    VT_CHECK(checkColumn(roles.group, Text::tr("group"), columns));
    VT_CHECK(checkColumn(roles.id, Text::tr("request id"), columns));
    VT_CHECK(checkColumn(roles.weight, Text::tr("case weight"), columns, ColumnType::Number));
    for (const QString &feature : roles.features)
        VT_CHECK(checkColumn(feature, Text::tr("features"), columns));
    return {};
}

} // namespace vitrine::monitor
