// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The points of several plots as a table, one row a point.
class XyTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Picture, Version, X, Y, Note, ColumnCount };

    explicit XyTable(QObject *parent = nullptr);
    void show(const QList<XyPicture> &pictures);

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
};

} // namespace vitrine::ui
