// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/registry/comparison.h"
#include "core/registry/library.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace vitrine::ui {

// What was read of versions, by "model@version". Shared between readings, so that moving a column does not
// open every file again.
using ComparedVersions = QHash<QString, registry::ComparedVersion>;

struct ComparisonReading {
    registry::Comparison comparison;
    QStringList names;               // of the columns: "model@v1.2.0"
    QList<Error> problems;           // of versions that could not be read and are left out
    ComparedVersions read;           // all that was read or known before
    std::optional<Error> monitoring; // why what was observed could not be read; what was read before is there
};

// Blocking. The versions in the order asked for; `known` is taken as it is.
Result<ComparisonReading> readComparison(const registry::Library &library, const QStringList &names,
                                         const ComparedVersions &known, const Job &job = {});

// "3 Mar 2015 – 30 Nov 2015, when all of them were observed": fills in the observed metrics over the stretch
// of time that the versions have in common; empty when there is none, or when their models differ. An error
// when a database server is away: what they had before stays.
Result<QString> addObserved(const registry::Library &library, QList<registry::ComparedVersion> *versions,
                            const Job &job = {});

} // namespace vitrine::ui
