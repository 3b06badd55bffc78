// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/gtofiles.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;

class tst_GtoFiles final : public QObject
{
    Q_OBJECT
private slots:
    void theConfigurationIsRead();
    void anEmptyConfigurationAllowsEverything();
    void artifactsYamlIsRead();
    void dvcYamlIsRead();
    void anEntryIsAddedAndTheOthersKept();
    void anEntryThatSaysTheSameIsLeftAlone();
    void dvcFilesAreRead();
    void brokenFilesAreNamed();
};

void tst_GtoFiles::theConfigurationIsRead()
{
    const GtoConfig config = parseGtoConfig("types: [model, dataset]\nstages: [dev, "
                                            "prod]\nversions_per_stage: -1\nsort: semver\nemojis: true\n")
                                 .value();
    QCOMPARE(config.rules.stages, QStringList({u"dev"_s, u"prod"_s}));
    QCOMPARE(config.rules.versionsPerStage, -1);
    QVERIFY(config.rules.greatestFirst);
    QCOMPARE(config.types, QStringList({u"model"_s, u"dataset"_s}));
}

void tst_GtoFiles::anEmptyConfigurationAllowsEverything()
{
    QCOMPARE(parseGtoConfig({}).value().rules, StageRules{});
    QCOMPARE(parseGtoConfig("versions_per_stage: 0\n").value().rules.versionsPerStage, 1);
}

void tst_GtoFiles::artifactsYamlIsRead()
{
    const auto annotations =
        parseArtifactsYaml(
            "churn: {type: model, path: models/churn.pkl, labels: [a, b], description: leaves}\n"
            "virtual: {type: dataset, virtual: true}\n"
            "not a name!: {path: x}\n"
            "scalar: 1\n")
            .value();
    QCOMPARE(annotations.size(), 2);
    QCOMPARE(annotations.at(0),
             (Annotation{u"churn"_s, u"models/churn.pkl"_s, u"model"_s, u"leaves"_s, {u"a"_s, u"b"_s}}));
    QCOMPARE(annotations.at(1).path, QString());
}

void tst_GtoFiles::dvcYamlIsRead()
{
    const auto annotations = parseDvcYaml("stages:\n  train: {cmd: python train.py}\n"
                                          "artifacts:\n  churn:\n    path: out/churn.onnx\n    type: model\n "
                                          "   desc: who leaves\n    labels: [x]\n")
                                 .value();
    QCOMPARE(annotations.size(), 1);
    QCOMPARE(annotations.at(0),
             (Annotation{u"churn"_s, u"out/churn.onnx"_s, u"model"_s, u"who leaves"_s, {u"x"_s}}));
}

void tst_GtoFiles::anEntryIsAddedAndTheOthersKept()
{
    const QByteArray before = "# ours\nother: {type: dataset, path: data.csv} # keep\nchurn:\n  type: "
                              "scorer\n  custom: {a: 1}\n  path: old.pkl\n";
    const QByteArray after =
        withAnnotation(before, u"churn"_s, u"model"_s, u"models/churn/files/m.onnx"_s).value();
    QVERIFY(after.startsWith("# ours\nother: {type: dataset, path: data.csv} # keep\n"));
    const auto annotations = parseArtifactsYaml(after).value();
    QCOMPARE(annotations.at(0).path, u"models/churn/files/m.onnx"_s);
    QCOMPARE(annotations.at(0).type, u"scorer"_s);
    QVERIFY(after.contains("custom"));
    QCOMPARE(parseArtifactsYaml(withAnnotation({}, u"new"_s, u"model"_s, u"p"_s).value()).value(),
             (QList<Annotation>{{u"new"_s, u"p"_s, u"model"_s, {}, {}}}));
}

void tst_GtoFiles::anEntryThatSaysTheSameIsLeftAlone()
{
    const QByteArray yaml = "churn: {path: p, type: model} # one line\n";
    QCOMPARE(withAnnotation(yaml, u"churn"_s, u"model"_s, u"p"_s).value(), yaml);
}

void tst_GtoFiles::dvcFilesAreRead()
{
    const auto outputs =
        parseDvcFile(
            "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 37\n  hash: md5\n  path: model.pkl\n")
            .value();
    QCOMPARE(outputs.size(), 1);
    QCOMPARE(outputs.at(0).md5, u"a304afb96060aad90176268345e10355"_s);
    QCOMPARE(outputs.at(0).size, 37);
    QCOMPARE(outputs.at(0).path, u"model.pkl"_s);
}

void tst_GtoFiles::brokenFilesAreNamed()
{
    QVERIFY(parseGtoConfig("stages: [dev").error().message.contains(u".gto"));
    QVERIFY(parseArtifactsYaml("- a\n- b\n").error().message.contains(u"artifacts.yaml"));
    QVERIFY(parseDvcYaml("artifacts: {a: *x}\n").error().message.contains(u"dvc.yaml"));
}

QTEST_GUILESS_MAIN(tst_GtoFiles)
#include "tst_gtofiles.moc"
