// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/deployment.h"
#include "ui/services/latest.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QDialogButtonBox;
class QSpinBox;
class QThreadPool;

namespace vitrine::ui {

class TextLabel;

// Asks which model, which version or stage, and which port.
class NewDeployment final : public QDialog
{
    Q_OBJECT
public:
    NewDeployment(const registry::Library &library, QThreadPool &readers, QWidget *parent = nullptr);

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
    QSpinBox *m_port;
    TextLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace vitrine::ui
