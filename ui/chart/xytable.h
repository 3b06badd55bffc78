// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"

#include <QAbstractTableModel>

#include <limits>

namespace vitrine::ui {

// The points of several plots as a table, one row a point; of very many points the first ones of each layer.
class XyTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Picture, Version, X, Y, Note, ColumnCount };

    explicit XyTable(QObject *parent = nullptr);
    static constexpr size_t readable = 20'000; // rows that are sorted and laid out before anybody notices
    void show(const QList<XyPicture> &pictures, size_t most = std::numeric_limits<size_t>::max());
    qint64 leftOut() const { return m_leftOut; } // points that have no row

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Place {
        int picture;
        size_t layer;
        size_t first; // row of the layer's first point
    };
    const Place &placeOf(int row) const;

    QList<XyPicture> m_pictures;
    std::vector<Place> m_places;
    int m_rows = 0;
    qint64 m_leftOut = 0;
};

} // namespace vitrine::ui
