// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/comparison.h"
#include "core/registry/library.h"

namespace vitrine::registry {

Result<ComparedVersion> readCompared(const Library &library, const ModelRef &ref, const Job &job)
{
    ComparedVersion compared;
    VT_TRY(const Version version, library.resolve(ref));
    VT_TRY(compared.details, library.details(version.model, version.name));
    VT_CHECK(job.check());
    if (compared.details.files.isEmpty())
        return compared;
    const Result<QString> path = library.artefactPath(version, job);
    if (!path) {
        compared.structureProblem = path.error().message;
        return compared;
    }
    const Result<format::Structure> structure =
        format::readStructure(*path, compared.details.artefact.section(u'/', -1), job);
    if (structure)
        compared.structure = *structure;
    else if (structure.error().code == Error::Code::Cancelled)
        return structure.error();
    else
        compared.structureProblem = structure.error().message;
    return compared;
}

} // namespace vitrine::registry
