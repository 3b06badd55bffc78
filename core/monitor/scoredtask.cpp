// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/scoredtask.h"

#include "core/base/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

} // namespace

bool isClassification(const Dataset &dataset, const Roles &roles, const QStringList &levels,
                      std::optional<bool> asked)
{
    if (asked)
        return *asked;
    const auto isText = [&](const QString &name) {
        const ColumnInfo *column = dataset.column(name);
        return column && column->type == ColumnType::Text;
    };
    return !levels.isEmpty() || !roles.probabilities.isEmpty() || isText(roles.truth) ||
           isText(roles.estimate);
}

Result<QStringList> knownLevels(const Roles &roles, const QStringList &given)
{
    QStringList levels;
    for (const QString &level : given)
        levels << plainLevel(level);
    QStringList named;
    for (const Roles::Probability &one : roles.probabilities)
        named << plainLevel(one.level);
    if (levels.isEmpty() && named.size() > 1)
        return sortedLevels(named);
    for (const QString &level : named) {
        if (!levels.isEmpty() && !levels.contains(level))
            return wrong(Text::tr("There is a probability of “%1”, which is not one of the levels %2.")
                             .arg(level, levels.join(u", "_s)));
    }
    if (named.size() > 1 && named.size() != levels.size())
        return wrong(Text::tr("There are %1 levels, but probabilities of %2 of them.")
                         .arg(levels.size())
                         .arg(named.size()));
    if (named.size() == 1 && levels.size() > 2)
        return wrong(Text::tr("One column of probabilities is enough for two levels only, and there are %1.")
                         .arg(levels.size()));
    return levels;
}

Result<Dataset> withTexts(const Dataset &dataset, const QStringList &names)
{
    QHash<QString, ColumnType> types;
    for (const QString &name : names) {
        const ColumnInfo *column = dataset.column(name);
        if (column && column->type != ColumnType::Text)
            types.insert(name, ColumnType::Text);
    }
    return types.isEmpty() ? Result<Dataset>(dataset) : dataset.withTypes(types);
}

} // namespace vitrine::monitor
