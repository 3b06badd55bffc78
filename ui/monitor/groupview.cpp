// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/groupview.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QStandardItem *textItem(const QString &text, const QVariant &sorted)
{
    auto *item = new QStandardItem(text);
    item->setData(sorted, SortRole);
    return item;
}

QStandardItem *numberItem(const QString &text, double value)
{
    QStandardItem *item = textItem(text, value);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(fullNumber(value));
    return item;
}

} // namespace

GroupView::GroupView(QWidget *parent)
    : QWidget(parent)
    , m_plot(new XyPlot(u"diagnosisGroupPlot"_s, this))
    , m_remark(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_tableView(new Table(u"diagnosisGroups"_s, tr("The diagnostics by group"), this))
    , m_table(new QStandardItemModel(this))
{
    setObjectName(u"groupView"_s);
    m_remark->setObjectName(u"diagnosisGroupRemark"_s);
    m_remark->setWordWrap(true);
    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->sortByColumn(-1, Qt::AscendingOrder); // versions, with their groups below all rows together
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(m_plot, 3);
    layout->addWidget(m_remark);
    layout->addWidget(m_tableView, 2);
}

void GroupView::show(const GroupedDiagnosis &grouped)
{
    m_plot->setPicture(groupPicture(grouped));
    m_remark->setText(grouped.remark);
    m_remark->setVisible(!grouped.remark.isEmpty());
    m_plot->setVisible(grouped.remark.isEmpty());
    m_tableView->setVisible(grouped.remark.isEmpty());
    m_table->clear();
    m_table->setHorizontalHeaderLabels(QStringList{tr("Version"), grouped.column, tr("n")} + grouped.metrics);
    for (int column = 2; column < m_table->columnCount(); ++column)
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (const GroupFigures &row : grouped.rows) {
        const int place = row.group.isEmpty() ? -1 : int(grouped.groups.indexOf(row.group));
        QList<QStandardItem *> items{textItem(row.version, row.look),
                                     textItem(place < 0 ? tr("all rows together") : row.group, place),
                                     numberItem(QLocale().toString(row.n), double(row.n))};
        for (const double value : row.values)
            items << numberItem(shortNumber(value), value);
        for (QStandardItem *item : std::as_const(items))
            item->setEditable(false);
        m_table->appendRow(items);
    }
    m_tableView->resizeColumnsToContents();
}

} // namespace vitrine::ui
