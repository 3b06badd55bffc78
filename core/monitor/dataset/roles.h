// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/dataset/column.h"

#include <QList>
#include <QStringList>

namespace vitrine::monitor {

// Which column of a dataset is what. An empty name: there is none.
struct Roles {
    struct Probability {
        QString level;
        QString column;
        bool operator==(const Probability &) const = default;
    };
    QString time;
    QString truth;
    QString estimate;                 // the predicted number or level
    QList<Probability> probabilities; // of the levels
    QString group;
    QString id;     // of the request, to join a truth that arrives later
    QString weight; // of the case
    QStringList features;
    QStringList others() const; // every column that has a role other than feature
    bool operator==(const Roles &) const = default;
};

// By names that R, Python and people use (date, truth, y_true, .pred, .pred_yes, prob_yes, …) and by types; a
// caller overrides what it knows better. All columns without another role are features. Never guesses a
// group.
Roles guessRoles(const QList<ColumnInfo> &columns);

// InvalidArgument names the first role whose column is not in the dataset or has the wrong type.
Result<> checkRoles(const Roles &roles, const QList<ColumnInfo> &columns);

} // namespace vitrine::monitor
