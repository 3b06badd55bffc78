// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/comparisonrows.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Kind = format::StructureGroup::Kind;
using Standing = ComparedCell::Standing;

QString titleOf(Kind kind)
{
    switch (kind) {
    case Kind::Summary: return Text::tr("Model file");
    case Kind::Inputs: return Text::tr("Model inputs");
    case Kind::Outputs: return Text::tr("Model outputs");
    case Kind::Trees: return Text::tr("Trees");
    case Kind::Coefficients: return Text::tr("Coefficients");
    case Kind::Operators: return Text::tr("Operators");
    case Kind::Nodes: return Text::tr("Graph nodes");
    case Kind::Tensors: break;
    }
    return Text::tr("Tensors");
}

// "splits on feature 3 (wind)": the server binds the columns of the prototype to the features of a single
// matrix in their order, so they can be named when the numbers agree.
class FeatureNames final
{
public:
    explicit FeatureNames(const ComparedVersion &version)
    {
        const format::StructureGroup *inputs = version.structure->group(Kind::Inputs);
        const QList<format::Column> &columns = version.details.metadata.prototype.columns;
        if (!inputs || inputs->entries.size() != 1 ||
            !inputs->entries.first().text.endsWith(u'×' + QString::number(columns.size())))
            return;
        m_prefix = Text::tr("splits on feature %1").arg(QString());
        for (const format::Column &column : columns)
            m_names << column.name;
    }

    QString named(const QString &entry) const
    {
        if (m_prefix.isEmpty() || !entry.contains(m_prefix))
            return entry;
        bool isNumber = false;
        const int feature = entry.mid(entry.indexOf(m_prefix) + m_prefix.size()).toInt(&isNumber);
        if (!isNumber || feature < 0 || feature >= m_names.size())
            return entry;
        return entry.chopped(QString::number(feature).size()) + m_names.at(feature);
    }

private:
    QString m_prefix;
    QStringList m_names;
};

QList<ComparedRow> rowsOf(const QList<ComparedVersion> &versions, Kind kind)
{
    ComparedRowsBuilder rows(versions.size());
    QHash<QString, quint64> digests; // of the first version
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const QString &problem = versions.at(at).structureProblem;
        if (kind == Kind::Summary && !problem.isEmpty())
            rows.cell(Text::tr("structure"), at).note = problem;
        const auto &structure = versions.at(at).structure;
        const format::StructureGroup *group = structure ? structure->group(kind) : nullptr;
        if (!group)
            continue;
        if (kind == Kind::Summary)
            rows.cell(Text::tr("format"), at).text = structure->format;
        const FeatureNames features(versions.at(at));
        for (const format::StructureEntry &entry : group->entries) {
            const QString name = features.named(entry.name);
            ComparedCell &cell = rows.cell(name, at);
            cell.text = entry.text;
            cell.number = entry.number;
            if (at == 0) {
                digests.insert(name, entry.digest);
            } else if (digests.contains(name) && digests.value(name) != entry.digest) {
                cell.standing = Standing::Changed;
                cell.note = Text::tr("other values");
            }
        }
    }
    return rows.finished();
}

QString leftOutText(const QList<ComparedVersion> &versions, Kind kind)
{
    qsizetype most = 0;
    for (const ComparedVersion &version : versions) {
        if (const auto *group = version.structure ? version.structure->group(kind) : nullptr)
            most = std::max(most, group->leftOut);
    }
    return most == 0 ? QString() : Text::tr("%n more are not listed", nullptr, int(most));
}

} // namespace

QList<ComparedSection> comparedStructure(const QList<ComparedVersion> &versions)
{
    QList<ComparedSection> sections;
    for (const Kind kind : {Kind::Summary, Kind::Inputs, Kind::Outputs, Kind::Trees, Kind::Coefficients,
                            Kind::Operators, Kind::Nodes, Kind::Tensors}) {
        const QList<ComparedRow> rows = rowsOf(versions, kind);
        if (!rows.isEmpty())
            sections << ComparedSection{ComparedSection::Kind::Structure, titleOf(kind),
                                        leftOutText(versions, kind), rows};
    }
    return sections;
}

} // namespace vitrine::registry
