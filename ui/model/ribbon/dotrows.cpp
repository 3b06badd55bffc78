// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/dotrows.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace vitrine::ui {

namespace {

// Rows by first fit; a dot for which all are taken gets the number of rows.
std::vector<int> firstFit(std::span<const double> x, double distance, int rows)
{
    std::vector<int> places(x.size());
    std::vector<double> ends(size_t(std::max(1, rows)), -std::numeric_limits<double>::infinity());
    for (size_t at = 0; at < x.size(); ++at) {
        int row = 0;
        while (row < rows && x[at] - ends[size_t(row)] < distance)
            ++row;
        places[at] = row;
        if (row < rows)
            ends[size_t(row)] = x[at];
    }
    return places;
}

// Cuts the run [first, last] into stretches; those of one dot stay dots. What begins within the last stretch
// belongs to it, from whichever run. Returns what comes next.
size_t cluster(std::span<const double> x, size_t first, size_t last, double widest, DotRows *out)
{
    size_t begin = first;
    while (begin <= last) {
        size_t end = begin;
        while (end + 1 < x.size() && x[end + 1] - x[begin] < widest)
            ++end;
        if (end > begin) {
            const DotCluster made{qsizetype(begin), qsizetype(end), x[begin] + widest * clusterShare / 2};
            for (size_t at = begin; at <= end; ++at)
                out->dots[qsizetype(at)] = {made.x, 0, out->clusters.size()};
            out->clusters << made;
        } else {
            out->dots[qsizetype(begin)] = {x[begin], 0, -1};
        }
        begin = end + 1;
    }
    return begin;
}

} // namespace

DotRows placeDots(std::span<const double> x, double distance, int rows, double widest)
{
    DotRows out;
    out.dots.resize(qsizetype(x.size()));
    const std::vector<int> places = firstFit(x, distance, rows);
    for (size_t first = 0; first < x.size();) {
        size_t last = first;
        bool isFull = places[first] == rows;
        while (last + 1 < x.size() && x[last + 1] - x[last] < distance)
            isFull = places[++last] == rows || isFull;
        if (isFull) {
            first = cluster(x, first, last, widest, &out);
            continue;
        }
        for (size_t at = first; at <= last; ++at)
            out.dots[qsizetype(at)] = {x[at], places[at], -1};
        first = last + 1;
    }
    return out;
}

} // namespace vitrine::ui
