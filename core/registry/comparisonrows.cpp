// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/comparisonrows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

using Standing = ComparedCell::Standing;

bool ComparedRow::differs() const
{
    return std::any_of(cells.begin(), cells.end(),
                       [](const ComparedCell &cell) { return cell.standing != Standing::Same; });
}

qsizetype ComparedSection::differing() const
{
    return std::count_if(rows.begin(), rows.end(), [](const ComparedRow &row) { return row.differs(); });
}

qsizetype Comparison::differing() const
{
    qsizetype count = 0;
    for (const ComparedSection &section : sections)
        count += section.kind == ComparedSection::Kind::Registration ? 0 : section.differing();
    return count;
}

qsizetype Comparison::differing(qsizetype column) const
{
    qsizetype count = 0;
    for (const ComparedSection &section : sections) {
        if (section.kind == ComparedSection::Kind::Registration)
            continue;
        count += std::count_if(section.rows.begin(), section.rows.end(), [column](const ComparedRow &row) {
            return row.cells.at(column).standing != Standing::Same;
        });
    }
    return count;
}

ComparedRow &ComparedRowsBuilder::row(const QString &name)
{
    auto place = m_places.constFind(name);
    if (place == m_places.constEnd()) {
        place = m_places.insert(name, m_rows.size());
        ComparedRow row;
        row.name = name;
        row.cells.resize(m_versions);
        m_rows.append(row);
    }
    return m_rows[*place];
}

ComparedCell &ComparedRowsBuilder::cell(const QString &name, qsizetype version)
{
    return row(name).cells[version];
}

QList<ComparedRow> ComparedRowsBuilder::finished(const Judge &judge)
{
    const auto saysNothing = [](const ComparedRow &row) {
        return std::all_of(row.cells.begin(), row.cells.end(), [](const ComparedCell &cell) {
            return cell.text.isEmpty() && cell.note.isEmpty();
        });
    };
    m_rows.removeIf(saysNothing);
    for (ComparedRow &row : m_rows) {
        const ComparedCell first = row.cells.value(0);
        for (qsizetype at = 1; at < row.cells.size(); ++at) {
            ComparedCell &cell = row.cells[at];
            if (cell.standing != Standing::Same || cell.text == first.text)
                continue;
            if (first.text.isEmpty() || cell.text.isEmpty())
                cell.standing = first.text.isEmpty() ? Standing::Added : Standing::Removed;
            else
                cell.standing = judge ? judge(row, first, cell) : Standing::Changed;
        }
    }
    m_places.clear();
    return std::move(m_rows);
}

void flattenJson(const QJsonObject &object, const QString &prefix,
                 const std::function<void(const QString &, const QJsonValue &)> &visit)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString name = prefix.isEmpty() ? it.key() : prefix + u'.' + it.key();
        if (it.value().isObject() && !it.value().toObject().isEmpty())
            flattenJson(it.value().toObject(), name, visit);
        else
            visit(name, it.value());
    }
}

ComparedCell cellOf(const QJsonValue &value)
{
    ComparedCell cell;
    switch (value.type()) {
    case QJsonValue::Bool: cell.text = value.toBool() ? u"true"_s : u"false"_s; break;
    case QJsonValue::Double:
        cell.number = value.toDouble();
        cell.text = QString::number(*cell.number, 'g', QLocale::FloatingPointShortest);
        break;
    case QJsonValue::String: cell.text = value.toString(); break;
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        const bool plain = std::none_of(array.begin(), array.end(), [](const QJsonValue &each) {
            return each.isArray() || each.isObject();
        });
        QStringList texts;
        for (const QJsonValue each : array)
            texts << cellOf(each).text;
        cell.text = plain ? texts.join(u", "_s)
                          : QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
        break;
    }
    case QJsonValue::Object:
        cell.text = QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
        break;
    case QJsonValue::Null:
    case QJsonValue::Undefined: break;
    }
    return cell;
}

} // namespace vitrine::registry
