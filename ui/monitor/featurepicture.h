// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/diagnosispictures.h"

namespace vitrine::ui {

// Residuals by a feature: of one version every row and the means of bins, of two the means only. A version
// without rows has no layer. Pure.
XyPicture featurePicture(const QList<DiagnosedVersion> &versions);

} // namespace vitrine::ui
