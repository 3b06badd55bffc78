// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/xgboostlibrary.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <dlfcn.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

Error notInstalled(const QString &detail)
{
    return Error{Error::Code::Unsupported,
                 Text::tr("XGBoost models need libxgboost 1.6 or newer, which was not found. Install it "
                          "(Debian: apt install "
                          "libxgboost0), or set VT_XGBOOST to the path of libxgboost.so."),
                 detail};
}

template<typename Function>
bool find(void *library, const char *name, Function &function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

bool findAll(void *library, XgboostApi &api)
{
    return find(library, "XGBoostVersion", api.version) && find(library, "XGBGetLastError", api.lastError) &&
           find(library, "XGBSetGlobalConfig", api.setGlobalConfig) &&
           find(library, "XGBoosterCreate", api.createBooster) &&
           find(library, "XGBoosterFree", api.freeBooster) &&
           find(library, "XGBoosterSetParam", api.setParameter) &&
           find(library, "XGBoosterLoadModelFromBuffer", api.loadFromBuffer) &&
           find(library, "XGBoosterSaveModelToBuffer", api.saveToBuffer) &&
           find(library, "XGBoosterPredictFromDense", api.predictDense) &&
           find(library, "XGDMatrixCreateFromDense", api.createDense) &&
           find(library, "XGDMatrixFree", api.freeMatrix) &&
           find(library, "XGBoosterPredictFromDMatrix", api.predictMatrix);
}

Result<const XgboostApi *> openLibrary()
{
    static XgboostApi api;
    QString problems;
    for (const QString &candidate : xgboostCandidates()) {
        void *library = dlopen(QFile::encodeName(candidate).constData(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) {
            problems += QString::fromLocal8Bit(dlerror()) + u'\n';
        } else if (!findAll(library, api)) {
            problems += candidate + u": older than XGBoost 1.6\n"_s;
            dlclose(library);
        } else {
            api.setGlobalConfig(R"({"verbosity":0})");
            return &api;
        }
    }
    return notInstalled(problems);
}

} // namespace

QStringList xgboostCandidates()
{
    if (const QString chosen = qEnvironmentVariable("VT_XGBOOST"); !chosen.isEmpty())
        return {chosen};
    QStringList candidates;
    if (QCoreApplication::instance() != nullptr) {
        const QString beside =
            QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/../lib/vitrine/libxgboost.so"_s);
        if (QFile::exists(beside))
            candidates << beside;
    }
    return candidates << u"libxgboost.so.0"_s << u"libxgboost.so"_s;
}

Result<const XgboostApi *> loadXgboost()
{
    static const Result<const XgboostApi *> outcome = openLibrary();
    return outcome;
}

} // namespace vitrine::serving
