// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/alert/alertruleform.h"

#include "ui/monitor/alert/alertwording.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/formfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using monitor::AlertRule;

constexpr std::array subjects{AlertRule::Subject::Metric, AlertRule::Subject::Drift,
                              AlertRule::Subject::Volume, AlertRule::Subject::Latency,
                              AlertRule::Subject::Staleness};
constexpr int mostTimes = 10'000;
constexpr int mostRows = 1'000'000'000;

// A number as people type it, else the text as model.yaml takes it: 120%, 36h.
QJsonValue boundOf(const QString &typed)
{
    const QString text = typed.trimmed();
    bool isNumber = false;
    double number = QLocale().toDouble(text, &isNumber);
    if (!isNumber)
        number = QLocale::c().toDouble(text, &isNumber);
    return isNumber ? QJsonValue(number) : QJsonValue(text);
}

QString typedBound(const QJsonValue &value)
{
    return value.isDouble() ? QLocale().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest)
                            : value.toString();
}

void select(QComboBox *box, const QVariant &value, const QString &text)
{
    int at = box->findData(value);
    if (at < 0) {
        box->addItem(text, value);
        at = box->count() - 1;
    }
    box->setCurrentIndex(at);
}

void setOrRemove(QJsonObject *rule, const QString &key, const QJsonValue &value, bool keep)
{
    if (keep)
        rule->insert(key, value);
    else
        rule->remove(key);
}

} // namespace

AlertRuleForm::AlertRuleForm(const lifecycle::AlertBook &offers, const QJsonObject &rule, QWidget *parent)
    : QWidget(parent)
    , m_offers(offers)
    , m_rule(rule)
    , m_name(new QLineEdit(this))
    , m_subject(new QComboBox(this))
    , m_of(new QComboBox(this))
    , m_condition(new QComboBox(this))
    , m_below(new QLineEdit(this))
    , m_above(new QLineEdit(this))
    , m_change(new QLineEdit(this))
    , m_reference(new QLineEdit(this))
    , m_period(new QComboBox(this))
    , m_times(new QSpinBox(this))
    , m_minimum(new QSpinBox(this))
    , m_stage(new QComboBox(this))
    , m_severity(new QComboBox(this))
    , m_message(new QLineEdit(this))
    , m_enabled(new QCheckBox(tr("Judge this rule"), this))
{
    setObjectName(u"alertRuleForm"_s);
    const std::initializer_list<std::pair<QWidget *, QString>> names{{m_name, u"alertRuleName"_s},
                                                                     {m_subject, u"alertRuleSubject"_s},
                                                                     {m_of, u"alertRuleOf"_s},
                                                                     {m_condition, u"alertRuleCondition"_s},
                                                                     {m_below, u"alertRuleBelow"_s},
                                                                     {m_above, u"alertRuleAbove"_s},
                                                                     {m_change, u"alertRuleChange"_s},
                                                                     {m_reference, u"alertRuleReference"_s},
                                                                     {m_period, u"alertRulePeriod"_s},
                                                                     {m_times, u"alertRuleTimes"_s},
                                                                     {m_minimum, u"alertRuleMinimum"_s},
                                                                     {m_stage, u"alertRuleStage"_s},
                                                                     {m_severity, u"alertRuleSeverity"_s},
                                                                     {m_message, u"alertRuleMessage"_s},
                                                                     {m_enabled, u"alertRuleEnabled"_s}};
    for (const auto &[widget, name] : names)
        widget->setObjectName(name);
    m_enabled->setAccessibleName(m_enabled->text());
    for (const AlertRule::Subject each : subjects)
        m_subject->addItem(subjectText(each), int(each));
    for (const auto &[unit, text] : {std::pair(u"minute"_s, tr("minute")), std::pair(u"hour"_s, tr("hour")),
                                     std::pair(u"day"_s, tr("day")), std::pair(u"week"_s, tr("week")),
                                     std::pair(u"month"_s, tr("month"))})
        m_period->addItem(text, unit);
    m_stage->addItem(tr("what is in production"), u""_s);
    for (const QString &stage : std::as_const(m_offers.stages))
        m_stage->addItem(stage, u"stage "_s + stage);
    m_severity->addItem(tr("warning"), u"warning"_s);
    m_severity->addItem(tr("critical"), u"critical"_s);
    m_times->setRange(1, mostTimes);
    m_minimum->setRange(1, mostRows);
    m_minimum->setGroupSeparatorShown(true);
    addFields();
    fill(rule);

    connect(m_subject, &QComboBox::activated, this, &AlertRuleForm::chooseSubject);
    connect(m_condition, &QComboBox::activated, this, &AlertRuleForm::chooseCondition);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_named = true; });
    for (QComboBox *box : {m_subject, m_of, m_condition, m_period, m_stage, m_severity}) {
        connect(box, &QComboBox::activated, this, [this] {
            suggestName();
            emit changed();
        });
    }
    for (QLineEdit *line : {m_name, m_below, m_above, m_change, m_reference, m_message}) {
        connect(line, &QLineEdit::textChanged, this, [this] {
            showReference();
            emit changed();
        });
    }
    for (QSpinBox *spin : {m_times, m_minimum})
        connect(spin, &QSpinBox::valueChanged, this, &AlertRuleForm::changed);
    connect(m_enabled, &QCheckBox::toggled, this, &AlertRuleForm::changed);
}

void AlertRuleForm::addFields()
{
    m_belowField = new FormField(tr("Below"), m_below, this);
    m_aboveField = new FormField(tr("Above"), m_above, this);
    m_changeField = new FormField(tr("P-value of the shift, at most"), m_change, this);
    m_referenceField = new FormField(tr("100 % is"), m_reference, this);
    m_referenceField->setHint(tr("registration, a number, first 3 or previous 7 (periods)"));
    m_periodField = new FormField(tr("Judged by"), m_period, this);
    m_timesField = new FormField(tr("Periods in a row"), m_times, this);
    m_minimumField = new FormField(tr("Rows that a period needs"), m_minimum, this);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Space::l);
    grid->setVerticalSpacing(Space::m);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    // At the top of their cells, so that a hint below one does not move the other.
    const auto put = [grid](QWidget *field, int row, int column, int columns = 1) {
        grid->addWidget(field, row, column, 1, columns, Qt::AlignTop);
    };
    put(new FormField(tr("Watch"), m_subject, this), 0, 0);
    put(new FormField(tr("Of"), m_of, this), 0, 1);
    put(new FormField(tr("Fires when it"), m_condition, this), 1, 0);
    put(m_aboveField, 1, 1);
    put(m_changeField, 1, 1);
    put(m_belowField, 2, 1);
    put(m_referenceField, 2, 0);
    put(m_periodField, 3, 0);
    put(m_timesField, 3, 1);
    put(new FormField(tr("Version"), m_stage, this), 4, 0);
    put(m_minimumField, 4, 1);
    put(new FormField(tr("Severity"), m_severity, this), 5, 0);
    put(new FormField(tr("Name of the rule"), m_name, this), 5, 1);
    put(new FormField(tr("What to do then (optional)"), m_message, this), 6, 0, 2);
    grid->addWidget(m_enabled, 7, 0, 1, 2);
}

void AlertRuleForm::fill(const QJsonObject &rule)
{
    for (const AlertRule::Subject each : subjects) {
        if (rule.contains(monitor::alertSubjectName(each)))
            m_subject->setCurrentIndex(m_subject->findData(int(each)));
    }
    chooseSubject();
    const QString of = rule[monitor::alertSubjectName(subject())].toString();
    if (!of.isEmpty())
        select(m_of, of, of);
    Condition condition = Condition::Above;
    if (rule.contains(u"change"_s))
        condition = Condition::Shift;
    else if (rule.contains(u"above"_s) && rule.contains(u"below"_s))
        condition = Condition::Outside;
    else if (rule.contains(u"below"_s))
        condition = Condition::Below;
    else if (!rule.contains(u"above"_s) && subject() == AlertRule::Subject::Drift)
        condition = Condition::Test;
    m_condition->setCurrentIndex(std::max(0, m_condition->findData(int(condition))));
    m_above->setText(typedBound(rule[u"above"_s]));
    m_below->setText(typedBound(rule[u"below"_s]));
    m_change->setText(typedBound(rule[u"change"_s].isUndefined() ? QJsonValue(0.01) : rule[u"change"_s]));
    m_reference->setText(typedBound(rule[u"reference"_s]));
    const QString period = rule[u"period"_s].toString(u"day"_s);
    select(m_period, period, period);
    m_times->setValue(rule[u"for"_s].toInt(1));
    m_minimum->setValue(int(std::min<qint64>(rule[u"minimum"_s].toInteger(1), mostRows)));
    const QString stage = rule[u"stage"_s].toString();
    const QString version = rule[u"version"_s].toString();
    if (!version.isEmpty())
        select(m_stage, u"version "_s + version, version);
    else
        select(m_stage, stage.isEmpty() ? u""_s : u"stage "_s + stage, stage);
    m_severity->setCurrentIndex(
        std::max(0, m_severity->findData(rule[u"severity"_s].toString(u"warning"_s))));
    m_message->setText(rule[u"message"_s].toString());
    m_enabled->setChecked(rule[u"enabled"_s].toBool(true));
    m_name->setText(rule[u"name"_s].toString());
    m_named = !m_name->text().isEmpty();
    chooseCondition();
    suggestName();
}

AlertRule::Subject AlertRuleForm::subject() const
{
    return AlertRule::Subject(m_subject->currentData().toInt());
}

AlertRuleForm::Condition AlertRuleForm::condition() const
{
    return Condition(m_condition->currentData().toInt());
}

QStringList AlertRuleForm::watchable() const
{
    switch (subject()) {
    case AlertRule::Subject::Metric: return m_offers.metrics;
    case AlertRule::Subject::Drift: return QStringList{u"share"_s} + m_offers.columns;
    case AlertRule::Subject::Latency: return monitor::alertLatencies();
    case AlertRule::Subject::Volume:
    case AlertRule::Subject::Staleness: return monitor::alertRowKinds();
    }
    return {};
}

void AlertRuleForm::chooseSubject()
{
    const bool isDrift = subject() == AlertRule::Subject::Drift;
    const bool isAge = subject() == AlertRule::Subject::Staleness;
    const QString before = m_of->currentData().toString();
    m_of->clear();
    for (const QString &each : watchable())
        m_of->addItem(isDrift && each == u"share"_s ? tr("share of drifted columns") : each, each);
    m_of->setCurrentIndex(std::max(0, m_of->findData(before)));

    const Condition chosen = condition();
    m_condition->clear();
    if (isDrift)
        m_condition->addItem(tr("is drift by its test"), int(Condition::Test));
    m_condition->addItem(tr("is above"), int(Condition::Above));
    if (!isAge) {
        m_condition->addItem(tr("is below"), int(Condition::Below));
        m_condition->addItem(tr("lies outside of"), int(Condition::Outside));
        m_condition->addItem(tr("shifts its level"), int(Condition::Shift));
    }
    m_condition->setCurrentIndex(std::max(0, m_condition->findData(int(chosen))));
    m_periodField->setVisible(!isAge);
    m_timesField->setVisible(!isAge);
    m_minimumField->setVisible(!isAge);
    const QString unit = isAge                                      ? tr("hours, or 36h, 2d")
                         : subject() == AlertRule::Subject::Latency ? tr("milliseconds, or 2s, or 120%")
                                                                    : tr("a number, or 120%");
    m_aboveField->setHint(unit);
    m_belowField->setHint(unit);
    chooseCondition();
}

void AlertRuleForm::chooseCondition()
{
    const Condition chosen = condition();
    m_aboveField->setVisible(chosen == Condition::Above || chosen == Condition::Outside);
    m_belowField->setVisible(chosen == Condition::Below || chosen == Condition::Outside);
    m_changeField->setVisible(chosen == Condition::Shift);
    showReference();
}

// It matters to percentages only.
void AlertRuleForm::showReference()
{
    const auto isShare = [](const FormField *field, const QLineEdit *line) {
        return !field->isHidden() && line->text().trimmed().endsWith(u'%');
    };
    m_referenceField->setVisible(isShare(m_aboveField, m_above) || isShare(m_belowField, m_below));
}

// "rmse-above", and a number behind it where there is one of that name.
void AlertRuleForm::suggestName()
{
    if (m_named)
        return;
    QString kind;
    switch (condition()) {
    case Condition::Above: kind = u"above"_s; break;
    case Condition::Below: kind = u"below"_s; break;
    case Condition::Outside: kind = u"outside"_s; break;
    case Condition::Shift: kind = u"shift"_s; break;
    case Condition::Test: kind = u"drift"_s; break;
    }
    static const QRegularExpression odd(u"[^A-Za-z0-9._-]+"_s);
    const QString base = (m_of->currentData().toString().replace(odd, u"-"_s) + u'-' + kind).left(60);
    const auto taken = [&](const QString &name) {
        return std::any_of(m_offers.entries.begin(), m_offers.entries.end(),
                           [&](const lifecycle::AlertEntry &entry) { return entry.rule.name == name; });
    };
    QString name = base;
    for (int i = 2; taken(name); ++i)
        name = base + u'-' + QString::number(i);
    m_name->setText(name);
}

QJsonObject AlertRuleForm::rule() const
{
    QJsonObject rule = m_rule;
    for (const AlertRule::Subject each : subjects)
        rule.remove(monitor::alertSubjectName(each));
    rule[u"name"_s] = m_name->text().trimmed();
    rule[monitor::alertSubjectName(subject())] = m_of->currentData().toString();
    const Condition chosen = condition();
    const bool above = chosen == Condition::Above || chosen == Condition::Outside;
    const bool below = chosen == Condition::Below || chosen == Condition::Outside;
    setOrRemove(&rule, u"above"_s, boundOf(m_above->text()), above);
    setOrRemove(&rule, u"below"_s, boundOf(m_below->text()), below);
    setOrRemove(&rule, u"change"_s, boundOf(m_change->text()), chosen == Condition::Shift);
    if (!above && !below)
        rule.remove(u"clear"_s);
    const QString reference = m_reference->text().trimmed();
    setOrRemove(&rule, u"reference"_s, boundOf(reference), !reference.isEmpty());
    const bool hasPeriods = subject() != AlertRule::Subject::Staleness;
    setOrRemove(&rule, u"period"_s, m_period->currentData().toString(), hasPeriods);
    setOrRemove(&rule, u"for"_s, m_times->value(), hasPeriods && m_times->value() > 1);
    setOrRemove(&rule, u"minimum"_s, m_minimum->value(), hasPeriods && m_minimum->value() > 1);
    const QString about = m_stage->currentData().toString();
    setOrRemove(&rule, u"stage"_s, about.section(u' ', 1), about.startsWith(u"stage "_s));
    setOrRemove(&rule, u"version"_s, about.section(u' ', 1), about.startsWith(u"version "_s));
    const QString severity = m_severity->currentData().toString();
    setOrRemove(&rule, u"severity"_s, severity, severity != u"warning"_s);
    const QString message = m_message->text().trimmed();
    setOrRemove(&rule, u"message"_s, message, !message.isEmpty());
    setOrRemove(&rule, u"enabled"_s, false, !m_enabled->isChecked());
    return rule;
}

} // namespace vitrine::ui
