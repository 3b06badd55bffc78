// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/prototype.h"

#include "tests/support/shareddata.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace vitrine;
using namespace vitrine::format;
using namespace Qt::StringLiterals;

namespace {

Column column(const QString &name, ColumnType type, const QStringList &levels = {},
              const QJsonValue &example = QJsonValue::Undefined)
{
    Column made;
    made.name = name;
    made.type = type;
    made.levels = levels;
    made.example = example;
    return made;
}

QString printed(const Prototype &prototype)
{
    QStringList columns;
    for (const Column &each : prototype.columns) {
        QString text = each.name + u':' + columnTypeName(each.type);
        if (!each.levels.isEmpty())
            text += u'[' + each.levels.join(u',') + u']';
        columns.append(text);
    }
    return columns.join(u' ');
}

} // namespace

class tst_Prototype final : public QObject
{
    Q_OBJECT
private slots:
    void everyTypeNameIsReadBack();
    void theListOfModelYamlIsReadBack();
    void aListWithFaultsIsRefusedByName_data();
    void aListWithFaultsIsRefusedByName();
    void vetiversDocumentForPythonKeepsTheModelsOrder();
    void vetiversDocumentForRNamesRsTypes();
    void foreignDocumentsAreRead_data();
    void foreignDocumentsAreRead();
    void badDocumentsAreRefused_data();
    void badDocumentsAreRefused();
    void documentsOfRealServersAreReadAndWrittenAlike();
    void changesAreJudgedByWhatClientsSend_data();
    void changesAreJudgedByWhatClientsSend();
};

void tst_Prototype::everyTypeNameIsReadBack()
{
    for (const ColumnType type :
         {ColumnType::Number, ColumnType::Integer, ColumnType::String, ColumnType::Boolean, ColumnType::Date,
          ColumnType::DateTime, ColumnType::Category, ColumnType::OrderedCategory})
        QCOMPARE(columnType(columnTypeName(type)).value(), type);
    QCOMPARE(columnType(u"float64"_s).error().code, Error::Code::InvalidArgument);
}

void tst_Prototype::theListOfModelYamlIsReadBack()
{
    Prototype prototype{{column(u"tmax"_s, ColumnType::Number, {}, 12.5),
                         column(u"sky"_s, ColumnType::Category, {u"sun"_s, u"rain"_s})}};
    prototype.columns[0].unit = u"°C"_s;
    prototype.columns[0].description = u"today's maximum"_s;
    QCOMPARE(prototypeFromList(toList(prototype)).value(), prototype);
    QVERIFY(prototypeFromList(QJsonValue::Undefined).value().isEmpty());
}

void tst_Prototype::aListWithFaultsIsRefusedByName_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("names");
    QTest::newRow("no name") << QByteArray(R"([{"type":"number"}])") << u"Column 1"_s;
    QTest::newRow("no type") << QByteArray(R"([{"name":"wind"}])") << u"wind"_s;
    QTest::newRow("unknown type") << QByteArray(R"([{"name":"wind","type":"decimal"}])") << u"decimal"_s;
    QTest::newRow("twice") << QByteArray(
                                  R"([{"name":"wind","type":"number"},{"name":"wind","type":"number"}])")
                           << u"twice"_s;
    QTest::newRow("levels") << QByteArray(R"([{"name":"sky","type":"category","levels":"sun"}])") << u"sky"_s;
}

void tst_Prototype::aListWithFaultsIsRefusedByName()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, names);
    const auto prototype = prototypeFromList(QJsonDocument::fromJson(json).array());
    QVERIFY(!prototype);
    QCOMPARE(prototype.error().code, Error::Code::InvalidArgument);
    QVERIFY2(prototype.error().message.contains(names), qPrintable(prototype.error().message));
}

void tst_Prototype::vetiversDocumentForPythonKeepsTheModelsOrder()
{
    const Prototype prototype{
        {column(u"wind"_s, ColumnType::Number, {}, 6), column(u"day"_s, ColumnType::Integer, {}, 4),
         column(u"sky"_s, ColumnType::Category, {u"sun"_s}), column(u"wet"_s, ColumnType::Boolean)}};
    QCOMPARE(toVetiverPython(prototype),
             R"({"properties":{"wind":{"example":6.0,"type":"number"},"day":{"example":4,"type":"integer"},)"
             R"("sky":{"example":"sun","type":"string"},"wet":{"example":false,"type":"boolean"}},)"
             R"("required":["wind","day","sky","wet"],"title":"prototype","type":"object"})");
}

void tst_Prototype::vetiversDocumentForRNamesRsTypes()
{
    const Prototype prototype{{column(u"wind"_s, ColumnType::Number, {}, 108),
                               column(u"sky"_s, ColumnType::OrderedCategory, {u"sun"_s, u"rain"_s}),
                               column(u"at"_s, ColumnType::DateTime),
                               column(u"wet"_s, ColumnType::Boolean, {}, true)}};
    QCOMPARE(toVetiverR(prototype),
             R"({"wind":{"type":"numeric","example":"108","details":[]},)"
             R"("sky":{"type":"ordered","example":null,"details":{"levels":["sun","rain"]}},)"
             R"("at":{"type":"POSIXct","example":null,"details":{"tzone":"UTC"}},)"
             R"("wet":{"type":"logical","example":"TRUE","details":[]}})");
}

void tst_Prototype::foreignDocumentsAreRead_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("columns");
    QTest::newRow("python, out of alphabetical order")
        << QByteArray(
               R"({"title":"prototype","properties":{"z":{"example":1.0,"type":"number"},"a":{"example":1,"type":"integer"}}})")
        << u"z:number a:integer"_s;
    QTest::newRow("map of examples")
        << QByteArray(R"({"mpg": 21.0, "cyl": 6, "name": "Mazda", "am": true, "wt": NaN, "e": 1e3})")
        << u"mpg:number cyl:integer name:string am:boolean wt:number e:number"_s;
    QTest::newRow("cereal")
        << QByteArray(
               R"({"type":{"type":"factor","example":"Condo","details":{"levels":["Condo","House"]}},"n":{"type":"integer","example":"2","details":[]}})")
        << u"type:category[Condo,House] n:integer"_s;
    QTest::newRow("ours")
        << QByteArray(R"([{"name":"b","type":"date"},{"name":"a","type":"ordered","levels":["x"]}])")
        << u"b:date a:ordered[x]"_s;
    QTest::newRow("hostile keys") << QByteArray(R"({"a\"b,{": 1, "c": "}, \"d\": 2"})")
                                  << u"a\"b,{:integer c:string"_s;
    QTest::newRow("column named properties")
        << QByteArray(R"({"properties": 1.5})") << u"properties:number"_s;
}

void tst_Prototype::foreignDocumentsAreRead()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, columns);
    const auto prototype = prototypeFromJson(json);
    QVERIFY2(prototype, prototype ? "" : qPrintable(prototype.error().message));
    QCOMPARE(printed(*prototype), columns);
}

void tst_Prototype::badDocumentsAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("cut") << QByteArray(R"({"properties":{"a":{"exa)");
    QTest::newRow("text") << QByteArray("prototype");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("string") << QByteArray(R"("a")");
    QTest::newRow("nested example") << QByteArray(R"({"a":{"b":1}})");
    QTest::newRow("property is no object") << QByteArray(R"({"properties":{"a":1}})");
}

void tst_Prototype::badDocumentsAreRefused()
{
    QFETCH(QByteArray, json);
    const auto prototype = prototypeFromJson(json);
    QVERIFY(!prototype);
    QCOMPARE(prototype.error().code, Error::Code::InvalidArgument);
}

void tst_Prototype::documentsOfRealServersAreReadAndWrittenAlike()
{
    VT_NEED_SHARED(path, u"rest/vetiver_transcripts.jsonl"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    int seen = 0;
    while (!file.atEnd()) {
        const QJsonObject exchange = QJsonDocument::fromJson(file.readLine()).object();
        if (!exchange.value(u"path").toString().endsWith(u"/prototype") ||
            exchange.value(u"status").toInt() != 200)
            continue;
        const QByteArray document = exchange.value(u"response").toString().toUtf8();
        const auto prototype = prototypeFromJson(document);
        QVERIFY2(prototype, document.constData());
        const bool r = exchange.value(u"server").toString().startsWith(u"r:");
        QCOMPARE(r ? toVetiverR(*prototype) : toVetiverPython(*prototype), document);
        ++seen;
    }
    QVERIFY(seen >= 5);
}

void tst_Prototype::changesAreJudgedByWhatClientsSend_data()
{
    QTest::addColumn<Prototype>("before");
    QTest::addColumn<Prototype>("after");
    QTest::addColumn<QString>("summary");
    const Column a = column(u"a"_s, ColumnType::Number);
    const Column b = column(u"b"_s, ColumnType::Integer);
    const Column bReal = column(u"b"_s, ColumnType::Number);
    const Column sky = column(u"sky"_s, ColumnType::Category, {u"sun"_s, u"rain"_s});
    const Column skySnow = column(u"sky"_s, ColumnType::Category, {u"sun"_s, u"rain"_s, u"snow"_s});
    const Column skyAny = column(u"sky"_s, ColumnType::Category);
    const Column skyText = column(u"sky"_s, ColumnType::String);
    QTest::newRow("same") << Prototype{{a, b}} << Prototype{{a, b}} << u"compatible: no column changes"_s;
    QTest::newRow("order") << Prototype{{a, b}} << Prototype{{b, a}} << u"compatible: no column changes"_s;
    QTest::newRow("added") << Prototype{{a}} << Prototype{{a, b}} << u"breaking: needs the new column b"_s;
    QTest::newRow("removed") << Prototype{{a, b}} << Prototype{{a}}
                             << u"compatible: no longer needs the column b"_s;
    QTest::newRow("integer to number")
        << Prototype{{b}} << Prototype{{bReal}} << u"compatible: takes b as number instead of integer"_s;
    QTest::newRow("number to integer")
        << Prototype{{bReal}} << Prototype{{b}} << u"breaking: takes b as integer instead of number"_s;
    QTest::newRow("level added") << Prototype{{sky}} << Prototype{{skySnow}}
                                 << u"compatible: also accepts snow as sky"_s;
    QTest::newRow("level gone") << Prototype{{skySnow}} << Prototype{{sky}}
                                << u"breaking: no longer accepts snow as sky"_s;
    QTest::newRow("any level") << Prototype{{sky}} << Prototype{{skyAny}}
                               << u"compatible: accepts any value of sky"_s;
    QTest::newRow("levels fixed") << Prototype{{skyAny}} << Prototype{{sky}}
                                  << u"breaking: accepts only sun, rain as sky"_s;
    QTest::newRow("category to text") << Prototype{{sky}} << Prototype{{skyText}}
                                      << u"compatible: takes sky as string instead of category"_s;
    QTest::newRow("text to category")
        << Prototype{{skyText}} << Prototype{{sky}} << u"breaking: takes sky as category instead of string"_s;
    QTest::newRow("worst counts") << Prototype{{a, sky}} << Prototype{{b, skySnow}}
                                  << u"breaking: needs the new column b"_s;
    QTest::newRow("nothing declared")
        << Prototype{{a}} << Prototype{} << u"compatible: accepts any columns"_s;
    QTest::newRow("nothing before") << Prototype{} << Prototype{{a}} << u"breaking: needs the new column a"_s;
}

void tst_Prototype::changesAreJudgedByWhatClientsSend()
{
    QFETCH(Prototype, before);
    QFETCH(Prototype, after);
    QFETCH(QString, summary);
    const PrototypeDifference difference = compare(before, after);
    QCOMPARE(difference.summary(), summary);
    QCOMPARE(difference.verdict == Verdict::Breaking, summary.startsWith(u"breaking"));
}

QTEST_GUILESS_MAIN(tst_Prototype)
#include "tst_prototype.moc"
