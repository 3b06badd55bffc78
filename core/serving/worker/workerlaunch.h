// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engineoptions.h"
#include "core/serving/worker/childprocess.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace vitrine::serving {

enum class WorkerLanguage { Python, R };

// How to start workers of one model. Keeps the script that they run, so it must outlive them.
class WorkerLaunch final
{
public:
    // `model`: the canonical path of what they must be able to read. Unsupported, when the interpreter is not
    // there, or a sandbox is required and cannot be had.
    static Result<WorkerLaunch> make(WorkerLanguage language, const QString &model,
                                     const EngineOptions &options);

    const ChildLaunch &child() const { return m_child; }
    const QString &interpreter() const { return m_interpreter; } // as people call it: "python3"
    const QString &remark() const { return m_remark; }           // why there is no sandbox; may be empty

private:
    WorkerLaunch() = default;

    std::shared_ptr<QTemporaryDir> m_folder;
    ChildLaunch m_child;
    QString m_interpreter;
    QString m_remark;
};

} // namespace vitrine::serving
