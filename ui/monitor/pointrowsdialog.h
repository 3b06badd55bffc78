// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/pointrows.h"
#include "core/registry/library.h"
#include "ui/chart/plotseries.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>
#include <QTimeZone>

class QPushButton;

namespace vitrine::ui {

class FaceStack;
class PointRowsTable;
class Table;
class TextLabel;

// The observations that a point of a chart was taken from, as a table that can be saved as CSV. Where only
// their sums are kept it says so.
class PointRowsDialog final : public QDialog
{
    Q_OBJECT
public:
    PointRowsDialog(Services &services, const registry::Library &library, const QString &model,
                    const PlotPoint &point, const QTimeZone &zone, QWidget *parent);

    // Writes the CSV; says why not on its face of facts.
    void exportTo(const QString &path);

signals:
    void exported(const QString &path);

private:
    void ask();
    void show(const monitor::PointRows &rows);
    void chooseExport();

    Services &m_services;
    registry::Library m_library;
    QString m_model;
    PlotPoint m_point;
    QTimeZone m_zone;
    TextLabel *m_facts;
    Table *m_tableView;
    PointRowsTable *m_table;
    FaceStack *m_faces;
    QPushButton *m_export;
    Latest<monitor::PointRows> m_rows;
};

} // namespace vitrine::ui
