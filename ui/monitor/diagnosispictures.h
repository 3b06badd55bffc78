// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/diagnosis.h"
#include "core/monitor/featureresiduals.h"
#include "ui/chart/xyplot.h"

#include <optional>

namespace vitrine::ui {

// A version's observations with its look.
struct DiagnosedVersion {
    monitor::Diagnosis diagnosis;
    int look = 0;
    std::optional<monitor::FeatureResiduals> residuals = {}; // by the chosen feature
    std::optional<monitor::FeatureResiduals> groups = {};    // by the column that is grouped by
};

// The pictures of one or two versions over the same time, for regression: predicted against actual, residuals
// over time, their distribution; for classification: ROC, precision and recall, calibration. `threshold`:
// where the operating point of the first version is marked. Residuals by a chosen feature take the place of
// the last picture. Pure; may run in any thread.
QList<XyPicture> diagnosisPictures(const QList<DiagnosedVersion> &versions, double threshold);

// Where a threshold lies on the ROC curve (false and true positive rate) and on precision and recall; NaN
// where undefined.
struct OperatingPoint {
    double falsePositives = 0;
    double recall = 0;
    double precision = 0;
};
OperatingPoint operatingPoint(const monitor::ConfusionMatrix &matrix); // of confusionAt()

} // namespace vitrine::ui
