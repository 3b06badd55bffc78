// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/followwatch.h"

#include "core/serving/deployments.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using serving::Deployment;
using serving::DeploymentState;

namespace {

constexpr int patienceMs = 30000;

bool isAlive(const Deployment &deployment)
{
    return deployment.state == DeploymentState::Running || deployment.state == DeploymentState::Starting;
}

bool isSameFolder(const QString &a, const QString &b)
{
    return a == b || QFileInfo(a).canonicalFilePath() == QFileInfo(b).canonicalFilePath();
}

} // namespace

QList<Follower> followersOf(const serving::Deployments &deployments, const QString &library,
                            const QString &model, const QString &stage)
{
    QList<Follower> followers;
    for (const Deployment &deployment : deployments.all()) {
        if (isAlive(deployment) && deployment.request.model == model && deployment.request.stage == stage &&
            isSameFolder(deployment.request.library, library))
            followers.append(
                {Follower::State::Switching,
                 deployment.id,
                 deployment.url.isEmpty() ? deployment.request.target() : deployment.url.authority(),
                 deployment.servedVersion,
                 {}});
    }
    return followers;
}

FollowWatch::FollowWatch(serving::Deployments &deployments, const QString &library, const QString &model,
                         const QString &stage, const QString &version, QObject *parent)
    : QObject(parent)
    , m_deployments(deployments)
    , m_followers(followersOf(deployments, library, model, stage))
    , m_version(version)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&deployments, &serving::Deployments::changed, this, &FollowWatch::look);
    connect(&deployments, &serving::Deployments::switchFailed, this, &FollowWatch::fail);
    connect(&deployments, &serving::Deployments::removed, this,
            [this](const QString &id) { fail(id, tr("it was removed")); });
    connect(&m_patience, &QTimer::timeout, this, [this] {
        for (const Follower &follower : QList<Follower>(m_followers)) {
            if (follower.state != Follower::State::Switching)
                continue;
            const QString serves = m_deployments.deployment(follower.id).servedVersion;
            fail(
                follower.id,
                serves.isEmpty()
                    ? tr("it has not answered in time; its log may say why")
                    : tr("it has not switched in time and still serves %1; its log may say why").arg(serves));
        }
    });
}

void FollowWatch::begin()
{
    m_begun = true;
    m_patience.start();
    for (const Follower &follower : QList<Follower>(m_followers))
        look(follower.id);
    settle();
}

bool FollowWatch::isFinished() const
{
    return m_begun && std::none_of(m_followers.begin(), m_followers.end(), [](const Follower &follower) {
               return follower.state == Follower::State::Switching;
           });
}

bool FollowWatch::hasFailed() const
{
    return std::any_of(m_followers.begin(), m_followers.end(),
                       [](const Follower &follower) { return follower.state == Follower::State::Failed; });
}

void FollowWatch::look(const QString &id)
{
    const auto follower = std::find_if(m_followers.begin(), m_followers.end(),
                                       [&](const Follower &each) { return each.id == id; });
    if (!m_begun || follower == m_followers.end())
        return;
    const Deployment deployment = m_deployments.deployment(id);
    if (!isAlive(deployment)) {
        if (follower->state == Follower::State::Switching)
            fail(id, deployment.problem.isEmpty() ? tr("it was stopped") : deployment.problem);
        return;
    }
    // A server that failed at first may get there when the cause is gone.
    if (deployment.servedVersion == m_version && follower->state != Follower::State::Serves) {
        follower->state = Follower::State::Serves;
        follower->problem.clear();
        emit changed();
        settle();
    }
}

void FollowWatch::fail(const QString &id, const QString &problem)
{
    const auto follower = std::find_if(m_followers.begin(), m_followers.end(),
                                       [&](const Follower &each) { return each.id == id; });
    if (!m_begun || follower == m_followers.end() || follower->state == Follower::State::Serves)
        return;
    follower->state = Follower::State::Failed;
    follower->problem = problem;
    emit changed();
    settle();
}

void FollowWatch::settle()
{
    if (m_told || !isFinished())
        return;
    m_told = true;
    m_patience.stop();
    emit finished();
}

QString FollowWatch::summary() const
{
    QStringList parts;
    for (const Follower &follower : m_followers) {
        switch (follower.state) {
        case Follower::State::Switching: parts << tr("%1 is switching").arg(follower.address); break;
        case Follower::State::Serves: parts << tr("%1 now serves %2").arg(follower.address, m_version); break;
        case Follower::State::Failed: parts << tr("%1: %2").arg(follower.address, follower.problem); break;
        }
    }
    return parts.join(u"; "_s);
}

} // namespace vitrine::ui
