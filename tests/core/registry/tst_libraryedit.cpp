// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata of models.
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
    void aTypedTextIsSavedAsItIs();
    void annotationsAreKeptInStep();
    void manyModelsAreEditedInOneCommit();
    void whatSaysItAlreadyIsNotCommitted();
    void anEditOfManyIsAllOrNothing();
    void oldMetadataComeBack();
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

void tst_LibraryEdit::aTypedTextIsSavedAsItIs()
{
    const QByteArray typed = "title: Typed   # by hand\n";
    QVERIFY(library().saveYaml(u"churn"_s, yaml, typed));
    QCOMPARE(library().metadataYaml(u"churn"_s).value(), typed);
    QCOMPARE(library().saveYaml(u"churn"_s, yaml, "title: Other\n").error().code, Error::Code::Conflict);
    QCOMPARE(library().saveYaml(u"churn"_s, typed, "title: [\n").error().code, Error::Code::InvalidArgument);
    QCOMPARE(library().saveYaml(u"churn"_s, typed, "labels: {a: 1}\n").error().code,
             Error::Code::InvalidArgument);
}

void tst_LibraryEdit::annotationsAreKeptInStep()
{
    m_repo->commitFile(
        u"artifacts.yaml"_s,
        "# GTO's\nchurn:\n  path: models/churn/files/m.onnx # here\n  labels: [crm]\n  type: model\n",
        u"Annotate"_s);
    m_repo->commitFile(u"dvc.yaml"_s, "artifacts:\n  churn: {path: models/churn/files/m.onnx}\n", u"DVC"_s);
    const int before = commits();
    QVERIFY(library().setKeys(
        u"churn"_s, {{u"labels"_s, QJsonArray{u"crm"_s, u"v1.2"_s}}, {u"description"_s, u"Who leaves"_s}},
        {}));
    QCOMPARE(commits(), before + 1);
    QCOMPARE(m_repo->readFile(u"artifacts.yaml"_s),
             QByteArray(
                 "# GTO's\nchurn:\n  path: models/churn/files/m.onnx # here\n  labels: [crm]\n  type: model\n"
                 "  description: Who leaves\n"));
    QCOMPARE(m_repo->readFile(u"dvc.yaml"_s),
             QByteArray("artifacts:\n  churn:\n    desc: Who leaves\n    path: models/churn/files/m.onnx\n"
                        "    labels:\n      - crm\n      - v1.2\n"));
    // What the edit did not touch stays what its owner wrote.
    QVERIFY(library().setKeys(u"churn"_s, {{u"title"_s, u"Other"_s}}, {}));
    QCOMPARE(m_repo->git({u"diff"_s, u"--name-only"_s, u"HEAD~"_s}), u"models/churn/model.yaml"_s);
    QVERIFY(library().setKeys(u"churn"_s, {}, {u"description"_s}));
    QVERIFY(!m_repo->readFile(u"artifacts.yaml"_s).contains("description"));
    QVERIFY(!m_repo->readFile(u"dvc.yaml"_s).contains("desc"));
    QCOMPARE(m_repo->git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_LibraryEdit::manyModelsAreEditedInOneCommit()
{
    m_repo->commitFile(u"models/fraud/model.yaml"_s,
                       "title: Fraud\n# about labels\nlabels:\n  - old\n  - keep\n", u"Describe"_s);
    m_repo->commitFile(u"artifacts.yaml"_s, "churn: {path: a}\nfraud: {path: b}\n", u"Annotate"_s);
    const int before = commits();
    BulkEdit edit;
    edit.models = {u"churn"_s, u"fraud"_s, u"churn"_s};
    edit.addLabels = {u"q3"_s};
    edit.removeLabels = {u"old"_s};
    edit.set = {{u"licence"_s, u"MIT"_s}};
    const BulkEdited done = library().editAll(edit).value();
    QCOMPARE(done.changed, QStringList({u"churn"_s, u"fraud"_s}));
    QVERIFY(done.unchanged.isEmpty());
    QCOMPARE(commits(), before + 1);
    QCOMPARE(done.commit, m_repo->git({u"rev-parse"_s, u"HEAD"_s}));
    QCOMPARE(m_repo->git({u"log"_s, u"-1"_s, u"--format=%B"_s}),
             u"Edit the metadata of 2 models\n\nchurn\nfraud"_s);
    QCOMPARE(library().metadata(u"churn"_s).value().labels, QStringList({u"crm"_s, u"q3"_s}));
    QCOMPARE(m_repo->readFile(u"models/fraud/model.yaml"_s),
             QByteArray("title: Fraud\n# about labels\nlabels:\n  - keep\n  - q3\nlicence: MIT\n"));
    const QByteArray annotations = m_repo->readFile(u"artifacts.yaml"_s);
    QCOMPARE(annotations,
             QByteArray("churn:\n  labels:\n    - crm\n    - q3\n  path: a\nfraud:\n  labels:\n    - keep\n"
                        "    - q3\n  path: b\n"));
    QVERIFY(m_repo->isSound());
}

void tst_LibraryEdit::whatSaysItAlreadyIsNotCommitted()
{
    m_repo->commitFile(u"models/fraud/model.yaml"_s, "title: Fraud\n", u"Describe"_s);
    const int before = commits();
    BulkEdit edit;
    edit.models = {u"churn"_s, u"fraud"_s};
    edit.addLabels = {u"crm"_s};
    edit.message = u"Label the models of the CRM"_s;
    const BulkEdited done = library().editAll(edit).value();
    QCOMPARE(done.changed, QStringList{u"fraud"_s});
    QCOMPARE(done.unchanged, QStringList{u"churn"_s});
    QCOMPARE(m_repo->git({u"log"_s, u"-1"_s, u"--format=%s"_s}), edit.message);
    const BulkEdited again = library().editAll(edit).value();
    QCOMPARE(again.commit, QString());
    QCOMPARE(again.unchanged.size(), 2);
    QCOMPARE(commits(), before + 1);
}

void tst_LibraryEdit::anEditOfManyIsAllOrNothing()
{
    m_repo->commitFile(u"models/fraud/model.yaml"_s, "title: Fraud\n", u"Describe"_s);
    m_repo->commitFile(u"models/broken/model.yaml"_s, "title: [\n", u"Break"_s);
    const int before = commits();
    BulkEdit edit;
    edit.models = {u"churn"_s, u"fraud"_s};
    edit.addLabels = {u"x"_s};
    edit.expected = {{u"churn"_s, "title: Old\n"}, {u"fraud"_s, "title: Older\n"}};
    const auto stale = library().editAll(edit);
    QCOMPARE(stale.error().code, Error::Code::Conflict);
    QVERIFY2(stale.error().message.contains(u"churn, fraud"), qPrintable(stale.error().message));
    edit.expected = {{u"churn"_s, yaml}};
    edit.models.append(u"broken"_s);
    const auto broken = library().editAll(edit);
    QVERIFY2(broken.error().message.startsWith(u"broken: model.yaml"), qPrintable(broken.error().message));
    edit.models = {u"churn"_s, u"nobody"_s};
    QCOMPARE(library().editAll(edit).error().code, Error::Code::NotFound);
    edit.models = {u"churn"_s};
    edit.addLabels = {u"not a label"_s};
    QCOMPARE(library().editAll(edit).error().code, Error::Code::InvalidArgument);
    edit.models = {};
    QCOMPARE(library().editAll(edit).error().code, Error::Code::InvalidArgument);
    QCOMPARE(commits(), before);
}

void tst_LibraryEdit::oldMetadataComeBack()
{
    m_repo->commitFile(u"models/churn/CARD.md"_s, "# Churn\n", u"Card"_s);
    QVERIFY(
        library().setKeys(u"churn"_s, {{u"title"_s, u"Wrong"_s}, {u"licence"_s, u"MIT"_s}}, {}, u"Oops"_s));
    const auto history = library().metadataHistory(u"churn"_s).value();
    QCOMPARE(history.size(), 3);
    QCOMPARE(history.at(0).changed, QStringList({u"licence"_s, u"title"_s}));
    QCOMPARE(history.at(1).changed, QStringList{u"CARD.md"_s});
    QCOMPARE(history.at(2).changed, QStringList({u"labels"_s, u"team"_s, u"title"_s}));
    QCOMPARE(library().metadataYamlAt(u"churn"_s, history.at(2).commit).value(), yaml);

    const QString commit = library().restoreMetadata(u"churn"_s, history.at(1).commit).value();
    QCOMPARE(library().metadataYaml(u"churn"_s).value(), yaml);
    QVERIFY(m_repo->git({u"log"_s, u"-1"_s, u"--format=%s"_s})
                .startsWith(u"Restore the metadata of churn from 2"));
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"HEAD"_s}), commit);
    QVERIFY(library().restoreMetadata(u"churn"_s, history.at(2).commit)); // had no card
    QVERIFY(!m_repo->gitSucceeds({u"cat-file"_s, u"-e"_s, u"HEAD:models/churn/CARD.md"_s}));
    const int before = commits();
    QVERIFY(library().restoreMetadata(u"churn"_s, history.at(2).commit)); // nothing is left to do
    QCOMPARE(commits(), before);
    QCOMPARE(library().restoreMetadata(u"churn"_s, u"HEAD~20"_s).error().code, Error::Code::NotFound);
    QCOMPARE(library()
                 .restoreMetadata(u"churn"_s, m_repo->git({u"rev-list"_s, u"--max-parents=0"_s, u"HEAD"_s}))
                 .error()
                 .code,
             Error::Code::NotFound);
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
