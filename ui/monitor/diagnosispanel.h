// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"

#include <QList>
#include <QWidget>

namespace vitrine::ui {

class ConfusionGrid;
class TextLabel;

// The pictures of the diagnostics side by side, each in a shape that suits it: curves of shares and predicted
// against actual as squares, time as wide as there is room.
class DiagnosisPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit DiagnosisPanel(QWidget *parent = nullptr);

    // With a confusion matrix beside them when it is a classification.
    void show(const QList<XyPicture> &pictures, bool classification);
    void setFacts(const QString &text); // below the pictures
    XyPlot *plot(qsizetype at) const { return m_plots[at]; }
    ConfusionGrid *confusion() const { return m_confusion; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();
    void arrangeRegression(const QRect &area);
    int arrangeSquares(const QRect &area); // returns the bottom

    QList<XyPlot *> m_plots;
    ConfusionGrid *m_confusion;
    TextLabel *m_facts;
    qsizetype m_shown = 0;
    bool m_classification = false;
};

} // namespace vitrine::ui
