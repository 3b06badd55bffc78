// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <vector>

namespace vitrine::monitor {

// A column of an R data frame. NaN and null texts are NA. Days and seconds since 1970-01-01 UTC.
struct RdsColumn {
    enum class Kind { Integer, Number, Text, Date, Time } kind = Kind::Number;
    QString name;
    std::vector<double> numbers; // all kinds but Text
    QStringList texts;           // Text; of a factor its levels' names
};

// As saveRDS() writes a data frame: gzip of R's serialization, version 2, XDR (the R Internals manual, 1.8).
QByteArray writeRds(const QList<RdsColumn> &columns);

// Reads what writeRds() and R's saveRDS() of versions 2 and 3 write, compressed with gzip or not. Nothing is
// executed. Unsupported when it is not a data frame of such columns, Corrupt when it ends early.
Result<QList<RdsColumn>> readRds(const QByteArray &bytes);

} // namespace vitrine::monitor
