// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QSize>
#include <QString>
#include <QStringList>

#include <functional>

class QAbstractItemModel;
class QPainter;

namespace vitrine::ui {

// A table as text: what a chart shows, for those who read or copy it.
struct ReportTable {
    QStringList headers;
    QList<QStringList> rows;
};

struct ReportSection {
    QString title;
    QString text;      // a sentence or two before the picture; may be empty
    QByteArray svg;    // may be empty
    ReportTable table; // its twin, folded away
};

// A report in one HTML file that needs nothing else: pictures are inline, there is no script and no address
// outside of it. It is read on a phone and on paper as well; light and dark follow the reader's system.
struct Report {
    QString title;
    QString subtitle;
    QList<std::pair<QString, QString>> facts; // "Period": "by month"
    QList<ReportSection> sections;
};
QByteArray htmlReport(const Report &report);

// What `paint` draws, as an SVG element.
QByteArray inlineSvg(const QSize &size, const std::function<void(QPainter *)> &paint);

// All that a model shows, at most `mostRows` rows; the last row then says how many were left out.
ReportTable tableOf(const QAbstractItemModel &model, int mostRows = 2000);

} // namespace vitrine::ui
