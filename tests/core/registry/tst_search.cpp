// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"

#include "tests/support/scratchrepo.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using test::ScratchRepo;

namespace {

QString printed(const SearchQuery &query)
{
    QStringList alternatives;
    for (const SearchQuery::Alternative &alternative : query.alternatives()) {
        QStringList parts;
        for (const auto &term : alternative.texts) {
            const QString words = term.what.words.join(u' ');
            parts.append((term.negated ? u"-"_s : QString()) +
                         (term.what.phrase ? u'"' + words + u'"' : words));
        }
        for (const auto &term : alternative.conditions) {
            const auto &condition = term.what;
            static const QStringList kinds{u"label"_s,  u"stage"_s, u"type"_s,
                                           u"metric"_s, u"after"_s, u"before"_s};
            const QString value =
                condition.date.isValid() ? condition.date.toString(Qt::ISODate) : condition.value;
            parts.append((term.negated ? u"-"_s : QString()) + kinds.at(int(condition.kind)) + u'(' +
                         condition.name + condition.comparison +
                         (condition.comparison.isEmpty() ? QString() : QString::number(condition.number)) +
                         value + u')');
        }
        alternatives.append(parts.join(u' '));
    }
    return alternatives.join(u" | "_s);
}

// "model" or "model@version", best first.
QStringList found(const Library &library, const QString &query)
{
    const auto hits = library.search(query);
    if (!hits)
        return {u"failed: "_s + hits.error().message};
    QStringList names;
    for (const SearchHit &hit : *hits)
        names.append(hit.version.isEmpty() ? hit.model : hit.model + u'@' + hit.version);
    return names;
}

} // namespace

class tst_Search final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void queriesAreReadByTheirGrammar_data();
    void queriesAreReadByTheirGrammar();
    void badNumbersAndDatesAreExplained_data();
    void badNumbersAndDatesAreExplained();
    void everyTextIsFound_data();
    void everyTextIsFound();
    void aNameIsBetterThanACard();
    void hitsSayWhyWithTheMatchMarked_data();
    void hitsSayWhyWithTheMatchMarked();
    void hostileQueriesDoNoHarm_data();
    void hostileQueriesDoNoHarm();
    void theLimitIsKept();

private:
    ScratchRepo m_repo;
    std::optional<Library> m_library;
};

void tst_Search::initTestCase()
{
    const auto version = [this](const QString &model, const QString &name, const QByteArray &yaml,
                                const QString &message) {
        m_repo.writeFile(u"models/%1/files/m.onnx"_s.arg(model), model.toUtf8() + name.toUtf8());
        m_repo.commitFile(u"models/%1/model.yaml"_s.arg(model), yaml, u"Describe"_s);
        m_repo.git({u"add"_s, u"-A"_s});
        m_repo.git({u"commit"_s, u"-q"_s, u"--allow-empty"_s, u"-m"_s, u"Train "_s + model});
        m_repo.tag(model + u'@' + name, message);
    };
    const QByteArray tmax =
        "title: Tomorrow's maximum temperature\ntype: regression\nlabels: [weather, Seattle-area]\n"
        "description: Linear model on daily observations\n"
        "prototype:\n- {name: wind_speed, type: number, description: metres per second}\n";
    const QByteArray rain = "title: Will it rain?\ntype: classification\nlabels: [weather]\n";
    version(u"seattle-tmax"_s, u"v1.0.0"_s, tmax + "metrics:\n  rmse: 2.5\n", u"First try"_s);
    version(u"seattle-tmax"_s, u"v1.1.0"_s, tmax + "metrics:\n  rmse: 7.5\n",
            u"Trained in Fahrenheit by mistake"_s);
    version(u"seattle-rain"_s, u"v1.0.0"_s, rain + "metrics:\n  accuracy: 0.8\n", u"First try"_s);
    version(u"churn"_s, u"v1.0.0"_s, "title: Größe des Cafés\ntype: classification\n", u"Erste"_s);
    m_repo.commitFile(u"models/seattle-rain/CARD.md"_s,
                      "---\nlicense: mit\n---\n# Card\nNot for aviation. See the temperature model.\n",
                      u"Card"_s);
    m_repo.tag(u"seattle-tmax#production#1"_s, u"Go"_s, u"seattle-tmax@v1.0.0^{}"_s);
    m_library = Library::open(m_repo.path()).value();
    QVERIFY(m_library->setNote(u"seattle-tmax"_s, u"v1.1.0"_s,
                               {{u"text"_s, u"Unit leak found"_s}, {u"labels"_s, QJsonArray{u"broken"_s}}}));
}

void tst_Search::queriesAreReadByTheirGrammar_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("read");
    const auto row = [](const char *query, const char *read) {
        QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(read);
    };
    row("word", "word");
    row("two words", "two words");
    row("\"a phrase\" word", "\"a phrase\" word");
    row("\"open phrase", "\"open phrase\"");
    row("-word -\"a phrase\"", "-word -\"a phrase\"");
    row("seattle-tmax", "seattle tmax");
    row("a - b", "a b");
    row("label:weather", "label(weather)");
    row("LABEL:Weather", "label(Weather)");
    row("label:\"two words\"", "label(two words)");
    row("stage:production type:onnx", "stage(production) type(onnx)");
    row("metric.rmse<3", "metric(rmse<3)");
    row("metric.rmse>=-1.5e2", "metric(rmse>=-150)");
    row("metric.rmse", "metric(rmse)");
    row("metric.rmse<", "metric(rmse)");
    row("-metric.rmse<=3", "-metric(rmse<=3)");
    row("after:2025-01-31", "after(2025-01-31)");
    row("before:2025-02", "before(2025-02-01)");
    row("after:2025", "after(2025-01-01)");
    row("label: word", "word");
    row("a OR b", "a | b");
    row("a b OR -c label:x", "a b | -c label(x)");
    row("OR OR", "");
    row("a OR", "a");
    row("or", "or");
    row("foo:bar", "foo bar");
    row("   ", "");
    row("!!! ***", "");
}

void tst_Search::queriesAreReadByTheirGrammar()
{
    QFETCH(QString, query);
    QTEST(printed(SearchQuery::parse(query).value()), "read");
}

void tst_Search::badNumbersAndDatesAreExplained_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("names");
    QTest::newRow("number") << u"metric.rmse<low"_s << u"low"_s;
    QTest::newRow("date") << u"after:yesterday"_s << u"yesterday"_s;
    QTest::newRow("day") << u"before:2025-02-30"_s << u"2025-02-30"_s;
}

void tst_Search::badNumbersAndDatesAreExplained()
{
    QFETCH(QString, query);
    QFETCH(QString, names);
    const auto parsed = SearchQuery::parse(query);
    QCOMPARE(parsed.error().code, Error::Code::InvalidArgument);
    QVERIFY(parsed.error().message.contains(names));
}

void tst_Search::everyTextIsFound_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("hits");
    const auto row = [](const char *query, const char *hits) {
        QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(hits);
    };
    row("tmax", "seattle-tmax");
    row("sea", "seattle-rain seattle-tmax");
    row("SEATTLE rain", "seattle-rain");
    row("maximum", "seattle-tmax");
    row("observations", "seattle-tmax");
    row("wind", "seattle-tmax");
    row("wind_speed", "seattle-tmax");
    row("second", "seattle-tmax");
    row("aviation", "seattle-rain");
    row("license", "");
    row("fahrenheit", "seattle-tmax@v1.1.0");
    row("leak", "seattle-tmax@v1.1.0");
    row("seattle leak", "seattle-tmax@v1.1.0");
    row("v1.1.0", "seattle-tmax@v1.1.0");
    row("\"daily observations\"", "seattle-tmax");
    row("\"observations daily\"", "");
    row("\"dail observations\"", "");
    row("größe", "churn");
    row("grosse", "");
    row("grösse", "");
    row("cafes", "churn");
    row("seattle -rain", "seattle-tmax");
    row("-seattle", "churn");
    row("tmax OR churn", "churn seattle-tmax");
    row("label:weather", "seattle-rain seattle-tmax");
    row("label:WEATHER -label:seattle-area", "seattle-rain");
    row("label:broken", "seattle-tmax@v1.1.0");
    row("stage:production", "seattle-tmax");
    row("stage:nowhere", "");
    row("type:classification", "churn seattle-rain");
    row("type:onnx seattle", "seattle-rain seattle-tmax");
    row("-type:regression", "churn seattle-rain");
    row("metric.rmse<3", "seattle-tmax@v1.0.0");
    row("metric.rmse>3", "seattle-tmax@v1.1.0");
    row("metric.rmse", "seattle-tmax@v1.0.0 seattle-tmax@v1.1.0");
    row("metric.rmse stage:production", "seattle-tmax@v1.0.0");
    row("metric.accuracy=0.8", "seattle-rain@v1.0.0");
    row("tmax metric.rmse>3", "seattle-tmax@v1.1.0");
    row("-metric.rmse>3 tmax", "seattle-tmax@v1.0.0");
    row("before:2024", "");
    row("after:2024-01-01 tmax", "seattle-tmax@v1.0.0 seattle-tmax@v1.1.0");
    row("after:2030", "");
    row("nothing", "");
    row("", "");
}

void tst_Search::everyTextIsFound()
{
    QFETCH(QString, query);
    QStringList names = found(*m_library, query);
    names.sort();
    QTEST(names.join(u' '), "hits");
}

void tst_Search::aNameIsBetterThanACard()
{
    QCOMPARE(found(*m_library, u"temperature"_s), QStringList({u"seattle-tmax"_s, u"seattle-rain"_s}));
}

void tst_Search::hitsSayWhyWithTheMatchMarked_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("marked");
    QTest::newRow("name") << u"tmax"_s << u"name"_s << u"seattle-[tmax]"_s;
    QTest::newRow("title") << u"maxi"_s << u"title"_s << u"Tomorrow's [maximum] temperature"_s;
    QTest::newRow("column") << u"wind"_s << u"columns"_s << u"[wind]_speed metres per second"_s;
    QTest::newRow("card") << u"aviation"_s << u"card"_s
                          << u"# Card Not for [aviation]. See the temperature model. "_s;
    QTest::newRow("note") << u"leak"_s << u"note"_s << u"Unit [leak] found"_s;
    QTest::newRow("phrase") << u"\"in fahrenheit\""_s << u"message"_s
                            << u"Trained [in Fahrenheit] by mistake"_s;
    QTest::newRow("metric") << u"metric.rmse<3"_s << u"metric"_s << u"[rmse 2.5]"_s;
    QTest::newRow("stage") << u"stage:production"_s << u"stage"_s << u"[production]"_s;
    QTest::newRow("label") << u"label:broken"_s << u"label"_s << u"[broken]"_s;
}

void tst_Search::hitsSayWhyWithTheMatchMarked()
{
    QFETCH(QString, query);
    const auto hits = m_library->search(query).value();
    QVERIFY(!hits.isEmpty());
    const SearchHit &hit = hits.first();
    QString marked = hit.snippet;
    for (auto it = hit.highlights.rbegin(); it != hit.highlights.rend(); ++it)
        marked.insert(it->begin + it->length, u']').insert(it->begin, u'[');
    QTEST(hit.reason, "reason");
    QTEST(marked, "marked");
    QVERIFY(!hit.title.isEmpty());
}

void tst_Search::hostileQueriesDoNoHarm_data()
{
    QTest::addColumn<QString>("query");
    for (const char *query : {"\"",        "\"\"",         "'; DROP TABLE model; --",
                              "NEAR(a b)", "name : x",     "^a",
                              "a*",        "(a",           ")",
                              "AND",       "NOT",          "{name} : a",
                              "metric.=3", "metric.a'b<1", "label:'x",
                              "\x01\x02",  "%_",           "-",
                              "- -",       "a\nb\tc"})
        QTest::newRow(query) << QString::fromUtf8(query);
    QTest::newRow("long") << u"word "_s.repeated(2000);
    QTest::newRow("nul") << QString(3, QChar(0));
}

void tst_Search::hostileQueriesDoNoHarm()
{
    QFETCH(QString, query);
    const auto hits = m_library->search(query);
    if (!hits)
        QCOMPARE(hits.error().code, Error::Code::InvalidArgument);
    QCOMPARE(m_library->models().value().size(), 3);
}

void tst_Search::theLimitIsKept()
{
    QCOMPARE(m_library->search(u"seattle"_s, 1).value().size(), 1);
}

QTEST_GUILESS_MAIN(tst_Search)
#include "tst_search.moc"
