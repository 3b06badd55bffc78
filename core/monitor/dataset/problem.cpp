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
    const auto plural = [](qint64 count) {
        return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
    };
    QStringList sentences;
    if (droppedRows > 0)
        sentences << Text::tr("Left out %n row(s) that could not be read.", nullptr, plural(droppedRows));
    if (unreadableCells > 0)
        sentences << Text::tr("Read %n cell(s) as missing that could not be read.", nullptr,
                              plural(unreadableCells));
    if (unclearTimes > 0)
        sentences << Text::tr("Took %n time(s) as before the change of the clock that skips or repeats their "
                              "hour; write offsets to say which they are.",
                              nullptr, plural(unclearTimes));
    if (!first.isEmpty())
        sentences << first.constFirst().sentence();
    return sentences.join(u' ');
}

} // namespace vitrine::monitor
