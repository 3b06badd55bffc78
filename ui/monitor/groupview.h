// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/groupfigures.h"

#include <QWidget>

class QStandardItemModel;

namespace vitrine::ui {

class ChoiceBox;
class Table;
class TextLabel;

// The diagnostics of one or two versions by group: a metric of every group with its interval, above all
// figures. The page scrolls as one, so that every group is there.
class GroupView final : public QWidget
{
    Q_OBJECT
public:
    explicit GroupView(QWidget *parent = nullptr);
    void show(const GroupedDiagnosis &grouped);
    // What is shown, whole.
    QWidget *content() const { return m_content; }
    const XyPicture &picture() const { return m_plot->picture(); }

signals:
    void pictureChanged(); // another metric or order was chosen

private:
    void showGrouped();
    void fillTable(const QStringList &groups);
    QString figureText(const GroupFigures &row, qsizetype metric) const;

    GroupedDiagnosis m_grouped;
    ChoiceBox *m_metric;
    ChoiceBox *m_order;
    XyPlot *m_plot;
    TextLabel *m_remark;
    TextLabel *m_few;
    Table *m_tableView;
    QStandardItemModel *m_table;
    QWidget *m_choices;
    QWidget *m_content;
};

} // namespace vitrine::ui
