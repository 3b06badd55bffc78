// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <thread>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

const QByteArray prototypeOld = "prototype:\n  - {name: tmax, type: number}\n";
const QByteArray prototypeNew =
    "prototype:\n  - {name: tmax, type: number}\n  - {name: wind, type: number}\n";

} // namespace

// Three versions of churn; v1.0.0 and then v2.0.0 were in production.
class tst_LibraryStages final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aRollbackIsOneTagOnTheOlderCommit();
    void theReasonBecomesTheMessage();
    void anUndoIsTheInverseEvent();
    void anUndoOfAFirstAssignmentEmptiesTheStage();
    void anUndoOfAnUnassignmentAssignsAgain();
    void anUndoAfterAnotherChangeIsAConflict();
    void unassigningLeavesTheStageEmptyForGtoToo();
    void theTargetIsTheLastOtherVersionInTheStage();
    void aTargetIsAGoodVersion();
    void whoWasThereAtAMoment();
    void oneVersionLeavesAndTheOneBeforeIsBack();
    void anUndoBringsEveryVersionBack();
    void stagesThatDifferInCaseOnlyAreRefused();
    void settingsOfTheLibraryProtectStages();
    void thereIsNoTargetWithoutAPast();
    void deregisteredVersionsAreNoTarget();
    void assigningWhatIsThereIsAConflict();
    void badStagesAndVersionsAreRefused_data();
    void badStagesAndVersionsAreRefused();
    void theConfigurationRestrictsStages();
    void anUnregisteredCommitCanBeAssigned();
    void thePreviewTellsWhatWouldChange();
    void thePreviewOfAnEmptyStageHasNoCurrentVersion();
    void thePreviewOfTheSameVersionHasNothingToDo();
    void aProtectedStageAsksForItsName();
    void aClockSetBackDoesNotReorderEvents();
    void twoWritersLoseNoEvent();
    void aWorkingTreeStaysAsItWas();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    QString production() const { return library().model(u"churn"_s).value().stages.value(u"production"_s); }

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_LibraryStages::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    const auto version = [this](const QString &name, const QByteArray &content, const QByteArray &yaml) {
        m_repo->writeFile(u"models/churn/model.yaml"_s, yaml);
        m_repo->git({u"add"_s, u"."_s});
        m_repo->commitFile(u"models/churn/files/m.onnx"_s, content, u"Train "_s + name);
        m_repo->tag(u"churn@"_s + name, u"Registering artifact churn version "_s + name);
    };
    version(u"v1.0.0"_s, "one",
            prototypeOld + "metrics: {rmse: 2.5, rsq: 0.8}\npackages: {numpy: '1.0', onnx: '1'}\n");
    m_repo->tag(u"churn#production#1"_s, u"Go"_s);
    version(u"v2.0.0"_s, "two, longer",
            prototypeNew + "metrics: {rmse: 3.5, mae: 1}\npackages: {numpy: '2.0', onnx: '1'}\n");
    m_repo->tag(u"churn#production#2"_s, u"Better?"_s);
    version(u"v3.0.0"_s, "three", prototypeNew);
}

void tst_LibraryStages::aRollbackIsOneTagOnTheOlderCommit()
{
    const QString head = m_repo->git({u"rev-parse"_s, u"HEAD"_s});
    const StageChange change = library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).value();
    QCOMPARE(change.from, u"v2.0.0"_s);
    QCOMPARE(change.to, u"v1.0.0"_s);
    QCOMPARE(change.tag, u"churn#production#3"_s);
    QCOMPARE(change.commit, m_repo->git({u"rev-parse"_s, u"churn@v1.0.0^{commit}"_s}));
    QCOMPARE(production(), u"v1.0.0"_s);
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"HEAD"_s}), head);
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"churn#production#3^{commit}"_s}), change.commit);
    QCOMPARE(m_repo->git({u"for-each-ref"_s, u"--format=%(objecttype) %(contents:subject)"_s,
                          u"refs/tags/churn#production#3"_s}),
             u"tag Assigning stage production to artifact churn version v1.0.0"_s);
    QVERIFY(m_repo->isSound());
    QVERIFY(library().intervals(u"churn"_s).value().last().rolledBackTo);
}

void tst_LibraryStages::theReasonBecomesTheMessage()
{
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, u"Trained in °F by mistake"_s));
    QCOMPARE(library().history(u"churn"_s).value().last().message, u"Trained in °F by mistake"_s);
}

void tst_LibraryStages::anUndoIsTheInverseEvent()
{
    const StageChange change = library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).value();
    const StageChange undone = library().undo(change).value();
    QCOMPARE(undone.from, u"v1.0.0"_s);
    QCOMPARE(undone.to, u"v2.0.0"_s);
    QCOMPARE(undone.tag, u"churn#production#4"_s);
    QCOMPARE(production(), u"v2.0.0"_s);
    QCOMPARE(library().undo(undone).value().to, u"v1.0.0"_s);
    QCOMPARE(library().history(u"churn"_s, u"production"_s).value().size(), 5);
}

void tst_LibraryStages::anUndoOfAFirstAssignmentEmptiesTheStage()
{
    const StageChange change = library().assign(u"churn"_s, u"v3.0.0"_s, u"dev"_s, {}).value();
    QCOMPARE(change.from, QString());
    const StageChange undone = library().undo(change).value();
    QCOMPARE(undone.to, QString());
    QCOMPARE(undone.tag, u"churn#dev!#4"_s);
    QVERIFY(!library().model(u"churn"_s).value().stages.contains(u"dev"_s));
}

void tst_LibraryStages::anUndoOfAnUnassignmentAssignsAgain()
{
    const StageChange change = library().unassign(u"churn"_s, u"production"_s, {}).value();
    QCOMPARE(library().undo(change).value().to, u"v2.0.0"_s);
    QCOMPARE(production(), u"v2.0.0"_s);
}

void tst_LibraryStages::anUndoAfterAnotherChangeIsAConflict()
{
    const StageChange change = library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).value();
    QVERIFY(library().assign(u"churn"_s, u"v3.0.0"_s, u"production"_s, {}));
    QCOMPARE(library().undo(change).error().code, Error::Code::Conflict);
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
    QCOMPARE(library().undo(change).error().code, Error::Code::Conflict);
    QCOMPARE(production(), u"v1.0.0"_s);
}

void tst_LibraryStages::unassigningLeavesTheStageEmptyForGtoToo()
{
    const StageChange change = library().unassign(u"churn"_s, u"production"_s, u"Retired"_s).value();
    QCOMPARE(change.from, u"v2.0.0"_s);
    QCOMPARE(change.to, QString());
    QCOMPARE(production(), QString());
    // GTO would show v1.0.0 again, were only v2.0.0 unassigned.
    QCOMPARE(m_repo->git({u"tag"_s, u"-l"_s, u"churn#production!*"_s}),
             u"churn#production!#3\nchurn#production!#4"_s);
    QCOMPARE(library().unassign(u"churn"_s, u"production"_s, {}).error().code, Error::Code::NotFound);
}

void tst_LibraryStages::theTargetIsTheLastOtherVersionInTheStage()
{
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"production"_s).value().name, u"v1.0.0"_s);
    QVERIFY(library().assign(u"churn"_s, u"v3.0.0"_s, u"production"_s, {}));
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"production"_s).value().name, u"v2.0.0"_s);
    QVERIFY(library().unassign(u"churn"_s, u"production"_s, {}));
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"production"_s).value().name, u"v3.0.0"_s);
}

void tst_LibraryStages::aTargetIsAGoodVersion()
{
    QVERIFY(library().assign(u"churn"_s, u"v3.0.0"_s, u"production"_s, {}));
    QVERIFY(library().setNote(u"churn"_s, u"v2.0.0"_s, {{u"labels"_s, QJsonArray{u"Harmful"_s}}}));
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"production"_s).value().name, u"v1.0.0"_s);
    QVERIFY(library().setNote(u"churn"_s, u"v1.0.0"_s, {{u"labels"_s, QJsonArray{u"deprecated"_s}}}));
    const auto none = library().rollbackTarget(u"churn"_s, u"production"_s);
    QCOMPARE(none.error().code, Error::Code::NotFound);
    QVERIFY2(none.error().message.contains(u"The note on v2.0.0 says: “Harmful”"),
             qPrintable(none.error().message));
    QVERIFY(library().assign(u"churn"_s, u"v2.0.0"_s, u"production"_s, {}));
}

void tst_LibraryStages::whoWasThereAtAMoment()
{
    const auto intervals = library().intervals(u"churn"_s).value();
    QCOMPARE(intervals.size(), 2);
    const auto at = [this](const QDateTime &moment) {
        QStringList there;
        for (const StageInterval &each : library().intervalsAt(u"churn"_s, moment).value())
            there.append(each.stage + u'=' + each.version);
        return there.join(u' ');
    };
    QCOMPARE(at(intervals.at(0).begin.addSecs(-1)), QString());
    QCOMPARE(at(intervals.at(0).begin), u"production=v1.0.0"_s);
    QCOMPARE(at(intervals.at(1).begin.addSecs(-1)), u"production=v1.0.0"_s);
    QCOMPARE(at(intervals.at(1).begin), u"production=v2.0.0"_s);
    QCOMPARE(at(QDateTime::currentDateTime()), u"production=v2.0.0"_s);
    QCOMPARE(library().intervalsAt(u"nobody"_s, {}).error().code, Error::Code::NotFound);
}

void tst_LibraryStages::oneVersionLeavesAndTheOneBeforeIsBack()
{
    const StageChange change =
        library().unassignVersion(u"churn"_s, u"v2.0.0"_s, u"production"_s, u"Too slow"_s).value();
    QCOMPARE(change.from, u"v2.0.0"_s);
    QCOMPARE(change.to, u"v1.0.0"_s);
    QCOMPARE(change.tag, u"churn#production!#3"_s);
    QCOMPARE(production(), u"v1.0.0"_s);
    QCOMPARE(library().unassignVersion(u"churn"_s, u"v2.0.0"_s, u"production"_s, {}).error().message,
             u"v2.0.0 of churn is not in the stage “production”."_s);
    QCOMPARE(library().undo(change).value().tag, u"churn#production#4"_s);
    QCOMPARE(production(), u"v2.0.0"_s);
    // One that was overtaken leaves without anybody noticing, and comes back to its place.
    const StageChange hidden =
        library().unassignVersion(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).value();
    QCOMPARE(hidden.from, hidden.to);
    QCOMPARE(production(), u"v2.0.0"_s);
    QVERIFY(library().undo(hidden));
    QCOMPARE(production(), u"v2.0.0"_s);
    QCOMPARE(library().unassignVersion(u"churn"_s, u"v2.0.0"_s, u"production"_s, {}).value().to, u"v1.0.0"_s);
}

void tst_LibraryStages::anUndoBringsEveryVersionBack()
{
    m_repo->commitFile(u"vitrine.yaml"_s, "versions_per_stage: -1\n", u"Configure"_s);
    const auto holders = [this] {
        QStringList there;
        for (const Version &each : library().versions(u"churn"_s).value()) {
            if (each.stages.contains(u"production"_s))
                there.append(each.name);
        }
        return there.join(u' ');
    };
    QCOMPARE(holders(), u"v2.0.0 v1.0.0"_s);
    const StageChange change = library().unassign(u"churn"_s, u"production"_s, {}).value();
    QCOMPARE(change.left, QStringList({u"v1.0.0"_s, u"v2.0.0"_s}));
    QCOMPARE(holders(), QString());
    QVERIFY(library().undo(change));
    QCOMPARE(holders(), u"v2.0.0 v1.0.0"_s);
    QCOMPARE(production(), u"v2.0.0"_s);
}

void tst_LibraryStages::stagesThatDifferInCaseOnlyAreRefused()
{
    const auto refused = library().assign(u"churn"_s, u"v1.0.0"_s, u"Production"_s, {});
    QCOMPARE(refused.error().code, Error::Code::Conflict);
    QVERIFY(refused.error().message.contains(u"“production”"));
    // Where another program made both, both go on.
    m_repo->tag(u"churn#Production#9"_s, u"By hand"_s);
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"Production"_s, {}));
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
}

void tst_LibraryStages::settingsOfTheLibraryProtectStages()
{
    m_repo->commitFile(u"vitrine.yaml"_s, "protected_stages: [production]\n", u"Protect"_s);
    QVERIFY(library().preview(u"churn"_s, u"production"_s, u"v1.0.0"_s).value().needsStageName);
    QVERIFY(!library().preview(u"churn"_s, u"dev"_s, u"v1.0.0"_s).value().needsStageName);
}

void tst_LibraryStages::thereIsNoTargetWithoutAPast()
{
    QVERIFY(library().assign(u"churn"_s, u"v3.0.0"_s, u"dev"_s, {}));
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"dev"_s).error().code, Error::Code::NotFound);
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"never"_s).error().code, Error::Code::NotFound);
}

void tst_LibraryStages::deregisteredVersionsAreNoTarget()
{
    m_repo->tag(u"churn@v1.0.0!"_s, u"Bad"_s, u"churn@v1.0.0^{}"_s);
    QCOMPARE(library().rollbackTarget(u"churn"_s, u"production"_s).error().code, Error::Code::NotFound);
    QCOMPARE(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).error().code,
             Error::Code::InvalidArgument);
}

void tst_LibraryStages::assigningWhatIsThereIsAConflict()
{
    QCOMPARE(library().assign(u"churn"_s, u"v2.0.0"_s, u"production"_s, {}).error().code,
             Error::Code::Conflict);
    QCOMPARE(library().history(u"churn"_s, u"production"_s).value().size(), 2);
}

void tst_LibraryStages::badStagesAndVersionsAreRefused_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("stage");
    QTest::addColumn<int>("code");
    QTest::newRow("stage with a space") << u"v1.0.0"_s << u"my stage"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("stage that ends a tag") << u"v1.0.0"_s << u"prod!"_s << int(Error::Code::InvalidArgument);
    QTest::newRow("empty stage") << u"v1.0.0"_s << u""_s << int(Error::Code::InvalidArgument);
    QTest::newRow("no such version") << u"v9.0.0"_s << u"prod"_s << int(Error::Code::NotFound);
}

void tst_LibraryStages::badStagesAndVersionsAreRefused()
{
    QFETCH(QString, version);
    QFETCH(QString, stage);
    const auto change = library().assign(u"churn"_s, version, stage, {});
    QVERIFY(!change);
    QTEST(int(change.error().code), "code");
}

void tst_LibraryStages::theConfigurationRestrictsStages()
{
    m_repo->commitFile(u".gto"_s, "stages: [dev]\n", u"Configure"_s);
    QCOMPARE(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}).error().code,
             Error::Code::InvalidArgument);
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"dev"_s, {}));
}

void tst_LibraryStages::anUnregisteredCommitCanBeAssigned()
{
    const QString commit = m_repo->commitFile(u"models/churn/files/m.onnx"_s, "four", u"Not registered"_s);
    const StageChange change = library().assign(u"churn"_s, commit, u"dev"_s, {}).value();
    QCOMPARE(change.to, commit.left(10));
    QCOMPARE(library().resolve({u"churn"_s, {}, u"dev"_s}).value().commit, commit);
}

void tst_LibraryStages::thePreviewTellsWhatWouldChange()
{
    const RollbackPreview preview = library().preview(u"churn"_s, u"production"_s, u"v1.0.0"_s).value();
    QCOMPARE(preview.current.name, u"v2.0.0"_s);
    QCOMPARE(preview.target.name, u"v1.0.0"_s);
    QVERIFY(preview.isRollback && !preview.nothingToDo && !preview.needsStageName);
    QVERIFY(preview.prototype.verdict == format::Verdict::Widening);
    QStringList metrics;
    for (const MetricChange &change : preview.metrics)
        metrics.append(u"%1 %2"_s.arg(change.metric).arg(change.better));
    QCOMPARE(metrics, QStringList({u"mae 0"_s, u"rmse 1"_s, u"rsq 0"_s}));
    QVERIFY(std::isnan(preview.metrics.at(0).after) && std::isnan(preview.metrics.at(2).before));
    QCOMPARE(preview.packages.size(), 1);
    QCOMPARE(preview.packages.first().package, u"numpy"_s);
    QCOMPARE(preview.packages.first().after, u"1.0"_s);
    QCOMPARE(preview.files, QStringList{u"m.onnx 11 bytes → 3 bytes"_s});
    const RollbackPreview forward = library().preview(u"churn"_s, u"production"_s, u"v3.0.0"_s).value();
    QVERIFY(!forward.isRollback);
    QVERIFY(forward.prototype.verdict == format::Verdict::Compatible);
}

void tst_LibraryStages::thePreviewOfAnEmptyStageHasNoCurrentVersion()
{
    const RollbackPreview preview = library().preview(u"churn"_s, u"dev"_s, u"v1.0.0"_s).value();
    QCOMPARE(preview.current.name, QString());
    QVERIFY(!preview.isRollback && preview.packages.isEmpty());
}

void tst_LibraryStages::thePreviewOfTheSameVersionHasNothingToDo()
{
    QVERIFY(library().preview(u"churn"_s, u"production"_s, u"v2.0.0"_s).value().nothingToDo);
}

void tst_LibraryStages::aProtectedStageAsksForItsName()
{
    QVERIFY(library().setKeys(u"churn"_s, {{u"protected_stages"_s, QJsonArray{u"production"_s}}}, {}));
    QVERIFY(library().preview(u"churn"_s, u"production"_s, u"v1.0.0"_s).value().needsStageName);
    QVERIFY(!library().preview(u"churn"_s, u"dev"_s, u"v1.0.0"_s).value().needsStageName);
}

void tst_LibraryStages::aClockSetBackDoesNotReorderEvents()
{
    Authorship later;
    later.when = QDateTime::currentDateTimeUtc().addYears(5);
    QVERIFY(library().assign(u"churn"_s, u"v3.0.0"_s, u"production"_s, {}, later));
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
    QCOMPARE(production(), u"v1.0.0"_s);
}

void tst_LibraryStages::twoWritersLoseNoEvent()
{
    constexpr int each = 10;
    const Library shared = library();
    const auto write = [&shared](const QString &one, const QString &other, int *done) {
        for (int i = 0; i < each; ++i) {
            const auto change = shared.assign(u"churn"_s, i % 2 ? one : other, u"race"_s, u"%1"_s.arg(i));
            // Another writer may have put the same version there.
            if (change || change.error().code == Error::Code::Conflict)
                *done += change ? 1 : 0;
            else
                qWarning("%s", qPrintable(change.error().message));
        }
    };
    int done[2] = {0, 0};
    {
        std::jthread one(write, u"v1.0.0"_s, u"v2.0.0"_s, &done[0]);
        std::jthread two(write, u"v3.0.0"_s, u"v1.0.0"_s, &done[1]);
    }
    QVERIFY(done[0] + done[1] > each);
    const auto events = library().history(u"churn"_s, u"race"_s).value();
    QCOMPARE(events.size(), done[0] + done[1]);
    QCOMPARE(library().model(u"churn"_s).value().stages.value(u"race"_s), events.last().version);
}

void tst_LibraryStages::aWorkingTreeStaysAsItWas()
{
    m_repo->writeFile(u"scratch.txt"_s, "mine");
    m_repo->writeFile(u"models/churn/files/m.onnx"_s, "edited, not committed");
    const QString before = m_repo->git({u"status"_s, u"--porcelain"_s});
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
    QCOMPARE(m_repo->git({u"status"_s, u"--porcelain"_s}), before);
    QCOMPARE(m_repo->readFile(u"models/churn/files/m.onnx"_s), QByteArray("edited, not committed"));
}

QTEST_GUILESS_MAIN(tst_LibraryStages)
#include "tst_librarystages.moc"
