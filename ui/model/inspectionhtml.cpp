// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/inspectionhtml.h"

#include "core/base/text.h"
#include "ui/model/facttable.h"
#include "ui/model/fileinspection.h"
#include "ui/theme/tokens.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Inspected {
    Q_DECLARE_TR_FUNCTIONS(Inspected)
};

using format::Finding;

constexpr qsizetype mostFindings = 200;
constexpr qsizetype shownHash = 16;

QString coloured(const QString &text, const QColor &colour)
{
    return u"<span style='color:%1'><b>%2</b></span>"_s.arg(colour.name(), text.toHtmlEscaped());
}

QString sentence(const QString &text, const Tokens &t)
{
    return u"<p style='margin-top:4px; margin-bottom:0'>%1</p>"_s.arg(mutedHtml(text.toHtmlEscaped(), t));
}

QString verdict(const serving::TrustQuestion &question, const Tokens &t)
{
    if (!question.code.inspection.canRunCode)
        return coloured(Inspected::tr("✓ Runs no code"), t.good) +
               sentence(Inspected::tr("Loading it reads numbers and names; nothing in it is executed."), t);
    const auto &decided = question.decision.statement;
    if (question.decision.trusted)
        return coloured(Inspected::tr("✓ Runs code that is trusted"), t.good) +
               sentence(decided ? serving::told(*decided) + u'.' : QString(), t);
    return coloured(Inspected::tr("⚠ Runs code, and is not trusted"), t.warn) +
           sentence(decided ? serving::told(*decided) + u'.'
                            : Inspected::tr("Loading it executes what is in it. It is not served until you "
                                            "looked at it and trust it."),
                    t);
}

QString severityWord(Finding::Severity severity, const Tokens &t)
{
    switch (severity) {
    case Finding::Severity::Dangerous: return coloured(Inspected::tr("dangerous"), t.bad);
    case Finding::Severity::Suspicious: return coloured(Inspected::tr("suspicious"), t.warn);
    case Finding::Severity::Info: break;
    }
    return coloured(Inspected::tr("note"), t.info);
}

QString findingsHtml(const format::Inspection &inspection, const Tokens &t)
{
    QList<Finding> findings = inspection.findings;
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    FactTable rows(t);
    for (const Finding &finding : findings.mid(0, mostFindings)) {
        QString what = finding.name.isEmpty() ? QString() : fixedHtml(finding.name) + u"<br>"_s;
        what += finding.why.toHtmlEscaped();
        if (finding.offset >= 0)
            what += u' ' +
                    mutedHtml(
                        Inspected::tr("byte %1").arg(QLocale().toString(finding.offset)).toHtmlEscaped(), t);
        rows.add({severityWord(finding.severity, t), what});
    }
    if (findings.size() > mostFindings)
        rows.add(
            {{}, mutedHtml(Inspected::tr("and %n more", nullptr, int(findings.size() - mostFindings)), t)});
    if (findings.isEmpty() && inspection.canRunCode)
        rows.add({mutedHtml(
            Inspected::tr("Nothing was found outside of what models are made of.").toHtmlEscaped(), t)});
    return rows.html(Inspected::tr("Findings"));
}

} // namespace

QString securityHtml(const FileInspection &read, const Tokens &t)
{
    QString html = verdict(read.question, t);
    for (const serving::TrustStatement &said : read.question.decision.others)
        html += sentence(serving::told(said) + u'.', t);
    return html + findingsHtml(read.question.code.inspection, t);
}

QString fileFactsHtml(const FileInspection &read, const Tokens &t)
{
    const format::Inspection &inspection = read.question.code.inspection;
    FactTable rows(t);
    rows.addFact(Inspected::tr("Name"), read.fileName.toHtmlEscaped());
    rows.addFact(Inspected::tr("Format"), format::formatName(inspection.format).toHtmlEscaped());
    rows.addFact(Inspected::tr("Framework"), inspection.framework.toHtmlEscaped());
    rows.addFact(Inspected::tr("Task"), inspection.task.toHtmlEscaped());
    rows.addFact(Inspected::tr("Size"), formatBytes(inspection.size).toHtmlEscaped());
    rows.addFact(Inspected::tr("SHA-256"), copyableHtml(read.question.code.sha256, shownHash, t));
    return rows.html(Inspected::tr("File"));
}

} // namespace vitrine::ui
