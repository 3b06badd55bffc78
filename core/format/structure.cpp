// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/structure.h"

#include "core/base/text.h"
#include "core/format/onnx.h"

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

Result<Structure> inspect(const QString &path, const QString &name, const Job &job)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(name, file.errorString()), path};
    const qint64 size = file.size();
    if (size == 0)
        return Error{Error::Code::Corrupt, Text::tr("%1 is empty.").arg(name), path};
    const uchar *bytes = file.map(0, size);
    if (!bytes)
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(name, file.errorString()), path};
    const QByteArrayView content(bytes, size);
    if (looksLikeOnnx(content)) {
        auto model = readOnnx(content, job);
        if (!model)
            return model.error().within(name);
        return structureOf(*model);
    }
    return Error{
        Error::Code::Unsupported,
        Text::tr("The structure of %1 cannot be shown: there is no inspector for its format.").arg(name),
        {}};
}

} // namespace vitrine::format
