// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/namedmodel.h"
#include "core/base/text.h"
#include "core/serving/trust/trust.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QString portText(const format::ModelPort &port)
{
    QStringList sizes;
    for (const qint64 size : port.shape)
        sizes.append(size < 0 ? u"?"_s : QString::number(size));
    QString text = port.type.isEmpty() ? Text::tr("type not known") : port.type;
    if (!sizes.isEmpty())
        text += u" ["_s + sizes.join(u", "_s) + u']';
    if (!port.levels.isEmpty()) {
        constexpr qsizetype shown = 8;
        text += u": "_s + port.levels.mid(0, shown).join(u", "_s) +
                (port.levels.size() > shown ? u", …"_s : u""_s);
    }
    return text;
}

QString valueText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().simplified().left(200);
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact)).left(200);
}

QJsonObject toJson(const serving::TrustDecision &decision)
{
    QJsonArray others;
    for (const serving::TrustStatement &statement : decision.others)
        others.append(serving::toJson(statement));
    return {{u"trusted"_s, decision.trusted},
            {u"own"_s, decision.own},
            {u"statement"_s,
             decision.statement ? QJsonValue(serving::toJson(*decision.statement)) : QJsonValue()},
            {u"others"_s, others}};
}

// What is in a file, read without executing it.
class Inspect final : public Command
{
public:
    QString name() const override { return u"inspect"_s; }
    QString arguments() const override { return u"FILE|MODEL[@VERSION|#STAGE]"_s; }
    QString summary() const override
    {
        return Text::tr("Show what is in a model file, and what loading it would run, without running it.");
    }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("inspect takes one FILE or MODEL[@VERSION|#STAGE].")};
        const Interruption interruption;
        VT_TRY(const NamedModel named, namedModel(context, words.first(), interruption.job()));
        VT_TRY(const serving::TrustQuestion question,
               trustQuestion(named.inLibrary(), named.source, serving::TrustLedger(), interruption.job()));
        if (context.json) {
            QJsonObject object = toJson(question.code.inspection);
            object.insert(u"sha256"_s, question.code.sha256);
            object.insert(u"trust"_s, toJson(question.decision));
            context.print(object);
            return 0;
        }
        const QString path = named.source.path;
        print(context, named.source.fileName.isEmpty() ? QFileInfo(path).fileName() : named.source.fileName,
              question.code.inspection);
        printTrust(context, question);
        return 0;
    }

private:
    static void print(const Context &context, const QString &name, const format::Inspection &inspection)
    {
        context.out
            << Text::tr("%1: %2, %3").arg(name, formatTitle(inspection.format), formatBytes(inspection.size))
            << '\n';
        QList<QStringList> rows;
        const auto add = [&](const QString &key, const QString &value) {
            if (!value.isEmpty())
                rows.append({key, value});
        };
        add(Text::tr("framework"), inspection.framework);
        add(Text::tr("task"), inspection.task);
        add(Text::tr("parameters"),
            inspection.parameters < 0 ? QString() : QString::number(inspection.parameters));
        for (const format::ModelPort &port : inspection.inputs)
            add(Text::tr("input %1").arg(port.name), portText(port));
        for (const format::ModelPort &port : inspection.outputs)
            add(Text::tr("output %1").arg(port.name), portText(port));
        for (auto it = inspection.metadata.begin(); it != inspection.metadata.end(); ++it)
            add(it.key(), valueText(it.value()));
        qsizetype widest = 0;
        for (const QStringList &row : std::as_const(rows))
            widest = std::max(widest, std::min<qsizetype>(row.first().size(), 32));
        for (const QStringList &row : std::as_const(rows))
            context.out << u"  "_s << row.first().leftJustified(widest) << u"  "_s << row.last() << '\n';
        printFindings(context, inspection);
    }

    static void printFindings(const Context &context, const format::Inspection &inspection)
    {
        for (const format::Finding &finding : inspection.findings) {
            QString line = severityName(finding.severity) + u": "_s;
            if (!finding.name.isEmpty())
                line += finding.name + u" – "_s;
            line += finding.why;
            if (finding.offset >= 0)
                line += u" (%1)"_s.arg(Text::tr("byte %1").arg(finding.offset));
            context.out << line << '\n';
        }
    }

    static void printTrust(const Context &context, const serving::TrustQuestion &question)
    {
        const serving::TrustDecision &decision = question.decision;
        if (!question.code.inspection.canRunCode)
            return;
        if (question.code.inspection.findings.isEmpty())
            context.out << Text::tr(
                               "Loading it runs code; nothing was found outside of the list of what models "
                               "are made of.")
                        << '\n';
        for (const serving::TrustStatement &statement : decision.others)
            context.out << told(statement) << '\n';
        if (!decision.trusted)
            context.out << Text::tr("It is served only after you trusted it: vitrine-cli trust %1")
                               .arg(question.subject)
                        << '\n';
        else if (decision.own)
            context.out << Text::tr("You trust it.") << '\n';
        else
            context.out << Text::tr("It is trusted here, because %1.").arg(told(*decision.statement)) << '\n';
    }
};

} // namespace

std::unique_ptr<Command> makeInspect()
{
    return std::make_unique<Inspect>();
}

} // namespace vitrine::cli
