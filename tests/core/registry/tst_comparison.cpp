// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/registry/comparison.h"
#include "core/registry/library.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;

namespace {

using Kind = ComparedSection::Kind;
using Standing = ComparedCell::Standing;

ComparedVersion version(const QString &name, const QByteArray &yaml, const QString &card = {})
{
    ComparedVersion made;
    VersionDetails &details = made.details;
    details.version.model = u"churn"_s;
    details.version.name = name;
    details.version.date = QDateTime(QDate(2024, 1, 2), QTime(3, 4), Qt::UTC);
    details.version.commit = QString(40, name.back());
    details.metadata = parseMetadata(yaml).value();
    details.version.metrics = details.metadata.metrics;
    details.card = card;
    return made;
}

QString standingText(Standing standing)
{
    switch (standing) {
    case Standing::Same: return {};
    case Standing::Changed: return u"~"_s;
    case Standing::Better: return u"+"_s;
    case Standing::Worse: return u"-"_s;
    case Standing::Added: return u"new"_s;
    case Standing::Removed: return u"gone"_s;
    case Standing::Widening: return u"wider"_s;
    case Standing::Breaking: return u"broken"_s;
    }
    return u"?"_s;
}

const ComparedSection *section(const Comparison &comparison, Kind kind, const QString &title = {})
{
    for (const ComparedSection &each : comparison.sections) {
        if (each.kind == kind && (title.isEmpty() || each.title == title))
            return &each;
    }
    return nullptr;
}

// A line a row: "name: first | second [standing] (note)".
QString printed(const Comparison &comparison, Kind kind, const QString &title = {})
{
    const ComparedSection *found = section(comparison, kind, title);
    QStringList lines;
    for (const ComparedRow &row : found ? found->rows : QList<ComparedRow>()) {
        QStringList cells;
        for (const ComparedCell &cell : row.cells) {
            QString text = cell.text;
            if (const QString standing = standingText(cell.standing); !standing.isEmpty())
                text += u" ["_s + standing + u']';
            if (!cell.note.isEmpty())
                text += u" ("_s + cell.note + u')';
            cells << (text.isEmpty() ? u"–"_s : text.trimmed());
        }
        lines << row.name + u": "_s + cells.join(u" | "_s);
    }
    return lines.join(u'\n');
}

format::Structure structure(const QList<format::StructureGroup> &groups)
{
    return {u"ONNX"_s, groups};
}

} // namespace

class tst_Comparison final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }
    void nothingToCompareIsEmpty();
    void metricsAreJudgedByTheirDirection();
    void aMetricOfUnknownDirectionIsOnlyChanged();
    void prototypeVerdictsStandAtTheirColumns();
    void noPrototypeAgainstSomePrototype();
    void parametersAreFlattened();
    void packagesComeAndGo();
    void filesDifferByContentNotBySize();
    void metadataKeepsKeysThatNobodyKnows();
    void cardsAreComparedHeadingByHeadingAndWordByWord();
    void codeBlocksHaveNoHeadings();
    void structureDiffersInWhatTheTextDoesNotShow();
    void featuresAreCalledByTheirColumns();
    void whyAStructureIsMissingIsSaid();
    void threeVersionsAreMeasuredAgainstTheFirst();
    void whenAVersionWasRegisteredIsNoDifference();
    void observedMetricsSayTheirNumber();
    void markdownHasATableASection();
    void markdownOfDifferencesAndOfChosenRows();
    void markdownCannotBeBrokenOutOf();
    void versionsAreReadFromALibrary();

private:
    EnglishPlurals m_plurals;
};

void tst_Comparison::nothingToCompareIsEmpty()
{
    QVERIFY(compare({}).versions.isEmpty());
    const Comparison one = compare({version(u"v1"_s, "metrics: {rmse: 1}")});
    QCOMPARE(one.differing(), 0);
    QCOMPARE(printed(one, Kind::Metrics), u"rmse: 1"_s);
}

void tst_Comparison::metricsAreJudgedByTheirDirection()
{
    const Comparison both = compare({version(u"v1"_s, "metrics: {rmse: 2.86, rsq: 0.5, mae: 2, n: 3}"),
                                     version(u"v2"_s, "metrics: {rmse: 2.24, rsq: 0.4, mae: 2, bias: 0.1}")});
    QCOMPARE(printed(both, Kind::Metrics), u"mae: 2 | 2\nn: 3 | [gone]\nrmse: 2.86 | 2.24 [+]\n"
                                           "rsq: 0.5 | 0.4 [-]\nbias: – | 0.1 [new]"_s);
    QCOMPARE(section(both, Kind::Metrics)->differing(), 4);
}

void tst_Comparison::aMetricOfUnknownDirectionIsOnlyChanged()
{
    const Comparison both =
        compare({version(u"v1"_s, "metrics: {lift_at_3: 2}"), version(u"v2"_s, "metrics: {lift_at_3: 3}")});
    QCOMPARE(printed(both, Kind::Metrics), u"lift_at_3: 2 | 3 [~]"_s);
}

void tst_Comparison::prototypeVerdictsStandAtTheirColumns()
{
    const Comparison both = compare(
        {version(u"v1"_s, "prototype:\n- {name: age, type: integer}\n- {name: sky, type: category, levels: "
                          "[sun, rain]}\n- {name: old, type: number}\n"),
         version(u"v2"_s, "prototype:\n- {name: age, type: number}\n- {name: sky, type: category, levels: "
                          "[sun]}\n- {name: wind, type: number, unit: m/s}\n")});
    const QString text = printed(both, Kind::Prototype);
    QVERIFY2(text.startsWith(u"verdict: 3 columns | breaking: "), qPrintable(text));
    QVERIFY2(text.contains(u"age: integer | number [wider] (takes age as number instead of integer)"),
             qPrintable(text));
    QVERIFY2(
        text.contains(u"sky: category: sun, rain | category: sun [broken] (no longer accepts rain as sky)"),
        qPrintable(text));
    QVERIFY2(text.contains(u"old: number | [wider] (no longer needs the column old)"), qPrintable(text));
    QVERIFY2(text.contains(u"wind: – | number, m/s [broken] (needs the new column wind)"), qPrintable(text));
}

void tst_Comparison::noPrototypeAgainstSomePrototype()
{
    const ComparedVersion none = version(u"v1"_s, "title: x");
    const ComparedVersion some = version(u"v2"_s, "prototype: [{name: a, type: number}]");
    QVERIFY(!section(compare({none, none}), Kind::Prototype));
    QVERIFY(printed(compare({some, none}), Kind::Prototype)
                .startsWith(u"verdict: 1 column | none recorded [wider]"));
}

void tst_Comparison::parametersAreFlattened()
{
    const Comparison both = compare({version(u"v1"_s, "parameters: {trees: 100, boost: {rate: 0.1}}"),
                                     version(u"v2"_s, "training: {command: fit, params: {trees: 200}}")});
    QCOMPARE(printed(both, Kind::Parameters), u"boost.rate: 0.1 | [gone]\ntrees: 100 | 200 [~]"_s);
    QCOMPARE(printed(both, Kind::Training), u"command: – | fit [new]"_s);
}

void tst_Comparison::packagesComeAndGo()
{
    const Comparison both = compare({version(u"v1"_s, "packages: {numpy: \"1.2\", onnx: \"1\"}"),
                                     version(u"v2"_s, "packages: {numpy: \"1.3\", xgboost: \"2\"}")});
    QCOMPARE(printed(both, Kind::Packages),
             u"numpy: 1.2 | 1.3 [~]\nonnx: 1 | [gone]\nxgboost: – | 2 [new]"_s);
}

void tst_Comparison::filesDifferByContentNotBySize()
{
    ComparedVersion one = version(u"v1"_s, "");
    ComparedVersion two = version(u"v2"_s, "");
    one.details.files = {{u"files/a.bin"_s, 1000, QString(64, u'a'), FileState::InStore, u"p1"_s},
                         {u"files/b.txt"_s, 10, {}, FileState::InGit, u"b1"_s},
                         {u"files/c.txt"_s, 10, {}, FileState::InGit, u"c1"_s}};
    two.details.files = {{u"files/a.bin"_s, 1000, QString(64, u'b'), FileState::NotDownloaded, u"p2"_s},
                         {u"files/b.txt"_s, 10, {}, FileState::InGit, u"b1"_s},
                         {u"files/c.txt"_s, 10, {}, FileState::InGit, u"c2"_s}};
    QCOMPARE(printed(compare({one, two}), Kind::Files),
             u"a.bin: 1.0 kB, aaaaaaaaaaaa | 1.0 kB, bbbbbbbbbbbb, not downloaded [~]\n"
             "b.txt: 10 bytes, b1 | 10 bytes, b1\nc.txt: 10 bytes, c1 | 10 bytes, c2 [~]"_s);
}

void tst_Comparison::metadataKeepsKeysThatNobodyKnows()
{
    const Comparison both =
        compare({version(u"v1"_s, "title: Churn\nlabels: [a, b]\nteam: {lead: Ada}\n"),
                 version(u"v2"_s, "title: Churn\nlabels: [a]\nteam: {lead: Bob}\nrows: [{x: 1}]\n")});
    QCOMPARE(
        printed(both, Kind::Metadata),
        u"title: Churn | Churn\nlabels: a, b | a [~]\nteam.lead: Ada | Bob [~]\nrows: – | [{\"x\":1}] [new]"_s);
}

void tst_Comparison::cardsAreComparedHeadingByHeadingAndWordByWord()
{
    const Comparison both = compare(
        {version(u"v1"_s, "", u"# Churn\n\nWho leaves.\n\n## Caveats\n\nOne region only.\n"_s),
         version(u"v2"_s, "",
                 u"# Churn\n\nWho leaves.\n\n## Caveats\n\nTwo regions only.\n\n## Ethics\n\nNone.\n"_s)});
    QCOMPARE(printed(both, Kind::Card), u"Churn: Who leaves. | Who leaves.\n"
                                        "Caveats: One region only. | Two regions only. [~]\n"
                                        "Ethics: – | None. [new]"_s);
    const ComparedRow &row = section(both, Kind::Card)->rows.at(1);
    QVERIFY(row.isLong);
    QCOMPARE(row.cells.at(1).runs, (QList<TextRun>{{TextRun::Kind::Removed, u"One region"_s},
                                                   {TextRun::Kind::Added, u"Two regions"_s},
                                                   {TextRun::Kind::Same, u" only."_s}}));
}

void tst_Comparison::codeBlocksHaveNoHeadings()
{
    const Comparison one =
        compare({version(u"v1"_s, "", u"# Use\n```\n# a comment\n#!shebang\n```\n## Use\nagain\n"_s)});
    QCOMPARE(section(one, Kind::Card)->rows.size(), 2);
    QCOMPARE(section(one, Kind::Card)->rows.at(0).cells.first().text, u"```\n# a comment\n#!shebang\n```"_s);
    QCOMPARE(section(one, Kind::Card)->rows.at(1).name, u"Use (2)"_s);
}

void tst_Comparison::structureDiffersInWhatTheTextDoesNotShow()
{
    using Group = format::StructureGroup;
    ComparedVersion one = version(u"v1"_s, "");
    ComparedVersion two = version(u"v2"_s, "");
    one.structure = structure(
        {{Group::Kind::Tensors, {{u"W"_s, u"float32 9"_s, {}, 1}, {u"b"_s, u"float32 1"_s, {}, 5}}, 0},
         {Group::Kind::Coefficients, {{u"b[0]"_s, u"0.5"_s, 0.5, 0}}, 0}});
    two.structure = structure(
        {{Group::Kind::Tensors, {{u"W"_s, u"float32 9"_s, {}, 2}, {u"b"_s, u"float32 1"_s, {}, 5}}, 7},
         {Group::Kind::Coefficients, {{u"b[0]"_s, u"0.25"_s, 0.25, 0}}, 0}});
    const Comparison both = compare({one, two});
    QCOMPARE(printed(both, Kind::Structure, u"Tensors"_s),
             u"W: float32 9 | float32 9 [~] (other values)\nb: float32 1 | float32 1"_s);
    QCOMPARE(section(both, Kind::Structure, u"Tensors"_s)->remark, u"7 more are not listed"_s);
    QCOMPARE(section(both, Kind::Structure, u"Coefficients"_s)->rows.first().cells.at(1).number, 0.25);
}

void tst_Comparison::featuresAreCalledByTheirColumns()
{
    using Group = format::StructureGroup;
    ComparedVersion one =
        version(u"v1"_s, "prototype: [{name: wind, type: number}, {name: rain, type: number}]");
    one.structure = structure({{Group::Kind::Inputs, {{u"X"_s, u"float32 N×2"_s, {}, 0}}, 0},
                               {Group::Kind::Trees, {{u"splits on feature 1"_s, u"4"_s, 4.0, 0}}, 0}});
    QCOMPARE(printed(compare({one}), Kind::Structure, u"Trees"_s), u"splits on feature rain: 4"_s);
    one.structure->groups.first().entries.first().text = u"float32 N×3"_s; // not bound in that way
    QCOMPARE(printed(compare({one}), Kind::Structure, u"Trees"_s), u"splits on feature 1: 4"_s);
}

void tst_Comparison::whyAStructureIsMissingIsSaid()
{
    ComparedVersion one = version(u"v1"_s, "");
    one.structureProblem = u"model.onnx is not downloaded."_s;
    const Comparison both = compare({one, version(u"v2"_s, "")});
    QCOMPARE(printed(both, Kind::Structure), u"structure: (model.onnx is not downloaded.) | –"_s);
    QCOMPARE(both.differing(), 0);
}

void tst_Comparison::threeVersionsAreMeasuredAgainstTheFirst()
{
    const Comparison three =
        compare({version(u"v2"_s, "metrics: {rmse: 2}"), version(u"v1"_s, "metrics: {rmse: 3}"),
                 version(u"v3"_s, "metrics: {rmse: 1}")});
    QCOMPARE(printed(three, Kind::Metrics), u"rmse: 2 | 3 [-] | 1 [+]"_s);
}

// Every version has another date and commit: that tells nothing.
void tst_Comparison::whenAVersionWasRegisteredIsNoDifference()
{
    const Comparison both = compare({version(u"v1"_s, "type: x"), version(u"v2"_s, "type: x")});
    QVERIFY(section(both, Kind::Registration)->differing() > 0);
    QCOMPARE(both.differing(), 0);
    QCOMPARE(both.differing(1), 0);
    const Comparison other = compare({version(u"v1"_s, "type: x"), version(u"v2"_s, "type: y")});
    QCOMPARE(other.differing(), 1);
    QCOMPARE(other.differing(0), 0);
    QCOMPARE(other.differing(1), 1);
}

void tst_Comparison::observedMetricsSayTheirNumber()
{
    ComparedVersion one = version(u"v1"_s, "");
    ComparedVersion two = version(u"v2"_s, "");
    one.observed.insert(u"rmse"_s, {3.5, 28});
    two.observed.insert(u"rmse"_s, {2.5, 28});
    two.observed.insert(u"rsq"_s, {qQNaN(), 1});
    const Comparison both = compare({one, two}, u"June 2024"_s);
    QCOMPARE(printed(both, Kind::Observed),
             u"rmse: 3.5 (n = 28) | 2.5 [+] (n = 28)\nrsq: – | undefined [new] (n = 1)"_s);
    QCOMPARE(section(both, Kind::Observed)->remark, u"June 2024"_s);
}

void tst_Comparison::markdownHasATableASection()
{
    const Comparison both = compare({version(u"v1"_s, "metrics: {rmse: 3}\ntype: regression\n"),
                                     version(u"v2"_s, "metrics: {rmse: 2}\ntype: regression\n")});
    const QString text = toMarkdown(both, ComparedRows::All);
    QVERIFY2(
        text.startsWith(u"# Comparison of churn@v1, churn@v2\n\n## Metrics at registration\n\n"
                        "|  | churn@v1 | churn@v2 |\n| --- | --- | --- |\n| rmse | 3 | 2 (▼ better) |\n"_s),
        qPrintable(text));
    QVERIFY(text.contains(u"| type | regression | regression |\n"));
}

void tst_Comparison::markdownOfDifferencesAndOfChosenRows()
{
    const Comparison both = compare({version(u"v1"_s, "metrics: {rmse: 3, mae: 1}\ntype: regression\n"),
                                     version(u"v2"_s, "metrics: {rmse: 2, mae: 1}\ntype: regression\n")});
    const QString differing = toMarkdown(both, ComparedRows::Differing);
    QVERIFY(differing.contains(u"| rmse |"));
    QVERIFY(!differing.contains(u"| mae |"));
    QVERIFY(!differing.contains(u"## Metadata"));
    const QString chosen = toMarkdown(both, ComparedRows::All, {{0, 0}});
    QVERIFY(chosen.contains(u"| mae |"));
    QVERIFY(!chosen.contains(u"| rmse |"));
}

void tst_Comparison::markdownCannotBeBrokenOutOf()
{
    ComparedVersion one = version(u"v1"_s, "title: \"a|b <script> `x` *y* & z\"");
    one.details.version.note = u"line\nnext | cell"_s;
    const QString text = toMarkdown(compare({one}), ComparedRows::All);
    QVERIFY2(text.contains(uR"(| title | a\|b &lt;script> \`x\` \*y\* &amp; z |)"_s), qPrintable(text));
    QVERIFY2(text.contains(u"| note | line<br>next \\| cell |"_s), qPrintable(text));
}

void tst_Comparison::versionsAreReadFromALibrary()
{
    QTemporaryDir dir;
    const auto library = Library::create(dir.filePath(u"lib.git"_s), true);
    QVERIFY(library.has_value());
    const auto add = [&](const QString &model, const QString &file) {
        AddRequest request;
        request.model = model;
        request.files = {file};
        request.card = u"# "_s + model;
        const auto added = library->add(request);
        return added ? added->version.name : added.error().message;
    };
    const QString onnx = QStringLiteral(VT_SOURCE_DIR "/resources/demo/seattle-tmax/v2.0.0.onnx");
    QFile other(dir.filePath(u"model.txt"_s));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("not a model");
    other.close();
    QCOMPARE(add(u"tmax"_s, onnx), u"v0.0.1"_s);
    QCOMPARE(add(u"other"_s, other.fileName()), u"v0.0.1"_s);
    const auto one = readCompared(*library, {u"tmax"_s, u"v0.0.1"_s, {}});
    const auto two = readCompared(*library, {u"other"_s, u"latest"_s, {}});
    QVERIFY2(one.has_value(), one ? "" : qPrintable(one.error().message));
    QVERIFY2(two.has_value(), two ? "" : qPrintable(two.error().message));
    QVERIFY(one->structure.has_value());
    QVERIFY(!two->structure.has_value());
    QVERIFY2(two->structureProblem.contains(u"model.txt"), qPrintable(two->structureProblem));
    const Comparison both = compare({*one, *two});
    QVERIFY(printed(both, Kind::Structure, u"Trees"_s).contains(u"trees: "));
    QVERIFY2(printed(both, Kind::Files).contains(u"[gone]"), qPrintable(printed(both, Kind::Files)));
    QVERIFY(!readCompared(*library, {u"tmax"_s, u"v9.9.9"_s, {}}));
}

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_comparison.moc"
