// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftmatrix.h"

#include "core/monitor/drift/comparison.h"
#include "core/monitor/drift/drifttest.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace vitrine::ui {

namespace {

constexpr double outer = 0.05;     // of the effects, that may exceed the scale
constexpr double leastScale = 0.2; // noise is not painted as strongly as drift

// In multiples of what is called large of its kind, so that columns of numbers and of levels can be put in
// one order: Cohen's 0.8 standard deviations, and 0.5 of Cramér's V (his w); the other distances have the
// range of the latter.
double yardsticks(const monitor::EffectSize &effect)
{
    constexpr double largeShift = 0.8;
    constexpr double largeAssociation = 0.5;
    return effect.value / (effect.name == QLatin1StringView("wasserstein") ? largeShift : largeAssociation);
}

// 1, 2 or 5 times a power of ten.
double roundUp(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (value <= step * power * (1 + 1e-9))
            return step * power;
    }
    return 10 * power;
}

QList<DriftMatrix::Scale> scalesOf(const QList<monitor::DriftComparison> &periods)
{
    std::map<QString, std::vector<double>> effects;
    std::map<QString, std::set<double>> thresholds;
    for (const monitor::DriftComparison &period : periods) {
        for (const monitor::DriftFinding &finding : period.findings) {
            const monitor::EffectSize effect = monitor::effectOf(finding);
            if (finding.check || !std::isfinite(effect.value))
                continue;
            effects[effect.name].push_back(effect.value);
            thresholds[effect.name].insert(monitor::driftTestInfo(finding.test).byP ? 0 : finding.threshold);
        }
    }
    QList<DriftMatrix::Scale> scales;
    for (auto &[name, values] : effects) {
        std::sort(values.begin(), values.end());
        const double most = values[values.size() - 1 - size_t(outer * double(values.size()))];
        const std::set<double> &of = thresholds[name];
        scales << DriftMatrix::Scale{name, roundUp(std::max(most, leastScale)),
                                     of.size() == 1 ? *of.begin() : 0};
    }
    return scales;
}

} // namespace

double DriftMatrix::strength(const monitor::DriftFinding &finding) const
{
    const monitor::EffectSize effect = monitor::effectOf(finding);
    for (const Scale &scale : scales) {
        if (scale.effect == effect.name)
            return std::clamp(effect.value / scale.most, 0.0, 1.0);
    }
    return std::nan("");
}

DriftMatrix driftMatrix(const monitor::DriftSeries &series, const QMap<QString, double> &thresholds)
{
    DriftMatrix matrix;
    std::map<QString, DriftMatrix::Row> rows;
    QList<monitor::DriftComparison> decided;
    for (const monitor::DriftPeriod &period : series.periods) {
        QList<monitor::DriftFinding> findings = period.comparison.findings;
        for (monitor::DriftFinding &finding : findings)
            finding.threshold = thresholds.value(finding.column, finding.threshold);
        decided << monitor::decide(findings, {});
        DriftMatrix::Period of{.start = period.start.toMSecsSinceEpoch(),
                               .end = period.end.toMSecsSinceEpoch(),
                               .rows = period.rows,
                               .compared = decided.last().columns,
                               .share = decided.last().share,
                               .drift = decided.last().drift};
        if (period.referenceStart.isValid()) {
            of.referenceStart = period.referenceStart.toMSecsSinceEpoch();
            of.referenceEnd = period.referenceEnd.toMSecsSinceEpoch();
        }
        matrix.periods << of;
    }
    matrix.scales = scalesOf(decided);
    for (const monitor::DriftComparison &period : std::as_const(decided)) {
        for (const monitor::DriftFinding &finding : period.findings) {
            if (finding.check)
                continue;
            DriftMatrix::Row &row = rows[finding.column];
            row.column = finding.column;
            row.role = finding.role;
            row.drifted += finding.drift ? 1 : 0;
            if (const double of = yardsticks(monitor::effectOf(finding)); std::isfinite(of))
                row.most = std::max(row.most, of);
        }
    }
    for (const auto &[name, row] : rows)
        matrix.rows << row;
    std::stable_sort(matrix.rows.begin(), matrix.rows.end(), [](const auto &a, const auto &b) {
        return a.most != b.most ? a.most > b.most : a.drifted > b.drifted;
    });
    matrix.cells.resize(size_t(matrix.rows.size()) * size_t(matrix.periods.size()));
    for (qsizetype row = 0; row < matrix.rows.size(); ++row) {
        for (qsizetype column = 0; column < matrix.periods.size(); ++column) {
            for (const monitor::DriftFinding &finding : decided[column].findings) {
                if (!finding.check && finding.column == matrix.rows[row].column)
                    matrix.cells[size_t(row * matrix.periods.size() + column)] = finding;
            }
        }
    }
    return matrix;
}

} // namespace vitrine::ui
