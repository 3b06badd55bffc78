// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/readout.h"

#include <QWidget>

namespace vitrine::ui {

// The card beside the crosshair: every version's value of every metric at that moment, sorted, with n.
// Lets the pointer through; goes to the side of the crosshair where there is room.
class CrosshairCard final : public QWidget
{
    Q_OBJECT
public:
    explicit CrosshairCard(QWidget *parent);

    // `leading`: the metric under the pointer, whose column stands out.
    void show(const Readout &readout, qsizetype leading, bool locked);
    // `at`: the crosshair, in the parent's coordinates; the card stays within `area`.
    void placeBeside(const QPoint &at, const QRect &area);
    QSize sizeHint() const override;
    const Readout &readout() const { return m_readout; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Columns {
        int version = 0;
        QList<int> metrics;
        int n = 0;
    };
    Columns columns() const;
    QString cellText(const Readout::Cell &cell) const;
    QStringList reasons() const;
    int paintRows(QPainter *painter, int y) const;
    int rowHeight() const;

    Readout m_readout;
    qsizetype m_leading = 0;
    bool m_locked = false;
};

} // namespace vitrine::ui
