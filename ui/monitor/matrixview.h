// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/monitorview.h"

#include <QTimeZone>
#include <QWidget>

class QAbstractItemModel;
class QComboBox;
class QPushButton;
class QStackedWidget;

namespace vitrine::ui {

class GridCard;
class GridLegend;
class MatrixGrid;
class MatrixTable;
class Table;
class TextLabel;
class XyPlot;

// The version × time matrix with the metric it shows, what is chosen in it, and what would have been had that
// version been in the stage all the time.
class MatrixView final : public QWidget
{
    Q_OBJECT
public:
    explicit MatrixView(QWidget *parent = nullptr);

    void setView(const MonitorView &view, const QTimeZone &zone);
    QWidget *picture() const;                // what is visible, for exports
    const QAbstractItemModel *table() const; // the same as rows
    void setTableShown(bool shown);
    MatrixGrid *grid() const { return m_grid; }
    QString metric() const;
    void setMetric(const QString &metric);

signals:
    void metricChosen(const QString &metric);
    void versionRequested(const QString &version);
    void periodRequested(qint64 start, qint64 end);
    void diagnosisRequested(const QString &version, qint64 start, qint64 end);

private:
    QPushButton *makeButton(const QString &name, const QString &text);
    void showMetric();
    void showChosen();
    void showLine();

    MonitorView m_view;
    QTimeZone m_zone = QTimeZone::utc();
    QComboBox *m_metric;
    TextLabel *m_direction;
    GridLegend *m_legend;
    QStackedWidget *m_pages;
    QWidget *m_picture; // the grid with the line below it
    MatrixGrid *m_grid;
    GridCard *m_card;
    XyPlot *m_plot; // as it was, and as it would have been
    Table *m_tableView;
    MatrixTable *m_table;
    TextLabel *m_chosen;
    TextLabel *m_whatIf;
    QPushButton *m_openVersion;
    QPushButton *m_openPeriod;
    QPushButton *m_diagnose;
};

} // namespace vitrine::ui
