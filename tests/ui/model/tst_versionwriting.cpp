// SPDX-License-Identifier: GPL-3.0-or-later
// What the menu of a version writes: notes, withdrawals, restored and saved files, and their Undo.
#include "ui/model/modelpage.h"
#include "ui/model/versionactions.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QJsonArray>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_VersionWriting final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void theMenuOffersWhatFits();
    void aNoteIsChangedAndUndone();
    void anEarlierNoteIsTakenUpAgain();
    void otherKeysOfANoteStay();
    void escapeWritesNothing();
    void aVersionIsWithdrawnAndComesBack();
    void withoutAReasonNothingIsWithdrawn();
    void filesAreSaved();
    void filesThatAreThereAreNotOverwritten();
    void oldFilesAreRestored();
    void whatIsTheSameIsNotRestored();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void select(const QString &version);
    QAction *action(const QString &name) const { return find<QAction>(name); }
    QJsonObject note(const QString &version) const
    {
        return m_library->note(u"seattle-tmax"_s, version).value();
    }
    // The last message; its action is run by undo().
    QString said() const { return m_messages.isEmpty() ? QString() : m_messages.last().text; }
    void undo()
    {
        QCOMPARE(m_messages.last().actionText, u"Undo"_s);
        const auto work = m_messages.last().action;
        work();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    test::FakePrompter m_prompter;
    std::unique_ptr<ModelPage> m_page;
    QList<Message> m_messages;
};

void tst_VersionWriting::init()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
    m_prompter = {};
    m_messages.clear();
    m_page = std::make_unique<ModelPage>(m_services->services, m_prompter);
    connect(m_page.get(), &ModelPage::message, this,
            [this](const Message &message) { m_messages << message; });
    m_page->resize(1400, 800);
    m_page->show();
    m_page->setLibrary(*m_library);
    m_page->showModel(u"seattle-tmax"_s);
    QTRY_COMPARE(find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_VersionWriting::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_VersionWriting::select(const QString &version)
{
    auto *table = find<Table>(u"versionTable"_s);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, 0).data().toString() == version)
            table->selectionModel()->setCurrentIndex(table->model()->index(row, 0),
                                                     QItemSelectionModel::ClearAndSelect |
                                                         QItemSelectionModel::Rows);
    }
    QCOMPARE(table->currentIndex().data().toString(), version);
}

void tst_VersionWriting::theMenuOffersWhatFits()
{
    select(u"v2.0.0"_s); // in production
    QVERIFY(!action(u"versionWithdraw"_s)->isEnabled());
    QVERIFY(action(u"versionNote"_s)->isEnabled());
    QVERIFY(!action(u"versionBringBack"_s)->isVisible());
    select(u"v1.0.0"_s);
    QVERIFY(action(u"versionWithdraw"_s)->isEnabled());
    find<Table>(u"versionTable"_s)->selectAll();
    QVERIFY(!action(u"versionNote"_s)->isEnabled());
    QVERIFY(!action(u"versionSave"_s)->isEnabled());
}

void tst_VersionWriting::aNoteIsChangedAndUndone()
{
    select(u"v2.1.0"_s);
    action(u"versionNote"_s)->trigger();
    auto *text = find<QPlainTextEdit>(u"versionNoteText"_s);
    QVERIFY(text);
    QTRY_COMPARE(text->toPlainText(), u"Do not use: trained on Fahrenheit values."_s);
    auto *labels = find<QLineEdit>(u"versionNoteLabels"_s);
    QCOMPARE(labels->text(), u"harmful"_s);
    auto *save = find<QPushButton>(u"versionNoteGo"_s);
    QVERIFY(!save->isEnabled()); // nothing changed
    text->selectAll();
    QTest::keyClicks(text, u"Mended by v2.2.0"_s);
    labels->selectAll();
    QTest::keyClicks(labels, u"harmful,  reviewed , harmful"_s);
    QTest::keyClick(labels, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(said(), u"Saved the note on seattle-tmax v2.1.0"_s);
    QCOMPARE(note(u"v2.1.0"_s)[u"text"_s].toString(), u"Mended by v2.2.0"_s);
    QCOMPARE(note(u"v2.1.0"_s)[u"labels"_s].toArray(), (QJsonArray{u"harmful"_s, u"reviewed"_s}));
    undo();
    QTRY_COMPARE(said(), u"The note on seattle-tmax v2.1.0 is what it was"_s);
    QCOMPARE(note(u"v2.1.0"_s)[u"text"_s].toString(), u"Do not use: trained on Fahrenheit values."_s);
    QCOMPARE(note(u"v2.1.0"_s)[u"labels"_s].toArray(), (QJsonArray{u"harmful"_s}));
}

void tst_VersionWriting::anEarlierNoteIsTakenUpAgain()
{
    registry::Library::NoteChange change;
    change.set.insert(u"text"_s, u"Overwritten"_s);
    QVERIFY(m_library->editNote(u"seattle-tmax"_s, u"v2.1.0"_s, change));
    select(u"v2.1.0"_s);
    action(u"versionNote"_s)->trigger();
    auto *history = find<Table>(u"noteHistory"_s);
    QTRY_COMPARE(history->model()->rowCount(), 2);
    QCOMPARE(history->model()->index(0, 2).data().toString(), u"Overwritten  [harmful]"_s);
    history->setFocus();
    history->setCurrentIndex(history->model()->index(1, 0));
    QTest::keyClick(history, Qt::Key_Return);
    QCOMPARE(find<QPlainTextEdit>(u"versionNoteText"_s)->toPlainText(),
             u"Do not use: trained on Fahrenheit values."_s);
    QTest::mouseClick(find<QPushButton>(u"versionNoteGo"_s), Qt::LeftButton);
    QTRY_COMPARE(said(), u"Saved the note on seattle-tmax v2.1.0"_s);
    QCOMPARE(note(u"v2.1.0"_s)[u"text"_s].toString(), u"Do not use: trained on Fahrenheit values."_s);
}

void tst_VersionWriting::otherKeysOfANoteStay()
{
    registry::Library::NoteChange change;
    change.set.insert(u"ticket"_s, u"ML-7"_s);
    QVERIFY(m_library->editNote(u"seattle-tmax"_s, u"v1.0.0"_s, change));
    select(u"v1.0.0"_s);
    action(u"versionNote"_s)->trigger();
    auto *text = find<QPlainTextEdit>(u"versionNoteText"_s);
    QTRY_COMPARE(find<FaceStack>(u"noteHistoryFaces"_s)->face(), FaceStack::Face::Filled);
    QTest::keyClicks(text, u"The first one"_s);
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(said(), u"Saved the note on seattle-tmax v1.0.0"_s);
    QCOMPARE(note(u"v1.0.0"_s), (QJsonObject{{u"text"_s, u"The first one"_s}, {u"ticket"_s, u"ML-7"_s}}));
}

void tst_VersionWriting::escapeWritesNothing()
{
    const QJsonObject before = note(u"v2.1.0"_s);
    select(u"v2.1.0"_s);
    action(u"versionNote"_s)->trigger();
    auto *text = find<QPlainTextEdit>(u"versionNoteText"_s);
    QTRY_VERIFY(!text->toPlainText().isEmpty());
    QTest::keyClicks(text, u"x"_s);
    QTest::keyClick(text, Qt::Key_Escape);
    QTRY_VERIFY(!find<QDialog>(u"versionNoteDialog"_s));
    QCOMPARE(note(u"v2.1.0"_s), before);
    QVERIFY(m_messages.isEmpty());
}

void tst_VersionWriting::aVersionIsWithdrawnAndComesBack()
{
    select(u"v1.0.0"_s);
    m_prompter.text = u"Trained on half of the data"_s;
    action(u"versionWithdraw"_s)->trigger();
    QTRY_COMPARE(said(), u"Withdrew seattle-tmax v1.0.0"_s);
    QCOMPARE(m_prompter.asked, QStringList{u"Withdraw seattle-tmax v1.0.0"_s});
    QVERIFY(m_library->details(u"seattle-tmax"_s, u"v1.0.0"_s)->version.deregistered);
    undo();
    QTRY_COMPARE(said(), u"seattle-tmax v1.0.0 is what it was"_s);
    QVERIFY(!m_library->details(u"seattle-tmax"_s, u"v1.0.0"_s)->version.deregistered);
}

void tst_VersionWriting::withoutAReasonNothingIsWithdrawn()
{
    select(u"v1.0.0"_s);
    m_prompter.text = u"  "_s;
    action(u"versionWithdraw"_s)->trigger();
    QCOMPARE(m_prompter.asked.size(), 1);
    m_services->writer.waitForDone();
    QVERIFY(!m_library->details(u"seattle-tmax"_s, u"v1.0.0"_s)->version.deregistered);
}

void tst_VersionWriting::filesAreSaved()
{
    select(u"v1.1.0"_s);
    m_prompter.folder = m_dir->filePath(u"out"_s);
    action(u"versionSave"_s)->trigger();
    QTRY_COMPARE(said(), u"Saved 1 file(s) of seattle-tmax v1.1.0 in %1"_s.arg(m_prompter.folder));
    QCOMPARE(QDir(m_prompter.folder).entryList(QDir::Files), QStringList{u"model.onnx"_s});
}

void tst_VersionWriting::filesThatAreThereAreNotOverwritten()
{
    select(u"v1.1.0"_s);
    m_prompter.folder = m_dir->path();
    QFile mine(m_dir->filePath(u"model.onnx"_s));
    QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
    mine.close();
    action(u"versionSave"_s)->trigger();
    QTRY_VERIFY(said().contains(u"model.onnx exists already"_s));
    QVERIFY(m_messages.last().isError);
    QVERIFY(mine.open(QIODevice::ReadOnly));
    QCOMPARE(mine.readAll(), QByteArray("mine"));
}

void tst_VersionWriting::oldFilesAreRestored()
{
    select(u"v1.0.0"_s);
    action(u"versionRestore"_s)->trigger();
    auto *go = find<QPushButton>(u"restoreGo"_s);
    QVERIFY(go);
    QTRY_VERIFY(go->isEnabled());
    auto *changes = find<Table>(u"restoreChanges"_s);
    QCOMPARE(changes->model()->index(0, 0).data().toString(), u"File"_s);
    QTest::keyClicks(find<QLineEdit>(u"restoreReason"_s), u"Back to the beginning"_s);
    QTest::keyClick(find<QLineEdit>(u"restoreReason"_s), Qt::Key_Return);
    QTRY_VERIFY2(said().startsWith(u"The files of seattle-tmax are those of v1.0.0 again, in commit "),
                 qPrintable(said()));
    QVERIFY(m_library->previewRestore(u"seattle-tmax"_s, u"v1.0.0"_s)->nothingToDo);
}

void tst_VersionWriting::whatIsTheSameIsNotRestored()
{
    select(u"v2.2.0"_s);
    action(u"versionRestore"_s)->trigger();
    QTRY_COMPARE(find<FaceStack>(u"restoreFaces"_s)->face(), FaceStack::Face::Empty);
    QVERIFY(!find<QPushButton>(u"restoreGo"_s)->isEnabled());
}

QTEST_MAIN(tst_VersionWriting)
#include "tst_versionwriting.moc"
