// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::serving {

// Somebody said whether code with this digest may run.
struct TrustStatement {
    QString sha256;      // see modelcode.h for what it is taken of
    bool trusted = true; // false: revoked
    QString subject;     // for people: "churn@v1.2.0"
    QString by;          // "Ann Ex <ann@example.org>"
    QDateTime when;
    QString why;
    bool operator==(const TrustStatement &) const = default;
};

// {"sha256","verdict":"trusted"|"revoked","subject","by","when","why"}. Corrupt when a key is missing.
QJsonObject toJson(const TrustStatement &statement);
Result<TrustStatement> trustStatement(const QJsonObject &object);

// "ann@example.org", of "Ann Ex <ann@example.org>".
QString addressOf(const QString &person);

// What counts for a digest.
struct TrustDecision {
    bool trusted = false;
    bool own = false;                        // the user's own decision, not an honoured one
    std::optional<TrustStatement> statement; // that decided; nothing: nobody said anything that counts
    QList<TrustStatement> others;            // what else is said in the library, newest first
};

// The user's own newest statement counts. Without one the newest of each honoured person does: one of them
// revoked it, and it is not trusted; else one of them trusted it, and it is. What is said by anybody else is
// shown and does not count: whoever can write to a library can write any statement into it.
TrustDecision decideTrust(const QString &sha256, const QList<TrustStatement> &own,
                          const QList<TrustStatement> &inLibrary, const QStringList &honoured);

} // namespace vitrine::serving
