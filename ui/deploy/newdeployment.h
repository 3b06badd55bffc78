// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/deployment.h"
#include "ui/services/latest.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QPushButton;
class QSpinBox;
class QThreadPool;

namespace vitrine::ui {

class TextLabel;

// Asks which model, which version or stage, and which port. For a server that runs: only which version or
// stage of its model it is to serve from now on.
class NewDeployment final : public QDialog
{
    Q_OBJECT
public:
    NewDeployment(const registry::Library &library, QThreadPool &readers, QWidget *parent = nullptr);
    NewDeployment(const registry::Library &library, QThreadPool &readers, const serving::Deployment &running,
                  QWidget *parent = nullptr);

    serving::DeploymentRequest request() const;

private:
    void showModels(const Result<QList<registry::Model>> &models);
    void loadVersions();
    void showVersions(const Result<QList<registry::Version>> &versions);
    void updateButtons();

    registry::Library m_library;
    QThreadPool &m_readers;
    QList<registry::Model> m_models;
    Latest<QList<registry::Model>> m_loadModels;
    Latest<QList<registry::Version>> m_loadVersions;
    QComboBox *m_model;
    QComboBox *m_target;
    QString m_running; // the model of a server that runs; empty: a new one
    QSpinBox *m_port;
    TextLabel *m_problem;
    QPushButton *m_start;
};

} // namespace vitrine::ui
