// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/fileformat.h"

#include "core/base/text.h"

#include <array>

namespace vitrine::format {

namespace {

struct Entry {
    FileFormat format;
    const char *name;
    const char *title;
};

constexpr std::array<Entry, 33> entries{{
    {FileFormat::Unknown, "unknown", QT_TRANSLATE_NOOP("Text", "a file of no known format")},
    {FileFormat::Empty, "empty", QT_TRANSLATE_NOOP("Text", "an empty file")},
    {FileFormat::LfsPointer, "git-lfs-pointer", QT_TRANSLATE_NOOP("Text", "a Git LFS pointer")},
    {FileFormat::Onnx, "onnx", QT_TRANSLATE_NOOP("Text", "an ONNX model")},
    {FileFormat::XgboostJson, "xgboost-json", QT_TRANSLATE_NOOP("Text", "an XGBoost model (JSON)")},
    {FileFormat::XgboostUbj, "xgboost-ubj", QT_TRANSLATE_NOOP("Text", "an XGBoost model (UBJSON)")},
    {FileFormat::XgboostBinary, "xgboost-binary",
     QT_TRANSLATE_NOOP("Text", "an XGBoost model (old binary form)")},
    {FileFormat::Lightgbm, "lightgbm", QT_TRANSLATE_NOOP("Text", "a LightGBM model")},
    {FileFormat::Catboost, "catboost", QT_TRANSLATE_NOOP("Text", "a CatBoost model")},
    {FileFormat::CatboostJson, "catboost-json", QT_TRANSLATE_NOOP("Text", "a CatBoost model (JSON)")},
    {FileFormat::Pickle, "pickle", QT_TRANSLATE_NOOP("Text", "a Python pickle")},
    {FileFormat::Joblib, "joblib", QT_TRANSLATE_NOOP("Text", "a joblib file")},
    {FileFormat::Torch, "pytorch", QT_TRANSLATE_NOOP("Text", "a PyTorch file")},
    {FileFormat::TorchScript, "torchscript", QT_TRANSLATE_NOOP("Text", "a TorchScript model")},
    {FileFormat::TorchLegacy, "pytorch-legacy", QT_TRANSLATE_NOOP("Text", "a PyTorch file (before 1.6)")},
    {FileFormat::Skops, "skops", QT_TRANSLATE_NOOP("Text", "a skops file")},
    {FileFormat::Rds, "rds", QT_TRANSLATE_NOOP("Text", "an R object (RDS)")},
    {FileFormat::RData, "rdata", QT_TRANSLATE_NOOP("Text", "R objects (RData)")},
    {FileFormat::Pmml, "pmml", QT_TRANSLATE_NOOP("Text", "a PMML model")},
    {FileFormat::Keras, "keras", QT_TRANSLATE_NOOP("Text", "a Keras model")},
    {FileFormat::Hdf5, "hdf5", QT_TRANSLATE_NOOP("Text", "an HDF5 file")},
    {FileFormat::SavedModel, "savedmodel", QT_TRANSLATE_NOOP("Text", "a TensorFlow SavedModel")},
    {FileFormat::Tflite, "tflite", QT_TRANSLATE_NOOP("Text", "a TensorFlow Lite model")},
    {FileFormat::CoreMl, "coreml", QT_TRANSLATE_NOOP("Text", "a Core ML model")},
    {FileFormat::Safetensors, "safetensors", QT_TRANSLATE_NOOP("Text", "a safetensors file")},
    {FileFormat::Gguf, "gguf", QT_TRANSLATE_NOOP("Text", "a GGUF model")},
    {FileFormat::Npy, "npy", QT_TRANSLATE_NOOP("Text", "a NumPy array")},
    {FileFormat::Npz, "npz", QT_TRANSLATE_NOOP("Text", "NumPy arrays (npz)")},
    {FileFormat::Zip, "zip", QT_TRANSLATE_NOOP("Text", "a zip archive")},
    {FileFormat::Tar, "tar", QT_TRANSLATE_NOOP("Text", "a tar archive")},
    {FileFormat::OnnxRuntime, "ort", QT_TRANSLATE_NOOP("Text", "a model in ONNX Runtime's own form")},
    {FileFormat::ExecuTorch, "executorch", QT_TRANSLATE_NOOP("Text", "an ExecuTorch program")},
    {FileFormat::WhyLogs, "whylogs", QT_TRANSLATE_NOOP("Text", "a whylogs profile")},
}};

const Entry &entryOf(FileFormat format)
{
    for (const Entry &entry : entries) {
        if (entry.format == format)
            return entry;
    }
    return entries.front();
}

} // namespace

QString formatName(FileFormat format)
{
    return QString::fromLatin1(entryOf(format).name);
}

QString formatTitle(FileFormat format)
{
    return Text::tr(entryOf(format).title);
}

} // namespace vitrine::format
