// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigationrail.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int railWidth = 76;
constexpr int buttonHeight = 58;

class RailButton final : public QAbstractButton
{
public:
    RailButton(const QString &drawing, const QString &text, QWidget *parent)
        : QAbstractButton(parent)
        , m_drawing(drawing)
    {
        setText(text);
        setCheckable(true);
        setFont(vitrine::ui::font(TextRole::Caption));
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setFixedSize(railWidth - 2 * Space::xs, std::max(buttonHeight, fontMetrics().height() + 42));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens(palette());
        QPainter painter(this);
        const QRect box = rect().adjusted(2, 1, -2, -1);
        if (isChecked())
            paintSelection(&painter, box, t, Size::radius + 2);
        else if (underMouse() && isEnabled())
            paintBox(&painter, box, mixed(t.window, t.text, 0.05), {}, Size::radius + 2);
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
            paintFocusRing(&painter, box, t.accent, Size::radius + 2);
        const QColor ink = !isEnabled()  ? palette().color(QPalette::Disabled, QPalette::WindowText)
                           : isChecked() ? t.accent
                                         : t.muted;
        paintIcon(&painter, QRect(0, 8, width(), 26), m_drawing, ink, Size::railIcon);
        painter.setPen(isChecked() ? t.text : ink);
        painter.drawText(QRect(2, 34, width() - 4, height() - 36), Qt::AlignHCenter | Qt::AlignTop,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width() - 4));
    }

private:
    QString m_drawing;
};

} // namespace

NavigationRail::NavigationRail(QWidget *parent)
    : QWidget(parent)
    , m_top(new QVBoxLayout)
    , m_bottom(new QVBoxLayout)
{
    setObjectName(u"rail"_s);
    setAccessibleName(tr("Pages"));
    setFixedWidth(railWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xs, Space::s, Space::xs, Space::s);
    layout->setSpacing(Space::xs);
    m_top->setSpacing(Space::xs);
    layout->addLayout(m_top);
    layout->addStretch();
    layout->addLayout(m_bottom);
}

void NavigationRail::addPage(int page, const QString &name, const QString &drawing, const QString &text,
                             Place place)
{
    auto *button = new RailButton(drawing, text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    m_buttons.insert(page, button);
    connect(button, &QAbstractButton::clicked, this, [this, button, page] {
        // The mark moves when the page does, not when the button is pressed.
        button->setChecked(!button->isChecked());
        emit activated(page);
    });
    (place == Place::Top ? m_top : m_bottom)->addWidget(button);
}

void NavigationRail::setCurrent(int page)
{
    for (auto it = m_buttons.begin(); it != m_buttons.end(); ++it)
        it.value()->setChecked(it.key() == page);
}

void NavigationRail::setPageEnabled(int page, bool enabled)
{
    if (QAbstractButton *button = m_buttons.value(page))
        button->setEnabled(enabled);
}

void NavigationRail::setTip(int page, const QString &tip)
{
    if (QAbstractButton *button = m_buttons.value(page))
        button->setToolTip(tip);
}

void NavigationRail::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.fillRect(layoutDirection() == Qt::RightToLeft ? QRect(0, 0, 1, height())
                                                          : QRect(width() - 1, 0, 1, height()),
                     t.border);
}

void NavigationRail::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down)
        focusNextPrevChild(true);
    else if (event->key() == Qt::Key_Up)
        focusNextPrevChild(false);
    else if (auto *button = qobject_cast<QAbstractButton *>(focusWidget());
             button && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        button->click();
    else
        QWidget::keyPressEvent(event);
}

} // namespace vitrine::ui
