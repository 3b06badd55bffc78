// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/eventwriter.h"

namespace vitrine::registry {

// What registering a version needs, whether its files are new or in a commit already.
struct NewVersion {
    QString model;
    std::optional<SemVer> version; // else the greatest one bumped
    Bump bump = Bump::Patch;
    QString message;
    QStringList stages;
    Authorship authorship;
};

// InvalidArgument for what is no name, Conflict when it differs from another model's in case only.
Result<> checkNewName(const RegistryReader &reader, const QString &model);
// InvalidArgument for what is no stage's name or not one that `.gto` allows.
Result<> checkStages(const RegistryReader &reader, const QStringList &stages);

// Conflict when the wanted version exists.
Result<SemVer> nextVersion(const ModelState &state, const NewVersion &wanted);
// GTO cannot tell two versions at one commit apart: Conflict, naming the one that is there.
Result<> checkCommitIsFree(const ModelState &state, const git::Oid &commit);

// The tags of the registration and of the stages, all on `commit` (empty: the commit of the transaction),
// with time and person.
void tagVersion(git::Repository::Transaction *transaction, const NewVersion &wanted, const ModelState &state,
                const SemVer &version, const git::Oid &commit);

// What was added, from what was written: looking it up would mean to read what others wrote as well.
Result<Added> addedVersion(const RegistryReader &reader, const NewVersion &wanted, const ModelState &state,
                           const SemVer &name, const git::Oid &commit, const git::Written &written);

} // namespace vitrine::registry
