// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "ui/chart/plotlane.h"

#include <QList>

namespace vitrine::ui {

// A stretch of time that a version spent in the stage that the charts compare with.
struct StageBand {
    QString version;
    int look = 0;
    double begin = 0;
    double end = 0; // the right edge of all time while it lasts: infinity
    bool operator==(const StageBand &) const = default;
};

// The slim lane above the charts: a flag for each occurrence, and below the flags who was in the stage when.
// Flags that would overlap lose their words, then share one drawing with their number.
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
        QString words; // version or number; may be empty
    };
    QList<Flag> flags() const; // as painted now
    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;

signals:
    void activated(const vitrine::monitor::Occurrence &occurrence);
    void focusedOccurrence(const QString &spoken);

protected:
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
