// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/placard.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QEvent>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int drawingSize = 40;
constexpr int columnWidth = 460;
} // namespace

Placard::Placard(QWidget *parent)
    : QWidget(parent)
    , m_drawing(new QLabel(this))
    , m_mark(new BusyMark(drawingSize, this))
    , m_title(new TextLabel({}, TextRole::Lead, Tone::Neutral, this))
    , m_text(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_detail(new QLabel(this))
    , m_more(new QToolButton(this))
    , m_buttons(new QHBoxLayout)
{
    m_mark->hide();
    for (QLabel *label : {static_cast<QLabel *>(m_title), static_cast<QLabel *>(m_text), m_detail}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setFont(vitrine::ui::font(TextRole::Fixed));
    m_detail->setObjectName(u"placardDetail"_s);
    m_detail->hide();
    m_more->setText(tr("Details"));
    m_more->setAutoRaise(true);
    m_more->setCheckable(true);
    m_more->setObjectName(u"placardDetails"_s);
    m_more->hide();
    connect(m_more, &QToolButton::toggled, m_detail, &QWidget::setVisible);

    // The labels fill the column, which knows how high they are at its width.
    auto *middle = new QWidget(this);
    middle->setMaximumWidth(columnWidth);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::s);
    column->addWidget(m_drawing, 0, Qt::AlignHCenter);
    column->addWidget(m_mark, 0, Qt::AlignHCenter);
    column->addSpacing(Space::s);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(Space::m);
    column->addLayout(m_buttons);
    column->addWidget(m_more, 0, Qt::AlignHCenter);
    column->addWidget(m_detail);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle, columnWidth);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(row);
    layout->addStretch(3);
}

void Placard::setDrawing(const QString &icon)
{
    m_icon = icon;
    showDrawing();
}

void Placard::setBusy(bool busy)
{
    m_mark->setVisible(busy);
    m_drawing->setVisible(!busy);
}

void Placard::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Placard::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

void Placard::setDetail(const QString &detail)
{
    m_detail->setText(detail);
    m_more->setChecked(false);
    m_more->setVisible(!detail.isEmpty());
}

void Placard::setActions(const QList<QAction *> &actions)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_buttons->addStretch();
    for (QAction *action : actions) {
        auto *button = new QPushButton(action->icon(), action->text(), this);
        button->setObjectName(action->objectName());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        button->setAutoDefault(true);
        if (action == actions.first())
            button->setProperty("emphasis", u"primary"_s);
        else
            button->setIcon(action->icon());
        if (action == actions.first())
            button->setIcon({});
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::enabledChanged, button, &QWidget::setEnabled);
        m_buttons->addWidget(button);
    }
    m_buttons->addStretch();
}

QString Placard::title() const
{
    return m_title->text();
}

QString Placard::text() const
{
    return m_text->text();
}

void Placard::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showDrawing();
}

void Placard::showDrawing()
{
    if (!m_icon.isEmpty())
        m_drawing->setPixmap(iconPixmap(m_icon, tokens(palette()).muted, drawingSize, devicePixelRatioF()));
}

} // namespace vitrine::ui
