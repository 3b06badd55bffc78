// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/deployment.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QMap>
#include <QWidget>

#include <optional>

class QAction;
class QPlainTextEdit;
class QTabWidget;
class QVBoxLayout;

namespace vitrine::ui {

class DeploymentCard;
class FaceStack;
class TryPanel;

// The servers that this window runs: a card each, and for the selected one a form to try it and its log.
class DeployPage final : public QWidget
{
    Q_OBJECT
public:
    explicit DeployPage(Services &services, QWidget *parent = nullptr);

    void setLibrary(const registry::Library &library);
    // Serves `version`, or follows `stage` when that is given; the other one is empty.
    void startFor(const QString &model, const QString &version, const QString &stage);

signals:
    void message(const vitrine::ui::Message &message);

private:
    void build();
    void connectDeployments();
    void askForNew();
    void askForSwitch(const QString &id);
    void start(const serving::DeploymentRequest &request);
    void addCard(const QString &id);
    void updateCard(const QString &id);
    void removeCard(const QString &id);
    void select(const QString &id);
    void showSelected();
    void showPrototypeOf(const serving::Deployment &deployment);
    void appendLog(const QString &id, const QString &line);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QMap<QString, DeploymentCard *> m_cards;
    QMap<QString, serving::DeploymentState> m_states; // as last shown, to notice a failure once
    QString m_selected;
    QString m_prototypeOf; // model@version that the form was made for
    Latest<registry::VersionDetails> m_loadDetails;
    QAction *m_new;
    QVBoxLayout *m_list;
    FaceStack *m_faces;
    QTabWidget *m_tabs;
    TryPanel *m_try;
    QPlainTextEdit *m_log;
};

} // namespace vitrine::ui
