// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/namedmodel.h"

#include <QFileInfo>

namespace vitrine::cli {

Result<NamedModel> namedModel(const Context &context, const QString &what, const Job &job)
{
    NamedModel named;
    if (QFileInfo::exists(what) || what.contains(u'/')) {
        VT_TRY(named.source, serving::sourceOfFile(what, {}));
        return named;
    }
    VT_TRY(named.library, context.library());
    VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(what));
    VT_TRY(named.source, serving::sourceOf(*named.library, ref, job));
    return named;
}

} // namespace vitrine::cli
