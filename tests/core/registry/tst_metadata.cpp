// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/metadata.h"

#include <QJsonArray>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;

namespace {

const QByteArray whole = "# Who keeps this model: the weather desk\n"
                         "title: Tomorrow's maximum   # shown in the table\n"
                         "description: |\n"
                         "  Predicts tomorrow's maximum temperature.\n"
                         "\n"
                         "  From today's observations.\n"
                         "type: regression\n"
                         "labels: [weather, seattle]\n"
                         "owners:\n"
                         "  - Ada <ada@example.com>\n"
                         "licence: CC-BY-4.0\n"
                         "main_metric: rmse\n"
                         "links: [\"https://example.com/report\"]\n"
                         "prototype:\n"
                         "  - {name: tmax, type: number, unit: °C}\n"
                         "  - {name: sky, type: category, levels: [sun, rain]}\n"
                         "packages: {scikit-learn: \"1.2.1\", numpy: 1.24.2}\n"
                         "metrics:\n"
                         "  rmse: 2.5\n"
                         "  rsq: null\n"
                         "training: {command: python train.py, data_sha256: abc}\n"
                         "protected_stages: [production]\n"
                         "team_key: {kept: true}\n";

MetadataForm good()
{
    return {u"Churn"_s, u"Who leaves"_s, u"classification"_s, {u"a"_s, u"b-2"_s}, {u"Ada"_s}, u"MIT"_s};
}

} // namespace

class tst_Metadata final : public QObject
{
    Q_OBJECT
private slots:
    void everyKnownKeyIsRead();
    void shortFormsAreUnderstood();
    void anEmptyDocumentIsNoMetadata();
    void wrongFormsNameKeyAndLine_data();
    void wrongFormsNameKeyAndLine();
    void aGoodFormHasNoProblems();
    void problemsAreNamedByField_data();
    void problemsAreNamedByField();
    void savingTheFormKeepsEveryOtherByte();
    void anUnchangedFormChangesNothing();
    void emptiedFieldsAreRemoved();
    void theAmericanSpellingIsKept();
};

void tst_Metadata::everyKnownKeyIsRead()
{
    const Metadata metadata = parseMetadata(whole).value();
    QCOMPARE(metadata.title, u"Tomorrow's maximum"_s);
    QCOMPARE(metadata.description,
             u"Predicts tomorrow's maximum temperature.\n\nFrom today's observations.\n"_s);
    QCOMPARE(metadata.type, u"regression"_s);
    QCOMPARE(metadata.labels, QStringList({u"weather"_s, u"seattle"_s}));
    QCOMPARE(metadata.owners, QStringList{u"Ada <ada@example.com>"_s});
    QCOMPARE(metadata.licence, u"CC-BY-4.0"_s);
    QCOMPARE(metadata.mainMetric, u"rmse"_s);
    QCOMPARE(metadata.links, QStringList{u"https://example.com/report"_s});
    QCOMPARE(metadata.prototype.columns.size(), 2);
    QCOMPARE(metadata.prototype.columns.at(0).unit, u"°C"_s);
    QCOMPARE(metadata.packages,
             (QMap<QString, QString>{{u"scikit-learn"_s, u"1.2.1"_s}, {u"numpy"_s, u"1.24.2"_s}}));
    QCOMPARE(metadata.metrics, (QMap<QString, double>{{u"rmse"_s, 2.5}}));
    QCOMPARE(metadata.training.value(u"command").toString(), u"python train.py"_s);
    QCOMPARE(metadata.protectedStages, QStringList{u"production"_s});
    QVERIFY(metadata.all.value(u"team_key").toObject().value(u"kept").toBool());
}

void tst_Metadata::shortFormsAreUnderstood()
{
    const Metadata metadata =
        parseMetadata("title: 2024\nlicense: MIT\nlabels: one\npackages: [numpy==1.24.2, pandas]\n").value();
    QCOMPARE(metadata.title, u"2024"_s);
    QCOMPARE(metadata.licence, u"MIT"_s);
    QCOMPARE(metadata.labels, QStringList{u"one"_s});
    QCOMPARE(metadata.packages,
             (QMap<QString, QString>{{u"numpy"_s, u"1.24.2"_s}, {u"pandas"_s, QString()}}));
}

void tst_Metadata::anEmptyDocumentIsNoMetadata()
{
    QCOMPARE(parseMetadata({}).value(), Metadata{});
    QCOMPARE(parseMetadata("# nothing yet\n").value(), Metadata{});
}

void tst_Metadata::wrongFormsNameKeyAndLine_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("says");
    QTest::newRow("title") << QByteArray("a: 1\ntitle: [x]\n") << u"line 2: “title”"_s;
    QTest::newRow("labels") << QByteArray("labels: {a: b}\n") << u"line 1: “labels”"_s;
    QTest::newRow("metrics") << QByteArray("\n\nmetrics:\n  rmse: good\n") << u"line 3: “metrics.rmse”"_s;
    QTest::newRow("training") << QByteArray("training: python\n") << u"line 1: “training”"_s;
    QTest::newRow("prototype") << QByteArray("prototype:\n- {name: a, type: float}\n")
                               << u"line 1: “float”"_s;
    QTest::newRow("not yaml") << QByteArray("title: [open\n")
                              << u"model.yaml: The YAML is not valid at line"_s;
    QTest::newRow("list") << QByteArray("- a\n") << u"model.yaml is not a list of"_s;
}

void tst_Metadata::wrongFormsNameKeyAndLine()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, says);
    const auto metadata = parseMetadata(yaml);
    QVERIFY(!metadata);
    QCOMPARE(metadata.error().code, Error::Code::InvalidArgument);
    QVERIFY2(metadata.error().message.contains(says), qPrintable(metadata.error().message));
}

void tst_Metadata::aGoodFormHasNoProblems()
{
    QVERIFY(problems(good()).isEmpty());
    MetadataForm form;
    form.title = u"Überwachung"_s;
    form.labels = {u"größe"_s};
    form.licence = u"GPL-3.0-or-later WITH GCC-exception-3.1"_s;
    QVERIFY(problems(form).isEmpty());
}

void tst_Metadata::problemsAreNamedByField_data()
{
    QTest::addColumn<MetadataForm>("form");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QString &field, auto change) {
        MetadataForm form = good();
        change(form);
        QTest::newRow(name) << form << field;
    };
    row("no title", u"title"_s, [](MetadataForm &form) { form.title = u"  "_s; });
    row("long title", u"title"_s, [](MetadataForm &form) { form.title = QString(201, u'x'); });
    row("title of two lines", u"title"_s, [](MetadataForm &form) { form.title = u"a\nb"_s; });
    row("label with a space", u"labels"_s, [](MetadataForm &form) { form.labels = {u"a b"_s}; });
    row("empty label", u"labels"_s, [](MetadataForm &form) { form.labels = {QString()}; });
    row("long label", u"labels"_s, [](MetadataForm &form) { form.labels = {QString(65, u'x')}; });
    row("label twice", u"labels"_s, [](MetadataForm &form) { form.labels = {u"a"_s, u"a"_s}; });
    row("empty owner", u"owners"_s, [](MetadataForm &form) { form.owners = {u" "_s}; });
    row("owner of two lines", u"owners"_s, [](MetadataForm &form) { form.owners = {u"a\tb"_s}; });
    row("licence text", u"licence"_s, [](MetadataForm &form) { form.licence = u"do what you want"_s; });
    row("type of two lines", u"type"_s, [](MetadataForm &form) { form.type = u"a\nb"_s; });
}

void tst_Metadata::problemsAreNamedByField()
{
    QFETCH(MetadataForm, form);
    QFETCH(QString, field);
    const auto found = problems(form);
    QCOMPARE(found.keys(), QStringList{field});
    QVERIFY(found.value(field).endsWith(u'.'));
}

void tst_Metadata::savingTheFormKeepsEveryOtherByte()
{
    MetadataForm form = formOf(parseMetadata(whole).value());
    form.labels = {u"weather"_s, u"retired"_s};
    const QByteArray saved = withForm(whole, form).value();
    QByteArray expected = whole;
    expected.replace("labels: [weather, seattle]\n", "labels:\n  - weather\n  - retired\n");
    QCOMPARE(saved, expected);
}

void tst_Metadata::anUnchangedFormChangesNothing()
{
    QCOMPARE(withForm(whole, formOf(parseMetadata(whole).value())).value(), whole);
}

void tst_Metadata::emptiedFieldsAreRemoved()
{
    MetadataForm form = formOf(parseMetadata(whole).value());
    form.licence.clear();
    form.owners.clear();
    const QByteArray saved = withForm(whole, form).value();
    QVERIFY(!saved.contains("licence"));
    QVERIFY(!saved.contains("Ada"));
    QVERIFY(saved.contains("main_metric: rmse\n"));
}

void tst_Metadata::theAmericanSpellingIsKept()
{
    MetadataForm form = formOf(parseMetadata("license: MIT\ntitle: t\n").value());
    form.licence = u"ISC"_s;
    QCOMPARE(withForm("license: MIT\ntitle: t\n", form).value(), QByteArray("license: ISC\ntitle: t\n"));
}

QTEST_GUILESS_MAIN(tst_Metadata)
#include "tst_metadata.moc"
