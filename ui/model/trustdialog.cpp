// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/trustdialog.h"

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
    : WritingDialog(services.writer, u"trust"_s, tr("Trust it"), parent)
    , m_library(library)
    , m_question(question)
{
    setWindowTitle(tr("Trust a model file"));
    setMinimumWidth(dialogWidth);
    build();
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
    QVBoxLayout *layout = column();
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
    layout->addWidget(m_seen);
    layout->addWidget(new FormField(tr("&Reason"), m_reason, this));
    layout->addStretch();
    finishLayout();
    chainTabs({m_seen, m_reason, cancelButton(), goButton()});
    connect(m_seen, &QCheckBox::toggled, this, [this] { updateButton(); });
    connect(goButton(), &QPushButton::clicked, this, &TrustDialog::trust);
    m_reason->setFocus();
}

bool TrustDialog::isReady() const
{
    return m_seen->isChecked();
}

void TrustDialog::trust()
{
    write(
        [library = m_library, question = m_question, why = m_reason->text().trimmed()](const Job &) {
            return serving::recordTrust(&library, question, true, why, serving::TrustLedger());
        },
        [](const serving::TrustStatement &) {});
}

} // namespace vitrine::ui
