// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxlibrary.h"

#include "core/base/text.h"
#include "core/serving/onnxapi.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <dlfcn.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

Error notInstalled(const QString &detail)
{
    return Error{
        Error::Code::Unsupported,
        Text::tr("ONNX models need ONNX Runtime, which was not found: run packaging/dependencies.sh, or set "
                 "VT_ONNXRUNTIME to the path of libonnxruntime.so.1."),
        detail};
}

QString &loadedVersion()
{
    static QString version;
    return version;
}

#ifdef VT_HAVE_ONNXRUNTIME
// The oldest API with everything that is used here; newer libraries serve it too.
constexpr std::uint32_t apiVersion = 21;

Ort::Env *&environment()
{
    static Ort::Env *instance = nullptr; // never freed: its threads may outlive other statics
    return instance;
}

Result<> openLibrary()
{
    // Newer releases report usage as soon as they are loaded unless this is set.
    qputenv("ORT_DISABLE_TELEMETRY", "1");
    QString problems;
    for (const QString &candidate : onnxRuntimeCandidates()) {
        void *library = dlopen(QFile::encodeName(candidate).constData(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) {
            problems += QString::fromLocal8Bit(dlerror()) + u'\n';
            continue;
        }
        const auto base = reinterpret_cast<const OrtApiBase *(*)()>(dlsym(library, "OrtGetApiBase"));
        const OrtApi *api = base == nullptr ? nullptr : base()->GetApi(apiVersion);
        if (api == nullptr) {
            problems += candidate + u": older than ONNX Runtime 1.21\n"_s;
            dlclose(library);
            continue;
        }
        Ort::InitApi(api);
        loadedVersion() = QString::fromUtf8(base()->GetVersionString());
        try {
            environment() = new Ort::Env(ORT_LOGGING_LEVEL_FATAL, "vitrine");
        } catch (const Ort::Exception &exception) {
            return Error{Error::Code::Internal, Text::tr("ONNX Runtime could not be started."),
                         QString::fromUtf8(exception.what())};
        }
        return {};
    }
    return notInstalled(problems);
}
#else
Result<> openLibrary()
{
    return notInstalled(u"built without its headers"_s);
}
#endif

} // namespace

QStringList onnxRuntimeCandidates()
{
    if (const QString chosen = qEnvironmentVariable("VT_ONNXRUNTIME"); !chosen.isEmpty())
        return {chosen};
    QStringList candidates;
    if (QCoreApplication::instance() != nullptr) {
        const QString beside = QDir::cleanPath(QCoreApplication::applicationDirPath() +
                                               u"/../lib/vitrine/libonnxruntime.so.1"_s);
        if (QFile::exists(beside))
            candidates << beside;
    }
#ifdef VT_ONNXRUNTIME_LIBRARY
    if (const QString built = QStringLiteral(VT_ONNXRUNTIME_LIBRARY); !built.isEmpty())
        candidates << built;
#endif
    candidates << u"libonnxruntime.so.1"_s << u"libonnxruntime.so"_s;
    return candidates;
}

Result<> loadOnnxRuntime()
{
    static const Result<> outcome = openLibrary();
    return outcome;
}

QString onnxRuntimeVersion()
{
    return loadedVersion();
}

#ifdef VT_HAVE_ONNXRUNTIME
Ort::Env &onnxEnvironment()
{
    return *environment();
}
#endif

} // namespace vitrine::serving
