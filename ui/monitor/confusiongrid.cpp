// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/confusiongrid.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int mostLevels = 12; // more cannot be read; the table has them all
constexpr double strongest = 0.7;
} // namespace

ConfusionGrid::ConfusionGrid(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"confusionGrid"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 200);
}

void ConfusionGrid::setMatrix(const QString &title, const QStringList &levels,
                              const monitor::ConfusionMatrix &matrix)
{
    const QStringList shown = levels.first(std::min<qsizetype>({levels.size(), mostLevels, matrix.levels()}));
    if (shown != m_levels)
        m_estimate = m_truth = -1;
    m_title = title;
    m_levels = shown;
    m_matrix = matrix;
    setAccessibleName(title);
    if (m_estimate >= 0)
        setAccessibleDescription(describe(m_estimate, m_truth));
    update();
}

QSize ConfusionGrid::sizeHint() const
{
    return {380, 300};
}

QRect ConfusionGrid::cells() const
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    int left = 0;
    for (const QString &level : m_levels)
        left = std::max(left, std::min(width() / 3, metrics.horizontalAdvance(level)));
    left += metrics.height() + Space::m + 2 * Space::xs;
    const int top =
        QFontMetrics(vitrine::ui::font(TextRole::Body)).height() + 2 * metrics.height() + Space::m;
    return {left, top, std::max(1, width() - left - Space::m), std::max(1, height() - top - Space::m)};
}

QRect ConfusionGrid::cell(int estimate, int truth) const
{
    const QRect area = cells();
    const int count = std::max(1, int(m_levels.size()));
    const auto at = [count](int begin, int length, int index) { return begin + length * index / count; };
    return QRect(QPoint(at(area.left(), area.width(), truth), at(area.top(), area.height(), estimate)),
                 QPoint(at(area.left(), area.width(), truth + 1) - 2,
                        at(area.top(), area.height(), estimate + 1) - 2));
}

QString ConfusionGrid::describe(int estimate, int truth) const
{
    const double count = m_matrix.at(estimate, truth);
    const double total = m_matrix.truthTotal(truth);
    return tr("predicted %1, came true %2: %3 (%4 % of what came true %2)")
        .arg(m_levels[estimate], m_levels[truth], QLocale().toString(qint64(count)),
             total > 0 ? QLocale().toString(100 * count / total, 'f', 1) : u"–"_s);
}

void ConfusionGrid::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(t.border, 1));
    painter.setBrush(t.surface);
    const double inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), Size::cardRadius,
                            Size::cardRadius);
    painter.setRenderHint(QPainter::Antialiasing, false);
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(t.text);
    painter.drawText(QRect(Space::m, Space::s, width() - 2 * Space::m, painter.fontMetrics().height()),
                     Qt::AlignLeft, m_title);
    const int titleHeight = Space::s + painter.fontMetrics().height();
    const QFont caption = vitrine::ui::font(TextRole::Caption);
    painter.setFont(caption);
    const QFontMetrics metrics(caption);
    const QRect area = cells();
    painter.setPen(t.muted);
    painter.drawText(QRect(area.left(), titleHeight + Space::xs, area.width(), metrics.height()),
                     Qt::AlignCenter, tr("came true"));
    painter.save();
    painter.translate(Space::m, area.bottom());
    painter.rotate(-90);
    painter.drawText(QRect(0, 0, area.height(), metrics.height()), Qt::AlignCenter, tr("predicted"));
    painter.restore();
    for (int truth = 0; truth < m_levels.size(); ++truth) {
        const QRect column = cell(0, truth);
        painter.setPen(t.text);
        painter.drawText(
            QRect(column.left(), area.top() - metrics.height() - Space::xs, column.width(), metrics.height()),
            Qt::AlignCenter, metrics.elidedText(m_levels[truth], Qt::ElideMiddle, column.width()));
        const QRect row = cell(truth, 0);
        const int beside = Space::m + metrics.height(); // "predicted", upright
        const QRect name(beside, row.top(), area.left() - Space::xs - beside, row.height());
        painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(m_levels[truth], Qt::ElideMiddle, name.width()));
        for (int estimate = 0; estimate < m_levels.size(); ++estimate) {
            const QRect box = cell(estimate, truth);
            const double total = m_matrix.truthTotal(truth);
            const double share = total > 0 ? m_matrix.at(estimate, truth) / total : 0;
            const QColor fill =
                mixed(t.surface, estimate == truth ? t.accent : t.bad, 0.06 + strongest * share);
            painter.fillRect(box, fill);
            painter.setPen(contrast(fill, t.text) >= contrast(fill, t.onAccent) ? t.text : t.onAccent);
            const QString count = QLocale().toString(qint64(m_matrix.at(estimate, truth)));
            const QString percent = u"%1 %"_s.arg(QLocale().toString(100 * share, 'f', 0));
            const bool both = total > 0 && box.height() > 2 * metrics.height() + Space::xs;
            painter.drawText(box, Qt::AlignCenter, both ? count + u'\n' + percent : count);
            painter.setPen(t.text);
        }
    }
    if (m_estimate >= 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(hasFocus() ? t.accent : t.muted, 2));
        painter.drawRect(cell(m_estimate, m_truth));
    }
}

void ConfusionGrid::walkTo(int estimate, int truth)
{
    if (m_levels.isEmpty())
        return;
    const int last = int(m_levels.size()) - 1;
    m_estimate = std::clamp(estimate, 0, last);
    m_truth = std::clamp(truth, 0, last);
    const QString text = describe(m_estimate, m_truth);
    setAccessibleDescription(text);
    emit spoken(text);
    update();
}

void ConfusionGrid::keyPressEvent(QKeyEvent *event)
{
    const int estimate = std::max(0, m_estimate);
    const int truth = std::max(0, m_truth);
    switch (event->key()) {
    case Qt::Key_Left: return walkTo(estimate, truth - 1);
    case Qt::Key_Right: return walkTo(estimate, m_estimate < 0 ? truth : truth + 1);
    case Qt::Key_Up: return walkTo(estimate - 1, truth);
    case Qt::Key_Down: return walkTo(m_estimate < 0 ? estimate : estimate + 1, truth);
    default: QWidget::keyPressEvent(event);
    }
}

void ConfusionGrid::mousePressEvent(QMouseEvent *event)
{
    QWidget::mousePressEvent(event);
    for (int estimate = 0; estimate < m_levels.size(); ++estimate) {
        for (int truth = 0; truth < m_levels.size(); ++truth) {
            if (cell(estimate, truth).contains(event->position().toPoint()))
                return walkTo(estimate, truth);
        }
    }
}

void ConfusionGrid::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ConfusionGrid::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool ConfusionGrid::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<const QHelpEvent *>(event);
        QString text;
        for (int estimate = 0; estimate < m_levels.size(); ++estimate) {
            for (int truth = 0; truth < m_levels.size(); ++truth) {
                if (cell(estimate, truth).contains(help->pos()))
                    text = describe(estimate, truth);
            }
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace vitrine::ui
