// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/flatstyle.h"

#include "ui/theme/choicedelegate.h"
#include "ui/theme/flatpainter.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QSplitterHandle>
#include <QStyleOption>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int controlHeight = 32;
constexpr int scrollBarExtent = 10;
constexpr int tabHeight = 38;

QString arrowName(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowUp:
    case QStyle::PE_IndicatorSpinUp: return u"chevron-up"_s;
    case QStyle::PE_IndicatorArrowLeft: return u"chevron-left"_s;
    case QStyle::PE_IndicatorArrowRight: return u"chevron-right"_s;
    default: return u"chevron-down"_s;
    }
}

} // namespace

FlatStyle::FlatStyle() : QProxyStyle(u"Fusion"_s) {}

int FlatStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return Size::icon;
    case PM_ScrollBarExtent: return scrollBarExtent;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_MenuHMargin: return 1;
    case PM_DefaultFrameWidth:
        // Inside the frame of a text area the corners of what it shows would cover the round ones.
        return widget && widget->inherits("QAbstractScrollArea") ? 3 : 1;
    case PM_FocusFrameHMargin: // beside the words of an entry
        return widget && widget->inherits("QComboBoxListView")
                   ? int(Space::s)
                   : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_SplitterWidth: return 9;
    case PM_MenuVMargin:
    case PM_MenuPanelWidth: return Space::xs;
    case PM_MenuButtonIndicator: return Space::l;
    case PM_ToolTipLabelFrameWidth: return 6;
    case PM_TabBarTabHSpace: return 2 * Space::m;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarBaseOverlap: return 0;
    case PM_HeaderMargin: return Space::m;
    case PM_HeaderMarkSize: return 12;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return Space::m;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return Space::s;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FlatStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected:
    case SH_ItemView_PaintAlternatingRowColorsForEmptyArea:
        return hint == SH_ItemView_ShowDecorationSelected ? 1 : 0;
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Header_ArrowAlignment:
        return hint == SH_Header_ArrowAlignment ? int(Qt::AlignRight | Qt::AlignVCenter) : 0;
    case SH_ComboBox_Popup: return 0;
    case SH_Widget_Animate: return m_animated ? 1 : 0;
    case SH_Widget_Animation_Duration: return m_animated ? int(Size::motionMs) : 0;
    case SH_Table_GridLineColor: return option ? static_cast<int>(tokens(option->palette).border.rgb()) : 0;
    case SH_ScrollView_FrameOnlyAroundContents: return 0;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize FlatStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                  const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int lineHeight = option ? option->fontMetrics.height() : 0;
    const int height = std::max(controlHeight, lineHeight + 2 * Space::s);
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (!button)
            return {result.width(), height};
        const int gap = button->icon.isNull() || button->text.isEmpty() ? 0 : Space::s - 2;
        const int width = (button->icon.isNull() ? 0 : button->iconSize.width()) + gap +
                          button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width() +
                          2 * Space::m +
                          (button->features.testFlag(QStyleOptionButton::HasMenu) ? Space::l : 0);
        return {std::max(width, height), height};
    }
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox: return {result.width() + Space::s, height};
    case CT_ToolButton: return {std::max(result.width() + Space::xs, height - 4), height - 4};
    case CT_TabBarTab: return {result.width(), std::max(tabHeight, lineHeight + 2 * Space::m)};
    case CT_HeaderSection: return {result.width(), std::max(int(Size::rowHeight), lineHeight + 2 * Space::s)};
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {result.width(), Space::s + 1};
        return {result.width() + Space::l, std::max(int(Size::compactRow) + 2, lineHeight + Space::m)};
    }
    case CT_ProgressBar: return {result.width(), Space::m};
    default: return result;
    }
}

QRect FlatStyle::scrollBarRect(const QStyleOptionComplex *option, SubControl part) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar)
        return {};
    const bool upright = bar->orientation == Qt::Vertical;
    const int length = upright ? bar->rect.height() : bar->rect.width();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int thumb = length;
    if (range > 0)
        thumb = std::clamp(int(qint64(bar->pageStep) * length / (range + bar->pageStep)),
                           std::min(28, length), length);
    const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb,
                                           bar->upsideDown);
    const auto stretch = [&](int from, int to) {
        const QRect rect = upright ? QRect(0, from, bar->rect.width(), to - from)
                                   : QRect(from, 0, to - from, bar->rect.height());
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    };
    switch (part) {
    case SC_ScrollBarGroove: return bar->rect;
    case SC_ScrollBarSlider: return stretch(at, at + thumb);
    case SC_ScrollBarSubPage: return stretch(0, at);
    case SC_ScrollBarAddPage: return stretch(at + thumb, length);
    default: return {};
    }
}

QRect FlatStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                const QWidget *widget) const
{
    if (control == CC_ScrollBar)
        return scrollBarRect(option, part);
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect.adjust(Space::xs, 0, 0, 0);
    return rect;
}

QRect FlatStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents)
        return rect.adjusted(Space::s - 3, 0, -Space::xs, 0);
    return rect;
}

QIcon FlatStyle::standardIcon(StandardPixmap pixmap, const QStyleOption *option, const QWidget *widget) const
{
    if (pixmap == SP_LineEditClearButton)
        return icon(u"close"_s);
    return QProxyStyle::standardIcon(pixmap, option, widget);
}

void FlatStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    const Tokens &t = tokens(option->palette);
    switch (element) {
    case PE_PanelButtonCommand: return paintButton(painter, option, widget);
    case PE_FrameDefaultButton:
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem:
    case PE_PanelScrollAreaCorner:
    case PE_FrameTabWidget: return;
    case PE_PanelButtonTool: return paintToolButton(painter, option);
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth <= 0)
            return;
        [[fallthrough]];
    case PE_FrameLineEdit: return paintEditor(painter, option, widget);
    case PE_Frame:
        if (widget && widget->inherits("QAbstractScrollArea"))
            return paintEditor(painter, option, widget);
        return paintBox(painter, option->rect, {}, t.border, Size::radius);
    case PE_FrameMenu: return paintBox(painter, option->rect, {}, t.border, 0);
    case PE_PanelMenu: return painter->fillRect(option->rect, t.raised);
    case PE_PanelTipLabel: return paintBox(painter, option->rect, t.raised, mixed(t.border, t.text, 0.12), 0);
    case PE_FrameTabBarBase:
        return painter->fillRect(QRect(option->rect.x(), option->rect.bottom(), option->rect.width(), 1),
                                 t.border);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: return paintCheckBox(painter, option);
    case PE_IndicatorRadioButton: return paintRadioButton(painter, option);
    case PE_PanelItemViewItem: return paintItemPanel(painter, option);
    case PE_PanelItemViewRow: return;
    case PE_FrameFocusRect:
        if (!qobject_cast<const QAbstractItemView *>(widget))
            paintFocusRing(painter, option->rect, t.accent, Size::radius);
        return;
    case PE_IndicatorHeaderArrow: return; // drawn with the label
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
    case PE_IndicatorSpinUp:
    case PE_IndicatorSpinDown:
        return paintIcon(painter, option->rect, arrowName(element), buttonTextColour(option, widget),
                         std::min({option->rect.width(), option->rect.height() + 4, 14}));
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void FlatStyle::drawMenuItem(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (!item)
        return;
    const Tokens &t = tokens(option->palette);
    if (item->menuItemType == QStyleOptionMenuItem::Separator && item->text.isEmpty()) {
        painter->fillRect(
            QRect(item->rect.x() + Space::s, item->rect.center().y(), item->rect.width() - 2 * Space::s, 1),
            t.border);
        return;
    }
    if (item->state.testFlag(State_Selected) && item->state.testFlag(State_Enabled))
        paintSelection(painter, item->rect.adjusted(Space::xs, 0, -Space::xs, 0), t, Size::radius - 2);
    QStyleOptionMenuItem plain = *item;
    plain.state.setFlag(State_Selected, false);
    plain.rect.adjust(Space::xs, 0, -Space::s, 0);
    QProxyStyle::drawControl(CE_MenuItem, &plain, painter, widget);
}

void FlatStyle::drawHeaderLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    if (!header)
        return;
    const Tokens &t = tokens(option->palette);
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    const int mark = sorted ? pixelMetric(PM_HeaderMarkSize, option, widget) : 0;
    const QRect rect = header->rect.adjusted(0, -Space::s, 0, Space::s); // the margin is meant for the sides
    const QString text =
        header->fontMetrics.elidedText(header->text, Qt::ElideRight, std::max(0, rect.width() - mark));
    const int width = header->fontMetrics.horizontalAdvance(text);
    const bool right = header->textAlignment.testFlag(Qt::AlignRight);
    painter->setPen(sorted ? t.text : t.muted);
    painter->drawText(rect, int(header->textAlignment) | int(Qt::TextSingleLine), text);
    if (sorted) {
        const int x = right ? rect.right() - width - mark - 1 : rect.x() + width + 2;
        paintIcon(painter, QRect(x, rect.y(), mark, rect.height()),
                  header->sortIndicator == QStyleOptionHeader::SortUp ? u"sort-down"_s : u"sort-up"_s,
                  t.muted, mark);
    }
}

void FlatStyle::drawButtonLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    if (!button)
        return;
    QRect rect = button->rect;
    if (button->features.testFlag(QStyleOptionButton::HasMenu))
        rect.setRight(rect.right() - pixelMetric(PM_MenuButtonIndicator, button, widget));
    const bool enabled = button->state.testFlag(State_Enabled);
    const int iconSize = button->icon.isNull() ? 0 : button->iconSize.width();
    const int gap = iconSize > 0 && !button->text.isEmpty() ? Space::s - 2 : 0;
    const int flags =
        int(Qt::AlignVCenter) | int(Qt::TextShowMnemonic) | int(Qt::TextSingleLine) |
        (styleHint(SH_UnderlineShortcut, button, widget, nullptr) ? 0 : int(Qt::TextHideMnemonic));
    const int textWidth = button->fontMetrics.size(flags, button->text).width();
    const int width = std::min(iconSize + gap + textWidth, rect.width());
    int x = rect.x() + (rect.width() - width) / 2;
    if (iconSize > 0) {
        const QRect place(x, rect.center().y() - iconSize / 2 + 1, iconSize, iconSize);
        // In the colour of the text, which on a filled button is not the palette's.
        const QColor ink = buttonTextColour(option, widget);
        QPixmap drawing = button->icon.pixmap({iconSize, iconSize}, painter->device()->devicePixelRatioF(),
                                              enabled ? QIcon::Normal : QIcon::Disabled);
        if (ink != button->palette.color(QPalette::ButtonText) && enabled) {
            QPainter tint(&drawing);
            tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
            tint.fillRect(drawing.rect(), ink);
        }
        painter->drawPixmap(visualRect(button->direction, rect, place), drawing);
        x += iconSize + gap;
    }
    painter->setPen(buttonTextColour(option, widget));
    const QRect place(x, rect.y(), rect.right() - x, rect.height());
    painter->drawText(visualRect(button->direction, rect, place), flags | int(Qt::AlignLeft), button->text);
}

void FlatStyle::drawTabLabel(const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    if (!tab)
        return;
    const Tokens &t = tokens(option->palette);
    const bool strong = tab->state.testFlag(State_Selected) || tab->state.testFlag(State_MouseOver);
    QStyleOptionTab coloured(*tab);
    coloured.state.setFlag(State_HasFocus, false);
    coloured.palette.setColor(QPalette::WindowText, strong ? t.text : t.muted);
    QProxyStyle::drawControl(CE_TabBarTabLabel, &coloured, painter, widget);
}

void FlatStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    const Tokens &t = tokens(option->palette);
    switch (element) {
    case CE_MenuItem: return drawMenuItem(option, painter, widget);
    case CE_MenuEmptyArea: return painter->fillRect(option->rect, t.raised);
    case CE_TabBarTabShape: return paintTab(painter, option);
    case CE_TabBarTabLabel: return drawTabLabel(option, painter, widget);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: return paintHeaderSection(painter, option);
    case CE_HeaderLabel: return drawHeaderLabel(option, painter, widget);
    case CE_PushButtonLabel: return drawButtonLabel(option, painter, widget);
    case CE_Splitter:
        // The panels have frames of their own; the handle shows when it can be taken.
        if (option->state.testFlag(State_MouseOver) || option->state.testFlag(State_Sunken)) {
            const QRect r = option->rect;
            paintBox(painter,
                     option->state.testFlag(State_Horizontal)
                         ? QRect(r.center().x() - 1, r.y(), 3, r.height())
                         : QRect(r.x(), r.center().y() - 1, r.width(), 3),
                     mixed(t.window, t.accent, 0.5), {}, 1);
        }
        return;
    case CE_ProgressBar: return paintProgress(painter, option);
    default: QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void FlatStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                   QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
            bar && bar->maximum > bar->minimum)
            paintScrollSlider(painter, option, scrollBarRect(option, SC_ScrollBarSlider));
        return;
    case CC_ComboBox: {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (combo && combo->editable)
            paintEditor(painter, option, widget);
        else
            paintButton(painter, option, widget);
        const QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        return paintIcon(painter, arrow, u"chevron-down"_s, tokens(option->palette).muted, 14);
    }
    case CC_SpinBox: {
        paintEditor(painter, option, widget);
        const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        if (!spin || spin->buttonSymbols == QAbstractSpinBox::NoButtons)
            return;
        const QColor ink = tokens(option->palette).muted;
        paintIcon(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget), u"chevron-up"_s, ink,
                  12);
        return paintIcon(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget),
                         u"chevron-down"_s, ink, 12);
    }
    case CC_ToolButton: {
        // A drawing that opens a menu needs no second one to say so.
        const auto *tool = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        if (!tool)
            return;
        QStyleOptionToolButton plain(*tool);
        plain.features.setFlag(QStyleOptionToolButton::HasMenu, false);
        plain.state.setFlag(State_HasFocus, false);
        QProxyStyle::drawComplexControl(control, &plain, painter, widget);
        if (tool->state.testFlag(State_HasFocus) && tool->state.testFlag(State_KeyboardFocusChange))
            paintFocusRing(painter, tool->rect, tokens(tool->palette).accent, Size::radius);
        return;
    }
    default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

void FlatStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QHeaderView *>(widget) || qobject_cast<QScrollBar *>(widget) ||
        qobject_cast<QSplitterHandle *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    auto *combo = qobject_cast<QComboBox *>(widget);
    if (combo && combo->itemDelegate()->inherits("QComboBoxDelegate"))
        combo->setItemDelegate(new ChoiceDelegate(combo));
}

} // namespace vitrine::ui
