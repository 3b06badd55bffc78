// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/cellmarks.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <optional>

namespace vitrine::ui {

// What the colours and marks of a CellGrid mean, in as many lines as it takes: scales of colour with the
// values at their ends, marks with their words.
class GridLegend final : public QWidget
{
    Q_OBJECT
public:
    struct Scale {
        QString title; // the quantity and its unit
        QString weak;  // the value at the pale end
        QString strong;
        std::optional<double> mark = {}; // 0..1: a place that is marked on it, such as a threshold
        QString markText = {};
        bool operator==(const Scale &) const = default;
    };
    struct Mark {
        CellMark mark = CellMark::Frame;
        QString text;
        bool operator==(const Mark &) const = default;
    };
    struct Content {
        QList<Scale> scales;
        QList<Mark> marks;
        bool operator==(const Content &) const = default;
    };

    explicit GridLegend(const QString &name, QWidget *parent = nullptr);

    void setContent(const Content &content);
    const Content &content() const { return m_content; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void paint(QPainter *painter, int width) const; // for exports, too

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString spoken() const;
    int widthOf(const Scale &scale) const;
    int widthOf(const Mark &mark) const;
    // The places of all items one after the other, wrapped like words; their height.
    int arrange(int width, QList<QRect> *places = nullptr) const;
    void paintScale(QPainter *painter, const QRect &rect, const Scale &scale) const;
    void paintMark(QPainter *painter, const QRect &rect, const Mark &mark) const;

    Content m_content;
};

} // namespace vitrine::ui
