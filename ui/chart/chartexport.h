// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>
#include <QTimeZone>

namespace vitrine::ui {

class ChartStack;

// What is visible, written whole or not at all: PNG at twice the pixels of the screen, SVG and PDF with text
// as text, CSV (one line a period, version and metric; times in ISO 8601 with zone; numbers in full).
Result<> exportPng(ChartStack &charts, const QString &path);
Result<> exportSvg(ChartStack &charts, const QString &path);
Result<> exportPdf(ChartStack &charts, const QString &path);
Result<> exportCsv(const ChartStack &charts, const QString &path);
// By the suffix of the path; InvalidArgument for another one.
Result<> exportCharts(ChartStack &charts, const QString &path);

// Whole or not at all.
Result<> writeFile(const QString &path, const QByteArray &content);

// A field of a CSV file, in quotes where it needs them.
QString csvField(const QString &text);
// ISO 8601 with the zone's offset.
QString isoTime(qint64 time, const QTimeZone &zone);

// start,end,model,version,metric,n,value,why,estimated (yes or nothing)
QByteArray chartCsv(const ChartStack &charts);

} // namespace vitrine::ui
