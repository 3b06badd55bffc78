// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/comparison.h"

#include "core/base/text.h"
#include "core/registry/comparisonrows.h"
#include "core/registry/metricdirection.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Kind = ComparedSection::Kind;
using Standing = ComparedCell::Standing;

constexpr qsizetype shownHash = 12;

// The keys under which people keep what they tuned.
const QStringList &parameterKeys()
{
    static const QStringList keys{u"parameters"_s, u"params"_s, u"hyperparameters"_s};
    return keys;
}

QString momentText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s) : QString();
}

QString numberText(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

// A row of prose: the words that changed are marked.
void addWords(ComparedRow &row)
{
    row.isLong = true;
    for (qsizetype at = 1; at < row.cells.size(); ++at) {
        ComparedCell &cell = row.cells[at];
        if (!cell.text.isEmpty() && !row.cells.first().text.isEmpty() && cell.text != row.cells.first().text)
            cell.runs = wordDiff(row.cells.first().text, cell.text);
    }
}

Standing judgeMetric(const ComparedRow &row, const ComparedCell &first, const ComparedCell &other)
{
    const int better =
        first.number && other.number ? metricImprovement(row.name, *first.number, *other.number) : 0;
    return better > 0 ? Standing::Better : better < 0 ? Standing::Worse : Standing::Changed;
}

QList<ComparedRow> registration(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const Version &version = versions.at(at).details.version;
        rows.cell(Text::tr("registered"), at).text = momentText(version.date);
        rows.cell(Text::tr("author"), at).text = version.author;
        rows.cell(Text::tr("message"), at).text = version.message.trimmed();
        rows.cell(Text::tr("stages"), at).text = version.stages.join(u", "_s);
        rows.cell(Text::tr("commit"), at).text = version.commit;
    }
    addWords(rows.row(Text::tr("message")));
    rows.row(Text::tr("commit")).isIdentifier = true;
    return rows.finished();
}

QList<ComparedRow> metrics(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const QMap<QString, double> &values = versions.at(at).details.version.metrics;
        for (auto it = values.begin(); it != values.end(); ++it) {
            ComparedCell &cell = rows.cell(it.key(), at);
            cell.number = it.value();
            cell.text = numberText(it.value());
        }
    }
    return rows.finished(judgeMetric);
}

QList<ComparedRow> observed(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const QMap<QString, ObservedMetric> &values = versions.at(at).observed;
        for (auto it = values.begin(); it != values.end(); ++it) {
            ComparedCell &cell = rows.cell(it.key(), at);
            if (std::isfinite(it->value))
                cell.number = it->value;
            cell.text = std::isfinite(it->value) ? numberText(it->value) : Text::tr("undefined");
            cell.note = Text::tr("n = %1").arg(QLocale().toString(it->n));
        }
    }
    return rows.finished(judgeMetric);
}

QList<ComparedRow> parameters(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const Metadata &metadata = versions.at(at).details.metadata;
        for (const QJsonObject &place : {metadata.all, metadata.training}) {
            for (const QString &key : parameterKeys())
                flattenJson(place.value(key).toObject(), {},
                            [&](const QString &name, const QJsonValue &value) {
                                rows.cell(name, at) = cellOf(value);
                            });
        }
    }
    return rows.finished();
}

QList<ComparedRow> packages(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const QMap<QString, QString> &packages = versions.at(at).details.metadata.packages;
        for (auto it = packages.begin(); it != packages.end(); ++it)
            rows.cell(it.key(), at).text = it.value().isEmpty() ? Text::tr("any") : it.value();
    }
    return rows.finished();
}

bool sameContent(const VersionFile &a, const VersionFile &b)
{
    if (!a.sha256.isEmpty() && !b.sha256.isEmpty())
        return a.sha256 == b.sha256;
    return a.size == b.size && a.blob == b.blob && a.sha256 == b.sha256;
}

QString fileText(const VersionFile &file)
{
    QStringList facts{file.size < 0 ? Text::tr("size not known") : formatBytes(file.size)};
    const QString &hash = file.sha256.isEmpty() ? file.blob : file.sha256;
    if (!hash.isEmpty())
        facts << hash.left(shownHash);
    if (file.state == FileState::NotDownloaded)
        facts << Text::tr("not downloaded");
    return facts.join(u", "_s);
}

QList<ComparedRow> files(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    QHash<QString, VersionFile> first;
    for (const VersionFile &file : versions.first().details.files)
        first.insert(file.path, file);
    for (qsizetype at = 0; at < versions.size(); ++at) {
        for (const VersionFile &file : versions.at(at).details.files) {
            const QString name = file.path.startsWith(u"files/") ? file.path.mid(6) : file.path;
            ComparedCell &cell = rows.cell(name, at);
            cell.text = fileText(file);
            // A path as it is known here need not be one in another model's folder.
            if (at > 0 && first.contains(file.path) && !sameContent(first.value(file.path), file))
                cell.standing = Standing::Changed;
        }
    }
    return rows.finished();
}

QList<ComparedRow> training(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        QJsonObject training = versions.at(at).details.metadata.training;
        for (const QString &key : parameterKeys())
            training.remove(key);
        flattenJson(training, {}, [&](const QString &name, const QJsonValue &value) {
            rows.cell(name, at) = cellOf(value);
            rows.row(name).isIdentifier = name.contains(u"sha256") || name.endsWith(u"commit");
        });
    }
    QList<ComparedRow> finished = rows.finished();
    for (ComparedRow &row : finished) {
        if (row.name == u"command")
            addWords(row);
    }
    return finished;
}

QList<ComparedRow> metadata(const QList<ComparedVersion> &versions)
{
    static const QStringList elsewhere =
        QStringList{u"prototype"_s, u"packages"_s, u"metrics"_s, u"training"_s} + parameterKeys();
    ComparedRowsBuilder rows(versions.size());
    for (const QString &usual : {u"title"_s, u"description"_s, u"type"_s, u"labels"_s, u"owners"_s,
                                 u"licence"_s, u"main_metric"_s, u"links"_s})
        rows.row(usual);
    for (qsizetype at = 0; at < versions.size(); ++at) {
        QJsonObject all = versions.at(at).details.metadata.all;
        for (const QString &key : elsewhere)
            all.remove(key);
        flattenJson(all, {}, [&](const QString &name, const QJsonValue &value) {
            rows.cell(name, at) = cellOf(value);
        });
    }
    addWords(rows.row(u"description"_s));
    return rows.finished();
}

QList<ComparedRow> notes(const QList<ComparedVersion> &versions)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const Version &version = versions.at(at).details.version;
        rows.cell(Text::tr("note"), at).text = version.note.trimmed();
        rows.cell(Text::tr("labels"), at).text = version.labels.join(u", "_s);
    }
    addWords(rows.row(Text::tr("note")));
    return rows.finished();
}

} // namespace

Comparison compare(const QList<ComparedVersion> &versions, const QString &observedRemark, const Job &job)
{
    Comparison comparison;
    if (versions.isEmpty())
        return comparison;
    for (const ComparedVersion &version : versions)
        comparison.versions << version.details.version;
    const auto add = [&](Kind kind, const QString &title, const QList<ComparedRow> &rows,
                         const QString &remark = {}) {
        if (!rows.isEmpty())
            comparison.sections << ComparedSection{kind, title, remark, rows};
    };
    add(Kind::Metrics, Text::tr("Metrics at registration"), metrics(versions));
    add(Kind::Observed, Text::tr("Metrics as monitored"), observed(versions), observedRemark);
    add(Kind::Prototype, Text::tr("Prototype"), comparedPrototype(versions));
    add(Kind::Parameters, Text::tr("Parameters"), parameters(versions));
    add(Kind::Packages, Text::tr("Packages"), packages(versions));
    add(Kind::Files, Text::tr("Files"), files(versions));
    comparison.sections << comparedStructure(versions);
    add(Kind::Training, Text::tr("Training"), training(versions));
    add(Kind::Metadata, Text::tr("Metadata"), metadata(versions));
    add(Kind::Card, Text::tr("Model card"), comparedCard(versions, job));
    add(Kind::Notes, Text::tr("Notes"), notes(versions));
    add(Kind::Registration, Text::tr("Registration"), registration(versions));
    return comparison;
}

} // namespace vitrine::registry
