// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/inspect.h"

#include "core/base/text.h"
#include "core/format/archivemodels.h"
#include "core/format/onnxinspector.h"
#include "core/format/pickleinspector.h"
#include "core/format/rdsinspector.h"
#include "core/format/sniff.h"
#include "core/format/tensorfiles.h"
#include "core/format/textmodels.h"
#include "core/format/unpacking.h"
#include "core/format/xgboostinspector.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr std::size_t maxUnpacked = 512u << 20;

void noteUnreadable(Inspection &inspection, const QString &why)
{
    inspection.add(Finding::Severity::Suspicious, u"structure"_s, {}, why);
    inspection.canRunCode = true;
}

// Pickles and R objects may be compressed as a whole.
template<typename Inspect>
void inspectUnpacked(std::string_view bytes, Inspection &inspection, Inspect inspect)
{
    const Compression compression = compressionOf(bytes.substr(0, 64));
    if (compression == Compression::None)
        return inspect(bytes);
    const std::string_view kind = compressionName(compression);
    inspection.metadata.insert(u"compression"_s,
                               QString::fromLatin1(kind.data(), static_cast<qsizetype>(kind.size())));
    const Unpacked unpacked = unpack(bytes, compression, maxUnpacked);
    if (!unpacked.complete)
        noteUnreadable(inspection,
                       unpacked.damaged
                           ? Text::tr("The compressed content is damaged; only its beginning was looked at.")
                           : Text::tr("It unpacks to more than %1; only the beginning was looked at.")
                                 .arg(formatBytes(static_cast<qint64>(maxUnpacked))));
    inspect(unpacked.content);
}

void inspectPickles(std::string_view bytes, Inspection &inspection)
{
    inspection.canRunCode = true;
    inspectUnpacked(bytes, inspection,
                    [&](std::string_view content) { inspectPickle(content, {}, inspection); });
}

void inspectR(std::string_view bytes, Inspection &inspection)
{
    constexpr std::size_t dataHead = 5; // "RDX3\n"
    const bool many = inspection.format == FileFormat::RData;
    inspectUnpacked(bytes, inspection, [&](std::string_view content) {
        if (!inspectRds(many ? content.substr(std::min(dataHead, content.size())) : content, inspection))
            noteUnreadable(inspection, Text::tr("It is not an R object that can be read."));
    });
}

void inspectMembers(std::string_view bytes, Inspection &inspection)
{
    if (const auto archive = ZipArchive::open(bytes))
        inspectArchive(*archive, inspection);
    else
        noteUnreadable(inspection, Text::tr("The archive's directory is damaged."));
}

void inspectByFormat(std::string_view bytes, Inspection &inspection)
{
    switch (inspection.format) {
    case FileFormat::Onnx:
        inspection.framework = u"onnx"_s;
        inspectOnnx(bytes, inspection);
        return;
    case FileFormat::XgboostJson:
    case FileFormat::XgboostUbj:
        if (!inspectXgboost(bytes, inspection))
            inspection.add(Finding::Severity::Suspicious, u"structure"_s, {},
                           Text::tr("The file breaks off or is damaged."));
        return;
    case FileFormat::XgboostBinary:
        inspection.framework = u"xgboost"_s;
        inspection.add(
            Finding::Severity::Info, u"format"_s, u"binary"_s,
            Text::tr("XGBoost 3.1 and later no longer read this form; save it again as UBJSON or JSON."));
        return;
    case FileFormat::Pickle:
    case FileFormat::Joblib:
    case FileFormat::TorchLegacy: return inspectPickles(bytes, inspection);
    case FileFormat::Rds:
    case FileFormat::RData: return inspectR(bytes, inspection);
    case FileFormat::Torch:
    case FileFormat::TorchScript:
    case FileFormat::Skops:
    case FileFormat::Keras:
    case FileFormat::Npz:
    case FileFormat::Zip: return inspectMembers(bytes, inspection);
    case FileFormat::Npy:
        inspectNpy(bytes, inspection);
        if (inspection.canRunCode)
            inspectPickle(bytes.substr(std::min(bytes.find('\n'), bytes.size() - 1) + 1), {}, inspection);
        return;
    case FileFormat::Safetensors: inspectSafetensors(bytes, inspection); return;
    case FileFormat::Gguf: inspectGguf(bytes, inspection); return;
    case FileFormat::Lightgbm: inspectLightgbm(bytes, inspection); return;
    case FileFormat::Pmml: inspectPmml(bytes, inspection); return;
    case FileFormat::Hdf5:
        inspection.canRunCode = true;
        inspection.add(
            Finding::Severity::Suspicious, u"code"_s, u"HDF5"_s,
            Text::tr(
                "Keras keeps code in such files (Lambda layers), and this one cannot be looked through."));
        return;
    case FileFormat::Catboost:
    case FileFormat::CatboostJson: inspection.framework = u"catboost"_s; return;
    case FileFormat::Tflite: inspection.framework = u"tflite"_s; return;
    case FileFormat::CoreMl: inspection.framework = u"coreml"_s; return;
    case FileFormat::SavedModel:
        inspection.framework = u"tensorflow"_s;
        inspection.canRunCode = true; // operators that read and write files
        return;
    case FileFormat::Unknown:
    case FileFormat::Empty:
    case FileFormat::LfsPointer:
    case FileFormat::Tar:
    case FileFormat::OnnxRuntime:
    case FileFormat::ExecuTorch:
    case FileFormat::WhyLogs: return;
    }
}

} // namespace

Inspection inspectBytes(std::string_view bytes, const QString &name)
{
    Inspection inspection;
    inspection.format = sniff(bytes, name);
    inspection.size = static_cast<qint64>(bytes.size());
    inspectByFormat(bytes, inspection);
    return inspection;
}

Result<Inspection> inspectFile(const QString &path, const QString &name)
{
    QFile file(path);
    const QFileInfo info(path);
    const QString shown = name.isEmpty() ? info.fileName() : name;
    if (!info.exists())
        return Error{Error::Code::NotFound, Text::tr("There is no file '%1'.").arg(shown), path};
    if (!info.isFile())
        return Error{Error::Code::InvalidArgument, Text::tr("'%1' is not a file.").arg(shown), path};
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, Text::tr("'%1' cannot be read: %2").arg(shown, file.errorString()),
                     path};
    if (file.size() == 0)
        return inspectBytes({}, shown);
    const uchar *bytes = file.map(0, file.size());
    if (bytes == nullptr)
        return Error{Error::Code::Io, Text::tr("'%1' cannot be read: %2").arg(shown, file.errorString()),
                     path};
    return inspectBytes({reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(file.size())},
                        shown);
}

} // namespace vitrine::format
