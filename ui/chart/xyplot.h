// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/valueticks.h"

#include <QPointF>
#include <QWidget>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

namespace vitrine::ui {

// One thing drawn in an XyPlot, in the look of its version.
struct XyLayer {
    enum class Kind {
        Points, // a marker each; where there are too many to tell apart, the denser the stronger
        Line,   // joined in their order
        Steps,  // bars from zero: x is the left edge, the next x the right one
        Ranges, // markers with a bar from `low` to `high`, joined by a line; along x when y has names
    } kind = Kind::Points;
    QString name;  // of the version
    QString fact;  // a number that says it all, after the name in the legend
    QString label; // written at the upper end of a Line
    int look = 0;
    std::vector<QPointF> points;
    std::vector<double> low; // of Ranges
    std::vector<double> high;
    bool markers = true;        // on a Line with few points
    bool joined = true;         // Ranges, by a line
    std::vector<QString> notes; // what is said of each point beyond its numbers; may be empty
    std::vector<bool> faint;    // of Ranges: points that say little; may be empty
};

// Ends a line at `from` where the next point lies beyond `to`; nothing when the two touch.
void addGap(XyLayer *line, double from, double to);

struct XyAxis {
    QString title;
    double lower = -std::numeric_limits<double>::infinity(); // possible values
    double upper = std::numeric_limits<double>::infinity();
    bool isTime = false; // ms since 1970, in UTC
    bool isLog = false;  // the points are logarithms to base 10; labels and words tell the numbers
    QStringList names;   // of the stretches 0..1, 1..2, …: levels instead of numbers; of y from the top
    QStringList counts;  // of the same stretches, written at the far side; of y only
    QString countsTitle;

    QString nameOf(double value) const; // of the stretch that it lies in
    double number(double at) const { return isLog ? std::pow(10, at) : at; }
};

struct XyPicture {
    QString title;
    QString note; // muted, after the title
    XyAxis x;
    XyAxis y;
    enum class Reference { None, Diagonal, Zero } reference = Reference::None;
    bool sameScale = false; // both axes share their range: a prediction against what came true
    bool square = false;    // and a step is as long on both
    bool legend = false;    // of the versions, when there are several
    std::vector<XyLayer> layers;
    QPointF marked{std::numeric_limits<double>::quiet_NaN(), 0}; // the operating point
    QString empty; // why there is nothing; shown in the middle when no layer has a point
    bool isEmpty() const;
};

// A plot of one quantity over another, painted by hand: any number of points costs no more than a look at
// each. Keys: Left and Right walk the points of a layer, Up and Down change the layer; a click goes to a
// point.
class XyPlot final : public QWidget
{
    Q_OBJECT
public:
    explicit XyPlot(const QString &name, QWidget *parent = nullptr);

    // The point that is walked on stays while the picture has it.
    void setPicture(XyPicture picture);
    const XyPicture &picture() const { return m_picture; }
    void setMarked(QPointF point);

    QRectF plot() const; // where the points are
    QPointF toPixels(const QPointF &point) const;
    void paint(QPainter *painter) const;
    QSize sizeHint() const override;
    // So that every name of the y axis has its row.
    int comfortableHeight() const;
    QString describe(size_t layer, size_t point) const;

signals:
    void spoken(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Hit {
        size_t layer = 0;
        size_t point = 0;
        bool any = false;
    };
    struct Heading {
        bool noteBelow = false;     // for want of room beside the title
        std::vector<size_t> legend; // layers
        bool labels = false;
        int height = 0;
    };
    void fit();
    Heading heading() const;
    Hit again(const XyPicture &before) const;
    Hit nearest(const QPointF &at) const;
    void walk(int layers, int points);
    void tell(); // of the point that is walked on
    QString valueText(const XyAxis &axis, double value) const;
    void paintTitle(QPainter *painter) const;
    void paintLegend(QPainter *painter, int top) const;
    void paintAxes(QPainter *painter) const;
    void paintValueRows(QPainter *painter) const;
    void paintNameRows(QPainter *painter) const;
    void paintXLabels(QPainter *painter) const;
    void paintLabels(QPainter *painter) const;
    void paintReference(QPainter *painter) const;
    void paintLayer(QPainter *painter, const XyLayer &layer) const;
    void paintPoints(QPainter *painter, const XyLayer &layer) const;
    void paintDensity(QPainter *painter, const XyLayer &layer) const;
    void paintSteps(QPainter *painter, const XyLayer &layer) const;
    void paintOutline(QPainter *painter, const XyLayer &layer) const;
    void paintRanges(QPainter *painter, const XyLayer &layer) const;
    bool isOverlaid() const;

    XyPicture m_picture;
    ValueScale m_x;
    ValueScale m_y;
    Hit m_walked;
};

} // namespace vitrine::ui
