// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftmatrix.h"

#include "core/monitor/drift/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vitrine::ui {

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
        matrix.periods << DriftMatrix::Period{period.start.toMSecsSinceEpoch(),
                                              period.end.toMSecsSinceEpoch(), period.rows,
                                              decided.last().share, decided.last().drift};
        for (const monitor::DriftFinding &finding : decided.last().findings) {
            if (finding.check)
                continue;
            DriftMatrix::Row &row = rows[finding.column];
            row.column = finding.column;
            row.role = finding.role;
            row.drifted += finding.drift ? 1 : 0;
            if (std::isfinite(finding.effect.value))
                row.most = std::max(row.most, finding.effect.value);
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
