// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/deploymentcard.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using serving::DeploymentState;

QString stateWord(DeploymentState state)
{
    switch (state) {
    case DeploymentState::Starting: return DeploymentCard::tr("starting");
    case DeploymentState::Running: return DeploymentCard::tr("running");
    case DeploymentState::Stopping: return DeploymentCard::tr("stopping");
    case DeploymentState::Stopped: return DeploymentCard::tr("stopped");
    case DeploymentState::Failed: return DeploymentCard::tr("failed");
    }
    return {};
}

Tone stateTone(DeploymentState state)
{
    switch (state) {
    case DeploymentState::Starting:
    case DeploymentState::Stopping: return Tone::Info;
    case DeploymentState::Running: return Tone::Good;
    case DeploymentState::Stopped: return Tone::Muted;
    case DeploymentState::Failed: return Tone::Bad;
    }
    return Tone::Neutral;
}

QString figuresText(const serving::Deployment &deployment)
{
    if (deployment.state != DeploymentState::Running)
        return DeploymentCard::tr("since %1").arg(QLocale().toString(deployment.since, QLocale::ShortFormat));
    return DeploymentCard::tr("%1 requests/s · median %2 ms · %3 % errors · since %4")
        .arg(deployment.requestsPerSecond, 0, 'f', deployment.requestsPerSecond < 10 ? 1 : 0)
        .arg(deployment.p50Ms, 0, 'g', 3)
        .arg(deployment.errorShare * 100, 0, 'f', deployment.errorShare > 0 ? 1 : 0)
        .arg(QLocale().toString(deployment.since, QLocale::ShortFormat));
}

} // namespace

DeploymentCard::DeploymentCard(const serving::Deployment &deployment, QWidget *parent)
    : QFrame(parent)
    , m_title(new TextLabel({}, TextRole::Lead, Tone::Neutral, this))
    , m_badge(new Badge({}, Tone::Muted, this))
    , m_target(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_url(new QToolButton(this))
    , m_figures(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_problem(new TextLabel({}, TextRole::Body, Tone::Bad, this))
    , m_switch(makeButton(u"deploySwitch"_s, tr("Switch…"), &DeploymentCard::switchRequested))
    , m_stop(makeButton(u"deployStop"_s, tr("Stop"), &DeploymentCard::stopRequested))
    , m_restart(makeButton(u"deployRestart"_s, tr("Start again"), &DeploymentCard::restartRequested))
    , m_remove(makeButton(u"deployRemove"_s, tr("Remove"), &DeploymentCard::removeRequested))
{
    setObjectName(u"deploymentCard"_s);
    setFocusPolicy(Qt::StrongFocus);
    m_url->setObjectName(u"deployUrl"_s);
    m_url->setFont(ui::font(TextRole::Fixed));
    m_url->setAutoRaise(true);
    m_url->setToolTip(tr("Copy the address"));
    m_url->setAccessibleName(tr("Copy the address of the server"));
    m_problem->setWordWrap(true);
    connect(m_url, &QToolButton::clicked, this, &DeploymentCard::copyUrl);

    auto *top = new QHBoxLayout;
    top->addWidget(m_title);
    top->addWidget(m_badge);
    top->addStretch(1);
    top->addWidget(m_switch);
    top->addWidget(m_stop);
    top->addWidget(m_restart);
    top->addWidget(m_remove);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_target);
    middle->addStretch(1);
    middle->addWidget(m_url);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::m, Space::l, Space::m);
    layout->setSpacing(Space::xs);
    layout->addLayout(top);
    layout->addLayout(middle);
    layout->addWidget(m_problem);
    layout->addWidget(m_figures);
    setDeployment(deployment);
}

QPushButton *DeploymentCard::makeButton(const QString &name, const QString &text,
                                        void (DeploymentCard::*signal)(const QString &))
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    connect(button, &QPushButton::clicked, this, [this, signal] { emit(this->*signal)(m_deployment.id); });
    return button;
}

void DeploymentCard::setDeployment(const serving::Deployment &deployment)
{
    m_deployment = deployment;
    const serving::DeploymentRequest &request = deployment.request;
    m_title->setText(deployment.servedVersion.isEmpty() ? request.model
                                                        : request.model + u' ' + deployment.servedVersion);
    m_badge->setState(stateWord(deployment.state), stateTone(deployment.state));
    m_target->setText(request.stage.isEmpty() ? tr("pinned to %1").arg(request.version)
                                              : tr("follows %1").arg(request.stage));
    m_url->setText(deployment.url.toString(QUrl::StripTrailingSlash));
    m_url->setVisible(!deployment.url.isEmpty() && deployment.state == DeploymentState::Running);
    m_figures->setText(figuresText(deployment));
    m_problem->setText(deployment.problem);
    m_problem->setVisible(!deployment.problem.isEmpty());
    const bool alive =
        deployment.state == DeploymentState::Starting || deployment.state == DeploymentState::Running;
    const bool gone =
        deployment.state == DeploymentState::Stopped || deployment.state == DeploymentState::Failed;
    m_switch->setVisible(deployment.state == DeploymentState::Running);
    m_stop->setVisible(alive);
    m_restart->setVisible(gone);
    m_remove->setVisible(gone);
    setAccessibleName(tr("%1, %2, %3").arg(m_title->text(), m_target->text(), stateWord(deployment.state)));
}

void DeploymentCard::setSelected(bool selected)
{
    m_selected = selected;
    update();
}

void DeploymentCard::copyUrl()
{
    QGuiApplication::clipboard()->setText(m_url->text());
    QToolTip::showText(m_url->mapToGlobal(QPoint(0, m_url->height())), tr("Copied"), m_url);
}

void DeploymentCard::paintEvent(QPaintEvent *)
{
    const Tokens &table = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool strong = m_selected || hasFocus();
    painter.setPen(QPen(strong ? table.accent : table.border, strong ? 2 : 1));
    painter.setBrush(table.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Size::cardRadius, Size::cardRadius);
}

void DeploymentCard::mousePressEvent(QMouseEvent *)
{
    setFocus(Qt::MouseFocusReason);
    emit selected(m_deployment.id);
}

void DeploymentCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)
        emit selected(m_deployment.id);
    else
        QFrame::keyPressEvent(event);
}

void DeploymentCard::focusInEvent(QFocusEvent *event)
{
    QFrame::focusInEvent(event);
    emit selected(m_deployment.id);
}

} // namespace vitrine::ui
