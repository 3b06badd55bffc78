// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts of the history share the room, and how that comes back after a restart.
#include "ui/model/historyview.h"

#include "ui/model/ribbon/historyribbon.h"
#include "ui/model/versionlistmodel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/sidetoggle.h"
#include "ui/widgets/table.h"

#include <QSettings>
#include <QSplitter>
#include <QStyleOptionViewItem>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int leastMessageWidth = 96;
constexpr double ribbonShare = 0.36;
constexpr int mostRibbon = 360;                        // by itself; people may drag it larger
constexpr int headingRoom = 2 * Space::m + Size::icon; // beside a title: padding and the mark of sorting
constexpr int measuredRows = 200;                      // the newest; what is wider further down is cut

// The narrowest and the widest that a column is made by itself.
std::pair<int, int> widthRange(VersionListModel::Field field)
{
    using Field = VersionListModel::Field;
    switch (field) {
    case Field::Version: return {76, 210};
    case Field::Stages: return {96, 300};
    case Field::Metric:
    case Field::ChangeBefore:
    case Field::ChangeProduction: return {72, 170};
    case Field::Date: return {100, 130};
    case Field::Size: return {78, 110};
    case Field::Author:
    case Field::Message:
    case Field::Labels: break;
    }
    return {110, 180};
}

} // namespace

int HistoryView::fittingWidth(int column) const
{
    const auto [least, most] = widthRange(m_model->columns().at(column).field);
    const QFontMetrics heading(vitrine::ui::font(TextRole::Caption));
    int width = heading.horizontalAdvance(m_model->columns().at(column).title) + headingRoom;
    QStyleOptionViewItem option;
    option.initFrom(m_table);
    option.font = m_table->font();
    for (int row = 0; row < std::min(m_model->rowCount(), measuredRows); ++row)
        width = std::max(width, m_table->cells()->sizeHint(option, m_model->index(row, column)).width());
    return std::clamp(width, least, most);
}

void HistoryView::adjustColumns()
{
    using Field = VersionListModel::Field;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        m_table->setColumnWidth(column, fittingWidth(column));
        m_table->setColumnHidden(column, m_model->columns().at(column).isFurther);
    }
    m_table->setStretchColumn(m_model->columnOf(Field::Message), leastMessageWidth);
    m_table->sortByColumn(m_model->columnOf(Field::Date), Qt::DescendingOrder);
}

// What the ribbon gets until somebody says otherwise.
void HistoryView::shareHeight()
{
    if (m_halvesChosen || !m_ribbonCard->isVisibleTo(this))
        return;
    const int all = m_halves->height();
    const int least = m_ribbonCard->minimumSizeHint().height();
    const int most = std::max({least, mostRibbon, m_ribbonCard->sizeHint().height()});
    const int ribbon = std::clamp(int(all * ribbonShare), least, most);
    m_halves->setSizes({ribbon, all - ribbon});
}

void HistoryView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    shareHeight();
}

void HistoryView::saveState(const QString &key) const
{
    if (m_model->rowCount() > 0)
        m_table->saveColumns(m_services.settings, key + u"/versions"_s);
    m_services.settings.setValue(key + u"/historySplitter"_s, m_splitter->saveState());
    m_services.settings.setValue(key + u"/historyPanel"_s, m_showPanel->isWanted());
    if (m_halvesChosen)
        m_services.settings.setValue(key + u"/historyHalves"_s, m_halves->saveState());
    m_services.settings.setValue(key + u"/historyRibbon"_s, m_showRibbon->isChecked());
    if (!m_modelName.isEmpty())
        m_ribbon->saveState(m_services.settings, windowKey(key));
}

QString HistoryView::windowKey(const QString &key) const
{
    return key + u"/ribbon/"_s + QString::fromLatin1(QUrl::toPercentEncoding(m_modelName));
}

void HistoryView::restoreState(const QString &key)
{
    m_splitter->restoreState(m_services.settings.value(key + u"/historySplitter"_s).toByteArray());
    m_showPanel->setWanted(m_services.settings.value(key + u"/historyPanel"_s, true).toBool());
    m_halvesChosen =
        m_halves->restoreState(m_services.settings.value(key + u"/historyHalves"_s).toByteArray());
    m_showRibbon->setChecked(m_services.settings.value(key + u"/historyRibbon"_s, true).toBool());
    m_ribbon->restoreState(m_services.settings, windowKey(key));
    if (m_columnsRestored)
        return;
    m_columnsRestored = true;
    m_table->restoreColumns(m_services.settings, key + u"/versions"_s);
}

} // namespace vitrine::ui
