// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/diagnosis.h"

#include <QStringList>

#include <vector>

namespace vitrine::monitor {

// Where a version is wrong: its residuals beside one feature. Of a regression estimate minus truth, of a
// classification the event's probability minus 1 or 0. Rows without feature or residual are not in it.
struct FeatureResiduals {
    QString feature;
    QStringList levels;         // of a text, by first appearance; empty: numbers
    std::vector<double> values; // numbers, else indexes into `levels`
    std::vector<double> residuals;
    std::vector<bool> isEvent = {}; // of a classification: whether the event came true
};

// Features that were recorded with the predictions of a version; none when nothing was recorded.
// `storePath` is a SQLite file. Blocking.
Result<QStringList> recordedFeatures(const QString &storePath, const DiagnosisRequest &request);
// Of recorded predictions whose truth is known.
Result<FeatureResiduals> recordedResiduals(const QString &storePath, const DiagnosisRequest &request,
                                           const Target &target, const QString &feature, const Job &job = {});

// Of observations, from a dataset that has the features by time, or by day (UTC) when all its times are
// midnights: times that it has more than once cannot be told apart and are left out. InvalidArgument when it
// has no column of times.
Result<FeatureResiduals> joinedResiduals(const Diagnosis &diagnosis, const Dataset &dataset,
                                         const QString &feature, const Job &job = {});

// Residuals of rows with about the same value: about as many rows in each bin, or a bin a level.
struct ResidualBin {
    double at = 0; // mean of the values; of a level its index
    double mean = 0;
    double low = 0; // 95 % interval of the mean (normal); as the mean for a single row
    double high = 0;
    qint64 n = 0;
};
QList<ResidualBin> binned(const FeatureResiduals &residuals, int bins = 12);

} // namespace vitrine::monitor
