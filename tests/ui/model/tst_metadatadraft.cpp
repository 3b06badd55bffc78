// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/metadatadraft.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

registry::MetadataForm weather()
{
    registry::MetadataForm form;
    form.title = u"Weather"_s;
    form.labels = QStringList{u"a"_s, u"b"_s};
    form.owners = QStringList{u"Ada"_s};
    form.licence = u"MIT"_s;
    return form;
}

} // namespace

class tst_MetadataDraft final : public QObject
{
    Q_OBJECT
private slots:
    void isCleanAfterReading();
    void typingInOneFieldIsOneStep();
    void typingWhatWasThereLeavesNothingToUndo();
    void undoGoesThroughTheFieldsInOrder();
    void listsAreTypedWithCommas();
    void aChangeElsewhereKeepsWhatWasTyped();
};

void tst_MetadataDraft::isCleanAfterReading()
{
    MetadataDraft draft;
    draft.reset("title: Weather\n", weather());
    QVERIFY(!draft.isDirty());
    QCOMPARE(draft.form(), weather());
    QVERIFY(!draft.undoStack()->canUndo());
}

void tst_MetadataDraft::typingInOneFieldIsOneStep()
{
    MetadataDraft draft;
    draft.reset({}, weather());
    for (const QString &text : {u"Weather "_s, u"Weather o"_s, u"Weather of"_s})
        draft.set(MetadataDraft::Title, text);
    QVERIFY(draft.isDirty());
    QCOMPARE(draft.undoStack()->count(), 1);
    draft.undoStack()->undo();
    QCOMPARE(draft.text(MetadataDraft::Title), u"Weather"_s);
    QVERIFY(!draft.isDirty());
    draft.undoStack()->redo();
    QCOMPARE(draft.text(MetadataDraft::Title), u"Weather of"_s);
}

void tst_MetadataDraft::typingWhatWasThereLeavesNothingToUndo()
{
    MetadataDraft draft;
    draft.reset({}, weather());
    draft.set(MetadataDraft::Title, u"Weather2"_s);
    draft.set(MetadataDraft::Title, u"Weather"_s);
    QCOMPARE(draft.undoStack()->count(), 0);
    QVERIFY(!draft.isDirty());
}

void tst_MetadataDraft::undoGoesThroughTheFieldsInOrder()
{
    MetadataDraft draft;
    draft.reset({}, weather());
    draft.set(MetadataDraft::Title, u"One"_s);
    draft.set(MetadataDraft::Licence, u"GPL-3.0-or-later"_s);
    draft.set(MetadataDraft::Title, u"Two"_s);
    QCOMPARE(draft.undoStack()->count(), 3);
    draft.undoStack()->undo();
    QCOMPARE(draft.text(MetadataDraft::Title), u"One"_s);
    draft.undoStack()->undo();
    QCOMPARE(draft.text(MetadataDraft::Licence), u"MIT"_s);
    draft.undoStack()->undo();
    QCOMPARE(draft.form(), weather());
}

void tst_MetadataDraft::listsAreTypedWithCommas()
{
    MetadataDraft draft;
    draft.reset({}, weather());
    QCOMPARE(draft.text(MetadataDraft::Labels), u"a, b"_s);
    draft.set(MetadataDraft::Labels, u"a,  c ,, d,"_s);
    QCOMPARE(draft.form().labels, (QStringList{u"a"_s, u"c"_s, u"d"_s}));
}

void tst_MetadataDraft::aChangeElsewhereKeepsWhatWasTyped()
{
    MetadataDraft draft;
    draft.reset("old", weather());
    draft.set(MetadataDraft::Title, u"My title"_s);
    registry::MetadataForm elsewhere = weather();
    elsewhere.title = u"Their title"_s;
    elsewhere.licence = u"Apache-2.0"_s;
    draft.rebase("new", elsewhere);
    QCOMPARE(draft.yaml(), QByteArray("new"));
    QCOMPARE(draft.text(MetadataDraft::Title), u"My title"_s);
    QCOMPARE(draft.text(MetadataDraft::Licence), u"Apache-2.0"_s);
    draft.undoStack()->undo();
    QCOMPARE(draft.text(MetadataDraft::Title), u"Their title"_s);
    QVERIFY(!draft.isDirty());
}

QTEST_MAIN(tst_MetadataDraft)
#include "tst_metadatadraft.moc"
