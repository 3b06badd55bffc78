// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotseries.h"
#include "ui/chart/timeaxis.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimeZone>

namespace vitrine::ui {

// What the charts show, as a table: a row for each version and period in view, a column for each metric. Of
// very many rows the first ones only, so that it opens at once.
class ChartTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Period, Version, Count, FirstMetric };

    explicit ChartTable(QObject *parent = nullptr);
    void show(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window,
              const QTimeZone &zone);

    struct Row {
        qint64 start = 0;
        qint64 end = 0;
        QString version;
        int order = 0;
        qint64 n = 0;
        QList<double> values; // NaN: undefined or not there
        QStringList reasons;
        bool estimated = false;
    };
    const QList<Row> &rows() const { return m_rows; }
    qint64 leftOut() const { return m_leftOut; } // rows in view that are not in the table
    const QStringList &metricNames() const { return m_metrics; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<Row> m_rows;
    qint64 m_leftOut = 0;
    QStringList m_metrics;
    QStringList m_titles;
    QTimeZone m_zone = QTimeZone::utc();
};

// The rows of the table: ascending in time, versions in their order. Pure.
QList<ChartTable::Row> chartRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden,
                                 TimeSpan window);
// How many rows there are; costs the logarithm of their number. Gaps are counted, too.
size_t countRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window);
// The window from its begin for as long as it holds at most `most` rows; more when more are at one time.
TimeSpan firstRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window,
                   size_t most);

} // namespace vitrine::ui
