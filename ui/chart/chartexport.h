// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "ui/chart/plotseries.h"
#include "ui/chart/timeaxis.h"

#include <QByteArray>
#include <QSet>
#include <QSize>
#include <QString>
#include <QTimeZone>

#include <functional>

class QAbstractItemModel;
class QPainter;
class QWidget;

namespace vitrine::ui {

class ChartStack;

// Something that paints itself anew in any resolution.
struct ExportedPicture {
    QString title;
    QSize size; // pixels of the screen
    std::function<void(QPainter *)> paint;
};
ExportedPicture pictureOf(ChartStack &charts);
// What a widget shows, on the colour of the window.
ExportedPicture pictureOf(QWidget &widget, const QString &title);

// Written whole or not at all: PNG at twice the pixels of the screen, SVG and PDF with text as text. By the
// suffix of the path; InvalidArgument for another one.
Result<> exportPicture(const ExportedPicture &picture, const QString &path);

// What charts show, as values that any thread may write.
struct ChartContent {
    QString title;
    QList<PlotMetric> metrics;
    QSet<QString> hidden;
    TimeSpan window;
    QTimeZone zone;
};
ChartContent contentOf(const ChartStack &charts);

// start,end,model,version,metric,n,value,why,estimated (yes or nothing): a line a period, version and metric
// of what is visible; times in ISO 8601 with zone, numbers in full. Blocking; any number of rows is written
// in little memory, whole or not at all.
Result<> exportCsv(const ChartContent &content, const QString &path, const Job &job = {});

// What a table shows, in its order, with numbers in full.
QByteArray tableCsv(const QAbstractItemModel &table);

// Whole or not at all.
Result<> writeFile(const QString &path, const QByteArray &content);

// A field of a CSV file, in quotes where it needs them.
QString csvField(const QString &text);
// ISO 8601 with the zone's offset.
QString isoTime(qint64 time, const QTimeZone &zone);

} // namespace vitrine::ui
