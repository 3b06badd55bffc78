// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/registry/comparison.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

using Kind = registry::ComparedSection::Kind;
using Standing = registry::ComparedCell::Standing;

QString kindName(Kind kind)
{
    switch (kind) {
    case Kind::Registration: return u"registration"_s;
    case Kind::Metrics: return u"metrics"_s;
    case Kind::Observed: return u"observed"_s;
    case Kind::Parameters: return u"parameters"_s;
    case Kind::Prototype: return u"prototype"_s;
    case Kind::Packages: return u"packages"_s;
    case Kind::Files: return u"files"_s;
    case Kind::Structure: return u"structure"_s;
    case Kind::Training: return u"training"_s;
    case Kind::Metadata: return u"metadata"_s;
    case Kind::Card: return u"card"_s;
    case Kind::Notes: break;
    }
    return u"notes"_s;
}

QString standingName(Standing standing)
{
    switch (standing) {
    case Standing::Same: return u"same"_s;
    case Standing::Changed: return u"changed"_s;
    case Standing::Better: return u"better"_s;
    case Standing::Worse: return u"worse"_s;
    case Standing::Added: return u"added"_s;
    case Standing::Removed: return u"removed"_s;
    case Standing::Widening: return u"widening"_s;
    case Standing::Breaking: break;
    }
    return u"breaking"_s;
}

QJsonValue toJson(const registry::ComparedCell &cell)
{
    if (cell.number)
        return *cell.number;
    return cell.text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(cell.text);
}

QString shown(const registry::ComparedRow &row, const registry::ComparedCell &cell)
{
    constexpr qsizetype longest = 40;
    if (cell.text.isEmpty())
        return u"–"_s;
    if (row.isLong)
        return Text::tr("(text)");
    const QString line = cell.text.simplified();
    return line.size() > longest ? line.left(longest - 1) + u'…' : line;
}

class Diff final : public Command
{
public:
    QString name() const override { return u"diff"_s; }
    QString arguments() const override { return u"MODEL A B"_s; }
    QString summary() const override
    {
        return Text::tr(
            "How two versions differ: metrics, prototype, packages, files, metadata, card, notes.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"structure"_s, Text::tr("List what differs inside of the model files, too.")});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 3)
            return WrongUse{Text::tr("diff takes MODEL A B.")};
        VT_TRY(const registry::Library library, context.library());
        const Interruption interruption;
        const Job job = interruption.job();
        VT_TRY(const registry::ComparedVersion a,
               registry::readCompared(library, {words[0], words[1], {}}, job));
        VT_TRY(const registry::ComparedVersion b,
               registry::readCompared(library, {words[0], words[2], {}}, job));
        const registry::Comparison comparison = registry::compare({a, b}, {}, job);
        VT_CHECK(job.check());

        const format::PrototypeDifference prototype =
            format::compare(a.details.metadata.prototype, b.details.metadata.prototype);
        QJsonArray changes;
        QList<QStringList> rows;
        qsizetype inStructure = 0;
        qsizetype structureRow = -1;
        for (const registry::ComparedSection &section : comparison.sections) {
            if (section.kind == Kind::Registration)
                continue; // another one each time
            const bool whole = section.kind == Kind::Structure && !options.isSet(u"structure"_s);
            if (whole) {
                inStructure += section.differing();
                structureRow = structureRow < 0 ? rows.size() : structureRow;
            }
            for (const registry::ComparedRow &row : section.rows) {
                if (!row.differs())
                    continue;
                const QString what = kindName(section.kind) + u'.' + row.name;
                const registry::ComparedCell &before = row.cells.at(0);
                const registry::ComparedCell &after = row.cells.at(1);
                changes.append(QJsonObject{{u"what"_s, what},
                                           {u"before"_s, toJson(before)},
                                           {u"after"_s, toJson(after)},
                                           {u"standing"_s, standingName(after.standing)},
                                           {u"note"_s, after.note}});
                if (whole)
                    continue;
                rows.append(
                    {what, shown(row, before), shown(row, after), standingName(after.standing), after.note});
            }
        }
        if (inStructure > 0)
            rows.insert(structureRow, {kindName(Kind::Structure),
                                       {},
                                       {},
                                       standingName(Standing::Changed),
                                       Text::tr("differences: %1; --structure lists them").arg(inStructure)});
        const QString first = a.details.version.name;
        const QString second = b.details.version.name;
        if (context.json) {
            context.print(QJsonObject{{u"model"_s, words[0]},
                                      {u"a"_s, first},
                                      {u"b"_s, second},
                                      {u"prototype"_s, prototype.summary()},
                                      {u"changes"_s, changes}});
            return 0;
        }
        rows.append({Text::tr("prototype"), {}, {}, {}, prototype.summary()});
        context.print({{}, first, second, Text::tr("VERDICT"), Text::tr("WHY")}, rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeDiff()
{
    return std::make_unique<Diff>();
}

} // namespace vitrine::cli
