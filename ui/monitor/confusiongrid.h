// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/confusion.h"

#include <QStringList>
#include <QWidget>

namespace vitrine::ui {

// A confusion matrix: what was predicted against what came true, each cell with its count and its share of
// the truth, the stronger the more.
class ConfusionGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit ConfusionGrid(QWidget *parent = nullptr);
    void setMatrix(const QString &title, const QStringList &levels, const monitor::ConfusionMatrix &matrix);
    QString describe(int estimate, int truth) const;
    QSize sizeHint() const override;

signals:
    void spoken(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect cells() const;
    QRect cell(int estimate, int truth) const;
    void walkTo(int estimate, int truth);

    QString m_title;
    QStringList m_levels;
    monitor::ConfusionMatrix m_matrix;
    int m_estimate = -1;
    int m_truth = -1;
};

} // namespace vitrine::ui
