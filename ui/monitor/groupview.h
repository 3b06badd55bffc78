// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/groupfigures.h"

#include <QWidget>

class QStandardItemModel;

namespace vitrine::ui {

class Table;
class TextLabel;

// The diagnostics of one or two versions by group: a mark a group and version, above the figures.
class GroupView final : public QWidget
{
    Q_OBJECT
public:
    explicit GroupView(QWidget *parent = nullptr);
    void show(const GroupedDiagnosis &grouped);

private:
    XyPlot *m_plot;
    TextLabel *m_remark;
    Table *m_tableView;
    QStandardItemModel *m_table;
};

} // namespace vitrine::ui
