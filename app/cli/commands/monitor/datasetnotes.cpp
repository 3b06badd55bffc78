// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetnotes.h"

#include "core/base/text.h"

namespace vitrine::cli {

void noteData(const Context &context, QStringList notes, const QList<monitor::DatasetProblems> &problems,
              qint64 withoutTime)
{
    for (const monitor::DatasetProblems &some : problems)
        notes << some.summary();
    if (withoutTime > 0)
        notes << Text::tr("%n row(s) without a time belong to no period.", nullptr,
                          static_cast<int>(withoutTime));
    context.note(notes);
}

} // namespace vitrine::cli
