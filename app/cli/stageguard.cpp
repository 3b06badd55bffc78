// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stageguard.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

QCommandLineOption confirmOption()
{
    return {u"confirm"_s, Text::tr("Names the stage once more, when it is protected."), u"STAGE"_s};
}

Result<> checkConfirmed(const registry::Library &library, const QString &model, const QString &stage,
                        const QCommandLineParser &options)
{
    if (options.value(u"confirm"_s) == stage)
        return {};
    VT_TRY(const bool isProtected, library.isProtectedStage(model, stage));
    if (!isProtected)
        return {};
    return Error{
        Error::Code::Conflict,
        Text::tr("The stage “%1” of %2 is protected. Say --confirm %1 to change it.").arg(stage, model),
        stage};
}

} // namespace vitrine::cli
