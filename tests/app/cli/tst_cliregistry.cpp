// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs of the registry, each with what it prints, its JSON and its exit code, on repositories that stock
// git made.
#include "tests/app/cli/clirun.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using test::Ran;
using test::ScratchRepo;

namespace {

const QByteArray pickle("\x80\x04\x95\x10\0\0\0\0", 8);

} // namespace

// churn: v1.0.0, v1.1.0 and v2.0.0 a day apart; v1.0.0, then v2.0.0 in production. fraud: v1.0.0.
class tst_CliRegistry final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void searchShowsWhereItWasFound();
    void versionsHideWhatIsDeregistered();
    void filesWithoutAModelAreListedAndRegistered();
    void oldCommitsAreRegistered();
    void oneVersionLeavesAStage();
    void aProtectedStageWantsItsName();
    void aRollbackPreviewTellsTheVerdict();
    void whoWasInTheStageAtAMoment();
    void theFilesOfAVersionAreWrittenOut();
    void aVersionIsDeregisteredAndComesBack();
    void aModelIsDeprecatedAndComesBack();
    void aVersionIsDeprecatedByItsNote();
    void notesHaveAHistoryAndComeBack();
    void manyModelsAreEditedAtOnce();
    void metadataHaveAHistoryAndComeBack();
    void filesOfAVersionComeBack();
    void pruningIsADryRunUnlessToldToAct();
    void pruningFreesWhatNobodyNeeds();
    void spaceIsSharedOrNot();
    void theIndexIsMadeAnew();
    void wrongUseIsExitCodeTwo_data();
    void wrongUseIsExitCodeTwo();
    void whatFailsIsOneLineAndExitCodeOne_data();
    void whatFailsIsOneLineAndExitCodeOne();

private:
    Ran cli(QStringList arguments) { return test::runCli(arguments, m_repo->path()); }
    QString said(const QStringList &arguments)
    {
        const Ran ran = cli(arguments);
        if (ran.code != 0 || !ran.err.isEmpty())
            return u"exit %1: %2"_s.arg(ran.code).arg(ran.err);
        return ran.out;
    }
    QString git(const QStringList &arguments) { return m_repo->git(arguments); }
    void version(const QString &model, const QString &name, const QByteArray &content,
                 const QByteArray &yaml);

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_CliRegistry::version(const QString &model, const QString &name, const QByteArray &content,
                              const QByteArray &yaml)
{
    m_repo->writeFile(u"models/%1/model.yaml"_s.arg(model), yaml);
    git({u"add"_s, u"."_s});
    m_repo->commitFile(u"models/%1/files/m.onnx"_s.arg(model), content, u"Train "_s + name);
    m_repo->tag(model + u'@' + name, u"What %1 brings"_s.arg(name));
}

void tst_CliRegistry::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    for (const QString &key :
         {u"process"_s, u"smudge"_s, u"clean"_s}) // whatever the system's configuration says
        git({u"config"_s, u"filter.lfs."_s + key, {}});
    version(u"churn"_s, u"v1.0.0"_s, "one",
            "title: Churn\nlabels: [crm]\nmain_metric: rmse\nmetrics: {rmse: 3}\n"
            "prototype:\n  - {name: age, type: number}\n");
    m_repo->tag(u"churn#production#1"_s, u"Go"_s);
    version(u"churn"_s, u"v1.1.0"_s, "two!",
            "title: Churn\nlabels: [crm]\nmain_metric: rmse\nmetrics: {rmse: 2}\n"
            "prototype:\n  - {name: age, type: number}\n");
    version(u"churn"_s, u"v2.0.0"_s, "three",
            "title: Churn\nlabels: [crm]\nmain_metric: rmse\nmetrics: {rmse: 4}\n"
            "packages: {numpy: '2'}\nprototype:\n  - {name: age, type: number}\n"
            "  - {name: city, type: string}\n");
    m_repo->tag(u"churn#production#2"_s, u"Newer"_s);
    version(u"fraud"_s, u"v1.0.0"_s, "one", "title: Fraud in orders\n");
}

void tst_CliRegistry::searchShowsWhereItWasFound()
{
    QCOMPARE(said({u"search"_s, u"orders"_s}), u"FOUND  IN     TEXT\nfraud  title  Fraud in orders\n"_s);
    const QJsonArray hits = cli({u"search"_s, u"metric.rmse<3"_s, u"--json"_s}).array();
    QCOMPARE(hits.size(), 1);
    QCOMPARE(hits[0][u"version"_s].toString(), u"v1.1.0"_s);
    QCOMPARE(hits[0][u"reason"_s].toString(), u"metric"_s);
    QCOMPARE(said({u"search"_s, u"nothing"_s, u"like"_s, u"it"_s}),
             u"Nothing matches “nothing like it”.\n"_s);
    QCOMPARE(cli({u"search"_s, u"churn"_s, u"--limit"_s, u"1"_s, u"--json"_s}).array().size(), 1);
}

void tst_CliRegistry::versionsHideWhatIsDeregistered()
{
    m_repo->tag(u"churn@v1.1.0!"_s, u"Bad"_s, u"churn@v1.1.0^{}"_s);
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "four", u"Not registered"_s);
    git({u"tag"_s, u"churn@v9.0.0"_s});
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "five", u"Nor this"_s);
    const auto names = [this](const QStringList &more) {
        QStringList all;
        for (const QJsonValue each : cli(QStringList{u"versions"_s, u"churn"_s, u"--json"_s} + more).array())
            all << each[u"version"_s].toString();
        return all;
    };
    QCOMPARE(names({}), QStringList({u"v9.0.0"_s, u"v2.0.0"_s, u"v1.0.0"_s}));
    const QString last = git({u"rev-parse"_s, u"HEAD"_s}).left(10);
    QCOMPARE(names({u"--all"_s}), QStringList({last, u"v9.0.0"_s, u"v2.0.0"_s, u"v1.1.0"_s, u"v1.0.0"_s}));
    QStringList shown;
    for (const QString &line : said({u"versions"_s, u"churn"_s, u"--all"_s}).split(u'\n').mid(1, 4))
        shown << line.section(u"  "_s, 0, 0);
    QCOMPARE(shown, QStringList({last + u" (not registered)"_s, u"v9.0.0 (lightweight tag)"_s, u"v2.0.0"_s,
                                 u"v1.1.0 (deregistered)"_s}));
}

void tst_CliRegistry::filesWithoutAModelAreListedAndRegistered()
{
    m_repo->commitFile(u"out/spam.pkl"_s, pickle, u"Train spam"_s);
    m_repo->commitFile(u"out/spam.pkl"_s, pickle + "x", u"Train spam again"_s);
    QCOMPARE(said({u"list"_s, u"--found"_s}),
             u"FILE          NAME  FORMAT  SIZE\nout/spam.pkl  spam  pickle  9 bytes\n"_s);
    const QJsonArray history = cli({u"versions"_s, u"--file"_s, u"out/spam.pkl"_s, u"--json"_s}).array();
    QCOMPARE(history.size(), 2);
    QCOMPARE(history[0][u"registered"_s].toBool(true), false);
    QCOMPARE(history[1][u"size"_s].toInt(), 8);
    const Ran registered = cli({u"register"_s, u"out/spam.pkl"_s, u"--stage"_s, u"dev"_s, u"--json"_s});
    QCOMPARE(registered.err, QString());
    QCOMPARE(registered.object()[u"model"_s].toString(), u"spam"_s);
    QCOMPARE(registered.object()[u"version"_s].toString(), u"v0.0.1"_s);
    QCOMPARE(git({u"tag"_s, u"-l"_s, u"spam*"_s}), u"spam#dev#1\nspam@v0.0.1"_s);
    QCOMPARE(said({u"list"_s, u"--found"_s}),
             u"There are no other model files in %1.\n"_s.arg(QDir(m_repo->path()).dirName()));
    QVERIFY(m_repo->isSound());
}

void tst_CliRegistry::oldCommitsAreRegistered()
{
    const QString commit = m_repo->commitFile(u"models/churn/files/m.onnx"_s, "four", u"Forgotten"_s);
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "five", u"Latest"_s);
    QCOMPARE(said({u"register"_s, u"churn"_s, u"--commit"_s, commit.left(8), u"--bump"_s, u"minor"_s}),
             u"Registered churn@v2.1.0 at commit %1.\n"_s.arg(commit.left(10)));
    QCOMPARE(git({u"rev-parse"_s, u"churn@v2.1.0^{commit}"_s}), commit);
}

void tst_CliRegistry::oneVersionLeavesAStage()
{
    QCOMPARE(said({u"unassign"_s, u"churn"_s, u"production"_s, u"--version"_s, u"v2.0.0"_s}),
             u"churn: v2.0.0 left production, v1.0.0 is in it (tag churn#production!#3).\n"_s);
    QCOMPARE(said({u"unassign"_s, u"churn"_s, u"production"_s, u"--reason"_s, u"Retired"_s}),
             u"churn: v1.0.0 is no longer in production (tag churn#production!#4).\n"_s);
    QCOMPARE(git({u"for-each-ref"_s, u"--format=%(contents:subject)"_s, u"refs/tags/churn#production!#4"_s}),
             u"Retired"_s);
}

void tst_CliRegistry::aProtectedStageWantsItsName()
{
    m_repo->commitFile(u"vitrine.yaml"_s, "protected_stages: [production]\n", u"Protect"_s);
    for (const QStringList &verb : {QStringList{u"assign"_s, u"churn"_s, u"v1.0.0"_s, u"production"_s},
                                    QStringList{u"unassign"_s, u"churn"_s, u"production"_s},
                                    QStringList{u"rollback"_s, u"churn"_s, u"production"_s}}) {
        const Ran refused = cli(verb);
        QCOMPARE(refused.code, 1);
        QCOMPARE(refused.err, u"vitrine-cli: The stage “production” of churn is protected. Say --confirm "
                              "production to change it.\n"_s);
    }
    QCOMPARE(cli({u"assign"_s, u"churn"_s, u"v1.0.0"_s, u"dev"_s}).code, 0);
    const Ran dry = cli({u"rollback"_s, u"churn"_s, u"production"_s, u"--dry-run"_s, u"--json"_s});
    QCOMPARE(dry.object()[u"protected"_s].toBool(), true);
    QCOMPARE(said({u"rollback"_s, u"churn"_s, u"production"_s, u"--confirm"_s, u"production"_s}),
             u"churn: production is back from v2.0.0 to v1.0.0 (tag churn#production#4).\n"_s);
}

void tst_CliRegistry::aRollbackPreviewTellsTheVerdict()
{
    const QJsonObject dry =
        cli({u"rollback"_s, u"churn"_s, u"production"_s, u"--dry-run"_s, u"--json"_s}).object();
    QCOMPARE(dry[u"to"_s].toString(), u"v1.0.0"_s);
    QCOMPARE(dry[u"verdict"_s].toString(), u"widening"_s);
    QVERIFY2(dry[u"past"_s].toString().startsWith(u"v1.0.0 was in production"),
             qPrintable(dry[u"past"_s].toString()));
    QCOMPARE(dry[u"packages"_s][0][u"package"_s].toString(), u"numpy"_s);
    QCOMPARE(dry[u"metrics"_s][0][u"better"_s].toInt(), 1);
    QCOMPARE(dry[u"files"_s][0].toString(), u"m.onnx 5 bytes → 3 bytes"_s);
    const QJsonObject forward =
        cli({u"rollback"_s, u"churn"_s, u"production"_s, u"--to"_s, u"v1.1.0"_s, u"--dry-run"_s, u"--json"_s})
            .object();
    QCOMPARE(forward[u"to"_s].toString(), u"v1.1.0"_s);
    QCOMPARE(git({u"tag"_s, u"-l"_s, u"churn#production#*"_s}), u"churn#production#1\nchurn#production#2"_s);
}

void tst_CliRegistry::whoWasInTheStageAtAMoment()
{
    const QString then =
        git({u"for-each-ref"_s, u"--format=%(taggerdate:iso-strict)"_s, u"refs/tags/churn#production#1"_s});
    QCOMPARE(said({u"history"_s, u"churn"_s, u"--at"_s, then}),
             u"STAGE       VERSION  SINCE\nproduction  v1.0.0   2024-01-01\n"_s);
    QCOMPARE(cli({u"history"_s, u"churn"_s, u"--at"_s, u"2099-01-01"_s, u"--json"_s})
                 .object()[u"production"_s]
                 .toString(),
             u"v2.0.0"_s);
    QCOMPARE(said({u"history"_s, u"churn"_s, u"--at"_s, u"2001-01-01"_s}),
             u"No version of churn was in a stage then.\n"_s);
}

void tst_CliRegistry::theFilesOfAVersionAreWrittenOut()
{
    QTemporaryDir folder;
    const QString target = folder.filePath(u"out"_s);
    QCOMPARE(said({u"export"_s, u"churn#production"_s, target}),
             u"Wrote m.onnx of churn@v2.0.0 to %1.\n"_s.arg(target));
    QFile file(target + u"/m.onnx"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("three"));
    const Ran twice = cli({u"export"_s, u"churn@v1.0.0"_s, target});
    QCOMPARE(twice.code, 1);
    QVERIFY2(twice.err.contains(u"/m.onnx exists already."), qPrintable(twice.err));
    QCOMPARE(cli({u"export"_s, u"churn"_s}).code, 2);
}

void tst_CliRegistry::aVersionIsDeregisteredAndComesBack()
{
    QCOMPARE(said({u"deregister"_s, u"churn@v1.1.0"_s, u"--reason"_s, u"Leak"_s}),
             u"churn@v1.1.0 is deregistered (tag churn@v1.1.0!).\n"_s);
    const QJsonObject event = cli({u"deregister"_s, u"churn@v1.1.0"_s, u"--undo"_s, u"--json"_s}).object();
    QCOMPARE(event[u"event"_s].toString(), u"registered"_s);
    QCOMPARE(event[u"tag"_s].toString(), u"churn@v1.1.0#3"_s);
    const Ran staged = cli({u"deregister"_s, u"churn@v2.0.0"_s});
    QCOMPARE(staged.code, 1);
    QCOMPARE(staged.err,
             u"vitrine-cli: v2.0.0 of churn is in production. Put another version there or empty the "
             "stage first.\n"_s);
}

void tst_CliRegistry::aModelIsDeprecatedAndComesBack()
{
    QCOMPARE(said({u"deprecate"_s, u"fraud"_s}), u"fraud is deprecated (tag fraud@deprecated).\n"_s);
    QVERIFY(said({u"list"_s}).contains(u"fraud (deprecated)"));
    QCOMPARE(cli({u"list"_s, u"--json"_s}).array()[1][u"deprecated"_s].toBool(), true);
    QCOMPARE(said({u"deprecate"_s, u"fraud"_s, u"--undo"_s}),
             u"fraud is in use again (tag fraud@v1.0.0#1).\n"_s);
    QVERIFY(!said({u"list"_s}).contains(u"deprecated"));
}

void tst_CliRegistry::aVersionIsDeprecatedByItsNote()
{
    QCOMPARE(said({u"deprecate"_s, u"churn@v1.0.0"_s, u"--reason"_s, u"Trained on 2019"_s}),
             u"churn@v1.0.0 is marked as deprecated and not offered for a rollback.\n"_s);
    QCOMPARE(said({u"note"_s, u"churn@v1.0.0"_s}),
             u"KEY     VALUE\nlabels  deprecated\ntext    Trained on 2019\n"_s);
    const Ran none = cli({u"rollback"_s, u"churn"_s, u"production"_s});
    QCOMPARE(none.code, 1);
    QVERIFY2(none.err.contains(u"The note on v1.0.0 says: “Trained on 2019”"), qPrintable(none.err));
    QCOMPARE(cli({u"deprecate"_s, u"churn@v1.0.0"_s, u"--undo"_s}).code, 0);
    QCOMPARE(cli({u"rollback"_s, u"churn"_s, u"production"_s}).code, 0);
}

void tst_CliRegistry::notesHaveAHistoryAndComeBack()
{
    QCOMPARE(said({u"note"_s, u"churn@v1.0.0"_s, u"--set"_s, u"text=Fine"_s, u"--label"_s, u"q1"_s,
                   u"--date"_s, u"2024-05-01T00:00:00Z"_s}),
             u"KEY     VALUE\nlabels  q1\ntext    Fine\n"_s);
    QCOMPARE(cli({u"note"_s, u"churn@v1.0.0"_s, u"--unset"_s, u"text"_s, u"--unlabel"_s, u"q1"_s, u"--date"_s,
                  u"2024-05-02T00:00:00Z"_s})
                 .code,
             0);
    const QJsonArray history = cli({u"note"_s, u"churn@v1.0.0"_s, u"--history"_s, u"--json"_s}).array();
    QCOMPARE(history.size(), 2);
    const QString first = history[1][u"commit"_s].toString();
    QCOMPARE(said({u"note"_s, u"churn@v1.0.0"_s, u"--history"_s}),
             u"COMMIT      DATE        BY        LABELS  TEXT\n%1  2024-05-02  Ada Test          (removed)\n"
             "%2  2024-05-01  Ada Test  q1      Fine\n"_s.arg(history[0][u"commit"_s].toString().left(10),
                                                              first.left(10)));
    QCOMPARE(said({u"note"_s, u"churn@v1.0.0"_s, u"--restore"_s, first.left(10)}),
             u"KEY     VALUE\nlabels  q1\ntext    Fine\n"_s);
}

void tst_CliRegistry::manyModelsAreEditedAtOnce()
{
    const int before = git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}).toInt();
    const Ran edited = cli({u"edit"_s, u"churn"_s, u"fraud"_s, u"--label"_s, u"crm"_s, u"--set"_s,
                            u"licence=MIT"_s, u"-m"_s, u"License both"_s, u"--json"_s});
    QCOMPARE(edited.object()[u"changed"_s].toArray(), (QJsonArray{u"churn"_s, u"fraud"_s}));
    QCOMPARE(git({u"rev-list"_s, u"--count"_s, u"HEAD"_s}).toInt(), before + 1);
    QCOMPARE(git({u"log"_s, u"-1"_s, u"--format=%s"_s}), u"License both"_s);
    QCOMPARE(said({u"edit"_s, u"churn"_s, u"fraud"_s, u"--label"_s, u"crm"_s}),
             u"Nothing was to change in churn, fraud.\n"_s);
    const Ran wrong = cli({u"edit"_s, u"churn"_s, u"fraud"_s, u"--set"_s, u"licence=not a licence!"_s});
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains(u"is not a licence identifier"), qPrintable(wrong.err));
}

void tst_CliRegistry::metadataHaveAHistoryAndComeBack()
{
    QCOMPARE(
        cli({u"edit"_s, u"fraud"_s, u"--set"_s, u"title=Wrong"_s, u"--date"_s, u"2024-05-01T00:00:00Z"_s})
            .code,
        0);
    const QJsonArray history = cli({u"edit"_s, u"fraud"_s, u"--history"_s, u"--json"_s}).array();
    QCOMPARE(history.size(), 2);
    QCOMPARE(history[0][u"changed"_s].toArray(), QJsonArray{u"title"_s});
    const QString first = history[1][u"commit"_s].toString();
    QCOMPARE(
        said({u"edit"_s, u"fraud"_s, u"--history"_s}),
        u"COMMIT      DATE        BY        CHANGED  MESSAGE\n%1  2024-05-01  Ada Test  title    Edit the "
        "metadata of fraud\n%2  2024-01-01  Ada Test  title    Train v1.0.0\n"_s.arg(
            history[0][u"commit"_s].toString().left(10), first.left(10)));
    const Ran restored = cli({u"edit"_s, u"fraud"_s, u"--restore"_s, first});
    QCOMPARE(restored.out, u"Saved fraud in commit %1.\n"_s.arg(git({u"rev-parse"_s, u"HEAD"_s}).left(10)));
    QCOMPARE(m_repo->readFile(u"models/fraud/model.yaml"_s), QByteArray("title: Fraud in orders\n"));
}

void tst_CliRegistry::filesOfAVersionComeBack()
{
    QCOMPARE(said({u"restore"_s, u"churn@v1.0.0"_s, u"--dry-run"_s}),
             u"churn     → v1.0.0\nFile      m.onnx 5 bytes → 3 bytes\nFile      model.yaml\nMetadata  "
             "metrics\nMetadata  packages\nMetadata  prototype\n"_s);
    const Ran restored = cli({u"restore"_s, u"churn@v1.0.0"_s, u"--json"_s});
    QCOMPARE(restored.object()[u"commit"_s].toString(), git({u"rev-parse"_s, u"HEAD"_s}));
    QCOMPARE(m_repo->readFile(u"models/churn/files/m.onnx"_s), QByteArray("one"));
    QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
    const Ran again = cli({u"restore"_s, u"churn@v1.0.0"_s});
    QCOMPARE(again.err, u"vitrine-cli: The files of churn are those of v1.0.0 already.\n"_s);
}

void tst_CliRegistry::pruningIsADryRunUnlessToldToAct()
{
    const QString before = git({u"for-each-ref"_s});
    QCOMPARE(said({u"prune"_s, u"churn"_s, u"--keep"_s, u"last:1"_s}),
             u"VERSION       VERDICT  WHY\nchurn@v2.0.0  stays    the latest version, in production, one of "
             u"the last "
             "1\nchurn@v1.1.0  leaves   0 bytes\nchurn@v1.0.0  leaves   its files stay: it was in "
             "production\nThis "
             "would free 0 bytes. Nothing was changed; say --yes to do it.\n"_s);
    const QJsonObject plan = cli({u"prune"_s, u"--keep"_s, u"best"_s, u"churn"_s, u"--json"_s}).object();
    QCOMPARE(plan[u"dryRun"_s].toBool(), true);
    QCOMPARE(plan[u"leaving"_s].toArray(), QJsonArray{u"churn@v1.0.0"_s});
    QCOMPARE(plan[u"staying"_s][1][u"why"_s][0].toString(), u"the best rmse (2)"_s);
    QCOMPARE(git({u"for-each-ref"_s}), before);
    QCOMPARE(cli({u"prune"_s, u"churn"_s, u"--keep"_s, u"last:1"_s, u"--yes"_s}).code, 0);
    QCOMPARE(git({u"tag"_s, u"-l"_s, u"*!"_s}), u"churn@v1.0.0!\nchurn@v1.1.0!"_s);
    QCOMPARE(said({u"history"_s, u"churn"_s}).count(u"Pruned: keep last:1"_s), 2);
}

void tst_CliRegistry::pruningFreesWhatNobodyNeeds()
{
    QTemporaryDir dir;
    const QString library = dir.filePath(u"mine.git"_s);
    QCOMPARE(test::runCli({u"init"_s, library}).code, 0);
    const QStringList base{u"--library"_s, library};
    for (int i = 1; i <= 3; ++i) {
        QFile file(dir.filePath(u"m.bin"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(1000 * i, 'x'));
        file.close();
        QCOMPARE(test::runCli(base + QStringList{u"add"_s, file.fileName(), u"--model"_s, u"spam"_s}).code,
                 0);
    }
    const auto space = [&] { return test::runCli(base + QStringList{u"space"_s, u"--json"_s}).object(); };
    QCOMPARE(space()[u"stored"_s].toInt(), 6000);
    QCOMPARE(test::runCli(base + QStringList{u"assign"_s, u"spam"_s, u"v0.0.1"_s, u"dev"_s}).code, 0);
    QCOMPARE(test::runCli(base + QStringList{u"unassign"_s, u"spam"_s, u"dev"_s}).code, 0);
    // The objects are young, so that only a version that is named is freed.
    const QStringList act = base + QStringList{u"prune"_s, u"--keep"_s, u"last:1"_s, u"--yes"_s, u"--json"_s};
    const QJsonObject careful = test::runCli(act).object();
    QCOMPARE(careful[u"bytes"_s].toInt(-1), 0);
    QCOMPARE(careful[u"leaving"_s].toArray().size(), 2);
    const QJsonObject named =
        test::runCli(base + QStringList{u"prune"_s, u"--include"_s, u"spam@v0.0.1"_s, u"--include"_s,
                                        u"spam@v0.0.2"_s, u"--yes"_s, u"--json"_s})
            .object();
    QCOMPARE(named[u"dryRun"_s].toBool(true), false);
    QCOMPARE(named[u"bytes"_s].toInt(), 3000);
    QCOMPARE(space()[u"stored"_s].toInt(), 3000);
    QCOMPARE(test::runCli(base + QStringList{u"verify"_s}).code, 1); // says which files are not there
    QCOMPARE(test::runCli(base + QStringList{u"versions"_s, u"spam"_s, u"--json"_s}).array().size(), 1);
}

void tst_CliRegistry::spaceIsSharedOrNot()
{
    QCOMPARE(said({u"space"_s}),
             u"MODEL  SIZE      ITS OWN  SHARED\nchurn  12 bytes  9 bytes  3 bytes\nfraud  3 bytes "
             "  0 bytes  3 bytes\nStored: 0 bytes, of which no version has 0 bytes.\n"_s);
    QCOMPARE(said({u"space"_s, u"churn"_s}).section(u'\n', 0, 2),
             u"VERSION  SIZE     ITS OWN  SHARED\nv2.0.0   5 bytes  5 bytes  0 bytes\nv1.1.0   4 bytes  4 "
             u"bytes  0 "
             "bytes"_s);
}

void tst_CliRegistry::theIndexIsMadeAnew()
{
    QCOMPARE(cli({u"list"_s}).code, 0);
    QFile index(m_repo->path() + u"/.git/vitrine/index.sqlite"_s);
    QVERIFY(index.exists());
    QVERIFY(index.open(QIODevice::WriteOnly));
    index.write("not a database");
    index.close();
    QCOMPARE(said({u"reindex"_s}),
             u"Indexed %1: models 2, versions 4.\n"_s.arg(QDir(m_repo->path()).dirName()));
    QVERIFY(index.open(QIODevice::ReadOnly));
    QVERIFY(index.read(15) == "SQLite format 3");
}

void tst_CliRegistry::wrongUseIsExitCodeTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("search for nothing") << QStringList{u"search"_s};
    QTest::newRow("search limit") << QStringList{u"search"_s, u"x"_s, u"--limit"_s, u"many"_s};
    QTest::newRow("deregister a model") << QStringList{u"deregister"_s, u"churn"_s};
    QTest::newRow("deprecate nothing") << QStringList{u"deprecate"_s};
    QTest::newRow("register two") << QStringList{u"register"_s, u"a"_s, u"b"_s};
    QTest::newRow("register with a bump that is none")
        << QStringList{u"register"_s, u"a"_s, u"--bump"_s, u"huge"_s};
    QTest::newRow("restore nothing") << QStringList{u"restore"_s};
    QTest::newRow("edit without a change") << QStringList{u"edit"_s, u"churn"_s};
    QTest::newRow("history of two") << QStringList{u"edit"_s, u"churn"_s, u"fraud"_s, u"--history"_s};
    QTest::newRow("versions of nothing") << QStringList{u"versions"_s};
    QTest::newRow("versions of both") << QStringList{u"versions"_s, u"churn"_s, u"--file"_s, u"x"_s};
    QTest::newRow("prune both ways") << QStringList{u"prune"_s, u"--yes"_s, u"--dry-run"_s};
    QTest::newRow("space of two") << QStringList{u"space"_s, u"a"_s, u"b"_s};
    QTest::newRow("reindex of something") << QStringList{u"reindex"_s, u"x"_s};
}

void tst_CliRegistry::wrongUseIsExitCodeTwo()
{
    QFETCH(QStringList, arguments);
    const Ran ran = cli(arguments);
    QCOMPARE(ran.code, 2);
    QCOMPARE(ran.out, QString());
    QCOMPARE(ran.err.count(u'\n'), 1);
    QVERIFY2(ran.err.startsWith(u"vitrine-cli: "_s), qPrintable(ran.err));
}

void tst_CliRegistry::whatFailsIsOneLineAndExitCodeOne_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("error");
    QTest::newRow("unknown rule")
        << QStringList{u"prune"_s, u"--keep"_s, u"forever"_s}
        << u"“forever” is not a rule for keeping versions: use last:N, staged, monthly, best "
           "or best:METRIC:N."_s;
    QTest::newRow("unknown version") << QStringList{u"deregister"_s, u"churn@v9.9.9"_s}
                                     << u"churn has no version “v9.9.9”."_s;
    QTest::newRow("unknown file") << QStringList{u"versions"_s, u"--file"_s, u"no/such.pkl"_s}
                                  << u"No commit has a file or folder no/such.pkl."_s;
    QTest::newRow("a path that climbs") << QStringList{u"versions"_s, u"--file"_s, u"../etc/passwd"_s}
                                        << u"No commit has a file or folder ../etc/passwd."_s;
    QTest::newRow("nothing to register") << QStringList{u"register"_s, u"nowhere.pkl"_s}
                                         << u"There is no model “nowhere.pkl”, and no model file of that "
                                            u"path is found. Name the model with --model to "
                                            "register it all the same."_s;
    QTest::newRow("registered already") << QStringList{u"register"_s, u"fraud"_s}
                                        << u"v1.0.0 of fraud is registered at that commit already."_s;
    QTest::newRow("search for a number") << QStringList{u"search"_s, u"metric.rmse<good"_s}
                                         << u"“good” is not a number. Write for example metric.rmse<3.5."_s;
    QTest::newRow("space of an unknown model")
        << QStringList{u"space"_s, u"chrun"_s}
        << u"There is no model “chrun” in this library. Did you mean churn?"_s;
}

void tst_CliRegistry::whatFailsIsOneLineAndExitCodeOne()
{
    QFETCH(QStringList, arguments);
    const Ran ran = cli(arguments);
    QCOMPARE(ran.code, 1);
    QCOMPARE(ran.out, QString());
    QTEST(ran.err.chopped(1).mid(13), "error");
    const Ran json = cli(arguments + QStringList{u"--json"_s});
    QCOMPARE(json.object()[u"error"_s][u"message"_s].toString(), ran.err.chopped(1).mid(13));
}

QTEST_GUILESS_MAIN(tst_CliRegistry)
#include "tst_cliregistry.moc"
