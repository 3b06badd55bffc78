// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/inspect.h"
#include "core/serving/command/commandengine.h"
#include "core/serving/engine.h"
#include "core/serving/mlflowfolder.h"
#include "core/serving/modelcode.h"
#include "core/serving/onnxengine.h"
#include "core/serving/worker/workerengine.h"
#include "core/serving/xgboostengine.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

using format::FileFormat;

Result<> mayRun(const CodeBearing &code, const QString &name, const EngineOptions &options)
{
    if (!code.inspection.canRunCode)
        return {};
    if (options.trust)
        return options.trust(code);
    return Error{
        Error::Code::InvalidArgument,
        Text::tr("'%1' is %2, which can run code when it is loaded, and there is nobody to ask whether it is "
                 "trusted.")
            .arg(name, formatTitle(code.inspection.format)),
        {}};
}

bool isForPython(FileFormat format)
{
    switch (format) {
    case FileFormat::Pickle:
    case FileFormat::Joblib:
    case FileFormat::Skops:
    case FileFormat::Torch:
    case FileFormat::TorchScript:
    case FileFormat::TorchLegacy:
    case FileFormat::Lightgbm:
    case FileFormat::Catboost:
    case FileFormat::Keras:
    case FileFormat::Hdf5: return true;
    default: return false;
    }
}

Error cannotBeServed(const QString &name, FileFormat format)
{
    if (format == FileFormat::Unknown || format == FileFormat::Empty)
        return Error{Error::Code::Corrupt,
                     Text::tr("'%1' is %2, so there is no model in it that can be served.")
                         .arg(name, formatTitle(format)),
                     {}};
    if (format == FileFormat::LfsPointer)
        return Error{Error::Code::NotFound,
                     Text::tr("'%1' is a Git LFS pointer: its content was not downloaded. Run git lfs pull.")
                         .arg(name),
                     {}};
    return Error{
        Error::Code::Unsupported,
        Text::tr("'%1' is %2, which cannot be served. Export it as ONNX, or name a program that serves it in "
                 "model.yaml (serving: command).")
            .arg(name, formatTitle(format)),
        {}};
}

// Only when the model says so: ONNX Runtime would read any file that it names.
Result<> staysInside(const format::Inspection &inspection, const QString &name)
{
    for (const format::Finding &finding : inspection.findings) {
        if (finding.kind == u"external-data" && finding.severity == format::Finding::Severity::Dangerous)
            return Error{Error::Code::InvalidArgument,
                         Text::tr("'%1' reads weights from '%2', which lies outside of its folder.")
                             .arg(name, finding.name),
                         {}};
    }
    return {};
}

Result<std::unique_ptr<Engine>> loadFile(const QString &path, const format::Prototype &prototype,
                                         const EngineOptions &options)
{
    const QString name = QFileInfo(path).fileName();
    VT_TRY(const format::Inspection inspection, format::inspectFile(path));
    switch (inspection.format) {
    case FileFormat::Onnx: VT_CHECK(staysInside(inspection, name)); return OnnxEngine::load(path, prototype);
    case FileFormat::XgboostJson:
    case FileFormat::XgboostUbj:
    case FileFormat::XgboostBinary: return XgboostEngine::load(path, prototype);
    default: break;
    }
    const bool isR = inspection.format == FileFormat::Rds || inspection.format == FileFormat::RData;
    if (!isR && !isForPython(inspection.format))
        return cannotBeServed(name, inspection.format);
    if (inspection.canRunCode || !(isR ? options.libraryRscript : options.libraryPython).isEmpty()) {
        VT_TRY(const CodeBearing code, codeOf(path, name, options));
        VT_CHECK(mayRun(code, name, options));
    }
    return WorkerEngine::load(isR ? WorkerLanguage::R : WorkerLanguage::Python, path, name,
                              formatName(inspection.format), {}, prototype, options);
}

Result<std::unique_ptr<Engine>> loadFolder(const QString &path, const format::Prototype &prototype,
                                           const EngineOptions &options)
{
    const QString name = QFileInfo(path).fileName();
    VT_TRY(const MlflowFolder folder, readMlflowFolder(path));
    if (!folder.onnxFile.isEmpty())
        return loadFile(path + u'/' + folder.onnxFile, prototype, options);
    if (!folder.xgboostFile.isEmpty())
        return loadFile(path + u'/' + folder.xgboostFile, prototype, options);
    VT_TRY(const CodeBearing code, codeOf(path, name, options));
    VT_CHECK(mayRun(code, name, options));
    const Fields extra{{"mlflow.loader", {folder.loader.toStdString()}},
                       {"mlflow.file", {folder.file.toStdString()}},
                       {"mlflow.serialization", {folder.serialization.toStdString()}},
                       {"mlflow.code", {folder.code.toStdString()}}};
    return WorkerEngine::load(WorkerLanguage::Python, path, name, u"mlflow"_s, extra, prototype, options);
}

} // namespace

Result<std::unique_ptr<Engine>> loadEngine(const QString &path, const format::Prototype &prototype,
                                           const EngineOptions &options)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{Error::Code::NotFound,
                     Text::tr("The model file '%1' does not exist.").arg(info.fileName()), path};
    if (!options.command.isEmpty()) {
        VT_TRY(const CodeBearing code, codeOf(path, info.fileName(), options));
        VT_CHECK(mayRun(code, options.command.command.join(u' '), options));
        return CommandEngine::load(path, prototype, options);
    }
    if (info.isDir())
        return loadFolder(path, prototype, options);
    if (!info.isFile())
        return Error{Error::Code::InvalidArgument, Text::tr("'%1' is not a file.").arg(info.fileName()),
                     path};
    return loadFile(path, prototype, options);
}

} // namespace vitrine::serving
