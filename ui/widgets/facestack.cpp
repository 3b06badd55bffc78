// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/facestack.h"

#include "ui/widgets/placard.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int patienceMs = 150;
}

FaceStack::FaceStack(QWidget *content, const QString &name, QWidget *parent)
    : QStackedWidget(parent)
    , m_content(content)
    , m_loading(new Placard(this))
    , m_empty(new Placard(this))
    , m_failed(new Placard(this))
{
    setObjectName(name + u"Faces"_s);
    m_loading->setObjectName(name + u"Loading"_s);
    m_empty->setObjectName(name + u"Empty"_s);
    m_failed->setObjectName(name + u"Failed"_s);
    m_loading->setBusy(true);
    m_failed->setDrawing(u"error"_s);
    auto *retry = new QAction(tr("Retry"), this);
    retry->setObjectName(name + u"Retry"_s);
    connect(retry, &QAction::triggered, this, &FaceStack::retryRequested);
    m_failed->setActions({retry});
    for (QWidget *face : {static_cast<QWidget *>(m_loading), static_cast<QWidget *>(m_empty),
                          static_cast<QWidget *>(m_failed), m_content})
        addWidget(face);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] { setCurrentWidget(m_loading); });
    setCurrentWidget(m_loading);
}

void FaceStack::setEmptyText(const QString &icon, const QString &title, const QString &text,
                             const QList<QAction *> &actions)
{
    m_empty->setDrawing(icon);
    m_empty->setTitle(title);
    m_empty->setText(text);
    m_empty->setActions(actions);
}

void FaceStack::showLoading(const QString &text)
{
    m_loading->setText(text);
    if (currentWidget() == m_content)
        m_patience.start();
    else
        setCurrentWidget(m_loading);
}

void FaceStack::showEmpty()
{
    m_patience.stop();
    setCurrentWidget(m_empty);
}

void FaceStack::showFailed(const Error &error)
{
    m_patience.stop();
    m_failed->setTitle(tr("This could not be shown"));
    m_failed->setText(error.message);
    m_failed->setDetail(error.detail);
    setCurrentWidget(m_failed);
}

void FaceStack::showFilled()
{
    m_patience.stop();
    setCurrentWidget(m_content);
}

QString FaceStack::failure() const
{
    return currentWidget() == m_failed ? m_failed->text() : QString();
}

FaceStack::Face FaceStack::face() const
{
    if (currentWidget() == m_loading)
        return Face::Loading;
    if (currentWidget() == m_empty)
        return Face::Empty;
    return currentWidget() == m_failed ? Face::Failed : Face::Filled;
}

} // namespace vitrine::ui
