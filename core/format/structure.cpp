// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/structure.h"

#include "core/base/text.h"
#include "core/format/inspect.h"
#include "core/format/inspectionstructure.h"
#include "core/format/onnx.h"
#include "core/format/sniff.h"
#include "core/format/tensorcontent.h"

#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

const StructureGroup *Structure::group(StructureGroup::Kind kind) const
{
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [kind](const StructureGroup &group) { return group.kind == kind; });
    return found == groups.end() ? nullptr : &*found;
}

Result<Structure> readStructure(const QString &path, const QString &name, const Job &job)
{
    QFile file(path);
    const auto unreadable = [&] {
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(name, file.errorString()), path};
    };
    if (!file.open(QIODevice::ReadOnly))
        return unreadable();
    const qint64 size = file.size();
    if (size == 0)
        return Error{Error::Code::Corrupt, Text::tr("%1 is empty.").arg(name), path};
    const uchar *mapped = file.map(0, size);
    if (!mapped)
        return unreadable();
    const std::string_view bytes(reinterpret_cast<const char *>(mapped), size_t(size));
    const FileFormat format = sniff(bytes, name);
    if (format == FileFormat::Onnx) {
        auto model = readOnnx(bytes, job);
        if (!model)
            return model.error().within(name);
        return structureOf(*model);
    }
    if (format == FileFormat::Unknown || format == FileFormat::LfsPointer) {
        return Error{Error::Code::Unsupported,
                     Text::tr("The structure of %1 cannot be shown: its format is not known.").arg(name),
                     {}};
    }
    VT_CHECK(job.check());
    Structure structure = structureOf(inspectBytes(bytes, name));
    StructureGroup tensors;
    if (format == FileFormat::Safetensors) {
        VT_TRY(tensors, safetensorsContent(bytes, job));
    } else if (format == FileFormat::Gguf) {
        VT_TRY(tensors, ggufContent(bytes, job));
    }
    if (!tensors.entries.isEmpty())
        structure.groups << tensors;
    return structure;
}

} // namespace vitrine::format
