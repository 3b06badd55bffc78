// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chipstrip.h"

#include "ui/theme/tokens.h"

#include <QEvent>
#include <QStyle>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int gap = Space::xs + 2;
constexpr int widestText = 220; // of one chip
} // namespace

ChipStrip::ChipStrip(QWidget *parent) : QWidget(parent), m_more(new Chip(u"+9"_s, ChipLook::Neutral, this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_more->hide();
}

void ChipStrip::setEntries(const QList<Entry> &entries)
{
    if (entries == m_entries && !m_chips.isEmpty())
        return;
    m_entries = entries;
    rebuild();
}

void ChipStrip::rebuild()
{
    qDeleteAll(m_chips);
    m_chips.clear();
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    for (const Entry &entry : std::as_const(m_entries)) {
        const QString shown = metrics.elidedText(entry.text, Qt::ElideMiddle, widestText);
        auto *chip = new Chip(shown, entry.look, this);
        chip->setObjectName(entry.name);
        chip->setAccessibleName(entry.text);
        if (shown != entry.text)
            chip->setToolTip(entry.text);
        m_chips << chip;
    }
    updateGeometry();
    arrange();
}

QSize ChipStrip::sizeHint() const
{
    int width = 0;
    for (const Chip *chip : m_chips)
        width += chip->sizeHint().width() + gap;
    return {std::max(0, width - gap), m_more->sizeHint().height()};
}

QSize ChipStrip::minimumSizeHint() const
{
    if (m_chips.isEmpty())
        return {0, m_more->sizeHint().height()};
    const int first = m_chips.first()->sizeHint().width();
    return {m_chips.size() == 1 ? first : first + gap + m_more->sizeHint().width(),
            m_more->sizeHint().height()};
}

void ChipStrip::arrange()
{
    const int more = m_more->sizeHint().width();
    QList<Chip *> shown;
    QStringList hidden;
    int used = 0; // with a gap behind each
    for (qsizetype at = 0; at < m_chips.size(); ++at) {
        Chip *chip = m_chips.at(at);
        const int end = used + chip->sizeHint().width();
        const bool isLast = at + 1 == m_chips.size();
        const bool fits = hidden.isEmpty() && end + (isLast ? 0 : gap + more) <= width();
        chip->setVisible(fits);
        if (!fits) {
            hidden << m_entries.at(at).text;
            continue;
        }
        shown << chip;
        used = end + gap;
    }
    m_more->setVisible(!hidden.isEmpty());
    if (!hidden.isEmpty()) {
        m_more->setText(u"+%1"_s.arg(hidden.size()));
        m_more->setAccessibleName(hidden.join(u", "_s));
        m_more->setToolTip(hidden.join(u'\n'));
        shown << m_more;
        used += m_more->sizeHint().width() + gap;
    }
    // They end where the strip ends, beside what follows it.
    int x = std::max(0, width() - used + gap);
    for (Chip *chip : std::as_const(shown)) {
        const QSize size = chip->sizeHint();
        chip->setGeometry(QStyle::visualRect(layoutDirection(), rect(),
                                             QRect(QPoint(x, (height() - size.height()) / 2), size)));
        x += size.width() + gap;
    }
}

void ChipStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ChipStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        rebuild();
}

} // namespace vitrine::ui
