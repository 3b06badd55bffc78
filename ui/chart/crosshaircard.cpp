// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/crosshaircard.h"

#include "ui/chart/chartpaint.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int sample = 26;
constexpr int mostRows = 12;
constexpr int longestVersion = 180;
constexpr int longestReason = 420;
constexpr int lock = 12;
constexpr int distance = 14;

QFont strong(TextRole role)
{
    QFont result = vitrine::ui::font(role);
    result.setWeight(QFont::DemiBold);
    return result;
}
} // namespace

CrosshairCard::CrosshairCard(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"crosshairCard"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    QWidget::hide();
}

void CrosshairCard::show(const Readout &readout, qsizetype leading, bool locked)
{
    m_readout = readout;
    m_leading = leading;
    m_locked = locked;
    setAccessibleName(spoken(readout));
    resize(sizeHint());
    update();
    QWidget::show();
    raise();
}

QString CrosshairCard::cellText(const Readout::Cell &cell) const
{
    if (std::isnan(cell.value))
        return u"–"_s;
    const QString change = changeText(cell.before, cell.value);
    const QString value = shortNumber(cell.value) + bandText(cell);
    return change.isEmpty() ? value : value + u"  "_s + change;
}

QStringList CrosshairCard::reasons() const
{
    if (m_readout.isEmpty())
        return {nothingObserved()};
    QStringList lines;
    for (const Readout::Row &row : m_readout.rows) {
        for (qsizetype i = 0; i < row.cells.size(); ++i) {
            if (std::isnan(row.cells[i].value) && !row.cells[i].why.isEmpty())
                lines << tr("%1 of %2: %3").arg(m_readout.metrics[i], row.label, row.cells[i].why);
        }
    }
    lines.removeDuplicates();
    return lines.mid(0, 3);
}

int CrosshairCard::rowHeight() const
{
    return QFontMetrics(vitrine::ui::font(TextRole::Body)).height() + 3;
}

CrosshairCard::Columns CrosshairCard::columns() const
{
    const QFontMetrics body(strong(TextRole::Body));
    const QFontMetrics caption(strong(TextRole::Caption));
    Columns widths;
    widths.metrics.fill(0, m_readout.metrics.size());
    for (qsizetype i = 0; i < m_readout.metrics.size(); ++i)
        widths.metrics[i] = caption.horizontalAdvance(m_readout.metrics[i]);
    widths.n = caption.horizontalAdvance(tr("n"));
    for (const Readout::Row &row : m_readout.rows) {
        widths.version =
            std::max(widths.version, std::min(longestVersion, body.horizontalAdvance(row.label)));
        for (qsizetype i = 0; i < row.cells.size(); ++i)
            widths.metrics[i] = std::max(widths.metrics[i], body.horizontalAdvance(cellText(row.cells[i])));
        widths.n = std::max(widths.n, body.horizontalAdvance(QLocale().toString(row.n)));
    }
    return widths;
}

QSize CrosshairCard::sizeHint() const
{
    const Columns widths = columns();
    int width = m_readout.isEmpty() ? 0 : sample + Space::s + widths.version + Space::l + widths.n;
    for (const int metric : widths.metrics)
        width += m_readout.isEmpty() ? 0 : metric + Space::l;
    const QFontMetrics head(strong(TextRole::Body));
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    width = std::max(width, head.horizontalAdvance(m_readout.when) + Space::s + lock);
    for (const QString &line : reasons())
        width = std::max(width, std::min(longestReason, caption.horizontalAdvance(line)));
    int height = rowHeight() + (m_readout.isEmpty() ? 0 : caption.height() + Space::xs);
    if (!m_readout.marked.isEmpty())
        height += caption.height();
    const qsizetype rows = m_readout.rows.size();
    height +=
        int(std::min<qsizetype>(rows, mostRows)) * rowHeight() + (rows > mostRows ? caption.height() : 0);
    height += int(reasons().size()) * caption.height();
    return {width + 2 * Space::m, height + 2 * Space::s};
}

void CrosshairCard::placeBeside(const QPoint &at, const QRect &area)
{
    QPoint corner(at.x() + distance, at.y() - height() / 2);
    if (corner.x() + width() > area.right())
        corner.setX(at.x() - distance - width());
    corner.setX(std::clamp(corner.x(), area.left(), std::max(area.left(), area.right() - width())));
    corner.setY(std::clamp(corner.y(), area.top(), std::max(area.top(), area.bottom() - height())));
    move(corner);
}

// The table of versions and metrics; returns where it ends.
int CrosshairCard::paintRows(QPainter *painter, int y) const
{
    const Tokens &t = tokens(palette());
    const Columns widths = columns();
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    const int left = Space::m;
    const auto cells = [&](int top, int height, auto &&textOf, auto &&before) {
        int x = left + sample + Space::s + widths.version;
        for (qsizetype i = 0; i <= widths.metrics.size(); ++i) {
            const int w = i < widths.metrics.size() ? widths.metrics[i] : widths.n;
            before(i);
            painter->drawText(QRect(x + Space::l, top, w, height), Qt::AlignRight | Qt::AlignVCenter,
                              textOf(i));
            x += w + Space::l;
        }
    };
    cells(
        y, caption.height(),
        [&](qsizetype i) { return i < m_readout.metrics.size() ? m_readout.metrics[i] : tr("n"); },
        [&](qsizetype i) {
            painter->setFont(i == m_leading ? strong(TextRole::Caption)
                                            : vitrine::ui::font(TextRole::Caption));
            painter->setPen(i == m_leading ? t.text : t.muted);
        });
    y += caption.height() + Space::xs;

    for (qsizetype r = 0; r < std::min<qsizetype>(m_readout.rows.size(), mostRows); ++r) {
        const Readout::Row &row = m_readout.rows[r];
        paintSample(painter, QRectF(left, y, sample, rowHeight()), seriesStyle(row.look, t.dark), t.raised,
                    row.estimated);
        painter->setFont(vitrine::ui::font(TextRole::Body));
        painter->setPen(t.text);
        painter->drawText(QRect(left + sample + Space::s, y, widths.version, rowHeight()),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(row.label, Qt::ElideMiddle, widths.version));
        cells(
            y, rowHeight(),
            [&](qsizetype i) {
                return i < row.cells.size() ? cellText(row.cells[i])
                       : row.n > 0          ? QLocale().toString(row.n)
                                            : u"–"_s;
            },
            [&](qsizetype i) {
                painter->setFont(i == m_leading ? strong(TextRole::Body) : vitrine::ui::font(TextRole::Body));
                painter->setPen(i < row.cells.size() ? t.text : t.muted);
            });
        y += rowHeight();
    }
    return y;
}

void CrosshairCard::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_locked ? t.accent : t.border);
    painter.setBrush(t.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Size::radius, Size::radius);

    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    const int left = Space::m;
    const int right = width() - Space::m;
    int y = Space::s;
    painter.setFont(strong(TextRole::Body));
    painter.setPen(t.text);
    painter.drawText(QRect(left, y, right - left, rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     m_readout.when);
    if (m_locked)
        painter.drawPixmap(QPoint(right - lock, y + (rowHeight() - lock) / 2),
                           iconPixmap(u"lock"_s, t.accent, lock, devicePixelRatioF()));
    y += rowHeight();
    if (!m_readout.marked.isEmpty()) {
        painter.setFont(vitrine::ui::font(TextRole::Caption));
        painter.setPen(t.info);
        painter.drawText(QRect(left, y, right - left, caption.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("change since %1").arg(m_readout.marked));
        y += caption.height();
    }
    if (!m_readout.isEmpty())
        y = paintRows(&painter, y);
    painter.setFont(vitrine::ui::font(TextRole::Caption));
    painter.setPen(t.muted);
    QStringList notes = reasons();
    if (m_readout.rows.size() > mostRows)
        notes.prepend(tr("and %n more version(s)", nullptr, int(m_readout.rows.size()) - mostRows));
    for (const QString &note : std::as_const(notes)) {
        painter.drawText(QRect(left, y, right - left, caption.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         caption.elidedText(note, Qt::ElideRight, right - left));
        y += caption.height();
    }
}

} // namespace vitrine::ui
