// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/fileinspection.h"

#include "core/serving/librarysource.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace vitrine::ui {

namespace {

struct Inspecting {
    Q_DECLARE_TR_FUNCTIONS(FileInspection)
};

} // namespace

Result<FileInspection> inspectVersion(const registry::Library &library, const QString &model,
                                      const QString &version, const Job &job)
{
    FileInspection read;
    VT_TRY(const serving::VersionSource source, serving::sourceOf(library, {model, version, {}}, job));
    VT_CHECK(job.check());
    VT_TRY(read.question, serving::trustQuestion(&library, source, serving::TrustLedger(), job));
    VT_CHECK(job.check());
    read.fileName = source.fileName;
    if (QFileInfo(source.path).isDir()) {
        read.structureProblem =
            Inspecting::tr("The model is a folder; what is inside each of its files is not listed.");
        return read;
    }
    const Result<format::Structure> structure = format::readStructure(source.path, source.fileName, job);
    if (structure)
        read.structure = *structure;
    else if (structure.error().code == Error::Code::Cancelled)
        return structure.error();
    else
        read.structureProblem = structure.error().message;
    return read;
}

} // namespace vitrine::ui
