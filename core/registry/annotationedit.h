// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"
#include "core/registry/gtofiles.h"
#include "core/registry/metadata.h"

namespace vitrine::registry {

enum class UnlessAnnotated { Add, LeaveOut };

// The changes of artifacts.yaml and dvc.yaml that bring a model's entry into step, from what `commit` has
// (empty: nothing yet). Every file that has an entry is changed. A new entry goes into artifacts.yaml, or
// into dvc.yaml where that one has artifacts and the other does not exist. `change.path` counts from the
// root. A file that cannot be edited key by key is its owner's and stays as it is.
QList<git::Change> annotationChanges(const git::Repository &repository, const git::Oid &commit,
                                     const QString &model, const AnnotationChange &change,
                                     UnlessAnnotated missing);

// What an edit of model.yaml changes of the entry: description and labels, when the edit changed them.
AnnotationChange annotationChange(const Metadata &before, const Metadata &after);

} // namespace vitrine::registry
