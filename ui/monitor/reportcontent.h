// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/monitorview.h"
#include "ui/monitor/report.h"

#include <QDateTime>

namespace vitrine::ui {

class ChartStack;
class MatrixGrid;
struct XyPicture;

// What the Monitor page shows as a report: the charts with what is visible in them, the matrix, what
// happened, and the diagnostics when they were looked at. Paints; belongs to the GUI thread.
Report monitorReport(const MonitorView &view, ChartStack &charts, MatrixGrid &matrix,
                     const QList<XyPicture> &diagnostics, const QString &library, const QDateTime &now);

} // namespace vitrine::ui
