// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/engineoptions.h"
#include "core/serving/trust/trustledger.h"

namespace vitrine::serving {

struct VersionSource;

// A model whose code may or may not run: what it would run, and what was decided about it.
struct TrustQuestion {
    QString subject; // "churn@v1.2.0", or the file's name
    CodeBearing code;
    TrustDecision decision;
    // Of a version in a library; empty for a file.
    QString model;
    QString version;
};

// What is to be known before somebody trusts: the whole file is read. `source`: see librarysource.h.
// Blocking.
Result<TrustQuestion> trustQuestion(const registry::Library *library, const VersionSource &source,
                                    const TrustLedger &ledger, const Job &job = {});

// The user's decision: recorded in the ledger, which is what counts here, and as a statement in the version's
// note, so that others see who trusted what and why. What cannot be written to the library is an error after
// the ledger has it.
Result<TrustStatement> recordTrust(const registry::Library *library, const TrustQuestion &question,
                                   bool trusted, const QString &why, const TrustLedger &ledger);

// "Ann Ex <ann@example.org> trusted it on 2026-01-31 (“checked the imports”)".
QString told(const TrustStatement &statement);

// What people said about a version in its note, in no order. Unreadable statements are passed over.
QList<TrustStatement> statementsIn(const QJsonObject &note);

// For EngineOptions::trust: lets code run that is trusted, and says otherwise how to look at it first. The
// ledger is read when it is asked.
std::function<Result<>(const CodeBearing &)> trustCheck(const TrustLedger &ledger, const QString &subject,
                                                        const QString &gitDir,
                                                        const QList<TrustStatement> &inLibrary);

} // namespace vitrine::serving
