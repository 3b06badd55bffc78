// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/modelfile.h"

#include "core/format/sniff.h"

#include <QFileInfo>
#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::format {

QString formatOfName(const QString &path)
{
    static const QHash<QString, QString> bySuffix{
        {u"pkl"_s, u"pickle"_s},  {u"pickle"_s, u"pickle"_s},  {u"pt"_s, u"pytorch"_s},
        {u"pth"_s, u"pytorch"_s}, {u"h5"_s, u"keras"_s},       {u"hdf5"_s, u"keras"_s},
        {u"ubj"_s, u"xgboost"_s}, {u"xgb"_s, u"xgboost"_s},    {u"cbm"_s, u"catboost"_s},
        {u"qs2"_s, u"qs"_s},      {u"lgb"_s, u"lightgbm"_s},   {u"yml"_s, u"yaml"_s},
        {u"bst"_s, u"xgboost"_s}, {u"mlmodel"_s, u"coreml"_s},
    };
    const QString suffix = QFileInfo(path).suffix().toLower();
    return bySuffix.value(suffix, suffix);
}

bool isModelFormat(const QString &format)
{
    static const QSet<QString> known{u"onnx"_s,     u"joblib"_s,      u"pickle"_s, u"rds"_s,     u"xgboost"_s,
                                     u"lightgbm"_s, u"safetensors"_s, u"gguf"_s,   u"pytorch"_s, u"keras"_s,
                                     u"tflite"_s,   u"catboost"_s,    u"pmml"_s,   u"skops"_s,   u"coreml"_s,
                                     u"ort"_s,      u"qs"_s};
    return known.contains(format);
}

QString modelFormat(const QString &name, std::string_view bytes)
{
    switch (sniff(bytes, name)) {
    case FileFormat::Onnx: return u"onnx"_s;
    case FileFormat::XgboostJson:
    case FileFormat::XgboostUbj:
    case FileFormat::XgboostBinary: return u"xgboost"_s;
    case FileFormat::Lightgbm: return u"lightgbm"_s;
    case FileFormat::Catboost:
    case FileFormat::CatboostJson: return u"catboost"_s;
    case FileFormat::Pickle: return u"pickle"_s;
    case FileFormat::Joblib: return u"joblib"_s;
    case FileFormat::Torch:
    case FileFormat::TorchScript:
    case FileFormat::TorchLegacy: return u"pytorch"_s;
    case FileFormat::Skops: return u"skops"_s;
    case FileFormat::Rds: return u"rds"_s;
    case FileFormat::Pmml: return u"pmml"_s;
    case FileFormat::Keras: return u"keras"_s;
    case FileFormat::Tflite: return u"tflite"_s;
    case FileFormat::CoreMl: return u"coreml"_s;
    case FileFormat::Safetensors: return u"safetensors"_s;
    case FileFormat::Gguf: return u"gguf"_s;
    case FileFormat::OnnxRuntime: return u"ort"_s;
    case FileFormat::Hdf5: return formatOfName(name) == u"keras" ? u"keras"_s : QString();
    case FileFormat::Unknown: // R's qs has no sniffer, and its name is used by nothing else
        return formatOfName(name) == u"qs" ? u"qs"_s : QString();
    case FileFormat::Empty:
    case FileFormat::LfsPointer:
    case FileFormat::RData:      // a workspace, which may hold anything
    case FileFormat::SavedModel: // with its folder
    case FileFormat::Npy:
    case FileFormat::Npz:
    case FileFormat::Zip:
    case FileFormat::Tar:
    case FileFormat::ExecuTorch:
    case FileFormat::WhyLogs: break;
    }
    return {};
}

} // namespace vitrine::format
