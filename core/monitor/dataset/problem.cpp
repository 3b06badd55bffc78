// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/problem.h"

#include "core/base/text.h"

namespace vitrine::monitor {

QString DatasetProblem::sentence() const
{
    if (column.isEmpty())
        return Text::tr("Line %1 %2.").arg(line).arg(why);
    return Text::tr("Line %1, column %2: “%3” %4.").arg(line).arg(column, text, why);
}

QString DatasetProblems::summary() const
{
    QStringList sentences;
    if (droppedRows > 0)
        sentences << Text::tr(
            "Left out %n row(s) that could not be read.", nullptr,
            static_cast<int>(std::min<qint64>(droppedRows, std::numeric_limits<int>::max())));
    if (unreadableCells > 0)
        sentences << Text::tr(
            "Read %n cell(s) as missing that could not be read.", nullptr,
            static_cast<int>(std::min<qint64>(unreadableCells, std::numeric_limits<int>::max())));
    if (!first.isEmpty())
        sentences << first.constFirst().sentence();
    return sentences.join(u' ');
}

} // namespace vitrine::monitor
