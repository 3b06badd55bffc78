// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/newdeployment.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int stageRole = Qt::UserRole;
constexpr int versionRole = Qt::UserRole + 1;
constexpr int highestPort = 65535;
constexpr int dialogWidth = 420;
} // namespace

NewDeployment::NewDeployment(const registry::Library &library, QThreadPool &readers, QWidget *parent)
    : NewDeployment(library, readers, serving::Deployment{}, parent)
{
}

NewDeployment::NewDeployment(const registry::Library &library, QThreadPool &readers,
                             const serving::Deployment &running, QWidget *parent)
    : QDialog(parent)
    , m_library(library)
    , m_readers(readers)
    , m_model(new QComboBox(this))
    , m_target(new QComboBox(this))
    , m_running(running.request.model)
    , m_port(new QSpinBox(this))
    , m_problem(new TextLabel({}, TextRole::Body, Tone::Bad, this))
    , m_start(new QPushButton(m_running.isEmpty() ? tr("Start the server") : tr("Switch"), this))
{
    setObjectName(u"newDeployment"_s);
    setWindowTitle(m_running.isEmpty() ? tr("Serve a model") : tr("Switch the server of %1").arg(m_running));
    setMinimumWidth(dialogWidth);
    m_model->setObjectName(u"newDeploymentModel"_s);
    m_target->setObjectName(u"newDeploymentTarget"_s);
    m_port->setObjectName(u"newDeploymentPort"_s);
    m_port->setRange(0, highestPort);
    m_port->setSpecialValueText(tr("a free one"));
    m_problem->setObjectName(u"newDeploymentProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_start->setObjectName(u"newDeploymentStart"_s);
    m_start->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"newDeploymentCancel"_s);
    cancel->setAutoDefault(false);

    auto *model = new FormField(tr("&Model"), m_model, this);
    auto *target = new FormField(tr("&Version, or stage to follow"), m_target, this);
    auto *port = new FormField(tr("&Port"), m_port, this);
    target->setHint(tr("A server that follows a stage switches with it, without losing a request."));
    port->setVisible(m_running.isEmpty());
    m_model->setEnabled(m_running.isEmpty());
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    layout->setSpacing(Space::l);
    for (FormField *field : {model, target, port})
        layout->addWidget(field);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);

    connect(m_start, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_model, &QComboBox::currentIndexChanged, this, &NewDeployment::loadVersions);
    m_loadModels.ask(runAsync(&m_readers, [library](const Job &job) { return library.models(job); }), this,
                     [this](const auto &models) { showModels(models); });
    updateButtons();
}

serving::DeploymentRequest NewDeployment::request() const
{
    serving::DeploymentRequest request;
    request.library = m_library.path();
    request.model = m_model->currentText();
    request.stage = m_target->currentData(stageRole).toString();
    request.version = m_target->currentData(versionRole).toString();
    request.port = static_cast<quint16>(m_port->value());
    return request;
}

void NewDeployment::showModels(const Result<QList<registry::Model>> &models)
{
    if (!models) {
        m_problem->setText(models.error().message);
        m_problem->show();
        return;
    }
    m_models = *models;
    if (!m_running.isEmpty())
        m_models.removeIf([this](const registry::Model &model) { return model.name != m_running; });
    for (const registry::Model &model : std::as_const(m_models))
        m_model->addItem(model.name);
    updateButtons();
}

void NewDeployment::loadVersions()
{
    m_target->clear();
    updateButtons();
    const registry::Library library = m_library;
    const QString model = m_model->currentText();
    m_loadVersions.ask(
        runAsync(&m_readers, [library, model](const Job &job) { return library.versions(model, job); }), this,
        [this](const auto &versions) { showVersions(versions); });
}

void NewDeployment::showVersions(const Result<QList<registry::Version>> &versions)
{
    if (!versions) {
        m_problem->setText(versions.error().message);
        m_problem->show();
        return;
    }
    const QMap<QString, QString> stages = m_models.value(m_model->currentIndex()).stages;
    for (auto it = stages.cbegin(); it != stages.cend(); ++it) {
        m_target->addItem(tr("follow %1 (now %2)").arg(it.key(), it.value()));
        m_target->setItemData(m_target->count() - 1, it.key(), stageRole);
    }
    for (const registry::Version &version : *versions) {
        m_target->addItem(version.name);
        m_target->setItemData(m_target->count() - 1, version.name, versionRole);
    }
    m_target->setCurrentIndex(std::max(0, m_target->findData(u"production"_s, stageRole)));
    updateButtons();
}

void NewDeployment::updateButtons()
{
    m_start->setEnabled(m_target->count() > 0);
}

} // namespace vitrine::ui
