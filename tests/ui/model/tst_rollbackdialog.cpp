// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store.h"
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
#include <QDir>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_RollbackDialog final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void factsComeFirstWithVerdictsInWords();
    void enterRollsBackWithTheReason();
    void escapeLeavesWithoutWriting();
    void anotherVersionIsComparedAgain();
    void aProtectedStageAsksForItsName();
    void whatIsThereAlreadyCannotBeAssigned();
    void aFailureIsShownAndNothingIsLost();
    void theNoteOnTheTargetIsRead();
    void whyAVersionIsOfferedIsSaid();
    void theLastWeeksThatWereObservedAreCompared();
    void unobservedVersionsAreSaidToBeSo();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    void open(const QString &stage, const QString &version, const QString &why = {});
    QString facts() const;
    qsizetype events() const { return m_library->history(u"seattle-tmax"_s).value().size(); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<RollbackDialog> m_dialog;
};

void tst_RollbackDialog::init()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
}

void tst_RollbackDialog::cleanup()
{
    m_dialog.reset();
    m_services.reset();
}

void tst_RollbackDialog::open(const QString &stage, const QString &version, const QString &why)
{
    m_dialog = std::make_unique<RollbackDialog>(
        m_services->services, *m_library,
        RollbackDialog::Known{u"seattle-tmax"_s,
                              u"rmse"_s,
                              m_library->versions(u"seattle-tmax"_s).value(),
                              m_library->intervals(u"seattle-tmax"_s).value(),
                              {u"production"_s, u"staging"_s}},
        RollbackDialog::Choice{stage, version, why});
    m_dialog->open();
    QTRY_COMPARE(find<FaceStack>(u"rollbackFaces"_s)->face(), FaceStack::Face::Filled);
}

QString tst_RollbackDialog::facts() const
{
    QStringList texts;
    for (const QLabel *label : find<QWidget>(u"rollbackFacts"_s)->findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'|');
}

void tst_RollbackDialog::factsComeFirstWithVerdictsInWords()
{
    open(u"production"_s, u"v1.1.0"_s);
    QCOMPARE(find<QLabel>(u"rollbackTitle"_s)->text(), u"Roll production back to v1.1.0?"_s);
    QVERIFY(find<QLabel>(u"rollbackWay"_s)->text().contains(u"v2.0.0  →  v1.1.0"));
    QVERIFY2(facts().contains(u"rmse (at registration)|2.71  →  2.94|▲ worse"), qPrintable(facts()));
    QVERIFY2(facts().contains(u"Prototype|compatible: no column changes"), qPrintable(facts()));
    QVERIFY2(facts().contains(u"scikit-learn 0.19 → 0.18"), qPrintable(facts()));
    QCOMPARE(find<QPushButton>(u"rollbackGo"_s)->text(), u"Roll back"_s);
    QVERIFY(find<QLineEdit>(u"rollbackReason"_s)->hasFocus());
}

void tst_RollbackDialog::enterRollsBackWithTheReason()
{
    open(u"production"_s, u"v1.1.0"_s);
    const qsizetype before = events();
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTest::keyClicks(find<QLineEdit>(u"rollbackReason"_s), u"Too warm in June"_s);
    QTest::keyClick(find<QLineEdit>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_dialog->change().from, u"v2.0.0"_s);
    QCOMPARE(m_dialog->change().to, u"v1.1.0"_s);
    const auto history = m_library->history(u"seattle-tmax"_s).value();
    QCOMPARE(history.size(), before + 1); // one new tag and nothing else
    QCOMPARE(history.last().message, u"Too warm in June"_s);
    QCOMPARE(history.last().version, u"v1.1.0"_s);
}

void tst_RollbackDialog::escapeLeavesWithoutWriting()
{
    open(u"production"_s, u"v1.1.0"_s);
    const qsizetype before = events();
    QSignalSpy rejected(m_dialog.get(), &QDialog::rejected);
    QTest::keyClick(find<QLineEdit>(u"rollbackReason"_s), Qt::Key_Escape);
    QCOMPARE(rejected.count(), 1);
    QCOMPARE(events(), before);
}

void tst_RollbackDialog::anotherVersionIsComparedAgain()
{
    open(u"production"_s, u"v1.1.0"_s);
    find<QComboBox>(u"rollbackVersion"_s)->setCurrentText(u"v2.2.0"_s);
    QTRY_COMPARE(find<QPushButton>(u"rollbackGo"_s)->text(), u"Assign"_s); // newer: no rollback
    QTRY_VERIFY(facts().contains(u"breaking"));                            // humidity is new
    QCOMPARE(find<QLabel>(u"rollbackTitle"_s)->text(), u"Put v2.2.0 into production?"_s);
}

void tst_RollbackDialog::aProtectedStageAsksForItsName()
{
    QVERIFY(
        m_library->setKeys(u"seattle-tmax"_s, {{u"protected_stages"_s, QJsonArray{u"production"_s}}}, {}));
    open(u"production"_s, u"v1.1.0"_s);
    auto *go = find<QPushButton>(u"rollbackGo"_s);
    auto *confirm = find<QLineEdit>(u"rollbackConfirm"_s);
    QVERIFY(confirm->isVisible());
    QVERIFY(!go->isEnabled());
    QTest::keyClicks(confirm, u"prod"_s);
    QVERIFY(!go->isEnabled());
    QTest::keyClicks(confirm, u"uction"_s);
    QVERIFY(go->isEnabled());
}

void tst_RollbackDialog::whatIsThereAlreadyCannotBeAssigned()
{
    open(u"production"_s, u"v2.0.0"_s);
    QVERIFY(!find<QPushButton>(u"rollbackGo"_s)->isEnabled());
    QVERIFY(find<QLabel>(u"rollbackProblem"_s)->text().contains(u"already"));
}

void tst_RollbackDialog::aFailureIsShownAndNothingIsLost()
{
    open(u"production"_s, u"v1.1.0"_s);
    const qsizetype before = events();
    const QString tags = m_library->gitDir() + u"/refs/tags"_s;
    // A folder where the tag's file would go: the write must fail whoever runs the test.
    QVERIFY(QDir().mkpath(tags + u"/seattle-tmax#production#8/in-the-way"_s));
    QFile blocker(tags + u"/seattle-tmax#production#8/in-the-way/file"_s);
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    blocker.close();
    QTest::keyClicks(find<QLineEdit>(u"rollbackReason"_s), u"Why"_s);
    QTest::mouseClick(find<QPushButton>(u"rollbackGo"_s), Qt::LeftButton);
    QTRY_VERIFY(find<QLabel>(u"rollbackProblem"_s)->isVisible());
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(find<QLineEdit>(u"rollbackReason"_s)->text(), u"Why"_s);
    QDir(tags + u"/seattle-tmax#production#8"_s).removeRecursively();
    QCOMPARE(events(), before);
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTest::mouseClick(find<QPushButton>(u"rollbackGo"_s), Qt::LeftButton);
    QTRY_COMPARE(accepted.count(), 1);
}

void tst_RollbackDialog::theNoteOnTheTargetIsRead()
{
    open(u"production"_s, u"v2.1.0"_s);
    const QString why = find<QLabel>(u"rollbackWhy"_s)->text();
    QVERIFY2(why.contains(u"Do not use: trained on Fahrenheit values."), qPrintable(why));
    QVERIFY2(!facts().contains(u"Do not use"), qPrintable(facts())); // once is enough
}

void tst_RollbackDialog::whyAVersionIsOfferedIsSaid()
{
    open(u"production"_s, u"v1.1.0"_s, u"Offered because it was good."_s);
    auto *why = find<QLabel>(u"rollbackWhy"_s);
    QCOMPARE(why->text(), u"Offered because it was good."_s);
    auto *version = find<QComboBox>(u"rollbackVersion"_s);
    version->setCurrentText(u"v1.0.0"_s); // another one: what its past says
    QVERIFY2(why->text().startsWith(u"v1.0.0 was in production from 20 Jan 2013 to 10 Sep 2013"),
             qPrintable(why->text()));
    version->setCurrentText(u"v2.1.0"_s);
    QVERIFY2(why->text().contains(u"The note on v2.1.0 says"), qPrintable(why->text()));
    version->setCurrentText(u"v2.2.0"_s);
    QCOMPARE(why->text(), u"v2.2.0 was never in production."_s);
}

void tst_RollbackDialog::theLastWeeksThatWereObservedAreCompared()
{
    auto store = monitor::Store::open(QDir(m_library->dataDir()).filePath(u"monitor.sqlite"_s));
    QVERIFY(store.has_value());
    const auto observe = [&](const QString &version, int days, double error) {
        QList<monitor::Observation> all;
        for (int day = 0; day < days; ++day) {
            monitor::Observation each;
            each.timeMs =
                QDateTime(QDate(2015, 5, 31), QTime(12, 0), Qt::UTC).addDays(-day).toMSecsSinceEpoch();
            each.truth = day % 7;
            each.estimate = day % 7 + (day < 28 ? error : 100); // what is older does not count
            all << each;
        }
        QVERIFY(store->append(u"seattle-tmax"_s, version, all));
    };
    observe(u"v2.0.0"_s, 60, 4);
    observe(u"v1.1.0"_s, 60, 2);
    QVERIFY(store->setTarget(u"seattle-tmax"_s, {false, {}, u"tmax"_s, u"°C"_s}));
    open(u"production"_s, u"v1.1.0"_s);
    QTRY_VERIFY2(facts().contains(u"rmse in °C (last 4 weeks)|4.00 (n = 28)  →  2.00 (n = 28)|▼ better"),
                 qPrintable(facts()));
}

void tst_RollbackDialog::unobservedVersionsAreSaidToBeSo()
{
    auto store = monitor::Store::open(QDir(m_library->dataDir()).filePath(u"monitor.sqlite"_s));
    QVERIFY(store.has_value());
    QVERIFY(store->append(u"seattle-tmax"_s, u"v2.0.0"_s,
                          {{QDateTime(QDate(2015, 5, 31), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch(),
                            {},
                            1.0,
                            4.0,
                            {},
                            {},
                            {}}}));
    open(u"production"_s, u"v1.1.0"_s);
    QTRY_VERIFY2(facts().contains(u"3.00 (n = 1)  →  not observed"), qPrintable(facts()));
}

QTEST_MAIN(tst_RollbackDialog)
#include "tst_rollbackdialog.moc"
