// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/versionmatrix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace vitrine::ui {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double outer = 0.05; // on each side, that goodness() does not stretch for

using Span = std::pair<qint64, qint64>;

QList<VersionMatrix::Period> periodsOf(const PlotMetric &metric)
{
    std::set<Span> spans;
    for (const PlotSeries &series : metric.series) {
        for (size_t i = 0; i < series.line->size(); ++i) {
            if (!series.line->isGap(i))
                spans.insert({series.line->startOf(i), series.line->endOf(i)});
        }
    }
    QList<VersionMatrix::Period> periods;
    for (const auto &[start, end] : spans)
        periods << VersionMatrix::Period{start, end, -1, -1};
    return periods;
}

void fillCells(const PlotMetric &metric, VersionMatrix *matrix)
{
    const size_t columns = size_t(matrix->periods.size());
    matrix->cells.assign(columns * size_t(metric.series.size()), {undefined, 0, {}});
    for (qsizetype row = 0; row < metric.series.size(); ++row) {
        const PlotLine &line = *metric.series[row].line;
        size_t column = 0; // both ascend
        for (size_t i = 0; i < line.size(); ++i) {
            if (line.isGap(i))
                continue;
            const Span span{line.startOf(i), line.endOf(i)};
            while (column < columns && Span{matrix->periods[qsizetype(column)].start,
                                            matrix->periods[qsizetype(column)].end} < span)
                ++column;
            matrix->cells[size_t(row) * columns + column] = {line.value[i], line.countOf(i),
                                                             line.why.value(qsizetype(i))};
        }
    }
}

int rowInStage(const VersionMatrix &matrix, const VersionMatrix::Period &period,
               const QList<StageBand> &bands)
{
    int longest = -1;
    double most = 0;
    for (const StageBand &band : bands) {
        const double overlap =
            std::min(band.end, double(period.end)) - std::max(band.begin, double(period.start));
        if (overlap <= most)
            continue;
        most = overlap;
        longest = -1;
        for (int row = 0; row < matrix.versions.size(); ++row) {
            if (matrix.versions[row].name == band.version)
                longest = row;
        }
    }
    return longest;
}

int bestRow(const VersionMatrix &matrix, int column)
{
    int best = -1;
    for (int row = 0; row < matrix.versions.size(); ++row) {
        const double value = matrix.at(row, column).value;
        if (std::isnan(value))
            continue;
        const auto bad = [&](double of) { return badness(matrix.info.direction, of); };
        if (best < 0 || bad(value) < bad(matrix.at(best, column).value))
            best = row;
    }
    return best;
}

} // namespace

double badness(monitor::Direction direction, double value)
{
    switch (direction) {
    case monitor::Direction::Minimise: return value;
    case monitor::Direction::Maximise: return -value;
    case monitor::Direction::Zero: break;
    }
    return std::abs(value);
}

double VersionMatrix::delivered(int column) const
{
    const int row = periods[column].inStage;
    return row < 0 ? undefined : at(row, column).value;
}

double VersionMatrix::goodness(double value) const
{
    if (std::isnan(value))
        return value;
    if (m_worst == m_best)
        return 0.5;
    return std::clamp((m_worst - badness(info.direction, value)) / (m_worst - m_best), 0.0, 1.0);
}

std::pair<double, double> VersionMatrix::range() const
{
    const double sign = info.direction == monitor::Direction::Maximise ? -1 : 1;
    return {sign * m_worst, sign * m_best};
}

VersionMatrix versionMatrix(const PlotMetric &metric, const QString &stage, const QList<StageBand> &bands)
{
    VersionMatrix matrix;
    matrix.info = metric.info;
    matrix.unit = metric.unit;
    matrix.stage = stage;
    for (const PlotSeries &series : metric.series)
        matrix.versions << VersionMatrix::Version{series.name, series.look};
    matrix.periods = periodsOf(metric);
    fillCells(metric, &matrix);
    for (int column = 0; column < matrix.periods.size(); ++column) {
        matrix.periods[column].best = bestRow(matrix, column);
        matrix.periods[column].inStage = rowInStage(matrix, matrix.periods[column], bands);
    }
    std::vector<double> bad;
    for (const VersionMatrix::Cell &cell : matrix.cells) {
        if (!std::isnan(cell.value))
            bad.push_back(badness(metric.info.direction, cell.value));
    }
    if (!bad.empty()) {
        std::sort(bad.begin(), bad.end());
        const size_t skipped = size_t(outer * double(bad.size()));
        matrix.m_best = bad[skipped];
        matrix.m_worst = bad[bad.size() - 1 - skipped];
    }
    return matrix;
}

std::optional<WhatIf> whatIf(const VersionMatrix &matrix, int version)
{
    WhatIf sum;
    for (int column = 0; column < matrix.periods.size(); ++column) {
        const double delivered = matrix.delivered(column);
        const VersionMatrix::Cell &instead = matrix.at(version, column);
        if (std::isnan(delivered) || std::isnan(instead.value))
            continue;
        const double n = double(std::max<qint64>(instead.n, 1));
        sum.delivered += n * delivered;
        sum.instead += n * instead.value;
        sum.n += std::max<qint64>(instead.n, 1);
        ++sum.periods;
    }
    if (sum.periods == 0)
        return {};
    sum.delivered /= double(sum.n);
    sum.instead /= double(sum.n);
    return sum;
}

} // namespace vitrine::ui
