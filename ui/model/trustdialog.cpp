// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/trustdialog.h"

#include "core/base/async.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/taborder.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using format::Finding;

constexpr int dialogWidth = 520;
constexpr qsizetype mostNames = 6;

// The names of what is as bad as `severity`, each once.
QStringList namesOf(const format::Inspection &inspection, Finding::Severity severity)
{
    QStringList names;
    for (const Finding &finding : inspection.findings) {
        const QString name = finding.name.isEmpty() ? finding.kind : finding.name;
        if (finding.severity == severity && !names.contains(name))
            names << name;
    }
    return names;
}

QString listed(const QStringList &names)
{
    const QString some = names.mid(0, mostNames).join(u", "_s);
    return names.size() > mostNames
               ? TrustDialog::tr("%1 and %n more", nullptr, int(names.size() - mostNames)).arg(some)
               : some;
}

} // namespace

TrustDialog::TrustDialog(Services &services, const registry::Library &library,
                         const serving::TrustQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_question(question)
{
    setObjectName(u"trustDialog"_s);
    setWindowTitle(tr("Trust a model file"));
    setMinimumWidth(dialogWidth);
    build();
    updateButton();
}

void TrustDialog::build()
{
    const auto label = [this](const QString &text, TextRole role, Tone tone) {
        auto *made = new TextLabel(text, role, tone, this);
        made->setWordWrap(true);
        return made;
    };
    const format::Inspection &inspection = m_question.code.inspection;
    const QStringList dangerous = namesOf(inspection, Finding::Severity::Dangerous);
    const QStringList suspicious = namesOf(inspection, Finding::Severity::Suspicious);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(
        label(tr("Let the code in %1 run?").arg(m_question.subject), TextRole::Lead, Tone::Neutral));
    layout->addWidget(
        label(tr("Servers of this machine will load the file, which executes what is in it. The "
                 "decision is about this very content (SHA-256 %1…), and others see it in the "
                 "note of the version.")
                  .arg(m_question.code.sha256.left(12)),
              TextRole::Body, Tone::Muted));
    if (!dangerous.isEmpty())
        layout->addWidget(
            label(tr("⚠ Dangerous in it: %1").arg(listed(dangerous)), TextRole::Body, Tone::Bad));
    if (!suspicious.isEmpty())
        layout->addWidget(
            label(tr("Not known to be harmless: %1").arg(listed(suspicious)), TextRole::Body, Tone::Warn));
    m_seen = new QCheckBox(tr("&I looked at what is dangerous in it"), this);
    m_seen->setObjectName(u"trustSeen"_s);
    m_seen->setVisible(!dangerous.isEmpty());
    m_seen->setChecked(dangerous.isEmpty());
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"trustReason"_s);
    m_reason->setPlaceholderText(tr("Why? For others and for later"));
    m_problem = label({}, TextRole::Body, Tone::Bad);
    m_problem->setObjectName(u"trustProblem"_s);
    m_problem->hide();
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(u"trustCancel"_s);
    m_cancel->setAutoDefault(false);
    m_go = new QPushButton(tr("Trust it"), this);
    m_go->setObjectName(u"trustGo"_s);
    m_go->setDefault(true);
    m_go->setProperty("emphasis", u"primary"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    layout->addWidget(m_seen);
    layout->addWidget(new FormField(tr("&Reason"), m_reason, this));
    layout->addWidget(m_problem);
    layout->addStretch();
    layout->addLayout(buttons);
    chainTabs({m_seen, m_reason, m_cancel, m_go});
    connect(m_seen, &QCheckBox::toggled, this, &TrustDialog::updateButton);
    connect(m_cancel, &QPushButton::clicked, this, &TrustDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &TrustDialog::trust);
    m_reason->setFocus();
}

void TrustDialog::updateButton()
{
    m_go->setEnabled(m_seen->isChecked() && !m_writing);
}

void TrustDialog::trust()
{
    if (!m_go->isEnabled())
        return;
    m_writing = true;
    m_problem->hide();
    updateButton();
    onFinished(
        runAsync(&m_services.writer,
                 [library = m_library, question = m_question, why = m_reason->text().trimmed()](const Job &) {
                     return serving::recordTrust(&library, question, true, why, serving::TrustLedger());
                 }),
        this, [this](const Result<serving::TrustStatement> &statement) { finish(statement); });
}

void TrustDialog::finish(const Result<serving::TrustStatement> &statement)
{
    m_writing = false;
    updateButton();
    if (statement) {
        accept();
        return;
    }
    m_problem->setText(statement.error().message);
    m_problem->setToolTip(statement.error().detail);
    m_problem->show();
}

void TrustDialog::reject()
{
    if (!m_writing)
        QDialog::reject();
}

} // namespace vitrine::ui
