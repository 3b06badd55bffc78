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
    void settingsOfTheLibraryGoOverIt();
    void artifactsYamlIsRead();
    void dvcYamlIsRead();
    void anEntryIsChangedInPlace();
    void anEntryOfDvcIsChangedInPlace();
    void anEntryThatIsMissingIsAdded();
    void anEntryThatSaysTheSameIsLeftAlone();
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

void tst_GtoFiles::settingsOfTheLibraryGoOverIt()
{
    const StageRules gto =
        parseGtoConfig("STAGES: [dev]\nVERSIONS_PER_STAGE: 3\nversion_sort: semver\n").value().rules;
    QCOMPARE(gto.stages, QStringList{u"dev"_s});
    const StageRules same = withLibrarySettings(gto, "protected_stages: production\n").value();
    QCOMPARE(same.protectedStages, QStringList{u"production"_s});
    QCOMPARE(same.versionsPerStage, 3);
    QVERIFY(same.greatestFirst);
    const StageRules other =
        withLibrarySettings(gto, "versions_per_stage: -1\nversion_sort: timestamp\n").value();
    QCOMPARE(other.versionsPerStage, -1);
    QVERIFY(!other.greatestFirst);
    QCOMPARE(other.stages, QStringList{u"dev"_s});
    QVERIFY(withLibrarySettings(gto, "- a\n").error().message.contains(u"vitrine.yaml"));
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

void tst_GtoFiles::anEntryIsChangedInPlace()
{
    const QByteArray before = "# ours\nother: {type: dataset, path: data.csv} # keep\nchurn:\n  type: "
                              "scorer\n  # by hand\n  custom: {a: 1}\n  path: old.pkl\n";
    AnnotationChange change;
    change.path = u"models/churn/files/m.onnx"_s;
    change.type = u"model"_s;
    change.labels = QStringList{u"crm"_s, u"dépôt"_s, u"v1.2"_s};
    const QByteArray after =
        withAnnotation(before, AnnotationForm::ArtifactsYaml, u"churn"_s, change).value();
    QCOMPARE(after, QByteArray("# ours\nother: {type: dataset, path: data.csv} # keep\nchurn:\n  type: "
                               "scorer\n  # by hand\n  custom: {a: 1}\n  path: models/churn/files/m.onnx\n"
                               "  labels:\n    - crm\n"));
}

void tst_GtoFiles::anEntryOfDvcIsChangedInPlace()
{
    const QByteArray before = "# pipeline\nstages:\n  train: {cmd: python train.py}\nartifacts:\n  # ours\n"
                              "  churn:\n    path: out/old.pkl # path\n    type: model\n    meta: {a: 1}\n"
                              "  other: {path: b}\nplots: []\n";
    AnnotationChange change;
    change.description = u"Who leaves"_s;
    change.labels = QStringList{u"v1.2"_s};
    const QByteArray after = withAnnotation(before, AnnotationForm::DvcYaml, u"churn"_s, change).value();
    QCOMPARE(after, QByteArray("# pipeline\nstages:\n  train: {cmd: python train.py}\nartifacts:\n  # ours\n"
                               "  churn:\n    path: out/old.pkl # path\n    type: model\n    meta: {a: 1}\n"
                               "    desc: Who leaves\n    labels:\n      - v1.2\n"
                               "  other: {path: b}\nplots: []\n"));
    change.description = QString();
    change.labels = QStringList();
    QCOMPARE(withAnnotation(after, AnnotationForm::DvcYaml, u"churn"_s, change).value(), before);
}

void tst_GtoFiles::anEntryThatIsMissingIsAdded()
{
    AnnotationChange change;
    change.path = u"p"_s;
    change.type = u"model"_s;
    QCOMPARE(withAnnotation({}, AnnotationForm::ArtifactsYaml, u"new"_s, change).value(),
             QByteArray("new:\n  path: p\n  type: model\n"));
    QCOMPARE(withAnnotation("stages: {}\n", AnnotationForm::DvcYaml, u"new"_s, change).value(),
             QByteArray("stages: {}\nartifacts:\n  new:\n    path: p\n    type: model\n"));
}

void tst_GtoFiles::anEntryThatSaysTheSameIsLeftAlone()
{
    const QByteArray yaml = "churn: {path: p, type: model} # one line\n";
    AnnotationChange change;
    change.path = u"p"_s;
    change.type = u"model"_s;
    change.description = QString();
    change.labels = QStringList();
    QCOMPARE(withAnnotation(yaml, AnnotationForm::ArtifactsYaml, u"churn"_s, change).value(), yaml);
}

void tst_GtoFiles::brokenFilesAreNamed()
{
    QVERIFY(parseGtoConfig("stages: [dev").error().message.contains(u".gto"));
    QVERIFY(parseArtifactsYaml("- a\n- b\n").error().message.contains(u"artifacts.yaml"));
    QVERIFY(parseDvcYaml("artifacts: {a: *x}\n").error().message.contains(u"dvc.yaml"));
}

QTEST_GUILESS_MAIN(tst_GtoFiles)
#include "tst_gtofiles.moc"
