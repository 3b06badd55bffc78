// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/format/structure.h"
#include "core/registry/version.h"
#include "core/registry/worddiff.h"

#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace vitrine::registry {

class Library;
struct ModelRef;

// A metric that was observed over a stretch of time.
struct ObservedMetric {
    double value = 0; // NaN: undefined
    qint64 n = 0;     // observations
};

// Everything about one version that takes part in a comparison.
struct ComparedVersion {
    VersionDetails details;
    std::optional<format::Structure> structure;
    QString structureProblem; // why there is none; one sentence
    // By metric, over the same stretch for all; empty: not monitored.
    QMap<QString, ObservedMetric> observed;
};

// Reads a version, its artefact's structure included; that part may fail without the rest.
Result<ComparedVersion> readCompared(const Library &library, const ModelRef &ref, const Job &job = {});

// What one version says in one row, and how it stands to the first version.
struct ComparedCell {
    enum class Standing {
        Same,
        Changed,
        Better, // of a metric, by its direction
        Worse,
        Added, // the first one has nothing here
        Removed,
        Widening, // of the prototype: see format::Verdict
        Breaking,
    } standing = Standing::Same;
    QString text; // whole; empty: nothing here
    std::optional<double> number;
    QString note;        // a clause for people: "needs the new column wind", "n = 304"
    QList<TextRun> runs; // of a long text: word by word against the first version's
};

struct ComparedRow {
    QString name;
    bool isLong = false;       // prose, several lines
    bool isIdentifier = false; // commits and hashes
    QList<ComparedCell> cells; // one a version
    bool differs() const;
};

struct ComparedSection {
    enum class Kind {
        Registration,
        Metrics,
        Observed,
        Parameters,
        Prototype,
        Packages,
        Files,
        Structure,
        Training,
        Metadata,
        Card,
        Notes,
    } kind = Kind::Registration;
    QString title;
    QString remark; // what to know when reading it; may be empty
    QList<ComparedRow> rows;
    qsizetype differing() const; // rows that do
};

// Versions side by side; the first one is what the others are measured against. Sections of which no version
// has anything are left out.
struct Comparison {
    QList<Version> versions;
    QList<ComparedSection> sections;
    // Rows that differ; in how many of them the version at `column` does. When and by whom a version was
    // registered does not count: that is another one each time.
    qsizetype differing() const;
    qsizetype differing(qsizetype column) const;
};

// Pure. `remark`: of the section of observed metrics, which stretch of time they are of.
Comparison compare(const QList<ComparedVersion> &versions, const QString &observedRemark = {},
                   const Job &job = {});

enum class ComparedRows { All, Differing };

// A Markdown document with a table a section; of some rows when `chosen` is not empty: (section, row).
QString toMarkdown(const Comparison &comparison, ComparedRows rows,
                   const QList<std::pair<int, int>> &chosen = {});

} // namespace vitrine::registry
