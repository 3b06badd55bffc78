// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/metadataeditor.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_MetadataEditor final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void oneSaveIsOneCommit();
    void invalidInputIsExplainedBesideTheFieldAndCannotBeSaved();
    void undoAndRedoWorkFromTheKeyboardAcrossFields();
    void theYamlShowsWhatWillBeSaved();
    void undoOfASaveIsAnotherSave();
    void aChangeElsewhereIsToldAndKeepsWhatWasTyped();
    void whatWasTypedStaysWhileAnotherModelIsLookedAt();
    void discardBringsBackWhatIsStored();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_editor->findChild<T *>(name);
    }
    void open(const QString &model);
    void type(QLineEdit *edit, const QString &text) const;
    qsizetype commits() const;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MetadataEditor> m_editor;
};

void tst_MetadataEditor::init()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
    m_editor = std::make_unique<MetadataEditor>(m_services->services);
    m_editor->resize(1100, 700);
    m_editor->show();
}

void tst_MetadataEditor::cleanup()
{
    m_editor.reset();
    m_services.reset();
}

void tst_MetadataEditor::open(const QString &model)
{
    m_editor->begin(*m_library, model);
    QTRY_COMPARE(find<FaceStack>(u"metadataFaces"_s)->face(), FaceStack::Face::Filled);
}

void tst_MetadataEditor::type(QLineEdit *edit, const QString &text) const
{
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

qsizetype tst_MetadataEditor::commits() const
{
    const auto revisions = m_library->metadataHistory(u"seattle-tmax"_s);
    return revisions ? revisions->size() : -1;
}

void tst_MetadataEditor::oneSaveIsOneCommit()
{
    open(u"seattle-tmax"_s);
    const qsizetype before = commits();
    auto *save = find<QPushButton>(u"metadataSave"_s);
    QVERIFY(!save->isEnabled());
    type(find<QLineEdit>(u"metadataTitle"_s), u"Tomorrow, at most"_s);
    type(find<QLineEdit>(u"metadataLabels"_s), u"weather, north-west"_s);
    find<QComboBox>(u"metadataLicence"_s)->setCurrentText(u"Apache-2.0"_s);
    QVERIFY(m_editor->isDirty());
    QSignalSpy saved(m_editor.get(), &MetadataEditor::saved);
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_COMPARE(saved.count(), 1);
    QCOMPARE(commits(), before + 1);
    const auto metadata = m_library->metadata(u"seattle-tmax"_s);
    QVERIFY(metadata);
    QCOMPARE(metadata->title, u"Tomorrow, at most"_s);
    QCOMPARE(metadata->labels, (QStringList{u"weather"_s, u"north-west"_s}));
    QCOMPARE(metadata->licence, u"Apache-2.0"_s);
    QVERIFY(!m_editor->isDirty());
    QVERIFY(!save->isEnabled());
}

void tst_MetadataEditor::invalidInputIsExplainedBesideTheFieldAndCannotBeSaved()
{
    open(u"seattle-tmax"_s);
    auto *save = find<QPushButton>(u"metadataSave"_s);
    auto *title = find<QLineEdit>(u"metadataTitle"_s);
    type(title, u"x"_s);
    QTest::keyClick(title, Qt::Key_Backspace);
    auto *note = find<QLabel>(u"metadataTitleNote"_s);
    QVERIFY(note->isVisible() && !note->text().isEmpty());
    QVERIFY(!save->isEnabled());
    QTest::keyClick(title, Qt::Key_S, Qt::ControlModifier); // neither does the shortcut save it
    type(title, u"A title"_s);
    QVERIFY(!note->isVisible());
    QVERIFY(save->isEnabled());
    type(find<QLineEdit>(u"metadataLabels"_s), u"two words"_s);
    QVERIFY(find<QLabel>(u"metadataLabelsNote"_s)->text() != u"Separated by commas: weather, seattle"_s);
    QVERIFY(!save->isEnabled());
}

void tst_MetadataEditor::undoAndRedoWorkFromTheKeyboardAcrossFields()
{
    open(u"seattle-tmax"_s);
    auto *title = find<QLineEdit>(u"metadataTitle"_s);
    auto *owners = find<QLineEdit>(u"metadataOwners"_s);
    const QString before = title->text();
    type(title, u"One"_s);
    type(owners, u"Bob"_s);
    QTest::keySequence(owners, QKeySequence::Undo);
    QCOMPARE(owners->text(), u"Ada Weather"_s);
    QTest::keySequence(owners, QKeySequence::Undo);
    QCOMPARE(title->text(), before);
    QVERIFY(!m_editor->isDirty());
    QTest::keySequence(title, QKeySequence::Redo);
    QTest::keySequence(title, QKeySequence::Redo);
    QCOMPARE(title->text(), u"One"_s);
    QCOMPARE(owners->text(), u"Bob"_s);
}

void tst_MetadataEditor::theYamlShowsWhatWillBeSaved()
{
    open(u"seattle-tmax"_s);
    auto *yaml = find<QPlainTextEdit>(u"metadataYaml"_s);
    QTRY_VERIFY(yaml->toPlainText().contains(u"title: Tomorrow's maximum temperature"));
    type(find<QLineEdit>(u"metadataTitle"_s), u"Another"_s);
    QTRY_VERIFY(yaml->toPlainText().contains(u"title: Another"));
    QVERIFY(yaml->toPlainText().contains(u"main_metric: rmse")); // everything else stays
    QCOMPARE(yaml->extraSelections().size(), 1);
}

void tst_MetadataEditor::undoOfASaveIsAnotherSave()
{
    open(u"seattle-tmax"_s);
    const qsizetype before = commits();
    QList<Message> messages;
    connect(m_editor.get(), &MetadataEditor::message, this, [&](const Message &m) { messages << m; });
    type(find<QLineEdit>(u"metadataTitle"_s), u"Wrong"_s);
    m_editor->save();
    QTRY_COMPARE(messages.size(), 1);
    QVERIFY(messages.first().action);
    messages.first().action();
    QTRY_COMPARE(messages.size(), 2);
    QVERIFY(!messages.last().isError);
    QCOMPARE(m_library->metadata(u"seattle-tmax"_s)->title, u"Tomorrow's maximum temperature"_s);
    QCOMPARE(commits(), before + 2);
    QTRY_COMPARE(find<QLineEdit>(u"metadataTitle"_s)->text(), u"Tomorrow's maximum temperature"_s);
}

void tst_MetadataEditor::aChangeElsewhereIsToldAndKeepsWhatWasTyped()
{
    open(u"seattle-tmax"_s);
    type(find<QLineEdit>(u"metadataTitle"_s), u"Mine"_s);
    const QByteArray yaml = m_library->metadataYaml(u"seattle-tmax"_s).value();
    registry::MetadataForm theirs = registry::formOf(m_library->metadata(u"seattle-tmax"_s).value());
    theirs.licence = u"BSD-3-Clause"_s;
    QVERIFY(m_library->saveMetadata(u"seattle-tmax"_s, yaml, theirs));
    QList<Message> messages;
    connect(m_editor.get(), &MetadataEditor::message, this, [&](const Message &m) { messages << m; });
    m_editor->save();
    QTRY_COMPARE(messages.size(), 1);
    QVERIFY(messages.first().isError);
    QTRY_COMPARE(find<QComboBox>(u"metadataLicence"_s)->currentText(), u"BSD-3-Clause"_s);
    QCOMPARE(find<QLineEdit>(u"metadataTitle"_s)->text(), u"Mine"_s);
    m_editor->save();
    QTRY_COMPARE(messages.size(), 2);
    QVERIFY(!messages.last().isError);
    QCOMPARE(m_library->metadata(u"seattle-tmax"_s)->title, u"Mine"_s);
    QCOMPARE(m_library->metadata(u"seattle-tmax"_s)->licence, u"BSD-3-Clause"_s);
}

void tst_MetadataEditor::whatWasTypedStaysWhileAnotherModelIsLookedAt()
{
    open(u"seattle-tmax"_s);
    type(find<QLineEdit>(u"metadataTitle"_s), u"Half written"_s);
    open(u"seattle-rain"_s);
    QTRY_COMPARE(find<QLineEdit>(u"metadataTitle"_s)->text(), u"Will it rain tomorrow?"_s);
    QCOMPARE(m_editor->unsavedModels(), QStringList{u"seattle-tmax"_s});
    open(u"seattle-tmax"_s);
    QTRY_COMPARE(find<QLineEdit>(u"metadataTitle"_s)->text(), u"Half written"_s);
    QVERIFY(m_editor->isDirty());
}

void tst_MetadataEditor::discardBringsBackWhatIsStored()
{
    open(u"seattle-tmax"_s);
    type(find<QLineEdit>(u"metadataTitle"_s), u"Never mind"_s);
    QTest::mouseClick(find<QPushButton>(u"metadataDiscard"_s), Qt::LeftButton);
    QCOMPARE(find<QLineEdit>(u"metadataTitle"_s)->text(), u"Tomorrow's maximum temperature"_s);
    QVERIFY(!m_editor->isDirty());
    QVERIFY(m_editor->unsavedModels().isEmpty());
}

QTEST_MAIN(tst_MetadataEditor)
#include "tst_metadataeditor.moc"
