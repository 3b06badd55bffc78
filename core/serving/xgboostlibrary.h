// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <cstdint>

namespace vitrine::serving {

// The functions of XGBoost's C API that are used here
// (https://xgboost.readthedocs.io/en/stable/dev/group__c__api.html), found at run time so that the library is
// optional. All return 0, or -1 with the reason in lastError(). Handles belong to whoever made them.
struct XgboostApi {
    using Handle = void *;
    using Size = std::uint64_t;

    void (*version)(int *major, int *minor, int *patch) = nullptr;
    const char *(*lastError)() = nullptr; // of this thread
    int (*setGlobalConfig)(const char *json) = nullptr;
    int (*createBooster)(const Handle matrices[], Size count, Handle *out) = nullptr;
    int (*freeBooster)(Handle booster) = nullptr;
    int (*setParameter)(Handle booster, const char *name, const char *value) = nullptr;
    int (*loadFromBuffer)(Handle booster, const void *bytes, Size size) = nullptr;
    int (*saveToBuffer)(Handle booster, const char *config, Size *size, const char **bytes) = nullptr;
    // The values are described as in NumPy's array interface; the results stay valid until this thread asks
    // the same booster again.
    int (*predictDense)(Handle booster, const char *values, const char *config, Handle matrix,
                        const Size **shape, Size *dimensions, const float **result) = nullptr;
    int (*createDense)(const char *values, const char *config, Handle *out) = nullptr;
    int (*freeMatrix)(Handle matrix) = nullptr;
    int (*predictMatrix)(Handle booster, Handle matrix, const char *config, const Size **shape,
                         Size *dimensions, const float **result) = nullptr;
};

// Where the library is looked for: VT_XGBOOST, beside the program, the system.
QStringList xgboostCandidates();

// Loads the library the first time. Unsupported, with what to install, when there is none or it is older than
// 1.6.
Result<const XgboostApi *> loadXgboost();

} // namespace vitrine::serving
