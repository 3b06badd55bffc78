// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/comparison.h"

#include <QHash>

#include <functional>

class QJsonObject;
class QJsonValue;

namespace vitrine::registry {

// Lines up what several versions say by name: rows in the order of the first version, then what later ones
// add.
class ComparedRowsBuilder final
{
public:
    explicit ComparedRowsBuilder(qsizetype versions) : m_versions(versions) {}

    // The cell of a version in the row of that name, which is made when it is new.
    ComparedCell &cell(const QString &name, qsizetype version);
    ComparedRow &row(const QString &name);
    bool isEmpty() const { return m_rows.isEmpty(); }

    // The rows, each cell with its standing; rows in which no version says anything are left out.
    // `judge`: of two cells of which both say something and differ; Changed when it is not given.
    using Judge = std::function<ComparedCell::Standing(const ComparedRow &row, const ComparedCell &first,
                                                       const ComparedCell &other)>;
    QList<ComparedRow> finished(const Judge &judge = {});

private:
    qsizetype m_versions;
    QList<ComparedRow> m_rows;
    QHash<QString, qsizetype> m_places;
};

// A JSON object as dotted names and texts: {"a": {"b": 1}} is "a.b" and "1".
void flattenJson(const QJsonObject &object, const QString &prefix,
                 const std::function<void(const QString &name, const QJsonValue &value)> &visit);
ComparedCell cellOf(const QJsonValue &value);

// The sections that need more than lining up.
QList<ComparedRow> comparedPrototype(const QList<ComparedVersion> &versions);
QList<ComparedRow> comparedCard(const QList<ComparedVersion> &versions, const Job &job);
QList<ComparedSection> comparedStructure(const QList<ComparedVersion> &versions);

} // namespace vitrine::registry
