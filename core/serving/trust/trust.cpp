// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/trust/trust.h"

#include "core/base/text.h"
#include "core/serving/modelcode.h"
#include "core/serving/servedversion.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

const QString noteKey = u"trust"_s;

QString self(const registry::Library *library)
{
    if (library != nullptr) {
        if (const auto repository = git::Repository::open(library->path())) {
            const git::Person person = repository->identity();
            return person.name + u" <"_s + person.email + u'>';
        }
    }
    return qEnvironmentVariable("USER", u"unknown"_s);
}

QDateTime nowWithOffset()
{
    const QDateTime now = QDateTime::currentDateTime();
    return now.toOffsetFromUtc(now.offsetFromUtc());
}

Result<> shareStatement(const registry::Library &library, const TrustQuestion &question,
                        const TrustStatement &statement)
{
    VT_TRY(QJsonObject note, library.note(question.model, question.version));
    QJsonArray list = note.value(noteKey).toArray();
    list.append(toJson(statement));
    note.insert(noteKey, list);
    return library.setNote(question.model, question.version, note);
}

QString refusal(const QString &subject, const CodeBearing &code, const TrustDecision &decision,
                const QString &gitDir)
{
    const qsizetype dangerous = std::count_if(
        code.inspection.findings.begin(), code.inspection.findings.end(), [](const format::Finding &finding) {
            return finding.severity == format::Finding::Severity::Dangerous;
        });
    QString text = decision.statement
                       ? Text::tr("it can run code when it is loaded, and %1.").arg(told(*decision.statement))
                       : Text::tr("it can run code when it is loaded, and you have not trusted it.");
    if (dangerous > 0)
        text += u' ' + (dangerous == 1 ? Text::tr("One thing in it is dangerous.")
                                       : Text::tr("%1 things in it are dangerous.").arg(dangerous));
    text += u' ' +
            Text::tr("Look at it first: vitrine-cli inspect %1. Then, if you trust it: vitrine-cli trust %1.")
                .arg(subject);
    if (!decision.statement && !decision.others.isEmpty()) {
        const TrustStatement &newest = decision.others.first();
        text += u' ' + told(newest) + u'.';
        if (newest.trusted && !gitDir.isEmpty())
            text +=
                u' ' +
                Text::tr("To let what is said by %1 in this library count: vitrine-cli trust --honour %1.")
                    .arg(addressOf(newest.by));
    }
    return text;
}

} // namespace

QString told(const TrustStatement &statement)
{
    QString text =
        statement.trusted ? Text::tr("%1 trusted it on %2") : Text::tr("%1 revoked trust in it on %2");
    text = text.arg(statement.by, statement.when.date().toString(Qt::ISODate));
    return statement.why.isEmpty() ? text : text + u" (“"_s + statement.why + u"”)"_s;
}

QList<TrustStatement> statementsIn(const QJsonObject &note)
{
    QList<TrustStatement> list;
    for (const QJsonValue each : note.value(noteKey).toArray()) {
        if (auto statement = trustStatement(each.toObject()))
            list.append(std::move(statement).value());
    }
    return list;
}

Result<TrustQuestion> trustQuestion(const registry::Library *library, const VersionSource &source,
                                    const TrustLedger &ledger, const Job &job)
{
    TrustQuestion question;
    const QString name = source.fileName.isEmpty() ? source.path.section(u'/', -1) : source.fileName;
    question.subject = library != nullptr ? source.model + u'@' + source.version : name;
    VT_TRY(question.code, codeOf(source.path, name, source.engine, job));
    VT_TRY(const QList<TrustStatement> own, ledger.statements());
    QList<TrustStatement> inLibrary;
    QStringList honoured;
    if (library != nullptr) {
        question.model = source.model;
        question.version = source.version;
        VT_TRY(const QJsonObject note, library->note(source.model, source.version));
        inLibrary = statementsIn(note);
        VT_TRY(honoured, ledger.honoured(library->gitDir()));
    }
    question.decision = decideTrust(question.code.sha256, own, inLibrary, honoured);
    return question;
}

Result<TrustStatement> recordTrust(const registry::Library *library, const TrustQuestion &question,
                                   bool trusted, const QString &why, const TrustLedger &ledger)
{
    const TrustStatement statement{question.code.sha256, trusted,         question.subject,
                                   self(library),        nowWithOffset(), why};
    VT_CHECK(ledger.add(statement));
    if (library == nullptr || question.version.isEmpty())
        return statement;
    if (const Result<> shared = shareStatement(*library, question, statement); !shared)
        return shared.error().within(
            Text::tr("It is decided for you, but others cannot see it in the library"));
    return statement;
}

std::function<Result<>(const CodeBearing &)> trustCheck(const TrustLedger &ledger, const QString &subject,
                                                        const QString &gitDir,
                                                        const QList<TrustStatement> &inLibrary)
{
    return [=](const CodeBearing &code) -> Result<> {
        VT_TRY(const QList<TrustStatement> own, ledger.statements());
        QStringList honoured;
        if (!gitDir.isEmpty()) {
            VT_TRY(honoured, ledger.honoured(gitDir));
        }
        const TrustDecision decision = decideTrust(code.sha256, own, inLibrary, honoured);
        if (decision.trusted)
            return {};
        return Error{Error::Code::InvalidArgument, refusal(subject, code, decision, gitDir), code.sha256};
    };
}

} // namespace vitrine::serving
