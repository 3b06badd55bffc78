// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

namespace vitrine::ui {

// A turning arc; stands still when the system asks for less motion.
class BusyMark final : public QWidget
{
    Q_OBJECT
public:
    explicit BusyMark(int size, QWidget *parent = nullptr);
    // 0 to 1 fills the ring instead of turning; negative turns.
    void setShare(double share);
    QSize sizeHint() const override { return {m_size, m_size}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    int m_size;
    int m_angle = 0;
    double m_share = -1;
    QTimer m_turn;
};

} // namespace vitrine::ui
