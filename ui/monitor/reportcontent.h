// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/monitorview.h"
#include "ui/monitor/report.h"

#include <QDateTime>

namespace vitrine::ui {

class ChartStack;
class DriftView;
class MatrixGrid;
struct XyPicture;

// What the Monitor page shows as a report: the latest figures, the charts with what is visible in them, what
// happened, the matrix, and the drift and `others` (diagnostics, data) when they were looked at. Paints, on
// light paper whatever the window's theme; belongs to the GUI thread.
Report monitorReport(const MonitorView &view, ChartStack &charts, const MatrixGrid &matrix,
                     const DriftView &drift, const QList<XyPicture> &others, const QString &library,
                     const QDateTime &now);

} // namespace vitrine::ui
