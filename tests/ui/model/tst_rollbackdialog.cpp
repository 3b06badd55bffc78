// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
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

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    void open(const QString &stage, const QString &version);
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

void tst_RollbackDialog::open(const QString &stage, const QString &version)
{
    m_dialog = std::make_unique<RollbackDialog>(
        m_services->services, *m_library, u"seattle-tmax"_s, m_library->versions(u"seattle-tmax"_s).value(),
        QStringList{u"production"_s, u"staging"_s}, RollbackDialog::Choice{stage, version});
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
    QVERIFY2(facts().contains(u"Do not use: trained on Fahrenheit values."), qPrintable(facts()));
}

QTEST_MAIN(tst_RollbackDialog)
#include "tst_rollbackdialog.moc"
