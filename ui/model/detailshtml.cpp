// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/detailshtml.h"

#include "core/base/text.h"
#include "core/monitor/series.h"
#include "ui/model/facttable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Details {
    Q_DECLARE_TR_FUNCTIONS(Details)
};

constexpr qsizetype mostRows = 500;

QString stateText(registry::FileState state)
{
    switch (state) {
    case registry::FileState::InGit: return Details::tr("in Git");
    case registry::FileState::InStore: return Details::tr("stored");
    case registry::FileState::NotDownloaded: return Details::tr("not downloaded");
    case registry::FileState::DvcCache: return Details::tr("in DVC's cache");
    }
    return {};
}

QString valueText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QLocale().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    if (value.isBool())
        return value.toBool() ? Details::tr("yes") : Details::tr("no");
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    return {};
}

} // namespace

QString factsHtml(const registry::VersionDetails &details, const Tokens &t)
{
    const registry::Version &version = details.version;
    FactTable rows(t);
    rows.addFact(version.registered ? Details::tr("Registered") : Details::tr("Committed"),
                 exactTime(version.date).toHtmlEscaped());
    rows.addFact(Details::tr("Author"), version.author.toHtmlEscaped());
    rows.addFact(Details::tr("Message"), version.message.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    rows.addFact(Details::tr("Commit"), copyableHtml(version.commit, 10, t));
    if (!version.tag.isEmpty())
        rows.addFact(Details::tr("Tag"), copyableHtml(version.tag, version.tag.size(), t));
    rows.addFact(Details::tr("Type"), details.metadata.type.toHtmlEscaped());
    return rows.html();
}

QString metricsHtml(const registry::VersionDetails &details, const Tokens &t)
{
    FactTable rows(t);
    const QMap<QString, double> &metrics = details.version.metrics;
    for (auto it = metrics.begin(); it != metrics.end(); ++it)
        rows.add({mutedHtml(it.key().toHtmlEscaped(), t), fullNumber(it.value())}, true);
    return rows.html(Details::tr("Metrics at registration"));
}

QString noteHtml(const registry::VersionDetails &details, const Tokens &t)
{
    const registry::Version &version = details.version;
    if (version.note.isEmpty() && version.labels.isEmpty())
        return {};
    QString html = headingHtml(Details::tr("Note"));
    if (!version.note.isEmpty())
        html += u"<p style='margin:0'>%1</p>"_s.arg(version.note.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    if (!version.labels.isEmpty())
        html += mutedHtml(version.labels.join(u" · "_s).toHtmlEscaped(), t);
    return html;
}

QString filesHtml(const registry::VersionDetails &details, const Tokens &t)
{
    FactTable rows(t);
    for (const registry::VersionFile &file : details.files.mid(0, mostRows)) {
        QString name = file.path.toHtmlEscaped();
        if (file.path == details.artefact)
            name = u"<b>%1</b>"_s.arg(name);
        QString state = stateText(file.state).toHtmlEscaped();
        state = file.state == registry::FileState::NotDownloaded
                    ? u"<span style='color:%1'>%2</span>"_s.arg(t.warn.name(), state)
                    : mutedHtml(state, t);
        if (!file.sha256.isEmpty())
            state += u"<br>"_s + copyableHtml(file.sha256, 12, t);
        rows.add({name, state, formatBytes(file.size).toHtmlEscaped()}, true);
    }
    return rows.html(Details::tr("Files"));
}

QString prototypeHtml(const format::Prototype &prototype, const Tokens &t)
{
    FactTable rows(t);
    for (const format::Column &column : prototype.columns.mid(0, mostRows)) {
        QString type = format::columnTypeName(column.type).toHtmlEscaped();
        if (!column.unit.isEmpty())
            type += u" · "_s + column.unit.toHtmlEscaped();
        if (!column.levels.isEmpty())
            type += u"<br>"_s + column.levels.join(u", "_s).toHtmlEscaped();
        QString name = column.name.toHtmlEscaped();
        if (!column.description.isEmpty())
            name += u"<br>"_s + mutedHtml(column.description.toHtmlEscaped(), t);
        rows.add({name, mutedHtml(type, t)});
    }
    if (prototype.columns.size() > mostRows)
        rows.add(
            {mutedHtml(Details::tr("and %n more", nullptr, int(prototype.columns.size() - mostRows)), t)});
    return rows.html(Details::tr("Prototype: what a request must have"));
}

QString packagesHtml(const registry::VersionDetails &details, const Tokens &t)
{
    FactTable rows(t);
    const QMap<QString, QString> &packages = details.metadata.packages;
    for (auto it = packages.begin(); it != packages.end(); ++it)
        rows.add({it.key().toHtmlEscaped(), mutedHtml(it.value().toHtmlEscaped(), t)}, true);
    return rows.html(Details::tr("Packages"));
}

QString trainingHtml(const registry::VersionDetails &details, const Tokens &t)
{
    FactTable rows(t);
    const QJsonObject &training = details.metadata.training;
    for (auto it = training.begin(); it != training.end(); ++it) {
        const QString text = valueText(it.value());
        const bool identifier = it.key().endsWith(u"sha256") || it.key() == u"commit";
        rows.addFact(it.key(), identifier               ? copyableHtml(text, 12, t)
                               : it.key() == u"command" ? fixedHtml(text)
                                                        : text.toHtmlEscaped());
    }
    return rows.html(Details::tr("Training"));
}

} // namespace vitrine::ui
