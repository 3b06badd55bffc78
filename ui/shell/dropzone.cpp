// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dropzone.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int drawingSize = 40;

QStringList localPaths(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

DropZone::DropZone(QWidget *window, QWidget *cover) : QWidget(cover)
{
    setObjectName(u"dropZone"_s);
    setAcceptDrops(true);
    setAttribute(Qt::WA_NoSystemBackground);
    window->setAcceptDrops(true);
    window->installEventFilter(this);
    hide();
}

bool DropZone::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::DragEnter) {
        auto *enter = static_cast<QDragEnterEvent *>(event);
        if (localPaths(*enter->mimeData()).isEmpty())
            return false;
        setGeometry(parentWidget()->rect());
        show();
        raise();
        enter->setDropAction(Qt::CopyAction);
        enter->accept();
        return true;
    }
    if (event->type() == QEvent::Drop) { // before the zone took over
        dropEvent(static_cast<QDropEvent *>(event));
        return true;
    }
    if (event->type() == QEvent::DragLeave)
        hide();
    return QWidget::eventFilter(watched, event);
}

void DropZone::dragEnterEvent(QDragEnterEvent *event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void DropZone::dragLeaveEvent(QDragLeaveEvent *)
{
    hide();
}

void DropZone::dropEvent(QDropEvent *event)
{
    hide();
    const QStringList paths = localPaths(*event->mimeData());
    event->setDropAction(Qt::CopyAction); // never take the file away from where it is
    event->accept();
    if (!paths.isEmpty())
        emit dropped(paths);
}

void DropZone::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    QColor veil = t.window;
    veil.setAlphaF(0.88F);
    painter.fillRect(rect(), veil);
    const QRect frame = rect().adjusted(Space::xl, Space::xl, -Space::xl, -Space::xl);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.accent, 2, Qt::DashLine));
    painter.drawRoundedRect(frame, Size::cardRadius, Size::cardRadius);
    const QPoint middle = frame.center();
    paintIcon(
        &painter,
        QRect(middle.x() - drawingSize, middle.y() - drawingSize - Space::l, 2 * drawingSize, drawingSize),
        u"plus"_s, t.accent, drawingSize);
    painter.setFont(vitrine::ui::font(TextRole::Lead));
    painter.setPen(t.text);
    painter.drawText(
        QRect(frame.x() + Space::l, middle.y(), frame.width() - 2 * Space::l, frame.height() / 2),
        int(Qt::AlignHCenter) | int(Qt::AlignTop) | int(Qt::TextWordWrap), m_text);
}

} // namespace vitrine::ui
