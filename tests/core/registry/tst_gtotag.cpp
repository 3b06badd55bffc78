// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/gtotag.h"

#include <QTest>

using namespace vitrine::registry;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(vitrine::registry::GtoTag)

class tst_GtoTag final : public QObject
{
    Q_OBJECT
private slots:
    void tagsAreReadAndWrittenAlike_data();
    void tagsAreReadAndWrittenAlike();
    void otherTagsAreLeftAlone_data();
    void otherTagsAreLeftAlone();
    void aHostileNameTakesNoTime();
    void theDefaultTextsOfGtoAreRecognised();
    void aPersonsTextIsNotTakenForADefault();
    void folderOfAMonorepoModelLiesBelowItsDirectory();
    void namesAreCheckedAtTheEdge();
};

void tst_GtoTag::tagsAreReadAndWrittenAlike_data()
{
    using Kind = GtoTag::Kind;
    QTest::addColumn<QString>("name");
    QTest::addColumn<GtoTag>("tag");
    const auto row = [](const char *name, const GtoTag &tag) {
        QTest::newRow(name) << QString::fromLatin1(name) << tag;
    };
    row("churn@v1.2.3", {Kind::Register, u"churn"_s, u"v1.2.3"_s, {}, 0});
    row("churn@v1.2.3#4", {Kind::Register, u"churn"_s, u"v1.2.3"_s, {}, 4});
    row("churn@v1.2.3-rc.1+b.2", {Kind::Register, u"churn"_s, u"v1.2.3-rc.1+b.2"_s, {}, 0});
    row("churn@v1.2.3!", {Kind::Deregister, u"churn"_s, u"v1.2.3"_s, {}, 0});
    row("churn@v1.2.3!#9", {Kind::Deregister, u"churn"_s, u"v1.2.3"_s, {}, 9});
    row("churn#production#7", {Kind::Assign, u"churn"_s, {}, u"production"_s, 7});
    row("churn#production", {Kind::Assign, u"churn"_s, {}, u"production"_s, 0});
    row("churn#production!#8", {Kind::Unassign, u"churn"_s, {}, u"production"_s, 8});
    row("churn#team/dev-1!", {Kind::Unassign, u"churn"_s, {}, u"team/dev-1"_s, 0});
    row("churn@deprecated", {Kind::Deprecate, u"churn"_s, {}, {}, 0});
    row("churn@deprecated#3", {Kind::Deprecate, u"churn"_s, {}, {}, 3});
    row("churn@created", {Kind::Create, u"churn"_s, {}, {}, 0});
    row("some/dir.x=nlp/churn_2@v0.0.1", {Kind::Register, u"some/dir.x:nlp/churn_2"_s, u"v0.0.1"_s, {}, 0});
    row("a#b#1", {Kind::Assign, u"a"_s, {}, u"b"_s, 1});
    row("X9#prod#2147483647", {Kind::Assign, u"X9"_s, {}, u"prod"_s, 2147483647});
}

void tst_GtoTag::tagsAreReadAndWrittenAlike()
{
    QFETCH(QString, name);
    QFETCH(GtoTag, tag);
    const auto parsed = GtoTag::parse(name);
    QVERIFY(parsed);
    QCOMPARE(*parsed, tag);
    QCOMPARE(parsed->text(), name);
}

void tst_GtoTag::otherTagsAreLeftAlone_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"",
                             "v1.2.3",
                             "churn",
                             "churn@1.2.3",
                             "churn@v1.2",
                             "churn@v01.2.3",
                             "churn@",
                             "churn#",
                             "churn##1",
                             "-churn@v1.0.0",
                             "churn-@v1.0.0",
                             "churn_#prod",
                             "ch urn@v1.0.0",
                             "churn@v1.0.0!!",
                             "churn@deprecated!",
                             "churn@v1.0.0#x",
                             "churn#prod#1#2",
                             "churn@v1.0.0\n",
                             "=churn@v1.0.0",
                             "a=b=churn@v1.0.0",
                             "churn#prod-#1",
                             "ch\xc3\xbcrn@v1.0.0",
                             "churn#prod#99999999999",
                             "release/2024-01"})
        QTest::newRow(name) << QString::fromUtf8(name);
}

void tst_GtoTag::otherTagsAreLeftAlone()
{
    QFETCH(QString, name);
    QVERIFY(!GtoTag::parse(name));
}

void tst_GtoTag::aHostileNameTakesNoTime()
{
    QVERIFY(!GtoTag::parse(QString(100'000, u'a') + u"@"_s));
    QVERIFY(!GtoTag::parse(u"a@v1.0.0-"_s + u"0a."_s.repeated(20'000)));
}

void tst_GtoTag::theDefaultTextsOfGtoAreRecognised()
{
    for (const char *name : {"churn@v1.0.0", "churn@v1.0.0!", "churn#prod#1", "churn#prod!#2",
                             "churn@deprecated", "some/dir=churn@created"}) {
        const GtoTag tag = GtoTag::parse(QString::fromLatin1(name)).value();
        QVERIFY2(isDefaultMessage(defaultMessage(tag, u"v1.0.0"_s) + u'\n'), name);
    }
    QVERIFY(isDefaultMessage(u"Unassigning stage prod from artifact churn version v1.0.0"_s));
    QVERIFY(isDefaultMessage(u"Deprecating artifact churn"_s));
    QVERIFY(isDefaultMessage(u"Registering object churn version v1.0.0"_s));
    QVERIFY(isDefaultMessage(u"Assigning stage prod to artifact churn commit 0123456789"_s));
}

void tst_GtoTag::aPersonsTextIsNotTakenForADefault()
{
    QVERIFY(!isDefaultMessage(u"Registering artifact churn version v1.0.0 again, with the repaired data"_s));
    QVERIFY(!isDefaultMessage(u"Deprecating artifact, nobody uses it"_s));
    QVERIFY(!isDefaultMessage({}));
}

void tst_GtoTag::folderOfAMonorepoModelLiesBelowItsDirectory()
{
    QCOMPARE(ModelName::of(u"churn"_s).folder(), u"models/churn"_s);
    QCOMPARE(ModelName::of(u"teams/a:churn"_s).folder(), u"teams/a/models/churn"_s);
}

void tst_GtoTag::namesAreCheckedAtTheEdge()
{
    for (const auto &name : {u"a"_s, u"churn"_s, u"nlp/churn-2_x"_s, u"some.dir/x:churn"_s})
        QVERIFY2(isFullName(name), qPrintable(name));
    for (const auto &name :
         {u""_s, u"a b"_s, u"-a"_s, u"a-"_s, u"../a"_s, u"a@b"_s, u"a#b"_s, u"a\n"_s, u"a:b:c"_s})
        QVERIFY2(!isFullName(name), qPrintable(name));
    QVERIFY(isStageName(u"production"_s));
    QVERIFY(!isStageName(u"dir:production"_s));
    QVERIFY(!isStageName(u"prod!"_s));
}

QTEST_GUILESS_MAIN(tst_GtoTag)
#include "tst_gtotag.moc"
