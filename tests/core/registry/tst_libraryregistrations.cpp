// SPDX-License-Identifier: GPL-3.0-or-later
// Deregistration, deprecation and their undoing, as stock git sees them.
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

// churn: v1.0.0 and v2.0.0, which is in production.
class tst_LibraryRegistrations final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aDeregisteredVersionIsHiddenAndKeepsItsHistory();
    void aVersionInAStageIsNotDeregistered();
    void whatIsNotRegisteredIsNotDeregistered();
    void aDeregistrationIsUndoneAndThatToo();
    void anUndoAfterAnotherEventIsAConflict();
    void aDeprecatedModelIsMarkedAndAnyEventEndsIt();
    void aDeprecationIsUndoneWithoutAnotherChange_data();
    void aDeprecationIsUndoneWithoutAnotherChange();
    void aModelWithoutAVersionIsNotRevived();
    void tagsOfMonoreposAreWrittenTheirWay();
    void eventsOfOneSecondAreKeptApart();
    void theReasonIsTheMessage();

private:
    Library library() const { return Library::open(m_repo->path()).value(); }
    Model churn() const { return library().model(u"churn"_s).value(); }
    QString tags(const QString &pattern)
    {
        return m_repo->git({u"tag"_s, u"-l"_s, pattern}).replace(u'\n', u' ');
    }

    std::unique_ptr<ScratchRepo> m_repo;
};

void tst_LibraryRegistrations::init()
{
    m_repo = std::make_unique<ScratchRepo>();
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "one", u"First"_s);
    m_repo->tag(u"churn@v1.0.0"_s, u"First"_s);
    m_repo->commitFile(u"models/churn/files/m.onnx"_s, "two", u"Second"_s);
    m_repo->tag(u"churn@v2.0.0"_s, u"Second"_s);
    m_repo->tag(u"churn#production#1"_s, u"Go"_s);
}

void tst_LibraryRegistrations::aDeregisteredVersionIsHiddenAndKeepsItsHistory()
{
    const RegistrationChange change = library().deregister(u"churn"_s, u"v1.0.0"_s, {}).value();
    QCOMPARE(change.tag, u"churn@v1.0.0!"_s);
    QVERIFY(change.kind == EventKind::Deregistered);
    QCOMPARE(change.version, u"v1.0.0"_s);
    QCOMPARE(m_repo->git({u"rev-parse"_s, u"churn@v1.0.0!^{commit}"_s}),
             m_repo->git({u"rev-parse"_s, u"churn@v1.0.0^{commit}"_s}));
    QCOMPARE(m_repo->git({u"for-each-ref"_s, u"--format=%(objecttype) %(contents:subject)"_s,
                          u"refs/tags/churn@v1.0.0!"_s}),
             u"tag Deregistering artifact churn version v1.0.0"_s);
    QCOMPARE(churn().versionCount, 1);
    const auto versions = library().versions(u"churn"_s).value();
    QCOMPARE(versions.size(), 2);
    QVERIFY(versions.last().deregistered);
    QVERIFY(library().details(u"churn"_s, u"v1.0.0"_s));
    QVERIFY(m_repo->isSound());
}

void tst_LibraryRegistrations::aVersionInAStageIsNotDeregistered()
{
    const auto refused = library().deregister(u"churn"_s, u"v2.0.0"_s, {});
    QCOMPARE(refused.error().code, Error::Code::Conflict);
    QCOMPARE(refused.error().message,
             u"v2.0.0 of churn is in production. Put another version there or empty the stage first."_s);
    QCOMPARE(tags(u"*!*"_s), QString());
}

void tst_LibraryRegistrations::whatIsNotRegisteredIsNotDeregistered()
{
    QCOMPARE(library().deregister(u"churn"_s, u"v9.0.0"_s, {}).error().code, Error::Code::NotFound);
    QCOMPARE(library().deregister(u"other"_s, u"v1.0.0"_s, {}).error().code, Error::Code::NotFound);
    const QString commit = m_repo->commitFile(u"models/churn/files/m.onnx"_s, "three", u"Third"_s);
    m_repo->git({u"tag"_s, u"churn@v3.0.0"_s});
    QCOMPARE(library().deregister(u"churn"_s, u"v3.0.0"_s, {}).error().message,
             u"v3.0.0 of churn is a lightweight tag, which registers nothing."_s);
    m_repo->git({u"tag"_s, u"-d"_s, u"churn@v3.0.0"_s});
    QCOMPARE(library().deregister(u"churn"_s, commit, {}).error().code, Error::Code::InvalidArgument);
    QCOMPARE(library().reregister(u"churn"_s, u"v1.0.0"_s, {}).error().code, Error::Code::Conflict);
    QVERIFY(library().deregister(u"churn"_s, u"v1.0.0"_s, {}));
    QCOMPARE(library().deregister(u"churn"_s, u"v1.0.0"_s, {}).error().code, Error::Code::Conflict);
}

void tst_LibraryRegistrations::aDeregistrationIsUndoneAndThatToo()
{
    const RegistrationChange gone = library().deregister(u"churn"_s, u"v1.0.0"_s, {}).value();
    const RegistrationChange back = library().undo(gone).value();
    QCOMPARE(back.tag, u"churn@v1.0.0#2"_s);
    QCOMPARE(churn().versionCount, 2);
    const RegistrationChange again = library().undo(back).value();
    QCOMPARE(again.tag, u"churn@v1.0.0!#3"_s);
    QCOMPARE(churn().versionCount, 1);
    QCOMPARE(library().history(u"churn"_s).value().last().message, u"Undo of churn@v1.0.0#2"_s);
    QCOMPARE(library().undo(again).value().tag, u"churn@v1.0.0#4"_s);
    QCOMPARE(churn().versionCount, 2);
}

void tst_LibraryRegistrations::anUndoAfterAnotherEventIsAConflict()
{
    const RegistrationChange gone = library().deregister(u"churn"_s, u"v1.0.0"_s, {}).value();
    QVERIFY(library().reregister(u"churn"_s, u"v1.0.0"_s, {}));
    QVERIFY(library().deregister(u"churn"_s, u"v1.0.0"_s, {}));
    QCOMPARE(library().undo(gone).error().code, Error::Code::Conflict);
}

void tst_LibraryRegistrations::aDeprecatedModelIsMarkedAndAnyEventEndsIt()
{
    const RegistrationChange change = library().deprecate(u"churn"_s, {}).value();
    QCOMPARE(change.tag, u"churn@deprecated"_s);
    QCOMPARE(change.commit, m_repo->git({u"rev-parse"_s, u"churn#production#1^{commit}"_s}));
    QVERIFY(churn().deprecated);
    QCOMPARE(churn().stages.value(u"production"_s), u"v2.0.0"_s);
    QCOMPARE(library().deprecate(u"churn"_s, {}).error().code, Error::Code::Conflict);
    QVERIFY(library().assign(u"churn"_s, u"v1.0.0"_s, u"dev"_s, {}));
    QVERIFY(!churn().deprecated);
    QCOMPARE(library().revive(u"churn"_s, {}).error().code, Error::Code::Conflict);
    QCOMPARE(library().deprecate(u"churn"_s, {}).value().tag, u"churn@deprecated#3"_s);
}

void tst_LibraryRegistrations::aDeprecationIsUndoneWithoutAnotherChange_data()
{
    QTest::addColumn<bool>("staged");
    QTest::addColumn<QString>("tag");
    QTest::newRow("a version is in a stage") << true << u"churn#production#2"_s;
    QTest::newRow("no version is in a stage") << false << u"churn@v2.0.0#3"_s;
}

void tst_LibraryRegistrations::aDeprecationIsUndoneWithoutAnotherChange()
{
    QFETCH(bool, staged);
    if (!staged)
        QVERIFY(library().unassign(u"churn"_s, u"production"_s, {}));
    const Model before = churn();
    const auto intervals = library().intervals(u"churn"_s).value();
    const RegistrationChange gone = library().deprecate(u"churn"_s, {}).value();
    const RegistrationChange back = library().undo(gone).value();
    QTEST(back.tag, "tag");
    QVERIFY(back.revived);
    const Model after = churn();
    QVERIFY(!after.deprecated);
    QCOMPARE(after.stages, before.stages);
    QCOMPARE(after.latest, before.latest);
    QCOMPARE(after.versionCount, before.versionCount);
    QCOMPARE(library().intervals(u"churn"_s).value(), intervals);
    QVERIFY(library().undo(back));
    QVERIFY(churn().deprecated);
}

void tst_LibraryRegistrations::aModelWithoutAVersionIsNotRevived()
{
    m_repo->commitFile(u"models/new/files/m.onnx"_s, "x", u"New"_s);
    QVERIFY(library().deprecate(u"new"_s, {}));
    QCOMPARE(library().revive(u"new"_s, {}).error().code, Error::Code::NotFound);
}

void tst_LibraryRegistrations::tagsOfMonoreposAreWrittenTheirWay()
{
    m_repo->tag(u"teams/a=fraud@v1.0.0"_s, u"x"_s);
    const Library library = this->library();
    QCOMPARE(library.assign(u"teams/a:fraud"_s, u"v1.0.0"_s, u"dev"_s, {}).value().tag,
             u"teams/a=fraud#dev#1"_s);
    QCOMPARE(library.unassign(u"teams/a:fraud"_s, u"dev"_s, {}).value().tag, u"teams/a=fraud#dev!#2"_s);
    QCOMPARE(library.deregister(u"teams/a:fraud"_s, u"v1.0.0"_s, {}).value().tag, u"teams/a=fraud@v1.0.0!"_s);
    QCOMPARE(library.reregister(u"teams/a:fraud"_s, u"v1.0.0"_s, {}).value().tag,
             u"teams/a=fraud@v1.0.0#3"_s);
    QCOMPARE(library.deprecate(u"teams/a:fraud"_s, {}).value().tag, u"teams/a=fraud@deprecated"_s);
    QCOMPARE(tags(u"churn@deprecated"_s), QString());
}

// GTO orders by the tagger's second; what Vitrine writes must not depend on how it breaks ties.
void tst_LibraryRegistrations::eventsOfOneSecondAreKeptApart()
{
    const Library library = this->library();
    for (const QString &version : {u"v1.0.0"_s, u"v2.0.0"_s, u"v1.0.0"_s})
        QVERIFY(library.assign(u"churn"_s, version, u"dev"_s, {}));
    QVERIFY(library.unassign(u"churn"_s, u"dev"_s, {}));
    QVERIFY(library.deregister(u"churn"_s, u"v1.0.0"_s, {}));
    QVERIFY(library.reregister(u"churn"_s, u"v1.0.0"_s, {}));
    QVERIFY(library.deprecate(u"churn"_s, {}));
    const auto events = library.history(u"churn"_s).value();
    const auto secondsOf = [&events](const std::function<bool(const Event &)> &wanted) {
        QList<qint64> seconds;
        for (const Event &event : events) {
            if (wanted(event))
                seconds.append(event.date.toSecsSinceEpoch());
        }
        return seconds;
    };
    const auto assigned = secondsOf(
        [](const Event &event) { return event.stage == u"dev" && event.kind == EventKind::Assigned; });
    QCOMPARE(assigned.size(), 3);
    QVERIFY(assigned.at(0) < assigned.at(1) && assigned.at(1) < assigned.at(2));
    const auto unassigned = secondsOf([](const Event &event) { return event.kind == EventKind::Unassigned; });
    QCOMPARE(unassigned.size(), 2);
    QVERIFY(assigned.at(2) < unassigned.at(0));
    const auto registered =
        secondsOf([](const Event &event) { return event.version == u"v1.0.0" && event.stage.isEmpty(); });
    QCOMPARE(registered.size(), 3);
    QVERIFY(registered.at(1) < registered.at(2));
    QVERIFY(events.last().kind == EventKind::Deprecated);
    QVERIFY(events.last().date > events.at(events.size() - 2).date);
}

void tst_LibraryRegistrations::theReasonIsTheMessage()
{
    QVERIFY(library().deregister(u"churn"_s, u"v1.0.0"_s, u"Leak found"_s));
    QCOMPARE(library().history(u"churn"_s).value().last().message, u"Leak found"_s);
}

QTEST_GUILESS_MAIN(tst_LibraryRegistrations)
#include "tst_libraryregistrations.moc"
