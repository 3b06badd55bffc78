// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertbook.h"

#include <QJsonObject>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QSpinBox;

namespace vitrine::ui {

class FormField;

// One rule as it is typed. What the form does not show stays as it is in the rule.
class AlertRuleForm final : public QWidget
{
    Q_OBJECT
public:
    // `offers`: metrics, columns and stages of the model.
    AlertRuleForm(const lifecycle::AlertBook &offers, const QJsonObject &rule, QWidget *parent);

    QJsonObject rule() const;

signals:
    void changed();

private:
    enum class Condition { Above, Below, Outside, Shift, Test };

    void addFields();
    void fill(const QJsonObject &rule);
    void chooseSubject(); // offers what can be watched of it
    void chooseCondition();
    void showReference();
    monitor::AlertRule::Subject subject() const;
    Condition condition() const;
    QStringList watchable() const;
    void suggestName();

    lifecycle::AlertBook m_offers;
    QJsonObject m_rule; // as it was
    QLineEdit *m_name;
    QComboBox *m_subject;
    QComboBox *m_of;
    QComboBox *m_condition;
    QLineEdit *m_below;
    QLineEdit *m_above;
    QLineEdit *m_change;
    QLineEdit *m_reference;
    QComboBox *m_period;
    QSpinBox *m_times;
    QSpinBox *m_minimum;
    QComboBox *m_stage;
    QComboBox *m_severity;
    QLineEdit *m_message;
    QCheckBox *m_enabled;
    FormField *m_belowField;
    FormField *m_aboveField;
    FormField *m_changeField;
    FormField *m_referenceField;
    FormField *m_periodField;
    FormField *m_timesField;
    FormField *m_minimumField;
    bool m_named = false; // by somebody, not by suggestName()
};

} // namespace vitrine::ui
