// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"

namespace vitrine::registry {

// What making the files of a model at HEAD again what they were in a version would change.
struct RestorePreview {
    QString model;
    Version version;
    QStringList files;   // one line each, models/<name>/ left out: "m.onnx 41.2 kB → 39.8 kB", "model.yaml"
    QStringList missing; // files that are not downloaded, with their size; they come back as pointers
    QStringList metadata; // keys of model.yaml that change back
    bool nothingToDo = false;
};

} // namespace vitrine::registry
