// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

#include <QString>

namespace vitrine::registry {

// Something in the tree at HEAD that looks like a model and that no model of the library has: a model file in
// Git, in Git LFS or tracked by DVC, a folder as MLflow or TensorFlow leave it, or an entry of a dvc.yaml or
// artifacts.yaml somewhere below.
struct Candidate {
    QString path;    // of the file or folder, from the root
    QString name;    // to be proposed for the model; free in this library
    QString format;  // "onnx", "joblib", …; "mlflow" or "savedmodel" for a folder
    qint64 size = 0; // of all its files; -1 when nothing says it
    FileState state = FileState::InGit;
    bool annotated = false; // its name is from dvc.yaml or artifacts.yaml
    bool operator==(const Candidate &) const = default;
};

} // namespace vitrine::registry
