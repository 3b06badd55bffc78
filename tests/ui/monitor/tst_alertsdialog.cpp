// SPDX-License-Identifier: GPL-3.0-or-later
// Alert rules of a real library, set, answered and removed by mouse and keys.
#include "tests/support/samplecopies.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/monitor/alert/alertruledialog.h"
#include "ui/monitor/alert/alertruleform.h"
#include "ui/monitor/alert/alertsdialog.h"
#include "ui/monitor/alert/alertstable.h"
#include "ui/monitor/alert/alertwording.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

const QString model = u"seattle-tmax"_s;
constexpr int patience = 10'000;

} // namespace

class tst_AlertsDialog final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void aRuleIsSetAnsweredAndRemoved();
    void aRuleIsChangedAndKeepsWhatTheFormDoesNotShow();
    void theFormSaysWhatIsMissingAndSuggestsAName();
    void everyKindOfRuleComesBackAsItWas_data();
    void everyKindOfRuleComesBackAsItWas();
    void rulesThatCannotBeReadSaySo();
    void itCanBeginWithAThreshold();

private:
    template<typename T>
    T *child(const char *name, const QObject *of = nullptr) const
    {
        T *found = (of ? of : m_dialog.get())->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    void press(const char *name) { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
    AlertRuleDialog *form() const { return m_dialog->findChild<AlertRuleDialog *>(); }
    static void choose(QComboBox *box, const QString &text)
    {
        box->setFocus();
        const int at = box->findText(text);
        QVERIFY2(at >= 0, qPrintable(text));
        while (box->currentIndex() != at)
            QTest::keyClick(box, box->currentIndex() < at ? Qt::Key_Down : Qt::Key_Up);
    }
    static void type(QLineEdit *line, const QString &text)
    {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    QString cell(int row, int column) const
    {
        const QAbstractItemModel *table = child<Table>("alertsTable")->model();
        return table->index(row, column).data().toString();
    }
    QString problem() const { return form() ? child<QLabel>("alertRuleProblem", form())->text() : QString(); }
    int rows() const { return child<Table>("alertsTable")->model()->rowCount(); }
    QJsonArray stored() const { return m_library->metadata(model)->all[u"alerts"_s].toArray(); }
    void setRules(const QJsonArray &rules) { QVERIFY(m_library->setKeys(model, {{u"alerts"_s, rules}}, {})); }
    void open();
    FaceStack::Face face() const { return child<FaceStack>("alertsFaces")->face(); }

    test::SampleCopies m_samples;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<AlertsDialog> m_dialog;
};

void tst_AlertsDialog::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto made = m_samples.make();
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    qunsetenv("VITRINE_MONITOR_STORE");
}

void tst_AlertsDialog::init()
{
    m_library.reset();
    const auto copy = m_samples.fresh();
    QVERIFY2(copy, copy ? "" : qPrintable(copy.error().message));
    m_library = *copy;
    m_services = std::make_unique<test::ServicesFixture>();
}

void tst_AlertsDialog::cleanup()
{
    m_dialog.reset();
    m_services.reset();
}

void tst_AlertsDialog::open()
{
    m_dialog = std::make_unique<AlertsDialog>(m_services->services, *m_library, model, nullptr);
    m_dialog->show();
    m_dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    QTRY_VERIFY_WITH_TIMEOUT(face() != FaceStack::Face::Loading, patience);
}

void tst_AlertsDialog::aRuleIsSetAnsweredAndRemoved()
{
    open();
    QCOMPARE(face(), FaceStack::Face::Empty);
    QSignalSpy changed(m_dialog.get(), &AlertsDialog::changed);
    press("alertsNew");
    QVERIFY(form());
    choose(child<QComboBox>("alertRuleOf", form()), u"rmse"_s);
    type(child<QLineEdit>("alertRuleAbove", form()), u"0.1"_s);
    choose(child<QComboBox>("alertRulePeriod", form()), u"month"_s);
    choose(child<QComboBox>("alertRuleSeverity", form()), u"critical"_s);
    type(child<QLineEdit>("alertRuleMessage", form()), u"Retrain it"_s);
    QTest::keyClick(form(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
    QCOMPARE(cell(0, AlertsTable::Rule), u"rmse-above"_s);
    QCOMPARE(cell(0, AlertsTable::Watches), u"rmse above 0.1, by month"_s);
    QCOMPARE(cell(0, AlertsTable::State), u"firing"_s);
    QVERIFY(child<QLabel>("alertsFacts")->text().contains(u"What to do: Retrain it"_s));
    QCOMPARE(stored().size(), 1);
    QCOMPARE(stored()[0][u"severity"_s].toString(), u"critical"_s);
    QVERIFY(child<Table>("alertsEvents")->model()->rowCount() > 0);

    press("alertsAcknowledge");
    QTRY_VERIFY_WITH_TIMEOUT(cell(0, AlertsTable::State).startsWith(u"known to"_s), patience);
    QVERIFY(!child<QPushButton>("alertsAcknowledge")->isEnabled());
    child<QAction>("alertsSnoozeDay")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(cell(0, AlertsTable::State).startsWith(u"snoozed until"_s), patience);
    press("alertsReopen");
    QTRY_COMPARE_WITH_TIMEOUT(cell(0, AlertsTable::State), u"firing"_s, patience);

    auto *table = child<Table>("alertsTable");
    m_dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    table->setFocus();
    QVERIFY(table->hasFocus());
    QTest::keyClick(table, Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(child<QLabel>("alertsOutcome")->text(), u"rmse-above was removed"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(face(), FaceStack::Face::Empty, patience);
    QVERIFY(stored().isEmpty());
    QVERIFY(child<QPushButton>("alertsUndo")->isVisible());
    QTest::keyClick(m_dialog.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(face(), FaceStack::Face::Filled, patience);
    QCOMPARE(stored().size(), 1);
    QVERIFY(changed.count() >= 5);
}

void tst_AlertsDialog::aRuleIsChangedAndKeepsWhatTheFormDoesNotShow()
{
    QJsonObject rule{{u"name"_s, u"own"_s},
                     {u"metric"_s, u"mae"_s},
                     {u"above"_s, 9},
                     {u"clear"_s, 8},
                     {u"period"_s, u"quarter"_s},
                     {u"every"_s, 2},
                     {u"version"_s, u"v1.0.0"_s}};
    rule[u"notify"_s] = QJsonArray{QJsonObject{{u"command"_s, QJsonArray{u"true"_s}}}};
    setRules({rule});
    open();
    QCOMPARE(rows(), 1);
    auto *table = child<Table>("alertsTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return);
    QTRY_VERIFY(form());
    type(child<QLineEdit>("alertRuleAbove", form()), u"120%"_s);
    QVERIFY(child<QLineEdit>("alertRuleReference", form())->isVisible());
    QVERIFY2(!child<QPushButton>("alertRuleGo", form())->isEnabled(), "clear is not a percentage");
    type(child<QLineEdit>("alertRuleAbove", form()), u"10"_s);
    QVERIFY(!child<QLineEdit>("alertRuleReference", form())->isVisible());
    auto *times = child<QSpinBox>("alertRuleTimes", form());
    times->setFocus();
    QTest::keyClick(times, Qt::Key_Up);
    QTest::keyClick(times, Qt::Key_Up);
    QCOMPARE(times->value(), 3);
    QTest::mouseClick(child<QPushButton>("alertRuleGo", form()), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(!form(), qPrintable(problem()), patience);
    QCOMPARE(stored()[0][u"for"_s].toInt(), 3);
    rule[u"above"_s] = 10;
    rule[u"for"_s] = 3;
    QCOMPARE(stored()[0].toObject(), rule);
}

void tst_AlertsDialog::theFormSaysWhatIsMissingAndSuggestsAName()
{
    setRules({QJsonObject{{u"name"_s, u"rmse-above"_s}, {u"metric"_s, u"rmse"_s}, {u"above"_s, 100}}});
    open();
    press("alertsNew");
    const QLabel *check = child<QLabel>("alertRuleCheck", form());
    QVERIFY(!child<QPushButton>("alertRuleGo", form())->isEnabled());
    QVERIFY2(check->text().contains(u"above"_s), qPrintable(check->text()));
    choose(child<QComboBox>("alertRuleOf", form()), u"rmse"_s);
    QCOMPARE(child<QLineEdit>("alertRuleName", form())->text(), u"rmse-above-2"_s);
    choose(child<QComboBox>("alertRuleSubject", form()), u"Staleness"_s);
    QVERIFY(!child<QComboBox>("alertRulePeriod", form())->isVisible());
    type(child<QLineEdit>("alertRuleAbove", form()), u"2d"_s);
    QVERIFY(child<QPushButton>("alertRuleGo", form())->isEnabled());
    QCOMPARE(check->text(), u"age of the newest observations above 48 h"_s);
    QTest::keyClick(form(), Qt::Key_Escape);
    QTRY_VERIFY(!form());
    QCOMPARE(stored().size(), 1);
}

void tst_AlertsDialog::everyKindOfRuleComesBackAsItWas_data()
{
    QTest::addColumn<QJsonObject>("rule");
    const auto row = [](const char *name, QJsonObject rule) {
        rule[u"name"_s] = u"rule"_s;
        if (!rule.contains(u"staleness"_s))
            rule[u"period"_s] = u"week"_s;
        QTest::newRow(name) << rule;
    };
    row("above", {{u"metric"_s, u"rmse"_s}, {u"above"_s, 4.25}});
    row("share", {{u"metric"_s, u"rmse"_s}, {u"above"_s, u"120%"_s}, {u"reference"_s, u"first 3"_s}});
    row("outside",
        {{u"metric"_s, u"rsq"_s}, {u"above"_s, 0.9}, {u"below"_s, 0.2}, {u"stage"_s, u"staging"_s}});
    row("shift", {{u"metric"_s, u"mae"_s}, {u"change"_s, 0.05}});
    row("drift by test", {{u"drift"_s, u"temp_max"_s}, {u"enabled"_s, false}});
    row("drift of all", {{u"drift"_s, u"share"_s}, {u"above"_s, 0.5}});
    row("volume", {{u"volume"_s, u"requests"_s}, {u"below"_s, 10}, {u"minimum"_s, 5}});
    row("latency", {{u"latency"_s, u"p99"_s}, {u"above"_s, u"250ms"_s}, {u"version"_s, u"v1.0.0"_s}});
    row("staleness", {{u"staleness"_s, u"labelled"_s}, {u"above"_s, u"36h"_s}});
    row("gone metric", {{u"metric"_s, u"own_metric"_s}, {u"above"_s, 1}, {u"severity"_s, u"critical"_s}});
}

void tst_AlertsDialog::everyKindOfRuleComesBackAsItWas()
{
    QFETCH(QJsonObject, rule);
    lifecycle::AlertBook book;
    book.model = model;
    book.metrics = QStringList{u"rmse"_s, u"mae"_s, u"rsq"_s};
    book.columns = QStringList{u"temp_max"_s};
    book.stages = QStringList{u"production"_s, u"staging"_s};
    const AlertRuleForm form(book, rule, nullptr);
    QCOMPARE(form.rule(), rule);
}

void tst_AlertsDialog::rulesThatCannotBeReadSaySo()
{
    setRules({QJsonObject{{u"name"_s, u"odd"_s}, {u"metric"_s, u"rmse"_s}, {u"above"_s, u"much"_s}}});
    open();
    QCOMPARE(face(), FaceStack::Face::Failed);
    const QString failure = child<FaceStack>("alertsFaces")->failure();
    QVERIFY2(failure.contains(u"odd"_s) && failure.contains(u"above"_s), qPrintable(failure));
}

void tst_AlertsDialog::itCanBeginWithAThreshold()
{
    m_dialog = std::make_unique<AlertsDialog>(m_services->services, *m_library, model, nullptr);
    m_dialog->startWith({{u"metric"_s, u"rmse"_s}, {u"above"_s, 3.7}, {u"period"_s, u"month"_s}});
    m_dialog->show();
    QTRY_VERIFY_WITH_TIMEOUT(form(), patience);
    QCOMPARE(child<QLineEdit>("alertRuleName", form())->text(), u"rmse-above"_s);
    QVERIFY(child<QPushButton>("alertRuleGo", form())->isEnabled());
    QTest::keyClick(form(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
    QCOMPARE(stored()[0][u"above"_s].toDouble(), 3.7);
}

QTEST_MAIN(tst_AlertsDialog)
#include "tst_alertsdialog.moc"
