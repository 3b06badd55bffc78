// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/chart.h"
#include "core/monitor/store/rollupreader.h"

#include <functional>

namespace vitrine::monitor {

class ObservationTable;

// The longest roll-up step that still gives a point every other pixel, or the next one when that would be
// more than sixteen a pixel, which takes longer to read than it shows; 0 when observations themselves are few
// enough.
qint64 stepForChart(qint64 rangeMs, int width);

// At most two points a pixel: the least and the greatest value of those that fall on it, in time order, and
// an undefined one only where there is no other. `points` are ascending.
QList<MetricPoint> reducedToPixels(const QList<MetricPoint> &points, qint64 from, qint64 to, int width);

// The series of one version.
class ChartReader final
{
public:
    // Observations of a stretch of time, [from, to).
    using ReadRows = std::function<Result<ObservationTable>(qint64 from, qint64 to)>;

    ChartReader(RollupReader &reader, const Target &target, const ChartRequest &request, ReadRows readRows)
        : m_reader(reader)
        , m_target(target)
        , m_request(request)
        , m_readRows(std::move(readRows))
    {
    }
    // `step`: 0 for observations, which becomes minutes where there are too many of them.
    Result<Chart> read(const QStringList &metrics, qint64 from, qint64 to, qint64 step);

private:
    Result<> addRollups(Chart &chart, const QStringList &metrics, qint64 from, qint64 to, qint64 step);
    Result<> addRows(Chart &chart, const QStringList &metrics, qint64 from, qint64 to, qint64 bucket);

    RollupReader &m_reader;
    const Target &m_target;
    const ChartRequest &m_request;
    ReadRows m_readRows;
};

} // namespace vitrine::monitor
