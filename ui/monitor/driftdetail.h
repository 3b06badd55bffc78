// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/drifttrend.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QPushButton;

namespace vitrine::ui {

class DriftGrid;
struct DriftCell;
class ElidedLabel;
class TextLabel;
class XyPlot;

// The chosen cell of the heat map: what was found, both distributions as a picture and in numbers, its column
// over time, and the threshold of that column, which can be edited.
class DriftDetail final : public QWidget
{
    Q_OBJECT
public:
    explicit DriftDetail(QWidget *parent = nullptr);

    // `own`: the column has a threshold of its own.
    void showCell(const DriftGrid &grid, bool own, const QTimeZone &zone);
    void setCell(const DriftCell &cell); // its distributions, once they are read
    void setTrendOf(TrendOf of);
    QList<XyPicture> pictures() const;

signals:
    void thresholdChanged(double value);
    void thresholdReset();
    void trendChosen(vitrine::ui::TrendOf of);

private:
    void layOut();
    void showTrend(const DriftGrid &grid);
    void showNumbers(const DriftCell &cell);

    TextLabel *m_title;
    TextLabel *m_verdict;
    ElidedLabel *m_chosen; // the finding in words
    XyPlot *m_distributions;
    XyPlot *m_trend;
    TextLabel *m_numbers; // quantiles or shares of levels, a small table
    QComboBox *m_trendOf;
    QDoubleSpinBox *m_threshold;
    QPushButton *m_reset;
    const DriftGrid *m_grid = nullptr;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace vitrine::ui
