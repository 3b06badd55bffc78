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
