// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

namespace vitrine::git {

// Signatures for those whose Git signs: commit.gpgSign, tag.gpgSign, gpg.format (openpgp, x509, ssh),
// user.signingKey. The program is the one that Git would run, except that a repository cannot name another:
// gpg.program and its like count only from the settings of the user and the system.

// What a commit or an annotated tag of this content is signed with. `what`: one clause ("Couldn't make the
// commit"). Io when the program fails or takes longer than two minutes, which is long enough to type a
// passphrase.
Result<QByteArray> signatureOf(git_repository *repository, const QByteArray &content, const git_signature *by,
                               const QString &what);

// Stores the two kinds of object, signed or not. `message` ends in a newline.
Result<git_oid> createCommit(git_repository *repository, const git_signature *author,
                             const git_signature *committer, const QByteArray &message, const git_tree *tree,
                             const git_commit *parent, bool sign);
Result<git_oid> createTag(git_repository *repository, const QByteArray &name, const git_object *target,
                          const git_signature *tagger, const QByteArray &message, bool sign,
                          const QString &what);

} // namespace vitrine::git
