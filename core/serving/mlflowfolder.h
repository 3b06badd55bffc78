// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace vitrine::serving {

// What the file MLmodel in a folder that MLflow wrote says about how to load it.
struct MlflowFolder {
    QString loader;        // "mlflow.sklearn"
    QString file;          // of the model itself, relative; may be empty
    QString serialization; // "pickle", "cloudpickle", "joblib", "skops"; may be empty
    QString code;          // folder of Python modules, relative; may be empty
    QString onnxFile;      // relative; not empty: the model can be run without Python
    QString xgboostFile;   // the same
};

// NotFound when the folder has no MLmodel, InvalidArgument when it cannot be understood or names files
// outside of the folder.
Result<MlflowFolder> readMlflowFolder(const QString &path);

} // namespace vitrine::serving
