// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_Yaml final : public QObject
{
    Q_OBJECT
private slots:
    void scalarsAreResolvedAsInTheCoreSchema();
    void whatIsWrittenIsReadBack();
    void settingAKeyKeepsEveryOtherByte();
    void removingAndAppendingAKey();
    void nestedKeysAreSetInPlace_data();
    void nestedKeysAreSetInPlace();
    void nestedKeysAreRemoved();
    void faultsNameTheirLine();
    void bombsAreRefused();
};

void tst_Yaml::scalarsAreResolvedAsInTheCoreSchema()
{
    const auto parsed = yaml::parse("a: 1\nb: 1.5\nc: yes\nd: true\ne: ~\nf: '1'\ng: 1e-3\nh: 0x\n");
    QVERIFY(parsed);
    const QJsonObject expected{
        {u"a"_s, 1},      {u"b"_s, 1.5},   {u"c"_s, u"yes"_s}, {u"d"_s, true}, {u"e"_s, QJsonValue::Null},
        {u"f"_s, u"1"_s}, {u"g"_s, 0.001}, {u"h"_s, u"0x"_s}};
    QCOMPARE(parsed->toObject(), expected);
}

void tst_Yaml::whatIsWrittenIsReadBack()
{
    const QJsonObject value{{u"text"_s, u"two\nlines\n"_s},
                            {u"looks"_s, u"true"_s},
                            {u"number"_s, qint64(9007199254740993)},
                            {u"list"_s, QJsonArray{1, u"- x"_s, QJsonArray{}}},
                            {u"colon"_s, u"a: b # c"_s},
                            {u"empty"_s, u""_s},
                            {u"real"_s, 0.1}};
    const auto read = yaml::parse(yaml::write(value));
    QVERIFY(read);
    QCOMPARE(read->toObject(), value);
}

void tst_Yaml::settingAKeyKeepsEveryOtherByte()
{
    const QByteArray before =
        "# ours\ntitle:   Old   # keep the words\nlabels:\n  - a\n  - b\n\n# about z\nz: {x: 1}\n";
    const auto after = yaml::withKey(before, u"labels"_s, QJsonArray{u"c"_s});
    QVERIFY2(after.has_value(), after ? "" : qPrintable(after.error().message));
    QCOMPARE(*after,
             QByteArray("# ours\ntitle:   Old   # keep the words\nlabels:\n  - c\n\n# about z\nz: {x: 1}\n"));
}

void tst_Yaml::removingAndAppendingAKey()
{
    QCOMPARE(*yaml::withKey("a: 1\nb: 2\n", u"a"_s, QJsonValue(QJsonValue::Undefined)), "b: 2\n");
    QCOMPARE(*yaml::withKey("a: 1", u"b"_s, 2), "a: 1\nb: 2\n");
    QCOMPARE(*yaml::withKey("", u"a"_s, u"x"_s), "a: x\n");
}

void tst_Yaml::nestedKeysAreSetInPlace_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("a value with its neighbours and comments")
        << "# top\nartifacts:\n  # ours\n  churn:\n    type: model # GTO's\n    path: a.pkl\n    desc: x\n\n "
           " "
           "# theirs\n  other: {path: b}\n\n# end\nstages: {}\n"_ba
        << u"artifacts.churn.path"_s
        << "# top\nartifacts:\n  # ours\n  churn:\n    type: model # GTO's\n    path: new\n    desc: x\n\n  "
           "# theirs\n  other: {path: b}\n\n# end\nstages: {}\n"_ba;
    QTest::newRow("the last key of the last mapping")
        << "a:\n    b:\n        path: x"_ba << u"a.b.path"_s << "a:\n    b:\n        path: new\n"_ba;
    QTest::newRow("a missing key goes behind its neighbours, before the comments")
        << "a:\n  b:\n    type: m\n\n# about c\nc: 1\n"_ba << u"a.b.path"_s
        << "a:\n  b:\n    type: m\n    path: new\n\n# about c\nc: 1\n"_ba;
    QTest::newRow("a missing mapping")
        << "a:\n  c: {}\nz: 1\n"_ba << u"a.b.path"_s << "a:\n  c: {}\n  b:\n    path: new\nz: 1\n"_ba;
    QTest::newRow("all of it missing")
        << "z: 1\n"_ba << u"a.b.path"_s << "z: 1\na:\n  b:\n    path: new\n"_ba;
    QTest::newRow("an empty document") << ""_ba << u"a.b"_s << "a:\n  b: new\n"_ba;
    QTest::newRow("a mapping without content")
        << "a:\n# about z\nz: 1\n"_ba << u"a.b"_s << "a:\n  b: new\n# about z\nz: 1\n"_ba;
    QTest::newRow("a mapping in braces is written anew")
        << "a: {b: {type: m, path: x}, c: 2}\nz: 1\n"_ba << u"a.b.path"_s
        << "a:\n  b:\n    path: new\n    type: m\n  c: 2\nz: 1\n"_ba;
    QTest::newRow("text of several lines is replaced whole")
        << "a:\n  b: |\n    one\n    # not a comment\n  c: 1\n"_ba << u"a.b"_s << "a:\n  b: new\n  c: 1\n"_ba;
}

void tst_Yaml::nestedKeysAreSetInPlace()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, path);
    const auto after = yaml::withPath(before, path.split(u'.'), u"new"_s);
    QVERIFY2(after.has_value(), after ? "" : qPrintable(after.error().message));
    QTEST(*after, "after");
}

void tst_Yaml::nestedKeysAreRemoved()
{
    const QJsonValue nothing(QJsonValue::Undefined);
    QCOMPARE(*yaml::withPath("a:\n  b: 1\n  c: 2\n", {u"a"_s, u"b"_s}, nothing), "a:\n  c: 2\n");
    QCOMPARE(*yaml::withPath("a:\n  b: 1\nz: 2\n", {u"a"_s, u"b"_s}, nothing), "a: {}\nz: 2\n");
    QCOMPARE(*yaml::withPath("a: 1\n", {u"x"_s, u"b"_s}, nothing), "a: 1\n");
    QCOMPARE(yaml::withPath("[1]", {u"x"_s}, 1).error().code, Error::Code::InvalidArgument);
}

void tst_Yaml::faultsNameTheirLine()
{
    const auto parsed = yaml::parse("a: 1\nb: [1, 2\nc: 3\n");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, Error::Code::InvalidArgument);
    QVERIFY2(parsed.error().message.contains(u"line 3"_s), qPrintable(parsed.error().message));
}

void tst_Yaml::bombsAreRefused()
{
    QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const QByteArray last = "*a" + QByteArray::number(i - 1);
        bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [";
        for (int j = 0; j < 10; ++j)
            bomb += (j ? ", " : "") + last;
        bomb += "]\n";
    }
    QVERIFY(!yaml::parse(bomb));
    QVERIFY(!yaml::parse("x: " + QByteArray(10'000'001, 'y')));
    QVERIFY(!yaml::parse(QByteArray(200, '[') + QByteArray(200, ']')));
}

QTEST_GUILESS_MAIN(tst_Yaml)
#include "tst_yaml.moc"
