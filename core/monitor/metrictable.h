// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/series.h"

namespace vitrine::monitor {

class Dataset;

// One value of a table of metrics, as vetiver computes and pins them.
struct MetricRow {
    QDateTime index; // invalid: no time
    qint64 n = 0;
    QString metric;
    QString estimator;
    double value = std::numeric_limits<double>::quiet_NaN();
    QString why; // why it is undefined
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
    QString version; // of the model; empty: not said
    QString group;   // of the rows it is taken from; empty: all
};
using MetricTable = QList<MetricRow>;

// Period by period; within one, by version, group and metric in the order of the series.
MetricTable metricTable(const QList<MetricSeries> &series);

// How columns are called: .index .n .metric .estimator .estimate, or index n metric estimate with
// scikit-learn's names of metrics.
enum class MetricColumns { VetiverR, VetiverPython };

// Columns beyond vetiver's, where there is something in them.
struct MetricTableForm {
    MetricColumns columns = MetricColumns::VetiverR;
    QString groupColumn;    // what groups are called; empty: there are none
    bool intervals = false; // .lower and .upper
    bool versions = false;
    bool dates = false; // the index is a date, whatever its time: of periods of a day or more
};

// Times are dates where the form says so, or all of them are midnights of their zone, as R's Date and pandas'
// date columns read them. Undefined values are NA in R's form, nothing in Python's, null in JSON. Numbers
// have all their digits.
QByteArray metricTableToCsv(const MetricTable &table, const MetricTableForm &form);
QByteArray metricTableToJson(const MetricTable &table, const MetricTableForm &form);
// The cells of a row as texts for people: six digits.
QStringList metricTableHeader(const MetricTableForm &form);
QList<QStringList> metricTableCells(const MetricTable &table, const MetricTableForm &form);

// Reads either form, as CSV or JSON. InvalidArgument when it is no table of metrics.
Result<MetricTable> readMetricTable(const Dataset &dataset);

// vetiver's rule for new metrics of times that are there already: refused, or with `overwrite` every old row
// of such a time goes.
struct MetricMerge {
    MetricTable table;          // the old rows that stay, and the new ones, in order of time
    QList<QDateTime> overlaps;  // times that are in both, ascending
    qsizetype replacedRows = 0; // old rows of those times
};
MetricMerge mergeMetrics(const MetricTable &old, const MetricTable &added);
// Conflict names the first overlapping time unless `overwrite`.
Result<> checkOverlap(const MetricMerge &merge, const QString &name, bool overwrite);

// scikit-learn's function for one of our metrics ("mean_absolute_error"), else the name itself; and back.
QString sklearnName(const QString &metric);
QString metricOfSklearn(const QString &function);

} // namespace vitrine::monitor
