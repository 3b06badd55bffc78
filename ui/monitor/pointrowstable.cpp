// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/pointrowstable.h"

#include "ui/chart/chartexport.h"
#include "ui/chart/dateticks.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QVariant number(double value)
{
    return std::isnan(value) ? QVariant() : QVariant(value);
}

QVariant text(const QString &value)
{
    return value.isEmpty() ? QVariant() : QVariant(value);
}

} // namespace

PointRowsTable::PointRowsTable(QObject *parent) : QAbstractTableModel(parent) {}

void PointRowsTable::show(const monitor::PointRows &rows, const QTimeZone &zone)
{
    beginResetModel();
    m_rows = rows;
    m_zone = zone;
    const bool classes = rows.target.classification;
    m_columns = {{Kind::Time, tr("Time (%1)").arg(zoneName(zone)), u"time"_s},
                 {Kind::Actual, tr("Actual"), u"truth"_s},
                 {Kind::Predicted, tr("Predicted"), classes ? u".pred_class"_s : u".pred"_s}};
    if (!classes)
        m_columns << Column{Kind::Residual, tr("Predicted − actual"), u"residual"_s};
    for (qsizetype i = 0; classes && i < rows.target.levels.size(); ++i) {
        const QString &level = rows.target.levels[i];
        m_columns << Column{Kind::Probability, tr("Probability of %1").arg(level), u".pred_"_s + level, i};
    }
    for (qsizetype i = 0; i < rows.inputs.size(); ++i)
        m_columns << Column{Kind::Input, rows.inputs[i], rows.inputs[i], i};
    m_columns << Column{Kind::Id, tr("Request"), u"id"_s};
    endResetModel();
}

int PointRowsTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.rows.size());
}

int PointRowsTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant PointRowsTable::cell(const monitor::PointRow &row, const Column &column) const
{
    const monitor::Observation &of = row.observation;
    const bool classes = m_rows.target.classification;
    switch (column.kind) {
    case Kind::Time: return of.timeMs;
    case Kind::Actual: return classes ? text(of.truthLevel) : number(of.truth);
    case Kind::Predicted: return classes ? text(of.estimateLevel) : number(of.estimate);
    case Kind::Residual: return number(of.estimate - of.truth);
    case Kind::Probability:
        return column.at < of.probabilities.size() ? number(of.probabilities[column.at]) : QVariant();
    case Kind::Id: return text(of.id);
    case Kind::Input: break;
    }
    const QString value = row.inputs.value(column.at);
    bool isNumber = false;
    const double asNumber = value.toDouble(&isNumber);
    return isNumber ? QVariant(asNumber) : text(value);
}

QVariant PointRowsTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.rows.size())
        return {};
    const Column &column = m_columns[index.column()];
    const QVariant value = cell(m_rows.rows[index.row()], column);
    const bool isNumber = value.typeId() == QMetaType::Double;
    if (role == Qt::TextAlignmentRole && isNumber)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole)
        return value;
    if (role == Qt::ToolTipRole && isNumber)
        return fullNumber(value.toDouble());
    if (role != Qt::DisplayRole)
        return {};
    if (column.kind == Kind::Time)
        return QDateTime::fromMSecsSinceEpoch(value.toLongLong(), m_zone).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    if (!value.isValid())
        return u"–"_s;
    return isNumber ? QVariant(shortNumber(value.toDouble())) : value;
}

QVariant PointRowsTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::ToolTipRole)
        return m_columns[section].name;
    return role == Qt::DisplayRole ? QVariant(m_columns[section].title) : QVariant();
}

QByteArray PointRowsTable::csv() const
{
    QString out;
    const auto addLine = [&out](const QStringList &fields) { out += fields.join(u',') + u"\r\n"_s; };
    QStringList fields;
    for (const Column &column : m_columns)
        fields << csvField(column.name);
    addLine(fields);
    for (const monitor::PointRow &row : m_rows.rows) {
        fields.clear();
        for (const Column &column : m_columns) {
            const QVariant value = cell(row, column);
            if (column.kind == Kind::Time)
                fields << isoTime(value.toLongLong(), m_zone);
            else if (value.typeId() == QMetaType::Double)
                fields << QLocale::c().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
            else
                fields << csvField(value.toString());
        }
        addLine(fields);
    }
    return out.toUtf8();
}

} // namespace vitrine::ui
