// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>

namespace vitrine::format {

// What a file is by its name: "onnx", "joblib", "pickle", "rds", …; the suffix in lower case for others.
QString formatOfName(const QString &path);

// Whether that is a format that models are kept in. Formats that hold anything (JSON, text, zip) are not.
bool isModelFormat(const QString &format);

// The same by the content, as sniff() finds it; the name helps where content is the same (HDF5 may hold
// anything). Empty when it is no model file, whatever its name: an HTML page called model.joblib. `bytes`:
// the whole file, best mapped.
QString modelFormat(const QString &name, std::string_view bytes);

} // namespace vitrine::format
