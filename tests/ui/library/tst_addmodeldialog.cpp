// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/addmodeldialog.h"
#include "ui/theme/tokens.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_AddModelDialog final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void namesAreMadeFromFiles_data();
    void namesAreMadeFromFiles();
    void aNewModelIsRegistered();
    void aModelThatIsThereGetsItsNextVersion();
    void whatCannotBeIsToldWhileTyping();
    void cancellingWhileItCopiesLeavesNothing();
    void aFailureIsToldAndCanBeMended();

private:
    QString writeFile(const QString &name, qint64 bytes) const;
    void makeDialog(const QStringList &files);
    template<typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    QPushButton *go() const { return find<QPushButton>(u"addGo"_s); }
    void setText(const QString &box, const QString &text) const
    {
        find<QComboBox>(box)->setFocus();
        find<QComboBox>(box)->lineEdit()->selectAll();
        QTest::keyClicks(find<QComboBox>(box)->lineEdit(), text);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::optional<registry::Library> m_library;
    test::FakePrompter m_prompter;
    std::unique_ptr<AddModelDialog> m_dialog;
};

void tst_AddModelDialog::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
}

void tst_AddModelDialog::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY(library);
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
}

void tst_AddModelDialog::cleanup()
{
    m_dialog.reset();
    m_services.reset();
}

QString tst_AddModelDialog::writeFile(const QString &name, qint64 bytes) const
{
    QFile file(m_dir->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || !file.resize(bytes))
        qWarning("%s", qPrintable(file.errorString()));
    return file.fileName();
}

void tst_AddModelDialog::makeDialog(const QStringList &files)
{
    m_dialog = std::make_unique<AddModelDialog>(m_services->services, m_prompter, *m_library,
                                                m_library->models().value(), files);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
}

void tst_AddModelDialog::namesAreMadeFromFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << u"/x/churn.onnx"_s << u"churn"_s;
    QTest::newRow("spaces and capitals") << u"/x/Churn Model (3).onnx"_s << u"churn-model-3"_s;
    QTest::newRow("a number first") << u"2024-fraud.joblib"_s << u"fraud"_s;
    QTest::newRow("nothing usable") << u"/x/123.bin"_s << QString();
}

void tst_AddModelDialog::namesAreMadeFromFiles()
{
    QFETCH(const QString, file);
    QTEST(modelNameFor(file), "name");
}

void tst_AddModelDialog::aNewModelIsRegistered()
{
    makeDialog({writeFile(u"Snow Depth.onnx"_s, 2000)});
    QCOMPARE(find<QComboBox>(u"addModel"_s)->currentText(), u"snow-depth"_s);
    QVERIFY(find<QLineEdit>(u"addTitle"_s)->isVisible());
    QCOMPARE(find<QComboBox>(u"addVersion"_s)->currentText(), u"v1.0.0"_s);
    QTest::keyClicks(find<QLineEdit>(u"addTitle"_s), u"Depth of the snow tomorrow"_s);
    QTest::keyClicks(find<QLineEdit>(u"addMessage"_s), u"First try"_s);
    setText(u"addStage"_s, u"staging"_s);
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QSignalSpy started(m_dialog.get(), &AddModelDialog::started);
    QTest::keyClick(find<QLineEdit>(u"addMessage"_s), Qt::Key_Return);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(started.count(), 1);
    QCOMPARE(m_dialog->added().version.name, u"v1.0.0"_s);
    const auto model = m_library->model(u"snow-depth"_s);
    QVERIFY(model);
    QCOMPARE(model->title, u"Depth of the snow tomorrow"_s);
    QCOMPARE(model->stages.value(u"staging"_s), u"v1.0.0"_s);
    QCOMPARE(m_library->versions(u"snow-depth"_s)->first().message, u"First try"_s);
}

void tst_AddModelDialog::aModelThatIsThereGetsItsNextVersion()
{
    makeDialog({writeFile(u"seattle-tmax.onnx"_s, 500)});
    auto *version = find<QComboBox>(u"addVersion"_s);
    QTRY_COMPARE(version->currentText(), u"v2.2.1"_s);
    QVERIFY(!find<QLineEdit>(u"addTitle"_s)->isVisible()); // it has one
    QCOMPARE(version->itemText(1), u"v2.3.0"_s);
    QCOMPARE(version->itemText(2), u"v3.0.0"_s);
    version->setCurrentIndex(2);
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTest::mouseClick(go(), Qt::LeftButton);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_library->versions(u"seattle-tmax"_s)->first().name, u"v3.0.0"_s);
}

void tst_AddModelDialog::whatCannotBeIsToldWhileTyping()
{
    makeDialog({writeFile(u"seattle-tmax.onnx"_s, 500)});
    QTRY_VERIFY(go()->isEnabled());
    setText(u"addVersion"_s, u"v2.1.0"_s);
    QVERIFY(!go()->isEnabled());
    QVERIFY(find<QLabel>(u"addVersionNote"_s)->text().contains(u"v2.1.0"));
    setText(u"addVersion"_s, u"two"_s);
    QVERIFY(!find<QLabel>(u"addVersionNote"_s)->text().isEmpty());
    setText(u"addVersion"_s, u"v2.5.0"_s);
    QVERIFY(go()->isEnabled());
    setText(u"addStage"_s, u"not a stage"_s);
    QVERIFY(!go()->isEnabled());
    setText(u"addStage"_s, u"staging"_s);
    setText(u"addModel"_s, u"no spaces please"_s);
    QVERIFY(!go()->isEnabled());
    QVERIFY(!find<QLabel>(u"addModelNote"_s)->text().isEmpty());
}

void tst_AddModelDialog::cancellingWhileItCopiesLeavesNothing()
{
    const qsizetype before = m_library->models()->size();
    makeDialog({writeFile(u"large.onnx"_s, qint64(1) << 30)}); // sparse: quick to make, slow to hash
    QSignalSpy rejected(m_dialog.get(), &QDialog::rejected);
    QTest::mouseClick(go(), Qt::LeftButton);
    QTRY_VERIFY(find<QProgressBar>(u"addProgress"_s)->isVisible());
    QVERIFY(!find<QComboBox>(u"addModel"_s)->isEnabled());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QTRY_COMPARE(rejected.count(), 1);
    QVERIFY(m_services->writer.waitForDone());
    QCOMPARE(m_library->models()->size(), before);
}

void tst_AddModelDialog::aFailureIsToldAndCanBeMended()
{
    const QString file = writeFile(u"gone.onnx"_s, 10);
    makeDialog({file});
    QVERIFY(QFile::remove(file));
    QTest::mouseClick(go(), Qt::LeftButton);
    auto *problem = find<QLabel>(u"addProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"gone.onnx"), qPrintable(problem->text()));
    m_prompter.files = {writeFile(u"here.onnx"_s, 10)};
    QTest::mouseClick(find<QPushButton>(u"addChoose"_s), Qt::LeftButton);
    QSignalSpy accepted(m_dialog.get(), &QDialog::accepted);
    QTRY_VERIFY(go()->isEnabled());
    QTest::mouseClick(go(), Qt::LeftButton);
    QTRY_COMPARE(accepted.count(), 1);
}

QTEST_MAIN(tst_AddModelDialog)
#include "tst_addmodeldialog.moc"
