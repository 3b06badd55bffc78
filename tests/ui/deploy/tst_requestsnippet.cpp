// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/requestsnippet.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_RequestSnippet final : public QObject
{
    Q_OBJECT
private slots:
    void theBodyKeepsTheOrderAndTheTypesOfThePrototype();
    void whatIsNoNumberIsSentAsTyped();
    void everySnippetNamesTheAddressAndTheRow_data();
    void everySnippetNamesTheAddressAndTheRow();
    void quotesInValuesSurviveTheShell();
};

namespace {

format::Prototype prototype()
{
    format::Prototype prototype;
    prototype.columns = {{u"wind"_s, format::ColumnType::Number, {}, {}, {}, {}},
                         {u"day"_s, format::ColumnType::Integer, {}, {}, {}, {}},
                         {u"sky"_s, format::ColumnType::Category, {u"sun"_s, u"fog"_s}, {}, {}, {}},
                         {u"dry"_s, format::ColumnType::Boolean, {}, {}, {}, {}}};
    return prototype;
}

} // namespace

void tst_RequestSnippet::theBodyKeepsTheOrderAndTheTypesOfThePrototype()
{
    const QByteArray body = ui::requestBody(
        prototype(),
        {{u"sky"_s, u"fog"_s}, {u"wind"_s, u" 4.75 "_s}, {u"day"_s, u"161"_s}, {u"dry"_s, u"true"_s}});
    QCOMPARE(body, R"([{"wind": 4.75, "day": 161, "sky": "fog", "dry": true}])");
}

void tst_RequestSnippet::whatIsNoNumberIsSentAsTyped()
{
    const QByteArray body = ui::requestBody(prototype(), {{u"wind"_s, u"strong"_s}, {u"day"_s, u""_s}});
    QCOMPARE(body, R"([{"wind": "strong", "day": null, "sky": null, "dry": null}])");
}

void tst_RequestSnippet::everySnippetNamesTheAddressAndTheRow_data()
{
    QTest::addColumn<int>("client");
    QTest::newRow("curl") << int(ui::Client::Curl);
    QTest::newRow("Python") << int(ui::Client::Python);
    QTest::newRow("R") << int(ui::Client::R);
}

void tst_RequestSnippet::everySnippetNamesTheAddressAndTheRow()
{
    QFETCH(int, client);
    const QString code = ui::requestSnippet(static_cast<ui::Client>(client),
                                            QUrl(u"http://127.0.0.1:8123/"_s), "[{\"a\": 1}]");
    QVERIFY2(code.contains(u"http://127.0.0.1:8123/predict"_s), qPrintable(code));
    QVERIFY(code.contains(u"[{\"a\": 1}]"_s));
}

void tst_RequestSnippet::quotesInValuesSurviveTheShell()
{
    const QString code =
        ui::requestSnippet(ui::Client::Curl, QUrl(u"http://127.0.0.1:1"_s), "[{\"a\": \"it's\"}]");
    QVERIFY2(code.contains(u"it'\\''s"_s), qPrintable(code));
}

QTEST_GUILESS_MAIN(tst_RequestSnippet)
#include "tst_requestsnippet.moc"
