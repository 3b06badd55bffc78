// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/deploypage.h"

#include "core/serving/deployments.h"
#include "ui/deploy/deploymentcard.h"
#include "ui/deploy/newdeployment.h"
#include "ui/deploy/trypanel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using serving::Deployment;
using serving::DeploymentState;

namespace {
constexpr int logLines = 2000;
constexpr int leastCardWidth = 320;
} // namespace

DeployPage::DeployPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_new(new QAction(tr("Serve a model…"), this))
    , m_list(new QVBoxLayout)
    , m_tabs(new QTabWidget(this))
    , m_try(new TryPanel(this))
    , m_log(new QPlainTextEdit(this))
{
    setObjectName(u"deployPage"_s);
    build();
    connectDeployments();
    for (const Deployment &deployment : m_services.deployments.all())
        addCard(deployment.id);
    showSelected();
}

void DeployPage::build()
{
    m_new->setObjectName(u"deployNewAction"_s);
    m_new->setEnabled(false);
    connect(m_new, &QAction::triggered, this, &DeployPage::askForNew);

    auto *cards = new QWidget(this);
    m_list->setContentsMargins(0, 0, Space::s, 0);
    m_list->setSpacing(Space::m);
    m_list->addStretch(1);
    cards->setLayout(m_list);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"deployScroll"_s);
    scroll->setAccessibleName(tr("Servers"));
    scroll->setWidgetResizable(true);
    scroll->setMinimumWidth(leastCardWidth);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(cards);

    m_log->setObjectName(u"deployLog"_s);
    m_log->setAccessibleName(tr("Log of the server"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setMaximumBlockCount(logLines);
    m_log->setFont(ui::font(TextRole::Fixed));
    m_log->setPlaceholderText(tr("The server has said nothing yet."));
    m_tabs->setObjectName(u"deployTabs"_s);
    m_tabs->addTab(m_try, tr("Try it"));
    m_tabs->addTab(m_log, tr("Log"));

    auto *splitter = new QSplitter(this);
    splitter->setObjectName(u"deploySplitter"_s);
    splitter->addWidget(scroll);
    splitter->addWidget(m_tabs);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({600, 400}); // while there is no card yet, the list would get nothing
    splitter->setChildrenCollapsible(false);

    m_faces = new FaceStack(splitter, u"deploy"_s, this);
    m_faces->setEmptyText(
        u"deploy"_s, tr("No server is running"),
        tr("Serve a version, or follow a stage, so that other programs can ask for predictions."), {m_new});

    auto *heading = new QHBoxLayout;
    heading->addWidget(new TextLabel(tr("Deployments"), TextRole::Title, Tone::Neutral, this));
    heading->addStretch(1);
    auto *button = new QPushButton(m_new->text(), this);
    button->setObjectName(u"deployNew"_s);
    button->setAccessibleName(tr("Serve a model"));
    button->setEnabled(false);
    connect(button, &QPushButton::clicked, m_new, &QAction::trigger);
    connect(m_new, &QAction::changed, button, [this, button] { button->setEnabled(m_new->isEnabled()); });
    heading->addWidget(button);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::l);
    layout->addLayout(heading);
    layout->addWidget(m_faces, 1);
}

void DeployPage::connectDeployments()
{
    const serving::Deployments *deployments = &m_services.deployments;
    connect(deployments, &serving::Deployments::added, this, &DeployPage::addCard);
    connect(deployments, &serving::Deployments::changed, this, &DeployPage::updateCard);
    connect(deployments, &serving::Deployments::removed, this, &DeployPage::removeCard);
    connect(deployments, &serving::Deployments::logged, this, &DeployPage::appendLog);
    connect(deployments, &serving::Deployments::switched, this,
            [this](const QString &id, const QString &from, const QString &to) {
                const QString model = m_services.deployments.deployment(id).request.model;
                emit message(
                    {tr("The server of %1 switched from %2 to %3").arg(model, from, to), {}, {}, false, {}});
                updateCard(id);
            });
    connect(deployments, &serving::Deployments::switchFailed, this,
            [this](const QString &id, const QString &reason) {
                const Deployment deployment = m_services.deployments.deployment(id);
                const Error error{Error::Code::Io,
                                  tr("The server of %1 still serves %2: %3")
                                      .arg(deployment.request.model, deployment.servedVersion, reason),
                                  m_services.deployments.log(id)};
                emit message(Message::failure(error));
            });
}

void DeployPage::setLibrary(const registry::Library &library)
{
    m_library = library;
    m_new->setEnabled(true);
    m_prototypeOf.clear();
    showSelected();
}

void DeployPage::askForNew()
{
    if (!m_library)
        return;
    auto *dialog = new NewDeployment(*m_library, m_services.readers, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { start(dialog->request()); });
    dialog->open();
}

void DeployPage::askForSwitch(const QString &id)
{
    const Deployment deployment = m_services.deployments.deployment(id);
    if (!m_library || deployment.request.library != m_library->path()) {
        emit message({tr("Open the library of this server to switch it."), {}, {}, true, {}});
        return;
    }
    auto *dialog = new NewDeployment(*m_library, m_services.readers, deployment, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id] {
        const serving::DeploymentRequest chosen = dialog->request();
        m_services.deployments.switchTo(id, chosen.version, chosen.stage);
    });
    dialog->open();
}

void DeployPage::startFor(const QString &model, const QString &version, const QString &stage)
{
    if (!m_library)
        return;
    serving::DeploymentRequest request;
    request.library = m_library->path();
    request.model = model;
    request.version = version;
    request.stage = stage;
    start(request);
}

void DeployPage::start(const serving::DeploymentRequest &request)
{
    const Result<QString> id = m_services.deployments.start(request);
    if (!id) {
        emit message(Message::failure(id.error(), [this, request] { start(request); }));
        return;
    }
    select(*id);
}

void DeployPage::addCard(const QString &id)
{
    if (m_cards.contains(id))
        return;
    const Deployment deployment = m_services.deployments.deployment(id);
    auto *card = new DeploymentCard(deployment, this);
    serving::Deployments *deployments = &m_services.deployments;
    connect(card, &DeploymentCard::selected, this, &DeployPage::select);
    connect(card, &DeploymentCard::switchRequested, this, &DeployPage::askForSwitch);
    connect(card, &DeploymentCard::stopRequested, deployments, &serving::Deployments::stop);
    connect(card, &DeploymentCard::restartRequested, deployments, &serving::Deployments::restart);
    connect(card, &DeploymentCard::removeRequested, deployments, &serving::Deployments::remove);
    m_cards.insert(id, card);
    m_states.insert(id, deployment.state);
    m_list->insertWidget(0, card);
    if (m_selected.isEmpty())
        select(id);
    showSelected();
}

void DeployPage::updateCard(const QString &id)
{
    DeploymentCard *card = m_cards.value(id);
    if (!card)
        return;
    const Deployment deployment = m_services.deployments.deployment(id);
    card->setDeployment(deployment);
    const DeploymentState before = m_states.value(id);
    m_states.insert(id, deployment.state);
    if (deployment.state == DeploymentState::Failed && before != DeploymentState::Failed) {
        const Error error{
            Error::Code::Io,
            tr("The server of %1 stopped: %2").arg(deployment.request.model, deployment.problem),
            m_services.deployments.log(id)};
        emit message(Message::failure(error, [this, id] { m_services.deployments.restart(id); }));
    }
    if (id == m_selected)
        showSelected();
}

void DeployPage::removeCard(const QString &id)
{
    if (DeploymentCard *card = m_cards.take(id))
        card->deleteLater();
    m_states.remove(id);
    if (m_selected == id)
        m_selected = m_cards.isEmpty() ? QString() : m_cards.firstKey();
    showSelected();
}

void DeployPage::select(const QString &id)
{
    if (!m_cards.contains(id))
        return;
    const bool another = m_selected != id;
    m_selected = id;
    if (another)
        m_log->setPlainText(m_services.deployments.log(id));
    showSelected();
}

void DeployPage::showSelected()
{
    for (auto it = m_cards.cbegin(); it != m_cards.cend(); ++it)
        it.value()->setSelected(it.key() == m_selected);
    if (m_cards.isEmpty()) {
        m_faces->showEmpty();
        return;
    }
    m_faces->showFilled();
    const Deployment deployment = m_services.deployments.deployment(m_selected);
    m_try->setServer(deployment.state == DeploymentState::Running ? deployment.url : QUrl());
    showPrototypeOf(deployment);
}

void DeployPage::showPrototypeOf(const Deployment &deployment)
{
    const QString version =
        deployment.servedVersion.isEmpty() ? deployment.request.version : deployment.servedVersion;
    const QString key = deployment.request.model + u'@' + version;
    if (!m_library || version.isEmpty() || key == m_prototypeOf)
        return;
    m_prototypeOf = key;
    const registry::Library library = *m_library;
    const QString model = deployment.request.model;
    m_loadDetails.ask(
        runAsync(&m_services.readers,
                 [library, model, version](const Job &) { return library.details(model, version); }),
        this, [this](const Result<registry::VersionDetails> &details) {
            if (details)
                m_try->setPrototype(details->metadata.prototype);
            else
                emit message(Message::failure(details.error()));
        });
}

void DeployPage::appendLog(const QString &id, const QString &line)
{
    if (id == m_selected)
        m_log->appendPlainText(line);
}

} // namespace vitrine::ui
