// SPDX-License-Identifier: GPL-3.0-or-later
// Notes on versions, which change without the version.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

class tst_LibraryNotes final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void notesAreWrittenReadAndRemoved();
    void notesAreShownInTheVersions();
    void plainTextNotesOfGitAreShown();
    void badLabelsOfANoteAreRefused();
    void keysAndLabelsAreChangedOneByOne();
    void everyChangeIsInTheHistoryAndComesBack();
    void aVersionThatIsRegisteredAgainKeepsItsNote();
    void twoWritersLoseNoChange();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_LibraryNotes::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "one", u"Train"_s);
    m_repo->tag(u"churn@v1.0.0"_s, u"First"_s);
}

void tst_LibraryNotes::notesAreWrittenReadAndRemoved()
{
    const QString head = m_repo->git({u"rev-parse"_s, u"HEAD"_s});
    const QJsonObject note{
        {u"text"_s, u"Leak found: do not use"_s}, {u"labels"_s, QJsonArray{u"leak"_s}}, {u"ticket"_s, 17}};
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, note));
    QCOMPARE(library().note(u"churn"_s, u"v1.0.0"_s).value(), note);
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"HEAD"_s}), head);
    const QString tag = m_repo->git({u"rev-parse"_s, u"refs/tags/churn@v1.0.0"_s});
    QVERIFY(m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"show"_s, tag}).contains(u"ticket: 17"));
    QVERIFY(m_repo->isSound());
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {}));
    QVERIFY(library().note(u"churn"_s, u"v1.0.0"_s).value().isEmpty());
    QCOMPARE(library().setNote(u"churn"_s, u"v9.0.0"_s, note).error().code, Error::Code::NotFound);
}

void tst_LibraryNotes::notesAreShownInTheVersions()
{
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s,
                              {{u"text"_s, u"Good"_s}, {u"labels"_s, QJsonArray{u"a"_s, u"b"_s}}}));
    const Version version = library().versions(u"churn"_s).value().first();
    QCOMPARE(version.note, u"Good"_s);
    QCOMPARE(version.labels, QStringList({u"a"_s, u"b"_s}));
}

void tst_LibraryNotes::plainTextNotesOfGitAreShown()
{
    m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"Seen in review"_s,
                 u"refs/tags/churn@v1.0.0"_s});
    QCOMPARE(library().versions(u"churn"_s).value().first().note, u"Seen in review"_s);
}

void tst_LibraryNotes::badLabelsOfANoteAreRefused()
{
    QCOMPARE(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"labels"_s, QJsonArray{u"a b"_s}}}).error().code,
             Error::Code::InvalidArgument);
}

void tst_LibraryNotes::keysAndLabelsAreChangedOneByOne()
{
    Library::NoteChange change;
    change.set = {{u"text"_s, u"Leak found"_s}, {u"ticket"_s, 17}};
    change.addLabels = {u"leak"_s, u"q3"_s};
    QVERIFY(library().editNote(u"churn"_s, u"v1.0.0"_s, change));
    change = {};
    change.unset = {u"ticket"_s};
    change.addLabels = {u"q3"_s, u"q4"_s};
    change.removeLabels = {u"leak"_s, u"never"_s};
    const QJsonObject note = library().editNote(u"churn"_s, u"v1.0.0"_s, change).value();
    QCOMPARE(note, (QJsonObject{{u"text"_s, u"Leak found"_s}, {u"labels"_s, QJsonArray{u"q3"_s, u"q4"_s}}}));
    QCOMPARE(library().note(u"churn"_s, u"v1.0.0"_s).value(), note);
    change = {};
    change.unset = {u"text"_s};
    change.removeLabels = {u"q3"_s, u"q4"_s};
    QVERIFY(library().editNote(u"churn"_s, u"v1.0.0"_s, change).value().isEmpty());
    QVERIFY(m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"list"_s}).isEmpty());
}

void tst_LibraryNotes::everyChangeIsInTheHistoryAndComesBack()
{
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"text"_s, u"Fine"_s}}));
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"text"_s, u"Leak found"_s}}));
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {}));
    m_repo->commitFile(u"models/fraud/files/m.onnx"_s, "x", u"Other"_s);
    m_repo->tag(u"fraud@v1.0.0"_s, u"Other"_s);
    QVERIFY(library().setNote(u"fraud"_s, u"v1.0.0"_s, {{u"text"_s, u"Another model's"_s}}));
    const auto history = library().noteHistory(u"churn"_s, u"v1.0.0"_s).value();
    QCOMPARE(history.size(), 3);
    QVERIFY(history.at(0).note.isEmpty());
    QCOMPARE(history.at(1).note.value(u"text").toString(), u"Leak found"_s);
    QCOMPARE(history.at(2).author, u"Ada Test"_s);
    QCOMPARE(history.at(2).message, u"Note on v1.0.0 of churn"_s);
    QCOMPARE(library().restoreNote(u"churn"_s, u"v1.0.0"_s, history.at(1).commit.left(8)).value(),
             history.at(1).note);
    QCOMPARE(library().versions(u"churn"_s).value().first().note, u"Leak found"_s);
    QCOMPARE(library().noteHistory(u"churn"_s, u"v1.0.0"_s).value().size(), 4);
    QCOMPARE(library().restoreNote(u"churn"_s, u"v1.0.0"_s, u"feed"_s).error().code, Error::Code::NotFound);
    QVERIFY(library().noteHistory(u"fraud"_s, u"v1.0.0"_s).value().size() == 1);
}

void tst_LibraryNotes::aVersionThatIsRegisteredAgainKeepsItsNote()
{
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"text"_s, u"Good"_s}}));
    QVERIFY(library().deregister(u"churn"_s, u"v1.0.0"_s, {}));
    QCOMPARE(library().note(u"churn"_s, u"v1.0.0"_s).value().value(u"text").toString(), u"Good"_s);
    QVERIFY(library().reregister(u"churn"_s, u"v1.0.0"_s, {}));
    QCOMPARE(library().versions(u"churn"_s).value().first().note, u"Good"_s);
    QCOMPARE(library().noteHistory(u"churn"_s, u"v1.0.0"_s).value().size(), 1);
}

void tst_LibraryNotes::twoWritersLoseNoChange()
{
    constexpr int each = 8;
    QTemporaryDir folder;
    m_repo->git({u"clone"_s, u"-q"_s, u"--bare"_s, u"."_s, folder.filePath(u"bare"_s)});
    const Library shared = Library::open(folder.filePath(u"bare"_s)).value();
    const auto write = [&shared](const QString &key, int *failed) {
        for (int i = 0; i < each; ++i) {
            Library::NoteChange change;
            change.set = {{key + QString::number(i), i}};
            const auto saved = shared.editNote(u"churn"_s, u"v1.0.0"_s, change);
            if (!saved) {
                ++*failed;
                qWarning("%s", qPrintable(saved.error().message));
            }
        }
    };
    int failed[2] = {0, 0};
    {
        std::jthread one(write, u"a"_s, &failed[0]);
        std::jthread two(write, u"b"_s, &failed[1]);
    }
    QCOMPARE(failed[0] + failed[1], 0);
    QCOMPARE(shared.note(u"churn"_s, u"v1.0.0"_s).value().size(), 2 * each);
}

QTEST_GUILESS_MAIN(tst_LibraryNotes)
#include "tst_librarynotes.moc"
