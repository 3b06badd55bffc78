// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/alert/alertruledialog.h"

#include "ui/monitor/alert/alertruleform.h"
#include "ui/monitor/alert/alertwording.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QJsonArray>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 560;

Result<QList<monitor::AlertRule>> read(const AlertRuleForm *form)
{
    return monitor::alertRules(QJsonArray{form->rule()});
}

} // namespace

AlertRuleDialog::AlertRuleDialog(Services &services, const registry::Library &library,
                                 const lifecycle::AlertBook &book, const QJsonObject &rule,
                                 const QString &replaces, QWidget *parent)
    : WritingDialog(services.writer, u"alertRule"_s, replaces.isEmpty() ? tr("Add the alert") : tr("Save"),
                    parent)
    , m_library(library)
    , m_model(book.model)
    , m_replaces(replaces)
    , m_form(new AlertRuleForm(book, rule, this))
    , m_check(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
{
    setWindowTitle(replaces.isEmpty() ? tr("New alert of %1").arg(m_model)
                                      : tr("Alert %1 of %2").arg(replaces, m_model));
    setMinimumWidth(dialogWidth);
    m_check->setObjectName(u"alertRuleCheck"_s);
    m_check->setWordWrap(true);
    column()->addWidget(m_form);
    column()->addWidget(m_check);
    column()->addStretch(1);
    finishLayout();
    connect(m_form, &AlertRuleForm::changed, this, &AlertRuleDialog::showProblem);
    connect(goButton(), &QPushButton::clicked, this, &AlertRuleDialog::save);
    showProblem();
}

bool AlertRuleDialog::isReady() const
{
    return read(m_form).has_value();
}

void AlertRuleDialog::showProblem()
{
    const auto rules = read(m_form);
    m_check->setTone(rules ? Tone::Muted : Tone::Bad);
    m_check->setText(rules ? ruleText(rules->first()) : rules.error().message);
    updateButton();
}

void AlertRuleDialog::save()
{
    const QJsonObject rule = m_form->rule();
    write([library = m_library, model = m_model, replaces = m_replaces,
           rule](const Job &) { return lifecycle::keepAlert(library, model, replaces, rule); },
          [this, rule](const lifecycle::AlertsChange &change) {
              emit written(change, rule[u"name"_s].toString());
          });
}

} // namespace vitrine::ui
