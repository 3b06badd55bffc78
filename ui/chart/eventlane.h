// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "ui/chart/plotlane.h"
#include "ui/chart/stageband.h"

#include <QList>

namespace vitrine::ui {

// The slim lane above the charts: a flag for each occurrence, and below the flags who was in the stage when.
// Flags that would overlap lose their words, then share the drawing of the most serious with their number.
class EventLane final : public PlotLane
{
    Q_OBJECT
public:
    explicit EventLane(TimeAxis *axis, QWidget *parent = nullptr);

    // Ascending in time.
    void setOccurrences(const QList<monitor::Occurrence> &occurrences);
    const QList<monitor::Occurrence> &occurrences() const { return m_occurrences; }
    void setBands(const QString &stage, const QList<StageBand> &bands);

    struct Flag {
        QRectF rect;         // of drawing and words
        qsizetype first = 0; // occurrences [first, last]
        qsizetype last = 0;
        monitor::Occurrence::Kind kind = monitor::Occurrence::Kind::Note; // the most serious of them
        QString words;                                                    // version or number; may be empty
    };
    QList<Flag> flags() const; // as painted now
    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;

signals:
    void activated(const vitrine::monitor::Occurrence &occurrence);
    void focusedOccurrence(const QString &spoken);

protected:
    void paintFocus(QPainter *painter) const override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int flagHeight() const;
    int bandHeight() const;
    void paintFlags(QPainter *painter) const;
    void paintBands(QPainter *painter) const;
    QString toolTipAt(const QPointF &at) const;
    QString describe(const monitor::Occurrence &occurrence) const;
    void walkTo(qsizetype flag);
    void click(const QPointF &at);

    QList<monitor::Occurrence> m_occurrences;
    QString m_stage;
    QList<StageBand> m_bands;
    qsizetype m_walked = -1; // occurrence that the keyboard is at
};

} // namespace vitrine::ui
