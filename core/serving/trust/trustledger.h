// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/trust/truststatement.h"

namespace vitrine::serving {

// What this user of this machine decided: which code may run, and whose statements count in which library.
// One file below the user's configuration (trust.jsonl), outside of every repository, so that no repository
// can write to it; only ever appended to, readable by the user only. The last line about a thing counts.
//
// Safe to use from several threads and processes at once. What cannot be read is an error, never trust.
class TrustLedger final
{
public:
    static QString defaultFolder(); // ~/.config/vitrine
    explicit TrustLedger(const QString &folder = defaultFolder());

    Result<QList<TrustStatement>> statements() const; // oldest first
    Result<> add(const TrustStatement &statement) const;

    // People by mail address. Statements are not signed: honouring somebody in a library means trusting
    // everybody who can push to it.
    Result<QStringList> honoured(const QString &gitDir) const;
    Result<> setHonoured(const QString &gitDir, const QString &address, bool honoured) const;

private:
    Result<QList<QJsonObject>> lines() const;
    Result<> append(const QJsonObject &line) const;

    QString m_folder;
    QString m_path;
};

} // namespace vitrine::serving
