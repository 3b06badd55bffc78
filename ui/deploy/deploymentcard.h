// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/deployment.h"
#include "ui/widgets/badge.h"

#include <QFrame>

class QPushButton;
class QToolButton;

namespace vitrine::ui {

class ElidedLabel;
class TextLabel;

// One server: what it serves, where, how it does, and what can be done with it.
class DeploymentCard final : public QFrame
{
    Q_OBJECT
public:
    explicit DeploymentCard(const serving::Deployment &deployment, QWidget *parent = nullptr);

    void setDeployment(const serving::Deployment &deployment);
    void setSelected(bool selected);
    const serving::Deployment &deployment() const { return m_deployment; }

signals:
    void selected(const QString &id);
    void stopRequested(const QString &id);
    void switchRequested(const QString &id);
    void restartRequested(const QString &id);
    void removeRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    QPushButton *makeButton(const QString &name, const QString &text,
                            void (DeploymentCard::*signal)(const QString &));
    void copyUrl();

    serving::Deployment m_deployment;
    bool m_selected = false;
    TextLabel *m_title;
    Badge *m_badge;
    TextLabel *m_target;
    QToolButton *m_url;
    TextLabel *m_figures;
    TextLabel *m_problem;
    QPushButton *m_switch;
    QPushButton *m_stop;
    QPushButton *m_restart;
    QPushButton *m_remove;
};

} // namespace vitrine::ui
