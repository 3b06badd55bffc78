// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int toastWidth = 560;
constexpr int detailHeight = 120;
constexpr int most = 3;
constexpr qsizetype nameLength = 60;
} // namespace

Toast::Toast(const Message &message, QWidget *parent)
    : QFrame(parent)
    , m_message(message)
    , m_drawing(new QLabel(this))
{
    setObjectName(u"toast"_s);
    setAccessibleName(message.text);
    setAutoFillBackground(false);
    auto *text = new TextLabel(message.text, TextRole::Body, Tone::Neutral, this);
    text->setObjectName(u"toastText"_s);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::s);
    row->addWidget(m_drawing, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    if (message.action) {
        auto *act = new QPushButton(message.actionText, this);
        act->setObjectName(u"toastAction"_s);
        act->setAccessibleName(message.actionText);
        connect(act, &QPushButton::clicked, this, [this] {
            const auto action = std::exchange(m_message.action, {});
            dismiss();
            if (action)
                action();
        });
        row->addWidget(act, 0, Qt::AlignTop);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::l, Space::s, Space::s, Space::s);
    column->addLayout(row);
    if (!message.detail.isEmpty()) {
        m_detail = new QPlainTextEdit(message.detail, this);
        m_detail->setReadOnly(true);
        m_detail->setObjectName(u"toastDetail"_s);
        m_detail->setAccessibleName(tr("Details"));
        m_detail->setFont(vitrine::ui::font(TextRole::Fixed));
        m_detail->setFixedHeight(detailHeight);
        m_detail->hide();
        column->addWidget(m_detail);
        auto *more = new QToolButton(this);
        more->setText(tr("Details"));
        more->setObjectName(u"toastDetails"_s);
        more->setAccessibleName(tr("Details"));
        more->setCheckable(true);
        more->setAutoRaise(true);
        connect(more, &QToolButton::toggled, m_detail, &QWidget::setVisible);
        row->addWidget(more, 0, Qt::AlignTop);
    }
    auto *close = new QToolButton(this);
    close->setIcon(icon(u"close"_s));
    close->setAutoRaise(true);
    close->setObjectName(u"toastClose"_s);
    close->setAccessibleName(tr("Close “%1”").arg(message.text.left(nameLength)));
    close->setToolTip(tr("Close"));
    connect(close, &QToolButton::clicked, this, &Toast::dismiss);
    row->addWidget(close, 0, Qt::AlignTop);
    showDrawing();
    m_life.setSingleShot(true);
    m_life.setInterval(Size::toastMs);
    connect(&m_life, &QTimer::timeout, this, &Toast::dismiss);
    if (!message.isError)
        m_life.start();
}

void Toast::showDrawing()
{
    const Tokens &t = tokens(palette());
    m_drawing->setPixmap(m_message.isError
                             ? iconPixmap(u"error"_s, t.bad, Size::railIcon, devicePixelRatioF())
                             : iconPixmap(u"check"_s, t.good, Size::railIcon, devicePixelRatioF()));
    m_drawing->setContentsMargins(0, 5, 0, 0);
}

void Toast::dismiss()
{
    m_life.stop();
    hide();
    emit dismissed();
    deleteLater();
}

void Toast::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    paintBox(&painter, rect(), t.raised, m_message.isError ? t.bad : mixed(t.border, t.text, 0.2),
             Size::cardRadius);
}

void Toast::enterEvent(QEnterEvent *)
{
    m_life.stop();
}

void Toast::leaveEvent(QEvent *)
{
    if (!m_message.isError && !isHidden())
        m_life.start();
}

void Toast::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void Toast::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showDrawing();
}

ToastArea::ToastArea(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    setObjectName(u"toasts"_s);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Space::s);
    parent->installEventFilter(this);
    hide();
}

QList<Toast *> ToastArea::toasts() const
{
    QList<Toast *> result;
    for (Toast *toast : findChildren<Toast *>(Qt::FindDirectChildrenOnly)) {
        if (!toast->isHidden())
            result << toast;
    }
    return result;
}

void ToastArea::show(const Message &message, const QObject *owner)
{
    const QList<Toast *> old = toasts();
    for (Toast *toast : old) {
        // The same failure again (a retry, a poll) replaces its message instead of piling up.
        if (toast->isError() && toast->text() == message.text)
            toast->dismiss();
    }
    for (Toast *toast : old) {
        if (toasts().size() < most)
            break;
        if (!toast->isError())
            toast->dismiss();
    }
    auto *toast = new Toast(message, this);
    connect(toast, &Toast::dismissed, this, &ToastArea::place, Qt::QueuedConnection);
    if (owner)
        connect(owner, &QObject::destroyed, toast, &Toast::dismiss);
    m_column->addWidget(toast);
    toast->show();
    QWidget::show();
    raise();
    place();
    QAccessibleEvent announcement(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&announcement);
}

bool ToastArea::triggerNewest()
{
    const QList<Toast *> all = toasts();
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
        if (auto *act = (*it)->findChild<QPushButton *>(u"toastAction"_s)) {
            act->click();
            return true;
        }
    }
    return false;
}

void ToastArea::place()
{
    if (toasts().isEmpty()) {
        hide();
        return;
    }
    const QSize room = parentWidget()->size();
    const int width = std::min(toastWidth, room.width() - 2 * Space::l);
    m_column->activate();
    const int height = m_column->hasHeightForWidth() ? m_column->totalHeightForWidth(width)
                                                     : m_column->totalSizeHint().height();
    setGeometry((room.width() - width) / 2, room.height() - height - Space::l, width, height);
}

bool ToastArea::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

bool ToastArea::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        place();
    return QWidget::event(event);
}

} // namespace vitrine::ui
