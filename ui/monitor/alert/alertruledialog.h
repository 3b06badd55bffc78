// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertbook.h"
#include "ui/services/services.h"
#include "ui/widgets/writingdialog.h"

namespace vitrine::ui {

class AlertRuleForm;
class TextLabel;

// A new alert rule, or one that is changed; one commit.
class AlertRuleDialog final : public WritingDialog
{
    Q_OBJECT
public:
    // `rule` is what the form begins with; `replaces` names the rule that it is, empty: a new one.
    AlertRuleDialog(Services &services, const registry::Library &library, const lifecycle::AlertBook &book,
                    const QJsonObject &rule, const QString &replaces, QWidget *parent);

signals:
    void written(const vitrine::lifecycle::AlertsChange &change, const QString &rule);

private:
    bool isReady() const override;
    void showProblem();
    void save();

    registry::Library m_library;
    QString m_model;
    QString m_replaces;
    AlertRuleForm *m_form;
    TextLabel *m_check;
};

} // namespace vitrine::ui
