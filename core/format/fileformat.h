// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>

namespace vitrine::format {

// What a model file is by its content.
enum class FileFormat {
    Unknown,
    Empty,
    LfsPointer, // Git LFS's text in place of the file
    Onnx,
    XgboostJson,
    XgboostUbj,
    XgboostBinary, // until XGBoost 3.1
    Lightgbm,      // text
    Catboost,      // cbm
    CatboostJson,
    Pickle,
    Joblib,
    Torch,       // zip of torch.save
    TorchScript, // zip of torch.jit.save
    TorchLegacy, // torch.save before 1.6
    Skops,
    Rds,
    RData,
    Pmml,
    Keras, // zip, since Keras 3
    Hdf5,
    SavedModel, // TensorFlow's saved_model.pb
    Tflite,
    CoreMl,
    Safetensors,
    Gguf,
    Npy,
    Npz,
    Zip,
    Tar,
    OnnxRuntime, // ONNX Runtime's own form of a model
    ExecuTorch,
    WhyLogs,
};

// The stable name in JSON: "onnx", "xgboost-ubj", "pickle", …
QString formatName(FileFormat format);

// As people call it: "an ONNX model", "a pickle".
QString formatTitle(FileFormat format);

} // namespace vitrine::format
