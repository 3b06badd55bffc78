// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: ONNX Runtime's C++ API without a link to the library (see onnxlibrary.h).

#ifdef VT_HAVE_ONNXRUNTIME
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>
#undef ORT_API_MANUAL_INIT

namespace vitrine::serving {
// One environment for the process. Only after loadOnnxRuntime() succeeded.
Ort::Env &onnxEnvironment();
} // namespace vitrine::serving
#endif
