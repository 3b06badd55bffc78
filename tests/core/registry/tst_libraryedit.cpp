// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata and notes of models.
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

namespace {

const QByteArray yaml = "# Ours\ntitle: Churn # short\nteam: {a: 1}\nlabels: [crm]\n";

} // namespace

class tst_LibraryEdit final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void oneSaveIsOneCommit();
    void savingKeepsCommentsAndForeignKeys();
    void savingNothingMakesNoCommit();
    void anEditOfAnOldTextIsAConflict();
    void badFormsAreNotSaved();
    void aCommitToAnotherModelIsNoConflict();
    void aModelOfGtoGetsItsMetadataFile();
    void keysAreSetAndRemoved();
    void keysThatBreakTheMetadataAreRefused();
    void editsOfAnUnknownModelAreRefused();
    void anEditedFileInTheWorkingTreeIsAConflict();
    void everySaveIsInTheHistory();
    void notesAreWrittenReadAndRemoved();
    void notesAreShownInTheVersions();
    void plainTextNotesOfGitAreShown();
    void badLabelsOfANoteAreRefused();
    void twoWritersLoseNoEdit();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    int commits() { return m_repo->git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}).toInt(); }
    MetadataForm form() const { return formOf(library().metadata(u"churn"_s).value()); }

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_LibraryEdit::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "one", u"Train"_s);
    m_repo->commitFile(u"models/churn/model.yaml"_s, yaml, u"Describe"_s);
    m_repo->tag(u"churn@v1.0.0"_s, u"First"_s);
}

void tst_LibraryEdit::oneSaveIsOneCommit()
{
    const int before = commits();
    MetadataForm edited = form();
    edited.title = u"Who leaves"_s;
    edited.owners = {u"Ada"_s};
    const QString commit = library().saveMetadata(u"churn"_s, yaml, edited, u"Name the owner"_s).value();
    QCOMPARE(commits(), before + 1);
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"HEAD"_s}), commit);
    QCOMPARE(m_repo->git({u"log"_s, u"-1"_s, u"--format=%s|%an"_s}), u"Name the owner|Ada Test"_s);
    QCOMPARE(m_repo->git({u"diff"_s, u"--name-only"_s, u"HEAD~"_s}), u"models/churn/model.yaml"_s);
    QCOMPARE(m_repo->git({u"status"_s, u"--porcelain"_s}), QString());
    QCOMPARE(library().metadata(u"churn"_s).value().owners, QStringList{u"Ada"_s});
    // The version itself did not change.
    QCOMPARE(library().details(u"churn"_s, u"v1.0.0"_s).value().metadata.title, u"Churn"_s);
}

void tst_LibraryEdit::savingKeepsCommentsAndForeignKeys()
{
    MetadataForm edited = form();
    edited.labels = {u"crm"_s, u"old"_s};
    QVERIFY(library().saveMetadata(u"churn"_s, yaml, edited));
    QCOMPARE(m_repo->readFile(u"models/churn/model.yaml"_s),
             QByteArray("# Ours\ntitle: Churn # short\nteam: {a: 1}\nlabels:\n  - crm\n  - old\n"));
}

void tst_LibraryEdit::savingNothingMakesNoCommit()
{
    const int before = commits();
    QCOMPARE(library().saveMetadata(u"churn"_s, yaml, form()).value(),
             m_repo->git({u"rev-parse"_s, u"HEAD"_s}));
    QCOMPARE(commits(), before);
}

void tst_LibraryEdit::anEditOfAnOldTextIsAConflict()
{
    MetadataForm edited = form();
    edited.title = u"Mine"_s;
    m_repo->commitFile(u"models/churn/model.yaml"_s, "title: Theirs\n", u"Meanwhile"_s);
    QCOMPARE(library().saveMetadata(u"churn"_s, yaml, edited).error().code, Error::Code::Conflict);
    QCOMPARE(library().metadata(u"churn"_s).value().title, u"Theirs"_s);
}

void tst_LibraryEdit::badFormsAreNotSaved()
{
    const int before = commits();
    MetadataForm edited = form();
    edited.title.clear();
    const auto saved = library().saveMetadata(u"churn"_s, yaml, edited);
    QCOMPARE(saved.error().code, Error::Code::InvalidArgument);
    QCOMPARE(commits(), before);
}

void tst_LibraryEdit::aCommitToAnotherModelIsNoConflict()
{
    MetadataForm edited = form();
    edited.title = u"Mine"_s;
    m_repo->commitFile(u"models/fraud/model.yaml"_s, "title: Fraud\n", u"Meanwhile"_s);
    QVERIFY(library().saveMetadata(u"churn"_s, yaml, edited));
    QCOMPARE(library().metadata(u"fraud"_s).value().title, u"Fraud"_s);
}

void tst_LibraryEdit::aModelOfGtoGetsItsMetadataFile()
{
    m_repo->commitFile(u"artifacts.yaml"_s, "fraud: {path: fraud.pkl, type: model}\n", u"Annotate"_s);
    m_repo->commitFile(u"fraud.pkl"_s, "pickle", u"Train"_s);
    MetadataForm edited;
    edited.title = u"Fraud"_s;
    QVERIFY(library().saveMetadata(u"fraud"_s, {}, edited));
    QCOMPARE(library().model(u"fraud"_s).value().title, u"Fraud"_s);
    QCOMPARE(library().resolve({u"fraud"_s, {}, {}}).value().size, 6);
}

void tst_LibraryEdit::keysAreSetAndRemoved()
{
    QVERIFY(library().setKeys(u"churn"_s, {{u"main_metric"_s, u"rmse"_s}}, {u"team"_s}, u"Tidy"_s));
    QCOMPARE(m_repo->readFile(u"models/churn/model.yaml"_s),
             QByteArray("# Ours\ntitle: Churn # short\nlabels: [crm]\nmain_metric: rmse\n"));
    const int before = commits();
    QVERIFY(library().setKeys(u"churn"_s, {{u"main_metric"_s, u"rmse"_s}}, {u"team"_s}));
    QCOMPARE(commits(), before);
}

void tst_LibraryEdit::keysThatBreakTheMetadataAreRefused()
{
    const int before = commits();
    QCOMPARE(library().setKeys(u"churn"_s, {{u"labels"_s, QJsonObject{{u"a"_s, 1}}}}, {}).error().code,
             Error::Code::InvalidArgument);
    QCOMPARE(library().setKeys(u"churn"_s, {{u"title"_s, u""_s}}, {}).error().code,
             Error::Code::InvalidArgument);
    QCOMPARE(library().setKeys(u"churn"_s, {{u"licence"_s, u"my own"_s}}, {}).error().code,
             Error::Code::InvalidArgument);
    QCOMPARE(commits(), before);
}

void tst_LibraryEdit::editsOfAnUnknownModelAreRefused()
{
    QCOMPARE(library().setKeys(u"chrun"_s, {{u"title"_s, u"x"_s}}, {}).error().code, Error::Code::NotFound);
    QCOMPARE(library().metadataYaml(u"chrun"_s).error().code, Error::Code::NotFound);
}

void tst_LibraryEdit::anEditedFileInTheWorkingTreeIsAConflict()
{
    m_repo->writeFile(u"models/churn/model.yaml"_s, "title: Being edited\n");
    MetadataForm edited = form();
    edited.title = u"Mine"_s;
    const auto saved = library().saveMetadata(u"churn"_s, yaml, edited);
    QCOMPARE(saved.error().code, Error::Code::Conflict);
    QVERIFY2(saved.error().message.contains(u"models/churn/model.yaml"), qPrintable(saved.error().message));
    QCOMPARE(m_repo->readFile(u"models/churn/model.yaml"_s), QByteArray("title: Being edited\n"));
}

void tst_LibraryEdit::everySaveIsInTheHistory()
{
    MetadataForm edited = form();
    edited.title = u"Second"_s;
    QVERIFY(library().saveMetadata(u"churn"_s, yaml, edited));
    edited.title = u"Third"_s;
    QVERIFY(
        library().saveMetadata(u"churn"_s, library().metadataYaml(u"churn"_s).value(), edited, u"Rename"_s));
    const auto history = library().metadataHistory(u"churn"_s).value();
    QCOMPARE(history.size(), 3);
    QCOMPARE(history.at(0).message, u"Rename"_s);
    QCOMPARE(history.at(1).message, u"Edit the metadata of churn"_s);
    QCOMPARE(history.at(2).message, u"Describe"_s);
}

void tst_LibraryEdit::notesAreWrittenReadAndRemoved()
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

void tst_LibraryEdit::notesAreShownInTheVersions()
{
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s,
                              {{u"text"_s, u"Good"_s}, {u"labels"_s, QJsonArray{u"a"_s, u"b"_s}}}));
    const Version version = library().versions(u"churn"_s).value().first();
    QCOMPARE(version.note, u"Good"_s);
    QCOMPARE(version.labels, QStringList({u"a"_s, u"b"_s}));
}

void tst_LibraryEdit::plainTextNotesOfGitAreShown()
{
    m_repo->git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"Seen in review"_s,
                 u"refs/tags/churn@v1.0.0"_s});
    QCOMPARE(library().versions(u"churn"_s).value().first().note, u"Seen in review"_s);
}

void tst_LibraryEdit::badLabelsOfANoteAreRefused()
{
    QCOMPARE(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"labels"_s, QJsonArray{u"a b"_s}}}).error().code,
             Error::Code::InvalidArgument);
}

void tst_LibraryEdit::twoWritersLoseNoEdit()
{
    constexpr int each = 8;
    QTemporaryDir folder;
    m_repo->git({u"clone"_s, u"-q"_s, u"--bare"_s, u"."_s, folder.filePath(u"bare"_s)});
    const Library shared = Library::open(folder.filePath(u"bare"_s)).value();
    const auto write = [&shared](const QString &key, int *failed) {
        for (int i = 0; i < each; ++i) {
            const auto saved = shared.setKeys(u"churn"_s, {{key + QString::number(i), i}}, {});
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
    const QJsonObject all = shared.metadata(u"churn"_s).value().all;
    for (int i = 0; i < each; ++i)
        QVERIFY(all.contains(u"a%1"_s.arg(i)) && all.contains(u"b%1"_s.arg(i)));
}

QTEST_GUILESS_MAIN(tst_LibraryEdit)
#include "tst_libraryedit.moc"
