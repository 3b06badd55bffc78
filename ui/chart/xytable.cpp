// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/xytable.h"

#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

XyTable::XyTable(QObject *parent) : QAbstractTableModel(parent) {}

void XyTable::show(const QList<XyPicture> &pictures, size_t most)
{
    beginResetModel();
    m_pictures = pictures;
    m_places.clear();
    size_t points = 0;
    size_t layers = 0;
    for (const XyPicture &picture : pictures) {
        for (const XyLayer &layer : picture.layers) {
            points += layer.points.size();
            ++layers;
        }
    }
    const size_t ofLayer = points <= most ? points : most / layers;
    size_t rows = 0;
    for (int p = 0; p < pictures.size(); ++p) {
        for (size_t l = 0; l < pictures[p].layers.size(); ++l) {
            const size_t shown = std::min(ofLayer, pictures[p].layers[l].points.size());
            if (shown == 0)
                continue;
            m_places.push_back({p, l, rows});
            rows += shown;
        }
    }
    m_rows = int(rows);
    m_leftOut = qint64(points - rows);
    endResetModel();
}

const XyTable::Place &XyTable::placeOf(int row) const
{
    const auto after = std::upper_bound(m_places.begin(), m_places.end(), size_t(row),
                                        [](size_t at, const Place &place) { return at < place.first; });
    return *std::prev(after);
}

int XyTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int XyTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant XyTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    const Place &place = placeOf(index.row());
    const XyPicture &picture = m_pictures[place.picture];
    const XyLayer &layer = picture.layers[place.layer];
    const size_t point = size_t(index.row()) - place.first;
    const bool number = index.column() == X || index.column() == Y;
    if (role == Qt::TextAlignmentRole && number)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    const XyAxis &axis = index.column() == X ? picture.x : picture.y;
    const double value = axis.number(index.column() == X ? layer.points[point].x() : layer.points[point].y());
    // Bars begin and end between names, which their notes have.
    const QString name = layer.kind == XyLayer::Kind::Steps ? QString() : axis.nameOf(value);
    if (number && !name.isEmpty() && role == Qt::DisplayRole)
        return name;
    if (role == SortRole && number)
        return value;
    if (role == Qt::ToolTipRole && number)
        return axis.title + u": "_s + fullNumber(value);
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (index.column()) {
    case Picture: return picture.title;
    case Version: return layer.name;
    case Note: return point < layer.notes.size() ? layer.notes[point] : QString();
    default: break;
    }
    if (axis.isTime)
        return QDateTime::fromMSecsSinceEpoch(qint64(value), Qt::UTC).toString(u"yyyy-MM-dd HH:mm"_s);
    return shortNumber(value);
}

QVariant XyTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == X || section == Y))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Picture: return tr("Chart");
    case Version: return tr("Version");
    case X: return tr("Across");
    case Y: return tr("Up");
    default: return tr("Note");
    }
}

} // namespace vitrine::ui
