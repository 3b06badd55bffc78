// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/monitor/diagnosispictures.h"

namespace vitrine::ui {

struct DiagnosisQuestion {
    QList<std::pair<monitor::DiagnosisRequest, int>> versions; // with their looks
    QString feature;                                           // that residuals are wanted by; empty: none
    QString group;                                             // column to split by; empty: none
    QString file;                                              // that has features by time; empty: none
};

struct DiagnosisAnswer {
    QList<DiagnosedVersion> versions;
    QStringList features;  // that there are: recorded ones, then those of the file
    QStringList groupable; // those of them that may have few values: texts and whole numbers
    QString remark;        // one sentence when the file or a feature is of no use
};

// Blocking. A file that cannot be read is a remark: the rest is still worth seeing.
Result<DiagnosisAnswer> readDiagnosis(const registry::Library &library, const DiagnosisQuestion &question,
                                      const Job &job = {});

} // namespace vitrine::ui
