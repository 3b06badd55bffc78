// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/deployments.h"

#include "core/serving/deploymentchild.h"

#include <QHostAddress>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr int lastWaitMs = 5000;

Error impossible(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

} // namespace

Deployments::Deployments(const QString &serverProgram, QObject *parent)
    : QObject(parent)
    , m_program(serverProgram)
    , m_network(std::make_unique<QNetworkAccessManager>())
{
}

Deployments::~Deployments()
{
    for (const auto &child : m_children)
        child->beginEnding();
    QElapsedTimer timer;
    timer.start();
    for (const auto &child : m_children)
        child->finishEnding(std::max(0, lastWaitMs - static_cast<int>(timer.elapsed())));
    m_orders.waitForDone(); // servers that have ended answer no order
}

QList<Deployment> Deployments::all() const
{
    QList<Deployment> list;
    for (const auto &child : m_children)
        list << child->deployment();
    return list;
}

Deployments::Child *Deployments::find(const QString &id) const
{
    const auto it = std::find_if(m_children.begin(), m_children.end(),
                                 [&id](const auto &child) { return child->deployment().id == id; });
    return it == m_children.end() ? nullptr : it->get();
}

Deployment Deployments::deployment(const QString &id) const
{
    const Child *child = find(id);
    return child ? child->deployment() : Deployment{};
}

std::unique_ptr<Deployments::Child> Deployments::makeChild(const DeploymentRequest &request)
{
    Deployment deployment;
    deployment.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    deployment.request = request;
    auto child = std::make_unique<Child>(m_program, deployment, *m_network);
    const QString id = deployment.id;
    connect(child.get(), &Child::changed, this, [this, id] { emit changed(id); });
    connect(child.get(), &Child::logged, this, [this, id](const QString &line) { emit logged(id, line); });
    connect(child.get(), &Child::switched, this,
            [this, id](const QString &from, const QString &to) { emit switched(id, from, to); });
    connect(child.get(), &Child::switchFailed, this,
            [this, id](const QString &reason) { emit switchFailed(id, reason); });
    return child;
}

Result<QString> Deployments::start(const DeploymentRequest &request)
{
    if (request.library.isEmpty() || request.model.isEmpty())
        return impossible(tr("Choose a library and a model to serve."));
    if (!request.version.isEmpty() && !request.stage.isEmpty())
        return impossible(tr("A server answers for a version or follows a stage, not both."));
    if (request.host != u"localhost" && !QHostAddress(request.host).isLoopback())
        return impossible(
            tr("Servers started here listen on this machine only; use vitrine-serve with a token for %1.")
                .arg(request.host));
    m_children.push_back(makeChild(request));
    Child &child = *m_children.back();
    const QString id = child.deployment().id;
    emit added(id);
    child.start();
    return id;
}

void Deployments::stop(const QString &id)
{
    if (Child *child = find(id))
        child->stop();
}

void Deployments::restart(const QString &id)
{
    if (Child *child = find(id))
        child->restart();
}

void Deployments::switchTo(const QString &id, const QString &version, const QString &stage)
{
    if (Child *child = find(id))
        child->switchTo(version, stage, m_orders);
}

void Deployments::remove(const QString &id)
{
    const Child *child = find(id);
    if (child == nullptr)
        return;
    const DeploymentState state = child->deployment().state;
    if (state != DeploymentState::Stopped && state != DeploymentState::Failed)
        return;
    const auto it = std::find_if(m_children.begin(), m_children.end(),
                                 [child](const auto &each) { return each.get() == child; });
    // It may be on the stack: a slot of its own signal may be what calls here.
    it->release()->deleteLater();
    m_children.erase(it);
    emit removed(id);
}

QString Deployments::log(const QString &id) const
{
    const Child *child = find(id);
    return child ? child->log() : QString();
}

} // namespace vitrine::serving
