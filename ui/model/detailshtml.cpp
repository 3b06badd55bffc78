// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/detailshtml.h"

#include "core/base/text.h"
#include "core/monitor/series.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QFont>
#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Details {
    Q_DECLARE_TR_FUNCTIONS(Details)
};

constexpr qsizetype mostRows = 500;

QString muted(const QString &html, const Tokens &t)
{
    return u"<span style='color:%1'>%2</span>"_s.arg(t.muted.name(), html);
}

QString heading(const QString &text)
{
    return u"<p style='margin-top:14px; margin-bottom:4px'><b>%1</b></p>"_s.arg(text.toHtmlEscaped());
}

QString fixed(const QString &text)
{
    return u"<span style='font-family:\"%1\"'>%2</span>"_s.arg(font(TextRole::Fixed).family(),
                                                               text.toHtmlEscaped());
}

// A link that copies what it shows the beginning of.
QString copyable(const QString &text, qsizetype shown, const Tokens &t)
{
    return u"<a href='copy:%1' style='color:%2; text-decoration:none'>%3</a>"_s.arg(
        text.toHtmlEscaped(), t.text.name(), fixed(text.left(shown)));
}

class Rows final
{
public:
    explicit Rows(const Tokens &t) : m_tokens(t) {}

    void add(const QStringList &cells, bool lastRight = false)
    {
        m_html += u"<tr>"_s;
        for (qsizetype at = 0; at < cells.size(); ++at) {
            const bool right = lastRight && at + 1 == cells.size();
            m_html +=
                u"<td align='%1' style='padding:2px %2px 2px 0'>%3</td>"_s.arg(right ? u"right"_s : u"left"_s)
                    .arg(right ? 0 : 12)
                    .arg(cells.at(at));
        }
        m_html += u"</tr>"_s;
    }

    void addFact(const QString &label, const QString &html)
    {
        if (!html.isEmpty())
            add({muted(label.toHtmlEscaped(), m_tokens), html});
    }

    QString html(const QString &title = {}) const
    {
        if (m_html.isEmpty())
            return {};
        return (title.isEmpty() ? QString() : heading(title)) + u"<table cellspacing='0' width='100%'>"_s +
               m_html + u"</table>"_s;
    }

private:
    const Tokens &m_tokens;
    QString m_html;
};

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
    Rows rows(t);
    rows.addFact(version.registered ? Details::tr("Registered") : Details::tr("Committed"),
                 exactTime(version.date).toHtmlEscaped());
    rows.addFact(Details::tr("Author"), version.author.toHtmlEscaped());
    rows.addFact(Details::tr("Message"), version.message.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    rows.addFact(Details::tr("Commit"), copyable(version.commit, 10, t));
    if (!version.tag.isEmpty())
        rows.addFact(Details::tr("Tag"), copyable(version.tag, version.tag.size(), t));
    rows.addFact(Details::tr("Type"), details.metadata.type.toHtmlEscaped());
    return rows.html();
}

QString metricsHtml(const registry::VersionDetails &details, const Tokens &t)
{
    Rows rows(t);
    const QMap<QString, double> &metrics = details.version.metrics;
    for (auto it = metrics.begin(); it != metrics.end(); ++it)
        rows.add({muted(it.key().toHtmlEscaped(), t), fullNumber(it.value())}, true);
    return rows.html(Details::tr("Metrics at registration"));
}

QString noteHtml(const registry::VersionDetails &details, const Tokens &t)
{
    const registry::Version &version = details.version;
    if (version.note.isEmpty() && version.labels.isEmpty())
        return {};
    QString html = heading(Details::tr("Note"));
    if (!version.note.isEmpty())
        html += u"<p style='margin:0'>%1</p>"_s.arg(version.note.toHtmlEscaped().replace(u'\n', u"<br>"_s));
    if (!version.labels.isEmpty())
        html += muted(version.labels.join(u" · "_s).toHtmlEscaped(), t);
    return html;
}

QString filesHtml(const registry::VersionDetails &details, const Tokens &t)
{
    Rows rows(t);
    for (const registry::VersionFile &file : details.files.mid(0, mostRows)) {
        QString name = file.path.toHtmlEscaped();
        if (file.path == details.artefact)
            name = u"<b>%1</b>"_s.arg(name);
        QString state = stateText(file.state).toHtmlEscaped();
        state = file.state == registry::FileState::NotDownloaded
                    ? u"<span style='color:%1'>%2</span>"_s.arg(t.warn.name(), state)
                    : muted(state, t);
        if (!file.sha256.isEmpty())
            state += u"<br>"_s + copyable(file.sha256, 12, t);
        rows.add({name, state, formatBytes(file.size).toHtmlEscaped()}, true);
    }
    return rows.html(Details::tr("Files"));
}

QString prototypeHtml(const format::Prototype &prototype, const Tokens &t)
{
    Rows rows(t);
    for (const format::Column &column : prototype.columns.mid(0, mostRows)) {
        QString type = format::columnTypeName(column.type).toHtmlEscaped();
        if (!column.unit.isEmpty())
            type += u" · "_s + column.unit.toHtmlEscaped();
        if (!column.levels.isEmpty())
            type += u"<br>"_s + column.levels.join(u", "_s).toHtmlEscaped();
        QString name = column.name.toHtmlEscaped();
        if (!column.description.isEmpty())
            name += u"<br>"_s + muted(column.description.toHtmlEscaped(), t);
        rows.add({name, muted(type, t)});
    }
    if (prototype.columns.size() > mostRows)
        rows.add({muted(Details::tr("and %n more", nullptr, int(prototype.columns.size() - mostRows)), t)});
    return rows.html(Details::tr("Prototype: what a request must have"));
}

QString packagesHtml(const registry::VersionDetails &details, const Tokens &t)
{
    Rows rows(t);
    const QMap<QString, QString> &packages = details.metadata.packages;
    for (auto it = packages.begin(); it != packages.end(); ++it)
        rows.add({it.key().toHtmlEscaped(), muted(it.value().toHtmlEscaped(), t)}, true);
    return rows.html(Details::tr("Packages"));
}

QString trainingHtml(const registry::VersionDetails &details, const Tokens &t)
{
    Rows rows(t);
    const QJsonObject &training = details.metadata.training;
    for (auto it = training.begin(); it != training.end(); ++it) {
        const QString text = valueText(it.value());
        const bool identifier = it.key().endsWith(u"sha256") || it.key() == u"commit";
        rows.addFact(it.key(), identifier               ? copyable(text, 12, t)
                               : it.key() == u"command" ? fixed(text)
                                                        : text.toHtmlEscaped());
    }
    return rows.html(Details::tr("Training"));
}

} // namespace vitrine::ui
