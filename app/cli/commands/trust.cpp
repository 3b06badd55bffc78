// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/trust/trust.h"
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/namedmodel.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

using format::Finding;

qsizetype countOf(const format::Inspection &inspection, Finding::Severity severity)
{
    return std::count_if(inspection.findings.begin(), inspection.findings.end(),
                         [severity](const Finding &finding) { return finding.severity == severity; });
}

// Lets the code in a model file run, or no longer; and says whose word counts in a library.
class Trust final : public Command
{
public:
    QString name() const override { return u"trust"_s; }
    QString arguments() const override { return u"[FILE|MODEL[@VERSION|#STAGE]]"_s; }
    QString summary() const override
    {
        return Text::tr(
            "Let a model file that brings code run when it is served; alone, list what was decided.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"revoke"_s, Text::tr("No longer let it run.")});
        parser.addOption({u"reason"_s, Text::tr("Why, for others and for later."), u"TEXT"_s});
        parser.addOption({u"despite-findings"_s, Text::tr("Even though there are dangerous things in it.")});
        parser.addOption(
            {u"honour"_s, Text::tr("Let what this person says in this library count here."), u"ADDRESS"_s});
        parser.addOption({u"ignore"_s, Text::tr("No longer let it count."), u"ADDRESS"_s});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (options.isSet(u"honour"_s) || options.isSet(u"ignore"_s)) {
            if (!words.isEmpty() || (options.isSet(u"honour"_s) && options.isSet(u"ignore"_s)))
                return WrongUse{Text::tr("trust takes --honour or --ignore alone.")};
            return honour(context, options);
        }
        if (words.isEmpty())
            return list(context);
        if (words.size() != 1)
            return WrongUse{Text::tr("trust takes one FILE or MODEL[@VERSION|#STAGE].")};
        return decide(context, words.first(), options);
    }

private:
    static Outcome honour(const Context &context, const QCommandLineParser &options)
    {
        const bool honoured = options.isSet(u"honour"_s);
        const QString address = options.value(honoured ? u"honour"_s : u"ignore"_s);
        VT_TRY(const registry::Library library, context.library());
        const serving::TrustLedger ledger;
        VT_CHECK(ledger.setHonoured(library.gitDir(), address, honoured));
        VT_TRY(const QStringList people, ledger.honoured(library.gitDir()));
        if (context.json)
            context.print(QJsonObject{{u"honoured"_s, QJsonArray::fromStringList(people)}});
        else if (people.isEmpty())
            context.say(Text::tr("Only what you decide yourself counts in this library."));
        else
            context.say(
                Text::tr(
                    "In this library counts what you decide, and what is said by %1 (or by whoever can push "
                    "in that name).")
                    .arg(people.join(u", "_s)));
        return 0;
    }

    static Outcome list(const Context &context)
    {
        VT_TRY(const QList<serving::TrustStatement> statements, serving::TrustLedger().statements());
        QJsonArray array;
        QList<QStringList> rows;
        for (const serving::TrustStatement &statement : statements) {
            array.append(toJson(statement));
            rows.append({isoText(statement.when),
                         statement.trusted ? Text::tr("trusted") : Text::tr("revoked"), statement.subject,
                         statement.sha256.left(12), statement.why});
        }
        if (context.json)
            context.print(array);
        else
            context.print({Text::tr("when"), Text::tr("verdict"), Text::tr("what"), Text::tr("sha256"),
                           Text::tr("why")},
                          rows);
        return 0;
    }

    static Outcome decide(const Context &context, const QString &what, const QCommandLineParser &options)
    {
        const bool trusted = !options.isSet(u"revoke"_s);
        const serving::TrustLedger ledger;
        const Interruption interruption;
        VT_TRY(const NamedModel named, namedModel(context, what, interruption.job()));
        const registry::Library *in = named.inLibrary();
        VT_TRY(const serving::TrustQuestion question,
               trustQuestion(in, named.source, ledger, interruption.job()));
        const format::Inspection &inspection = question.code.inspection;
        if (!inspection.canRunCode && trusted) {
            context.say(
                Text::tr("%1 runs no code when it is loaded; it needs no trust.").arg(question.subject));
            return 0;
        }
        const qsizetype dangerous = countOf(inspection, Finding::Severity::Dangerous);
        if (trusted && dangerous > 0 && !options.isSet(u"despite-findings"_s))
            return Error{Error::Code::InvalidArgument, refusal(question, dangerous), question.code.sha256};
        VT_TRY(const serving::TrustStatement statement,
               recordTrust(in, question, trusted, options.value(u"reason"_s), ledger));
        if (context.json) {
            context.print(toJson(statement));
        } else if (trusted) {
            const qsizetype suspicious = countOf(inspection, Finding::Severity::Suspicious);
            context.say(
                suspicious + dangerous == 0
                    ? Text::tr("%1 may run from now on (SHA-256 %2).").arg(question.subject, statement.sha256)
                    : Text::tr("%1 may run from now on (SHA-256 %2), with %n finding(s) in it.", nullptr,
                               static_cast<int>(suspicious + dangerous))
                          .arg(question.subject, statement.sha256));
        } else {
            context.say(
                Text::tr("%1 may no longer be loaded. Servers that run it now go on until they are stopped.")
                    .arg(question.subject));
        }
        return 0;
    }

    static QString refusal(const serving::TrustQuestion &question, qsizetype dangerous)
    {
        QStringList names;
        for (const Finding &finding : question.code.inspection.findings) {
            if (finding.severity == Finding::Severity::Dangerous && names.size() < 3 &&
                !names.contains(finding.name))
                names.append(finding.name);
        }
        const QString what =
            dangerous == 1 ? Text::tr("There is a dangerous thing in %1 (%2).")
                                 .arg(question.subject, names.join(u", "_s))
                           : Text::tr("There are %1 dangerous things in %2 (%3).")
                                 .arg(QString::number(dangerous), question.subject, names.join(u", "_s));
        return what + u' ' +
               Text::tr("Look at it: vitrine-cli inspect %1. To trust it all the same, repeat with "
                        "--despite-findings.")
                   .arg(question.subject);
    }
};

} // namespace

std::unique_ptr<Command> makeTrust()
{
    return std::make_unique<Trust>();
}

} // namespace vitrine::cli
