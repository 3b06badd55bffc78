// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/monitor/datasetmeasure.h"
#include "core/monitor/metric/expression.h"
#include "tests/core/monitor/dataset/datasettext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;

namespace {

const QByteArray file = "date,truth,pred,price,country,my loss\n"
                        "2024-01-01,1,2,10,DE,0.5\n"
                        "2024-01-01,3,3,20,FR,1.5\n"
                        "2024-01-02,5,2,30,DE,NA\n"
                        "2024-01-02,NA,2,40,,2\n";

// The value over all rows, or the sentence why not.
QString valueOf(const QString &text)
{
    const auto expression = Expression::parse(text);
    if (!expression)
        return expression.error().message;
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    MeasureRequest request;
    request.custom = {{u"mine"_s, *expression}};
    const auto measured = measureDataset(*dataset, request);
    if (!measured)
        return measured.error().message;
    const double value = measured->series[0].points[0].value;
    return std::isnan(value) ? u"NA"_s : QString::number(value, 'g', 12);
}

} // namespace

class tst_Expression final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void values_data();
    void values();
    void mistakes_data();
    void mistakes();
    void byPeriodBesideOthers();
    void momentsMerge();
    void deepNestingIsRefused();

private:
    EnglishPlurals m_plurals;
};

void tst_Expression::initTestCase()
{
    QCoreApplication::installTranslator(&m_plurals);
}

void tst_Expression::values_data()
{
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromLatin1(value);
    };
    row("mean(truth)", "3");
    row("sqrt(mean((truth - pred)^2))", "1.82574185835");
    row("count(truth)", "3");
    row("sum(price)", "100");
    row("min(price) + max(price)", "50");
    row("sd(price)", "12.9099444874");
    row("var(price)", "166.666666667");
    row("100 * sum(abs(truth - pred)) / sum(truth)", "44.4444444444");
    row("mean(if(country == \"DE\", 1, 0))", "0.666666666667"); // a missing country counts in neither
    row("mean(country != 'DE')", "0.333333333333");
    row("sum(missing(country) or missing(`my loss`))", "2");
    row("mean(`my loss`)", "1.33333333333");
    row("sum(min(price, 25))", "80");
    row("max(mean(price), 30)", "30");
    row("mean(price > 15 and price <= 30)", "0.5");
    row("mean(not price > 15)", "0.25");
    row("-mean(price)^2", "-625");
    row("mean(2^-1)", "0.5");
    row("2^3^2 + 0*count(price)", "512");
    row("mean(price) / 0", "inf");
    row("mean(truth / 0 * 0)", "NA");
    row("sum(log(price) - log10(price) * log(10)) + 1", "1");
    row("mean(round(price / 3)) + floor(1.9) + ceil(0.1) + sign(-2)", "9.25");
    row("if(count(truth) >= 3, mean(truth), 0)", "3");
    row("sum(pred == pred)", "4");
    row("sum(country == country)", "3");
    row("1e2 * .5 + 0 * count(price)", "50");
}

void tst_Expression::values()
{
    QTEST(valueOf(QString::fromUtf8(QTest::currentDataTag())), "value");
}

void tst_Expression::mistakes_data()
{
    QTest::addColumn<QString>("why");
    const auto row = [](const char *expression, const char *why) {
        QTest::newRow(expression) << QString::fromUtf8(why);
    };
    row("mean(", "it stops too early.");
    row("mean(truth", "it stops too early.");
    row("mean(truth))", "“)” is not expected there.");
    row("mean(truth) % 2", "“% 2” is not expected there.");
    row("truth + 1", "the column “truth” stands outside of an aggregate such as mean(…).");
    row("1 + 1", "it takes nothing from the rows. Use mean(…), sum(…) or another aggregate.");
    row("mean(sum(truth))", "sum(…) stands inside another aggregate.");
    row("mean(system(truth))", "there is no function system of 1 value.");
    row("mean(if(truth, 1))", "there is no function if of 2 values.");
    row("mean(truth, pred)", "an aggregate takes one value.");
    row("mean(profit)", "the dataset has no column “profit”.");
    row("mean(country)", "an aggregate takes numbers, not texts.");
    row("mean(country + 1)", "a text can only be compared with a text, by == or !=.");
    row("mean(price == \"10\")", "a text can only be compared with a text, by == or !=.");
    row("mean(date)", "“date” is a column of times.");
    row("mean(country == \"DE)", "a \" is not closed.");
    row("mean(`my loss)", "a ` is not closed.");
    row("", "it stops too early.");
}

void tst_Expression::mistakes()
{
    QFETCH(QString, why);
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(valueOf(text), u"The expression “%1” cannot be used: %2"_s.arg(text, why));
}

void tst_Expression::byPeriodBesideOthers()
{
    const ScratchFile scratch(file);
    const auto dataset = Dataset::open(scratch.path());
    MeasureRequest request;
    request.roles = guessRoles(dataset->columns());
    request.periods = Periods{};
    request.periods->unit = PeriodUnit::Day;
    request.periods->before = 1;
    request.metrics = {u"median_ae"_s};
    request.custom = {{u"turnover"_s, *Expression::parse(u"sum(price)"_s)},
                      {u"share"_s, *Expression::parse(u"sum(price * (country == 'DE')) / sum(price)"_s)}};
    const auto measured = measureDataset(*dataset, request);
    QVERIFY2(measured.has_value(), measured ? "" : qPrintable(measured.error().message));
    QStringList texts;
    for (const MetricSeries &series : measured->series) {
        for (const MetricPoint &point : series.points)
            texts << series.metric + u'=' + QString::number(point.value);
    }
    QCOMPARE(texts, (QStringList{u"median_ae=0.5"_s, u"median_ae=1"_s, u"turnover=30"_s, u"turnover=100"_s,
                                 u"share=0.333333"_s, u"share=0.4"_s}));
    QCOMPARE(measured->series[1].estimator, u"custom"_s);
}

void tst_Expression::momentsMerge()
{
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i)
        values.push_back(1e9 + i % 17);
    TermMoments whole;
    whole.add(values);
    TermMoments parts;
    for (std::size_t i = 0; i < values.size(); i += 37)
        parts.add(std::span(values).subspan(i, std::min<std::size_t>(37, values.size() - i)));
    QCOMPARE(parts.n, whole.n);
    QVERIFY(std::abs(parts.squares / whole.squares - 1) < 1e-9);
    QVERIFY(std::abs(parts.mean - whole.mean) < 1e-6);
}

void tst_Expression::deepNestingIsRefused()
{
    for (const QString &open : {u"("_s, u"not "_s, u"2^"_s, u"abs("_s}) {
        const auto expression = Expression::parse(open.repeated(2000));
        QVERIFY(!expression);
        QVERIFY2(expression.error().message.contains(u"nested too deeply"),
                 qPrintable(expression.error().message.right(80)));
    }
    QVERIFY(Expression::parse(u"mean(1)"_s.repeated(3000)).error().message.contains(u"too long"));
    // Signs need no depth.
    QVERIFY(Expression::parse(u"mean("_s + u"-"_s.repeated(5000) + u"1)"_s).has_value());
}

QTEST_GUILESS_MAIN(tst_Expression)
#include "tst_expression.moc"
