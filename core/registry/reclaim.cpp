// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/reclaim.h"

#include "core/base/text.h"
#include "core/registry/reclaimneeds.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// Sorts the versions of a library into those whose objects stay and those whose objects may go.
class Planner
{
public:
    Planner(const ReclaimRequest &request, QList<VersionUse> uses, QHash<QString, QString> needs)
        : m_request(request)
        , m_uses(std::move(uses))
        , m_needs(std::move(needs))
    {
    }

    // Every version that the request names exists and may be asked for.
    Result<> check() const
    {
        for (const QString &name : m_request.named + m_request.assume) {
            const auto use = std::find_if(m_uses.begin(), m_uses.end(),
                                          [&](const VersionUse &each) { return each.name() == name; });
            if (use == m_uses.end())
                return Error{Error::Code::NotFound, Text::tr("There is no version “%1”.").arg(name), {}};
            if (!isCandidate(*use))
                return Error{
                    Error::Code::InvalidArgument,
                    Text::tr("%1 is registered: deregister it before its space is reclaimed.").arg(name),
                    {}};
        }
        return {};
    }

    ReclaimPlan plan(const artifact::ObjectStore &store)
    {
        for (const VersionUse &use : m_uses) {
            if (isCandidate(use) && protection(use).isEmpty())
                continue;
            for (auto object = use.objects.begin(); object != use.objects.end(); ++object)
                m_needs.insert(object.key(), use.name());
        }
        for (const VersionUse &use : m_uses) {
            const bool asked = m_request.model.isEmpty() || use.model == m_request.model;
            if (isCandidate(use) && asked)
                addVersion(use, store);
        }
        std::stable_sort(m_plan.objects.begin(), m_plan.objects.end(),
                         [](const ReclaimObject &a, const ReclaimObject &b) { return a.bytes > b.bytes; });
        return std::move(m_plan);
    }

private:
    bool isCandidate(const VersionUse &use) const
    {
        return use.version.deregistered || m_request.assume.contains(use.name());
    }

    QString protection(const VersionUse &use) const
    {
        if (m_request.named.contains(use.name()))
            return {};
        if (m_request.deployed.contains(use.name()))
            return Text::tr("a deployment uses it");
        return use.heldBy.isEmpty() ? QString() : Text::tr("it was in %1").arg(use.heldBy.join(u", "_s));
    }

    void addVersion(const VersionUse &use, const artifact::ObjectStore &store)
    {
        ReclaimVersion version{use.name(), 0, protection(use)};
        for (auto object = use.objects.begin(); object != use.objects.end(); ++object) {
            const auto known = m_positions.constFind(object.key());
            if (known != m_positions.constEnd()) {
                m_plan.objects[*known].versions.append(use.name());
                continue;
            }
            const auto stored = store.find(object.key());
            if (!stored)
                continue; // not downloaded: nothing of it takes space here
            ReclaimObject item{stored->sha256, stored->size, {use.name()}, keeper(*stored, use)};
            if (item.goes()) {
                version.bytes += item.bytes;
                m_plan.bytes += item.bytes;
            }
            m_positions.insert(object.key(), m_plan.objects.size());
            m_plan.objects.append(item);
        }
        m_plan.versions.append(version);
    }

    QString keeper(const artifact::StoredObject &object, const VersionUse &use) const
    {
        const QString need = m_needs.value(object.sha256);
        if (!need.isEmpty() || m_request.named.contains(use.name()))
            return need;
        const qint64 age = object.when.secsTo(QDateTime::currentDateTime());
        if (age < m_request.minimumAgeSeconds)
            return Text::tr("stored only a moment ago");
        return {};
    }

    const ReclaimRequest &m_request;
    QList<VersionUse> m_uses;
    QHash<QString, QString> m_needs;
    QHash<QString, qsizetype> m_positions; // of objects in the plan
    ReclaimPlan m_plan;
};

} // namespace

Result<ReclaimPlan> planReclaim(const Library &library, const ReclaimRequest &request, const Job &job)
{
    VT_TRY(const RegistryReader reader, library.reader(job));
    PointerScan scan(reader.repository());
    // All models: an object of one may be needed by another.
    VT_TRY(QList<VersionUse> uses, versionUses(reader, scan, {}, job));
    VT_TRY(auto needs, needsOfGit(reader, scan, job));
    Planner planner(request, std::move(uses), std::move(needs));
    VT_CHECK(planner.check());
    return planner.plan(reader.store());
}

Result<Reclaimed> reclaim(const Library &library, const ReclaimPlan &plan, const ReclaimRequest &request,
                          const Job &job)
{
    if (!request.assume.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("This was a dry run: deregister the versions before their space is reclaimed."),
                     {}};
    // Somebody may have registered, restored or checked out something since the plan was looked at.
    VT_TRY(const ReclaimPlan now, planReclaim(library, request, job));
    QSet<QString> free;
    for (const ReclaimObject &object : now.objects) {
        if (object.goes())
            free.insert(object.sha256);
    }
    VT_TRY(RegistryReader reader, library.reader(job));
    Reclaimed done;
    for (const ReclaimObject &object : plan.objects) {
        VT_CHECK(job.check());
        if (!object.goes())
            continue;
        if (!free.contains(object.sha256)) {
            done.kept.append(object.sha256);
            continue;
        }
        VT_TRY(const qint64 bytes, reader.store().remove(object.sha256));
        ++done.objects;
        done.bytes += bytes;
        job.report(done.bytes, plan.bytes);
    }
    return done;
}

} // namespace vitrine::registry
