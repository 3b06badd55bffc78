// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/registrystate.h"

#include <QTest>
#include <QTimeZone>

using namespace vitrine::registry;
using namespace Qt::StringLiterals;

namespace {

const QDateTime epoch(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC);

// "churn@v1.0.0 A 10": tag, commit, minutes after the epoch; a leading "~" makes the tag lightweight.
QList<TagRecord> tags(const QStringList &lines)
{
    QList<TagRecord> records;
    for (const QString &line : lines) {
        const QStringList parts = line.split(u' ');
        TagRecord tag;
        tag.lightweight = parts.at(0).startsWith(u'~');
        tag.name = tag.lightweight ? parts.at(0).mid(1) : parts.at(0);
        tag.parsed = GtoTag::parse(tag.name).value();
        tag.commit = QString(40, parts.at(1).at(0).toLower());
        tag.date = epoch.addSecs(60 * parts.at(2).toInt());
        tag.author = u"Ada"_s;
        tag.message = parts.size() > 3 ? parts.mid(3).join(u' ') : defaultMessage(tag.parsed, u"v1"_s);
        records.append(tag);
    }
    return records;
}

QString printed(const QMap<QString, QStringList> &holders)
{
    QStringList parts;
    for (auto it = holders.begin(); it != holders.end(); ++it)
        parts.append(it.key() + u'=' + it.value().join(u','));
    return parts.join(u' ');
}

QString printed(const QList<VersionRecord> &versions)
{
    QStringList parts;
    for (const VersionRecord &version : versions) {
        parts.append(version.name + (version.registered ? QString() : u"?"_s) +
                     (version.deregistered ? u"!"_s : QString()) +
                     (version.lightweight ? u"~"_s : QString()) +
                     (version.stages.isEmpty() ? QString() : u'[' + version.stages.join(u',') + u']'));
    }
    return parts.join(u' ');
}

QString printed(const QList<StageInterval> &intervals)
{
    QStringList parts;
    for (const StageInterval &interval : intervals) {
        const QString end =
            interval.end.isNull() ? u"now"_s : QString::number(epoch.secsTo(interval.end) / 60);
        parts.append(u"%1:%2 %3-%4%5"_s.arg(interval.stage, interval.version)
                         .arg(epoch.secsTo(interval.begin) / 60)
                         .arg(end, interval.rolledBackTo ? u" back"_s : QString()));
    }
    return parts.join(u"; "_s);
}

} // namespace

class tst_RegistryState final : public QObject
{
    Q_OBJECT
private slots:
    void statesFollowTheTags_data();
    void statesFollowTheTags();
    void intervalsTellWhoWasWhereWhen_data();
    void intervalsTellWhoWasWhereWhen();
    void tiesWithinOneSecondGoByCounterThenName();
    void theOrderOfTheListDoesNotMatter();
    void countersGoOnFromTheHighestOfAnyKind();
    void defaultMessagesAreLeftOutAndOthersKept();
    void severalVersionsPerStageAreKeptWhenTheRulesSaySo();
    void theGreatestVersionHoldsTheStageWhenTheRulesSaySo();
    void latestGoesByTimeAndGreatestByVersion();
    void modelsOfDifferentDirectoriesAreDifferent();
    void tenThousandEventsAreReplayedInOrder();
};

void tst_RegistryState::statesFollowTheTags_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("versions");
    QTest::addColumn<QString>("holders");
    QTest::newRow("registered") << QStringList{u"m@v1.0.0 A 0"_s, u"m@v1.1.0 B 1"_s} << u"v1.1.0 v1.0.0"_s
                                << u""_s;
    QTest::newRow("deregistered") << QStringList{u"m@v1.0.0 A 0"_s, u"m@v1.0.0! A 1"_s} << u"v1.0.0!"_s
                                  << u""_s;
    QTest::newRow("registered again")
        << QStringList{u"m@v1.0.0 A 0"_s, u"m@v1.0.0! A 1"_s, u"m@v1.0.0#2 A 2"_s} << u"v1.0.0"_s << u""_s;
    QTest::newRow("assigned") << QStringList{u"m@v1.0.0 A 0"_s, u"m#prod#1 A 1"_s, u"m#dev#2 A 2"_s}
                              << u"v1.0.0[dev,prod]"_s << u"dev=v1.0.0 prod=v1.0.0"_s;
    QTest::newRow("without counter") << QStringList{u"m@v1.0.0 A 0"_s, u"m#prod A 1"_s} << u"v1.0.0[prod]"_s
                                     << u"prod=v1.0.0"_s;
    QTest::newRow("rolled back") << QStringList{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s, u"m#prod#1 A 2"_s,
                                                u"m#prod#2 B 3"_s, u"m#prod#3 A 4"_s}
                                 << u"v2.0.0 v1.0.0[prod]"_s << u"prod=v1.0.0"_s;
    QTest::newRow("unassigned") << QStringList{u"m@v1.0.0 A 0"_s, u"m#prod#1 A 1"_s, u"m#prod!#2 A 2"_s}
                                << u"v1.0.0"_s << u""_s;
    QTest::newRow("the one before is in the stage again")
        << QStringList{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s, u"m#prod#1 A 2"_s, u"m#prod#2 B 3"_s,
                       u"m#prod!#3 B 4"_s}
        << u"v2.0.0 v1.0.0[prod]"_s << u"prod=v1.0.0"_s;
    QTest::newRow("unassigning one that is not in it changes nothing")
        << QStringList{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s, u"m#prod#1 A 2"_s, u"m#prod#2 B 3"_s,
                       u"m#prod!#3 A 4"_s}
        << u"v2.0.0[prod] v1.0.0"_s << u"prod=v2.0.0"_s;
    QTest::newRow("a deregistered version leaves its stage")
        << QStringList{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s, u"m#prod#1 A 2"_s, u"m#prod#2 B 3"_s,
                       u"m@v2.0.0! B 4"_s}
        << u"v2.0.0! v1.0.0[prod]"_s << u"prod=v1.0.0"_s;
    QTest::newRow("a commit with stage tags only")
        << QStringList{u"m#prod#1 C 1"_s} << u"cccccccccc?[prod]"_s << u"prod=cccccccccc"_s;
    QTest::newRow("registered after it was assigned")
        << QStringList{u"m#prod#1 C 1"_s, u"m@v1.0.0 C 5"_s} << u"v1.0.0[prod]"_s << u"prod=v1.0.0"_s;
    QTest::newRow("two versions of one commit: the last that is registered")
        << QStringList{u"m@v1.0.0 A 0"_s, u"m@v1.0.1 A 1"_s, u"m#prod#1 A 2"_s} << u"v1.0.1[prod] v1.0.0"_s
        << u"prod=v1.0.1"_s;
    QTest::newRow("lightweight tags have no effect")
        << QStringList{u"m@v1.0.0 A 0"_s, u"~m@v2.0.0 B 1"_s, u"~m#prod#1 B 2"_s} << u"v2.0.0?~ v1.0.0"_s
        << u""_s;
    QTest::newRow("a lightweight tag does not hide an annotated one")
        << QStringList{u"~m@v1.0.0#2 B 0"_s, u"m@v1.0.0 A 1"_s, u"~m@v1.0.0#3 B 2"_s} << u"v1.0.0"_s << u""_s;
    QTest::newRow("deregistered without a registration")
        << QStringList{u"m@v1.0.0! A 0"_s} << u"v1.0.0!"_s << u""_s;
    QTest::newRow("nothing but created") << QStringList{u"m@created A 0"_s} << u""_s << u""_s;
}

void tst_RegistryState::statesFollowTheTags()
{
    QFETCH(QStringList, lines);
    const ModelState state = modelState(u"m"_s, tags(lines));
    QTEST(printed(state.versions), "versions");
    QTEST(printed(state.holders), "holders");
}

void tst_RegistryState::intervalsTellWhoWasWhereWhen_data()
{
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("intervals");
    const QStringList two{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s};
    QTest::newRow("rollback") << two + QStringList{u"m#prod#1 A 2"_s, u"m#prod#2 B 3"_s, u"m#prod#3 A 4"_s}
                              << u"prod:v1.0.0 2-3; prod:v2.0.0 3-4; prod:v1.0.0 4-now back"_s;
    QTest::newRow("forward again") << two +
                                          QStringList{u"m#prod#1 B 2"_s, u"m#prod#2 A 3"_s, u"m#prod#3 B 4"_s}
                                   << u"prod:v2.0.0 2-3; prod:v1.0.0 3-4 back; prod:v2.0.0 4-now"_s;
    QTest::newRow("assigned twice is one stretch")
        << two + QStringList{u"m#prod#1 A 2"_s, u"m#prod#2 A 3"_s} << u"prod:v1.0.0 2-now"_s;
    QTest::newRow("emptied") << two + QStringList{u"m#prod#1 A 2"_s, u"m#prod!#2 A 5"_s}
                             << u"prod:v1.0.0 2-5"_s;
    QTest::newRow("deregistered and back")
        << two + QStringList{u"m#prod#1 A 2"_s, u"m@v1.0.0! A 5"_s, u"m@v1.0.0#3 A 7"_s}
        << u"prod:v1.0.0 2-5; prod:v1.0.0 7-now"_s;
    QTest::newRow("stages by name") << two + QStringList{u"m#prod#1 A 2"_s, u"m#dev#2 B 3"_s}
                                    << u"dev:v2.0.0 3-now; prod:v1.0.0 2-now"_s;
}

void tst_RegistryState::intervalsTellWhoWasWhereWhen()
{
    QFETCH(QStringList, lines);
    QTEST(printed(modelState(u"m"_s, tags(lines)).intervals), "intervals");
}

void tst_RegistryState::tiesWithinOneSecondGoByCounterThenName()
{
    const QStringList same{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 0"_s, u"m#prod#10 A 5"_s, u"m#prod#9 B 5"_s};
    QCOMPARE(printed(modelState(u"m"_s, tags(same)).holders), u"prod=v1.0.0"_s);
    const QStringList cancelled{u"m@v1.0.0! A 0"_s, u"m@v1.0.0 A 0"_s};
    QCOMPARE(printed(modelState(u"m"_s, tags(cancelled)).versions), u"v1.0.0!"_s);
    QCOMPARE(modelState(u"m"_s, tags({u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 0"_s})).latest, u"v2.0.0"_s);
}

void tst_RegistryState::theOrderOfTheListDoesNotMatter()
{
    QStringList lines{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s,  u"m#prod#1 A 2"_s,
                      u"m#prod#2 B 3"_s, u"m#prod!#3 B 4"_s, u"m@v1.0.0! A 5"_s};
    const ModelState expected = modelState(u"m"_s, tags(lines));
    std::sort(lines.begin(), lines.end());
    do {
        const ModelState state = modelState(u"m"_s, tags(lines));
        QCOMPARE(state.events, expected.events);
        QCOMPARE(state.intervals, expected.intervals);
        QCOMPARE(state.holders, expected.holders);
    } while (std::next_permutation(lines.begin(), lines.end()));
}

void tst_RegistryState::countersGoOnFromTheHighestOfAnyKind()
{
    QCOMPARE(modelState(u"m"_s, tags({u"m@v1.0.0 A 0"_s})).nextCounter, 1);
    QCOMPARE(
        modelState(u"m"_s, tags({u"m#prod#3 A 0"_s, u"m@v1.0.0#7 A 1"_s, u"~m#dev#8 A 2"_s})).nextCounter, 9);
}

void tst_RegistryState::defaultMessagesAreLeftOutAndOthersKept()
{
    const ModelState state =
        modelState(u"m"_s, tags({u"m@v1.0.0 A 0"_s, u"m#prod#1 A 1 The spring data is in\n"_s}));
    QCOMPARE(state.events.at(0).message, QString());
    QCOMPARE(state.versions.at(0).message, QString());
    QCOMPARE(state.events.at(1).message, u"The spring data is in"_s);
}

void tst_RegistryState::severalVersionsPerStageAreKeptWhenTheRulesSaySo()
{
    const QStringList lines{u"m@v1.0.0 A 0"_s, u"m@v2.0.0 B 1"_s, u"m@v3.0.0 C 2"_s,
                            u"m#prod#1 A 3"_s, u"m#prod#2 C 4"_s, u"m#prod#3 B 5"_s};
    StageRules rules;
    rules.versionsPerStage = 2;
    QCOMPARE(printed(modelState(u"m"_s, tags(lines), rules).holders), u"prod=v2.0.0,v3.0.0"_s);
    QCOMPARE(printed(modelState(u"m"_s, tags(lines), rules).intervals),
             u"prod:v1.0.0 3-5; prod:v3.0.0 4-now; prod:v2.0.0 5-now"_s);
    rules.versionsPerStage = -1;
    QCOMPARE(printed(modelState(u"m"_s, tags(lines), rules).holders), u"prod=v2.0.0,v3.0.0,v1.0.0"_s);
}

void tst_RegistryState::theGreatestVersionHoldsTheStageWhenTheRulesSaySo()
{
    StageRules rules;
    rules.greatestFirst = true;
    const QStringList lines{u"m@v1.0.0 A 0"_s, u"m@v10.0.0 B 1"_s, u"m#prod#1 B 3"_s, u"m#prod#2 A 4"_s,
                            u"m#prod#3 D 5"_s};
    QCOMPARE(printed(modelState(u"m"_s, tags(lines), rules).holders), u"prod=v10.0.0"_s);
}

void tst_RegistryState::latestGoesByTimeAndGreatestByVersion()
{
    const ModelState state = modelState(u"m"_s, tags({u"m@v2.0.0 A 0"_s, u"m@v1.9.9 B 1"_s, u"m@v9.0.0 C 2"_s,
                                                      u"m@v9.0.0! C 3"_s, u"~m@v10.0.0 D 4"_s}));
    QCOMPARE(state.latest, u"v1.9.9"_s);
    QCOMPARE(state.greatest, u"v2.0.0"_s);
}

void tst_RegistryState::modelsOfDifferentDirectoriesAreDifferent()
{
    const auto states = registryState(
        tags({u"a=m@v1.0.0 A 0"_s, u"b=m@v2.0.0 B 1"_s, u"m@v3.0.0 C 2"_s, u"m@deprecated C 3"_s}));
    QCOMPARE(states.keys(), QStringList({u"a:m"_s, u"b:m"_s, u"m"_s}));
    QVERIFY(states.value(u"m"_s).deprecated);
    QVERIFY(!states.value(u"a:m"_s).deprecated);
}

void tst_RegistryState::tenThousandEventsAreReplayedInOrder()
{
    QList<TagRecord> records;
    for (int i = 0; i < 5000; ++i) {
        TagRecord tag;
        tag.parsed = {GtoTag::Kind::Register, u"m"_s, u"v0.0.%1"_s.arg(i), {}, 0};
        tag.name = tag.parsed.text();
        tag.commit = u"%1"_s.arg(i, 40, 16, QChar(u'0'));
        tag.date = epoch.addSecs(2 * i);
        records.append(tag);
        tag.parsed = {GtoTag::Kind::Assign, u"m"_s, {}, u"prod"_s, i + 1};
        tag.name = tag.parsed.text();
        tag.date = epoch.addSecs(2 * i + 1);
        records.append(tag);
    }
    const ModelState state = modelState(u"m"_s, records);
    QCOMPARE(state.intervals.size(), 5000);
    QCOMPARE(state.holders.value(u"prod"_s), QStringList{u"v0.0.4999"_s});
    QCOMPARE(state.intervals.at(17).end, state.intervals.at(18).begin);
}

QTEST_GUILESS_MAIN(tst_RegistryState)
#include "tst_registrystate.moc"
