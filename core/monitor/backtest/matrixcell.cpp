// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/matrixcell.h"

#include "core/monitor/localdays.h"

#include <algorithm>

namespace vitrine::monitor {

namespace {

MatrixCell cellOf(const RowSurvey &survey, std::span<const qint64> distances, const Slice &slice)
{
    MatrixCell cell;
    cell.group = slice.group;
    cell.groups.assign(distances.begin() + slice.first, distances.begin() + slice.last);
    for (const qint64 distance : cell.groups)
        cell.point.n += survey.groups().at(distance).rows;
    return cell;
}

// Missing when the dataset has no times.
qint64 firstTimeOf(const RowSurvey &survey, const MatrixCell &cell)
{
    qint64 first = missingTime;
    for (const qint64 distance : cell.groups) {
        const qint64 time = survey.groups().at(distance).firstTime;
        first = first == missingTime ? time : std::min(first, time);
    }
    return first;
}

} // namespace

std::vector<MatrixCell> matrixCells(const RowSurvey &survey, const std::optional<Periods> &periods)
{
    std::vector<MatrixCell> cells;
    std::vector<qint64> distances;
    for (const auto &[distance, group] : survey.groups())
        distances.push_back(distance);
    if (distances.empty())
        return cells;
    QList<Slice> slices;
    if (periods)
        slices = slicesOfGroups(*periods, distances);
    else
        slices.append({distances.front(), 0, static_cast<qsizetype>(distances.size())});
    std::optional<PeriodGrid> grid;
    if (periods && periods->unit != PeriodUnit::Count)
        grid.emplace(*periods);
    const QTimeZone zone = periods ? periods->zone : QTimeZone::utc();
    for (const Slice &slice : slices) {
        MatrixCell cell = cellOf(survey, distances, slice);
        if (const qint64 first = firstTimeOf(survey, cell); first != missingTime) {
            cell.point.index = timeAt(first, zone);
            cell.point.start = grid ? timeAt(grid->start(slice.group), zone) : cell.point.index;
            cell.point.end = grid ? timeAt(grid->start(slice.group + 1), zone) : QDateTime();
        }
        cells.push_back(std::move(cell));
    }
    return cells;
}

} // namespace vitrine::monitor
