// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

void Context::print(const QJsonValue &value) const
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    out << QString::fromUtf8(document.toJson(QJsonDocument::Indented));
}

void Context::print(const QStringList &header, const QList<QStringList> &rows) const
{
    QList<qsizetype> widths;
    for (const QString &title : header)
        widths.append(title.size());
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    const auto line = [&](const QStringList &cells) {
        QString text;
        for (qsizetype i = 0; i < cells.size(); ++i)
            text += i + 1 < cells.size() ? cells[i].leftJustified(widths[i] + 2) : cells[i];
        while (text.endsWith(u' '))
            text.chop(1);
        out << text << '\n';
    };
    if (!rows.isEmpty() && !quiet)
        line(header);
    for (const QStringList &row : rows)
        line(row);
}

void Context::say(const QString &line) const
{
    if (!quiet)
        out << line << '\n';
}

void Context::note(const QStringList &sentences) const
{
    for (const QString &sentence : sentences) {
        if (!quiet && !sentence.isEmpty())
            err << u"vitrine-cli: "_s << sentence << '\n';
    }
}

Result<QJsonObject> keyValues(const QStringList &pairs)
{
    QJsonObject object;
    for (const QString &pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals < 1) {
            return Error{Error::Code::InvalidArgument,
                         Text::tr("“%1” is not KEY=VALUE, as in --set licence=MIT.").arg(pair),
                         {}};
        }
        const QString text = pair.mid(equals + 1);
        // Wrapped in a list, because a JSON document cannot be a bare value.
        const QJsonDocument parsed = QJsonDocument::fromJson((u'[' + text + u']').toUtf8());
        const bool single = parsed.isArray() && parsed.array().size() == 1;
        object.insert(pair.left(equals), single ? parsed.array().first() : QJsonValue(text));
    }
    return object;
}

QCommandLineOption dateOption()
{
    return {u"date"_s, Text::tr("When it happened, ISO 8601 (default: now)."), u"ISO"_s};
}

Result<registry::Authorship> authorship(const QCommandLineParser &options)
{
    registry::Authorship authorship;
    if (options.isSet(u"date"_s)) {
        authorship.when = QDateTime::fromString(options.value(u"date"_s), Qt::ISODate);
        if (!authorship.when->isValid()) {
            return Error{Error::Code::InvalidArgument,
                         Text::tr("“%1” is not a date such as 2025-03-02T09:30:00+01:00.")
                             .arg(options.value(u"date"_s)),
                         {}};
        }
    }
    return authorship;
}

QString isoText(const QDateTime &time)
{
    return time.isValid() ? time.toString(Qt::ISODate) : QString();
}

} // namespace vitrine::cli
