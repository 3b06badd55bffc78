// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::registry {

// Freeing the LFS objects of deregistered versions. An object goes only when nothing else needs it: no
// registered or staged version, no branch, remote branch, foreign tag or stash, no checked-out or staged file
// of any working tree. Versions that a stage has ever held, or that a deployment uses, keep theirs unless
// they are named. The tags, the history and the metadata stay; the version's files then count as not
// downloaded.

struct ReclaimRequest {
    QString model;        // only versions of this model; empty: of all
    QStringList named;    // "model@version": reclaimed though held by a stage, deployed or just stored
    QStringList deployed; // "model@version": that deployments use
    QStringList assume;   // "model@version": planned as if deregistered already, for dry runs
    qint64 minimumAgeSeconds = 3600; // younger objects stay: they may belong to a commit that is being made
};

struct ReclaimVersion {
    QString name;     // "model@version"
    qint64 bytes = 0; // that go and no version above it in the list has
    QString kept;     // why its objects are protected; empty: they are not
    bool operator==(const ReclaimVersion &) const = default;
};

struct ReclaimObject {
    QString sha256;
    qint64 bytes = 0;     // on this disk
    QStringList versions; // the deregistered ones that have it: "model@version"
    QString kept;         // what needs it: "churn@v1.2.0", "the branch main"; empty: it goes
    bool goes() const { return kept.isEmpty(); }
    bool operator==(const ReclaimObject &) const = default;
};

// Everything that reclaiming would do, for people to look at first.
struct ReclaimPlan {
    QList<ReclaimVersion> versions; // deregistered ones, by model, newest first
    QList<ReclaimObject> objects;   // of these that lie in the store, largest first
    qint64 bytes = 0;               // of those that go
};

struct Reclaimed {
    int objects = 0;
    qint64 bytes = 0;
    QStringList kept; // objects of the plan that something needs meanwhile: hashes
};

// Both block; any thread. They fail rather than guess when a version, a branch or an index cannot be read.
// NotFound when a named or assumed version does not exist; InvalidArgument when a named one is not
// deregistered.
Result<ReclaimPlan> planReclaim(const Library &library, const ReclaimRequest &request, const Job &job = {});

// Deletes what `plan` says goes and still may; the request has to be that of the plan, without `assume`.
Result<Reclaimed> reclaim(const Library &library, const ReclaimPlan &plan, const ReclaimRequest &request,
                          const Job &job = {});

} // namespace vitrine::registry
