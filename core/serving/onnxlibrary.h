// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving. ONNX Runtime is loaded when the first ONNX model is, so that everything else works
// without it and the user may replace it.

#include "core/base/result.h"

#include <QStringList>

namespace vitrine::serving {

// Where libonnxruntime is looked for: only $VT_ONNXRUNTIME when that is set; else ../lib/vitrine beside the
// executable, the path found when Vitrine was built, the system's loader.
QStringList onnxRuntimeCandidates();

// Loads ONNX Runtime once; later calls return the first outcome. Its telemetry is switched off before. Any
// thread. Unsupported, naming what to install, when there is none.
Result<> loadOnnxRuntime();

// The version string of the loaded library; empty before loadOnnxRuntime() succeeded.
QString onnxRuntimeVersion();

} // namespace vitrine::serving
