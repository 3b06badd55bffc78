// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/groupview.h"

#include "ui/monitor/choicebox.h"
#include "ui/monitor/tableplace.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

enum Column { Version, Group, N, FirstMetric };
constexpr int highestPlot = 640; // pixels

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
    , m_metric(new ChoiceBox(u"diagnosisGroupMetric"_s, tr("Metric that the groups are compared by")))
    , m_order(new ChoiceBox(u"diagnosisGroupOrder"_s, tr("Order of the groups")))
    , m_plot(new XyPlot(u"diagnosisGroupPlot"_s))
    , m_remark(new TextLabel({}, TextRole::Body, Tone::Muted))
    , m_few(new TextLabel({}, TextRole::Caption, Tone::Muted))
    , m_tableView(new Table(u"diagnosisGroups"_s, tr("The diagnostics by group")))
    , m_table(new QStandardItemModel(this))
    , m_choices(new QWidget)
    , m_content(new QWidget)
{
    setObjectName(u"groupView"_s);
    m_remark->setObjectName(u"diagnosisGroupRemark"_s);
    m_remark->setWordWrap(true);
    m_few->setObjectName(u"diagnosisGroupFew"_s);
    m_few->setWordWrap(true);
    m_order->offer({{tr("Worst first"), int(GroupOrder::WorstFirst)},
                    {tr("Best first"), int(GroupOrder::BestFirst)},
                    {tr("Largest first"), int(GroupOrder::LargestFirst)},
                    {tr("By name"), int(GroupOrder::ByName)}});
    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->sortByColumn(-1, Qt::AscendingOrder); // as in the picture, below all rows together

    auto *choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(Space::s);
    choices->addWidget(m_metric);
    choices->addWidget(m_order);
    choices->addStretch(1);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_choices);
    column->addWidget(m_plot, 1);
    column->addWidget(m_few);
    column->addWidget(m_remark);
    column->addWidget(m_tableView);
    column->addStretch(0);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"diagnosisGroupScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    for (ChoiceBox *combo : {m_metric, m_order})
        connect(combo, &QComboBox::activated, this, [this] {
            showGrouped();
            emit pictureChanged();
        });
}

void GroupView::show(const GroupedDiagnosis &grouped)
{
    m_grouped = grouped;
    QList<Choice> metrics;
    for (const GroupMetric &metric : grouped.metrics)
        metrics << Choice{metric.title, metric.title};
    m_metric->offer(metrics);
    showGrouped();
}

void GroupView::showGrouped()
{
    const bool any = m_grouped.remark.isEmpty();
    m_remark->setText(m_grouped.remark);
    m_remark->setVisible(!any);
    for (QWidget *widget : {static_cast<QWidget *>(m_choices), static_cast<QWidget *>(m_plot),
                            static_cast<QWidget *>(m_tableView)})
        widget->setVisible(any);
    const qsizetype metric = m_metric->currentIndex();
    const QStringList groups =
        metric < 0
            ? m_grouped.groups
            : orderedGroups(m_grouped, metric, static_cast<GroupOrder>(m_order->currentData().toInt()));
    m_plot->setPicture(groupPicture(m_grouped, metric, groups));
    m_plot->setMinimumHeight(m_plot->comfortableHeight());
    m_plot->setMaximumHeight(std::max(highestPlot, m_plot->comfortableHeight()));
    qsizetype few = 0;
    for (const GroupFigures &row : std::as_const(m_grouped.rows))
        few += row.isFew() && !row.group.isEmpty() ? 1 : 0;
    m_few->setVisible(any && few > 0);
    m_few->setText(tr("Hollow marks are of fewer than %1 rows, which is too few to judge a group by.")
                       .arg(QLocale().toString(fewRows)));
    fillTable(groups);
}

QString GroupView::figureText(const GroupFigures &row, qsizetype metric) const
{
    const monitor::Interval &interval = row.intervals[metric];
    const QString value = shortNumber(row.values[metric]);
    return std::isfinite(interval.lower)
               ? tr("%1  [%2, %3]").arg(value, shortNumber(interval.lower), shortNumber(interval.upper))
               : value;
}

void GroupView::fillTable(const QStringList &groups)
{
    const TablePlace place(*m_tableView, N);
    m_table->setRowCount(0);
    QStringList headers{tr("Version"), m_grouped.column, tr("n")};
    for (const GroupMetric &metric : std::as_const(m_grouped.metrics))
        headers
            << (metric.atOperatingPoint
                    ? tr("%1 from %2 on").arg(metric.title, QLocale().toString(m_grouped.threshold, 'f', 3))
                    : metric.title);
    const bool others = m_table->columnCount() != headers.size() ||
                        m_table->headerData(Group, Qt::Horizontal).toString() != m_grouped.column;
    m_table->setColumnCount(int(headers.size()));
    m_table->setHorizontalHeaderLabels(headers);
    for (int column = N; column < m_table->columnCount(); ++column)
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QList<const GroupFigures *> rows;
    for (const GroupFigures &row : std::as_const(m_grouped.rows)) {
        if (!row.group.isEmpty())
            continue;
        rows << &row;
        for (const QString &group : groups) {
            if (const GroupFigures *of = m_grouped.find(row.version, group))
                rows << of;
        }
    }
    for (const GroupFigures *row : std::as_const(rows)) {
        const bool all = row->group.isEmpty();
        QList<QStandardItem *> items{
            textItem(row->version, row->look),
            textItem(all ? tr("all rows together") : row->group, all ? -1 : int(groups.indexOf(row->group))),
            numberItem(QLocale().toString(row->n), double(row->n))};
        for (qsizetype metric = 0; metric < m_grouped.metrics.size(); ++metric)
            items << numberItem(figureText(*row, metric), row->values[metric]);
        for (QStandardItem *item : std::as_const(items)) {
            item->setEditable(false);
            if (row->isFew() && !all)
                item->setData(int(Tone::Muted), ToneRole);
        }
        m_table->appendRow(items);
    }
    if (others)
        m_tableView->resizeColumnsToContents();
    const int high = m_tableView->horizontalHeader()->sizeHint().height() +
                     m_table->rowCount() * m_tableView->verticalHeader()->defaultSectionSize() + Space::m;
    m_tableView->setFixedHeight(high);
}

} // namespace vitrine::ui
