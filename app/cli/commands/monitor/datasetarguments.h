// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"

#include <QCommandLineParser>

class QTemporaryFile;

namespace vitrine::cli {

// --time, --truth, --estimate, --prob, --id, --group, --weight, --features: the columns, where their names
// don't say it.
void addRoleOptions(QCommandLineParser &parser);
// --delimiter, --decimal, --missing, --type, --zone, --date-order, --no-header, --table, --query: how files
// are read, where their beginning doesn't say it.
void addReadingOptions(QCommandLineParser &parser);

// A dataset that was named on the command line. "-" is standard input, which is kept in a temporary file as
// long as this lives.
struct DatasetInput {
    monitor::Dataset dataset;
    std::shared_ptr<QTemporaryFile> kept;
};
// InvalidArgument for an option that makes no sense; the others as of Dataset::open().
// `types`: of columns that are in the dataset and that the command line says nothing about.
Result<DatasetInput> openDataset(const QString &path, const QCommandLineParser &options,
                                 const QHash<QString, monitor::ColumnType> &types = {});

// Guessed, with what the command line says in its place, and checked.
Result<monitor::Roles> rolesOf(const monitor::Dataset &dataset, const QCommandLineParser &options);

} // namespace vitrine::cli
