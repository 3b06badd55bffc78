// SPDX-License-Identifier: GPL-3.0-or-later
// monitor drift, estimate, backtest, bisect and check as their users meet them: output, exit codes, mistakes.
#include "tests/app/cli/clirun.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine::test;

namespace {

QStringList keysOf(const QJsonValue &value)
{
    return value.toObject().keys();
}

// Two years of weather, one row a day; from 2015 on it is warmer. The truth is tomorrow's maximum.
QByteArray weather(int firstDay, int days)
{
    QByteArray csv = "date,temp_max,temp_min,precipitation,wind,day_of_year,truth,pred\n";
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    const QDate first(2014, 1, 1);
    for (int i = 0; i < firstDay + days; ++i) {
        const QDate date = first.addDays(i);
        const double season = 13 - 9 * std::cos(date.dayOfYear() / 58.1) + (date.year() > 2014 ? 6 : 0);
        const double high = season + 2 * normal(random);
        const double low = high - 6 + normal(random);
        const double rain = random() % 2 ? 0 : std::abs(4 * normal(random));
        const double wind = 3 + std::abs(normal(random));
        const double truth = season + 2 * normal(random);
        if (i >= firstDay)
            csv += u"%1,%2,%3,%4,%5,%6,%7,%8\n"_s.arg(date.toString(Qt::ISODate))
                       .arg(high)
                       .arg(low)
                       .arg(rain)
                       .arg(wind)
                       .arg(date.dayOfYear())
                       .arg(truth)
                       .arg(season)
                       .toUtf8();
    }
    return csv;
}

} // namespace

class tst_MonitorVerbs final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void wrongUseIsExitCodeTwo_data();
    void wrongUseIsExitCodeTwo();
    void driftOfTwoFiles();
    void driftByPeriodAgainstTheFirst();
    void driftAgainstEarlierPeriods();
    void driftAgainstWhatAVersionWasTrainedOn();
    void driftFindsMistakes();
    void estimateIsMarkedAndCompared();
    void backtestIsTheMatrixOfVersions();
    void backtestIsCached();
    void bisectFindsTheVersion();
    void checkFiresAndIsAnswered();
    void checkNamesBrokenRules();
    void hooksNeedLeave();

private:
    QString file(const QString &name, const QByteArray &content)
    {
        QFile made(m_folder.filePath(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(content) != content.size())
            qFatal("%s", qPrintable(made.errorString()));
        return made.fileName();
    }
    Ran sample(const QStringList &arguments)
    {
        return runCli(QStringList{u"--library"_s, m_library} + arguments);
    }

    QTemporaryDir m_folder;
    QString m_library;
    QString m_before;
    QString m_after;
    QString m_all;
};

void tst_MonitorVerbs::initTestCase()
{
    m_library = m_folder.filePath(u"sample.git"_s);
    const Ran made = runCli({u"demo"_s, m_library, u"--quiet"_s});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    m_before = file(u"before.csv"_s, weather(0, 365));
    m_after = file(u"after.csv"_s, weather(365, 365));
    m_all = file(u"all.csv"_s, weather(0, 730));
}

void tst_MonitorVerbs::wrongUseIsExitCodeTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QStringList &arguments, const QString &words) {
        QTest::newRow(name) << QStringList{u"monitor"_s} + arguments << words;
    };
    row("drift of nothing", {u"drift"_s}, u"--current FILE or --data FILE"_s);
    row("drift of both", {u"drift"_s, u"--current"_s, u"a"_s, u"--data"_s, u"b"_s}, u"--current FILE or"_s);
    row("drift against nothing", {u"drift"_s, u"--data"_s, u"a"_s}, u"What to compare with?"_s);
    row("drift against both",
        {u"drift"_s, u"--data"_s, u"a"_s, u"--reference"_s, u"b"_s, u"--reference-periods"_s, u"1"_s},
        u"exclude each other"_s);
    row("drift against an earlier period and a model",
        {u"drift"_s, u"m"_s, u"--data"_s, u"a"_s, u"--baseline"_s, u"year-before"_s}, u"no MODEL"_s);
    row("drift of a whole against an earlier period",
        {u"drift"_s, u"--current"_s, u"a"_s, u"--baseline"_s, u"year-before"_s}, u"--data"_s);
    row("unknown baseline", {u"drift"_s, u"--data"_s, u"a"_s, u"--baseline"_s, u"last"_s},
        u"period-before or year-before"_s);
    row("unknown test", {u"drift"_s, u"--data"_s, u"a"_s, u"--reference"_s, u"b"_s, u"--test"_s, u"x"_s},
        u"jensenshannon"_s);
    row("unknown correction",
        {u"drift"_s, u"--data"_s, u"a"_s, u"--reference"_s, u"b"_s, u"--correction"_s, u"x"_s},
        u"bonferroni"_s);
    row("share above 1", {u"drift"_s, u"--data"_s, u"a"_s, u"--reference"_s, u"b"_s, u"--share"_s, u"2"_s},
        u"--share"_s);
    row("estimate without data", {u"estimate"_s, u"--reference"_s, u"a"_s}, u"--data FILE"_s);
    row("estimate of a third event",
        {u"estimate"_s, u"--reference"_s, u"a"_s, u"--data"_s, u"b"_s, u"--event"_s, u"third"_s},
        u"--event"_s);
    row("backtest without data", {u"backtest"_s, u"seattle-tmax"_s}, u"--data FILE"_s);
    row("bisect without a bound", {u"bisect"_s, u"m"_s, u"--data"_s, u"a"_s, u"--metric"_s, u"rmse"_s},
        u"--above X | --below X"_s);
    row("bisect with a word",
        {u"bisect"_s, u"m"_s, u"--data"_s, u"a"_s, u"--metric"_s, u"rmse"_s, u"--above"_s, u"high"_s},
        u"high"_s);
    row("check of two models", {u"check"_s, u"a"_s, u"b"_s}, u"[MODEL]"_s);
    row("check at no time", {u"check"_s, u"--now"_s, u"soon"_s}, u"--now"_s);
    row("acknowledge of no model", {u"check"_s, u"--acknowledge"_s, u"a"_s}, u"MODEL"_s);
}

void tst_MonitorVerbs::wrongUseIsExitCodeTwo()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, words);
    const Ran ran = sample(arguments);
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(words), qPrintable(ran.err));
    QVERIFY(ran.out.isEmpty());
}

void tst_MonitorVerbs::driftOfTwoFiles()
{
    const Ran ran =
        runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s, m_after, u"--json"_s});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    const QJsonArray rows = ran.array();
    QHash<QString, QJsonObject> byColumn;
    for (const QJsonValue &row : rows)
        byColumn[row[u"column"_s].toString()] = row.toObject();
    QCOMPARE(byColumn.size(), 7);
    QVERIFY(byColumn[u"temp_max"_s][u"drift"_s].toBool());
    QVERIFY(!byColumn[u"wind"_s][u"drift"_s].toBool());
    QCOMPARE(byColumn[u"temp_max"_s][u"test"_s].toString(), u"ks"_s);
    QVERIFY(byColumn[u"temp_max"_s][u"p"_s].toDouble() < 0.001);
    QVERIFY(byColumn[u"temp_max"_s][u"effect"_s].toDouble() > 0.5);
    QCOMPARE(byColumn[u"pred"_s][u"role"_s].toString(), u"prediction"_s);
    QCOMPARE(byColumn[u"truth"_s][u"role"_s].toString(), u"target"_s);
    QVERIFY(byColumn[u"wind"_s][u"period"_s].isNull());
    for (const QString &key :
         {u"column"_s, u"period"_s, u"test"_s, u"statistic"_s, u"threshold"_s, u"drift"_s})
        QVERIFY(keysOf(rows.first()).contains(key));
    const Ran table =
        runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s, m_after, u"--columns"_s,
                u"wind,temp_max"_s, u"--test"_s, u"psi"_s, u"--correction"_s, u"holm"_s});
    QVERIFY(table.out.startsWith(u"column    test  statistic"));
    QVERIFY2(table.out.endsWith(u"1 of 2 columns drifted: the dataset drifted.\n"), qPrintable(table.out));
}

void tst_MonitorVerbs::driftByPeriodAgainstTheFirst()
{
    const Ran ran =
        runCli({u"monitor"_s, u"drift"_s, u"--data"_s, m_all, u"--reference-periods"_s, u"1"_s, u"--period"_s,
                u"year"_s, u"--columns"_s, u"temp_max,wind"_s, u"--checks"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    QStringList lines;
    for (const QJsonValue &row : ran.array())
        lines << row[u"period"_s].toString() + u' ' + row[u"column"_s].toString() + u' ' +
                     row[u"test"_s].toString() + (row[u"drift"_s].toBool() ? u"!"_s : QString());
    QCOMPARE(lines, (QStringList{u"2014-01-01 temp_max ks"_s, u"2014-01-01 temp_max missing"_s,
                                 u"2014-01-01 temp_max range"_s, u"2014-01-01 wind ks"_s,
                                 u"2014-01-01 wind missing"_s, u"2014-01-01 wind range"_s,
                                 u"2015-01-01 temp_max ks!"_s, u"2015-01-01 temp_max missing"_s,
                                 u"2015-01-01 temp_max range!"_s, u"2015-01-01 wind ks"_s,
                                 u"2015-01-01 wind missing"_s, u"2015-01-01 wind range"_s}));
}

void tst_MonitorVerbs::driftAgainstEarlierPeriods()
{
    const Ran months =
        runCli({u"monitor"_s, u"drift"_s, u"--data"_s, m_all, u"--baseline"_s, u"year-before"_s,
                u"--period"_s, u"month"_s, u"--columns"_s, u"temp_max"_s, u"--json"_s});
    QVERIFY2(months.code == 0, qPrintable(months.err));
    const QJsonArray rows = months.array();
    QCOMPARE(rows.size(), 24); // of two years
    QVERIFY(rows[0][u"statistic"_s].isNull());
    QVERIFY(rows[0][u"why"_s].toString().contains(u"year earlier"));
    QCOMPARE(rows[18][u"period"_s].toString(), u"2015-07-01"_s);
    QCOMPARE(rows[18][u"reference_period"_s].toString(), u"2014-07-01"_s);
    QCOMPARE(rows[18][u"n_reference"_s].toInt(), 31);
    const Ran years =
        runCli({u"monitor"_s, u"drift"_s, u"--data"_s, m_all, u"--baseline"_s, u"period-before"_s,
                u"--period"_s, u"year"_s, u"--columns"_s, u"temp_max"_s, u"--json"_s});
    QVERIFY2(years.code == 0, qPrintable(years.err));
    QVERIFY(years.array()[1][u"drift"_s].toBool()); // as against the first, which is the one before
}

void tst_MonitorVerbs::driftAgainstWhatAVersionWasTrainedOn()
{
    const QString model = file(u"model.onnx"_s, "not really a model");
    QVERIFY(sample({u"add"_s, model, u"--model"_s, u"trained"_s, u"--reference"_s, m_before}).code == 0);
    QVERIFY(sample({u"add"_s, model, u"--model"_s, u"untrained"_s}).code == 0);
    const Ran stored = sample({u"monitor"_s, u"drift"_s, u"trained"_s, u"--current"_s, m_after, u"--json"_s});
    QVERIFY2(stored.code == 0, qPrintable(stored.err));
    const Ran raw =
        runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s, m_after, u"--json"_s});
    QCOMPARE(stored.array(), raw.array()); // few rows: the sketches keep them all
    const Ran none = sample({u"monitor"_s, u"drift"_s, u"untrained"_s, u"--current"_s, m_after});
    QCOMPARE(none.code, 1);
    QVERIFY(none.err.contains(u"add --reference FILE"));
}

void tst_MonitorVerbs::driftFindsMistakes()
{
    const Ran missing =
        runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s, u"/no/such.csv"_s});
    QCOMPARE(missing.code, 1);
    QVERIFY(missing.err.contains(u"such.csv"));
    const Ran column = runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s, m_after,
                               u"--columns"_s, u"snow"_s, u"--json"_s});
    QCOMPARE(column.code, 1);
    QCOMPARE(column.object()[u"error"_s][u"code"_s].toString(), u"invalid-argument"_s);
    QVERIFY(column.err.contains(u"'snow'"));
    // What cannot be read is told, not dropped in silence.
    QByteArray broken = weather(365, 365);
    broken += "2016-01-01,1,2\n2016-01-02,hot,1,1,1,1,1,1\n";
    const Ran bad = runCli({u"monitor"_s, u"drift"_s, u"--reference"_s, m_before, u"--current"_s,
                            file(u"broken.csv"_s, broken), u"--json"_s});
    QCOMPARE(bad.code, 0);
    QVERIFY2(bad.err.contains(u"367"), qPrintable(bad.err));
    QCOMPARE(bad.array().size(), 7);
}

void tst_MonitorVerbs::estimateIsMarkedAndCompared()
{
    const Ran ran = runCli({u"monitor"_s, u"estimate"_s, u"--reference"_s, m_before, u"--data"_s, m_after,
                            u"--period"_s, u"quarter"_s, u"--metrics"_s, u"rmse,mae"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    QCOMPARE(ran.array().size(), 8);
    const QJsonObject row = ran.array().first().toObject();
    QCOMPARE(row[u".index"_s].toString(), u"2015-01-01"_s);
    QCOMPARE(row[u".metric"_s].toString(), u"rmse"_s);
    QCOMPARE(row[u"estimated"_s].toBool(), true);
    QCOMPARE(row[u"method"_s].toString(), u"dle"_s);
    QVERIFY(row[u"low"_s].toDouble() < row[u".estimate"_s].toDouble());
    QVERIFY(row[u".estimate"_s].toDouble() < row[u"high"_s].toDouble());
    QVERIFY(row[u"realised"_s].toDouble() > row[u"low"_s].toDouble());
    QVERIFY(row[u"realised"_s].toDouble() < row[u"high"_s].toDouble());
    QCOMPARE(row[u"labelled"_s].toInt(), 90);
    const Ran table = runCli({u"monitor"_s, u"estimate"_s, u"--reference"_s, m_before, u"--data"_s, m_after});
    QVERIFY(table.out.startsWith(u".index      .n  .metric  estimated"));
    QVERIFY(table.out.contains(u"Direct loss estimation"));
}

void tst_MonitorVerbs::backtestIsTheMatrixOfVersions()
{
    const Ran ran = sample({u"monitor"_s, u"backtest"_s, u"seattle-tmax"_s, u"--data"_s, m_all, u"--period"_s,
                            u"year"_s, u"--metrics"_s, u"rmse,mae"_s, u"--json"_s});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    const QJsonArray rows = ran.array();
    QStringList versions;
    for (const QJsonValue &row : rows) {
        if (!versions.contains(row[u"version"_s].toString()))
            versions << row[u"version"_s].toString();
    }
    QCOMPARE(versions, (QStringList{u"v1.0.0"_s, u"v1.1.0"_s, u"v2.0.0"_s, u"v2.1.0"_s, u"v2.2.0"_s}));
    QCOMPARE(rows.size(), 5 * 2 * 2);
    QCOMPARE(rows.first()[u".index"_s].toString(), u"2014-01-01"_s);
    QCOMPARE(rows.first()[u".n"_s].toInt(), 365);
    QVERIFY(rows.first()[u".estimate"_s].toDouble() > 1 && rows.first()[u".estimate"_s].toDouble() < 6);
    const Ran two = sample({u"monitor"_s, u"backtest"_s, u"seattle-tmax"_s, u"--data"_s, m_all, u"--period"_s,
                            u"year"_s, u"--metrics"_s, u"rmse"_s, u"--versions"_s, u"v2.1.0,v1.0.0"_s});
    QVERIFY(two.out.contains(u"v2.1.0   2015-01-01"));
    QVERIFY(!two.out.contains(u"v1.1.0"));
    // Models that predict classes, data whose truth is a number.
    const Ran other = sample({u"monitor"_s, u"backtest"_s, u"seattle-rain"_s, u"--data"_s, m_all});
    QCOMPARE(other.code, 1);
    QVERIFY(other.err.contains(u"v1.0.0 was not tested"));
}

void tst_MonitorVerbs::backtestIsCached()
{
    const QStringList arguments{u"monitor"_s, u"backtest"_s,  u"seattle-tmax"_s, u"--data"_s,
                                m_all,        u"--metrics"_s, u"ccc"_s,          u"--json"_s};
    const Ran first = sample(arguments);
    const Ran second = sample(arguments);
    const Ran fresh = sample(arguments + QStringList{u"--no-cache"_s});
    QCOMPARE(first.code, 0);
    QCOMPARE(second.array(), first.array());
    QCOMPARE(fresh.array(), first.array());
}

void tst_MonitorVerbs::bisectFindsTheVersion()
{
    // One version learned from °F; the bound lies between it and the one before.
    const auto rmse = [this](const QString &version) {
        const Ran ran =
            sample({u"monitor"_s, u"backtest"_s, u"seattle-tmax"_s, u"--data"_s, m_before, u"--period"_s,
                    u"year"_s, u"--metrics"_s, u"rmse"_s, u"--versions"_s, version, u"--json"_s});
        return ran.array().first()[u".estimate"_s].toDouble();
    };
    QVERIFY(rmse(u"v2.1.0"_s) > 1.1 * rmse(u"v2.0.0"_s));
    const QString bound = QString::number((rmse(u"v2.1.0"_s) + rmse(u"v2.0.0"_s)) / 2);
    const QStringList arguments{u"monitor"_s,  u"bisect"_s, u"seattle-tmax"_s, u"--data"_s, m_before,
                                u"--metric"_s, u"rmse"_s,   u"--above"_s,      bound,       u"--json"_s};
    const Ran all = sample(arguments + QStringList{u"--all"_s});
    QVERIFY2(all.code == 0, qPrintable(all.err));
    QCOMPARE(all.object()[u"first_bad"_s].toString(), u"v2.1.0"_s);
    QCOMPARE(all.object()[u"last_good"_s].toString(), u"v2.0.0"_s);
    QCOMPARE(all.object()[u"steps"_s].toArray().size(), 5);
    QCOMPARE(all.object()[u"monotone"_s].toBool(true), false); // v2.2.0 put it right
    const Ran halves = sample(arguments + QStringList{u"--versions"_s, u"v1.0.0,v1.1.0,v2.0.0,v2.1.0"_s});
    QCOMPARE(halves.object()[u"first_bad"_s].toString(), u"v2.1.0"_s);
    QVERIFY(!halves.object().contains(u"monotone"_s));
    const Ran metric = sample({u"monitor"_s, u"bisect"_s, u"seattle-tmax"_s, u"--data"_s, m_before,
                               u"--metric"_s, u"accuracy"_s, u"--below"_s, u"1"_s});
    QCOMPARE(metric.code, 1);
    QVERIFY(metric.err.contains(u"'accuracy' is a metric of classes"));
}

void tst_MonitorVerbs::checkFiresAndIsAnswered()
{
    const QStringList check{u"monitor"_s, u"check"_s, u"seattle-tmax"_s, u"--now"_s,
                            u"2015-12-31T12:00:00Z"_s};
    QVERIFY(sample({u"monitor"_s, u"check"_s}).out.contains(u"There are no alert rules"));
    QVERIFY(sample({u"edit"_s, u"seattle-tmax"_s, u"--set"_s,
                    u"alerts=[{\"name\":\"rmse\",\"metric\":\"rmse\",\"above\":1,\"period\":\"month\","
                    "\"severity\":\"critical\",\"message\":\"Roll back.\"},"
                    "{\"name\":\"fine\",\"metric\":\"rmse\",\"above\":100,\"period\":\"month\"}]"_s})
                .code == 0);
    const Ran dry = sample(check + QStringList{u"--dry-run"_s, u"--json"_s});
    QCOMPARE(dry.code, 1);
    const Ran fired = sample(check + QStringList{u"--json"_s});
    QCOMPARE(fired.code, 1);
    const QJsonObject alert = fired.array().first().toObject();
    QCOMPARE(alert[u"rule"_s].toString(), u"rmse"_s);
    QCOMPARE(alert[u"state"_s].toString(), u"firing"_s);
    QCOMPARE(alert[u"severity"_s].toString(), u"critical"_s);
    QCOMPARE(alert[u"version"_s].toString(), u"v2.2.0"_s); // in production
    QCOMPARE(alert[u"threshold"_s].toDouble(), 1.0);
    QCOMPARE(alert[u"message"_s].toString(), u"Roll back."_s);
    QVERIFY(alert[u"new"_s].toBool());
    QCOMPARE(fired.array()[1][u"state"_s].toString(), u"ok"_s);
    QVERIFY(!sample(check + QStringList{u"--json"_s}).array().first()[u"new"_s].toBool());
    QCOMPARE(sample(check + QStringList{u"--acknowledge"_s, u"rmse"_s, u"--by"_s, u"Ada"_s}).code, 0);
    const Ran known = sample(check);
    QCOMPARE(known.code, 0);
    QVERIFY(known.out.contains(u"acknowledged"));
    QCOMPARE(sample(check + QStringList{u"--snooze"_s, u"rmse=2d"_s}).code, 0);
    QVERIFY(sample(check).out.contains(u"snoozed"));
    QCOMPARE(sample(check + QStringList{u"--reopen"_s, u"rmse"_s}).code, 0);
    QCOMPARE(sample(check).code, 1);
    const Ran nothing = sample(check + QStringList{u"--acknowledge"_s, u"fine"_s});
    QCOMPARE(nothing.code, 1);
    QVERIFY(nothing.err.contains(u"not firing"));
    QCOMPARE(sample(check + QStringList{u"--snooze"_s, u"rmse=soon"_s}).code, 2);
}

void tst_MonitorVerbs::checkNamesBrokenRules()
{
    QVERIFY(sample({u"edit"_s, u"seattle-rain"_s, u"--set"_s,
                    u"alerts=[{\"name\":\"a\",\"metric\":\"accuracy\",\"belwo\":1}]"_s})
                .code == 0);
    const Ran broken = sample({u"monitor"_s, u"check"_s, u"seattle-rain"_s});
    QCOMPARE(broken.code, 1);
    QVERIFY2(broken.err.contains(u"belwo"), qPrintable(broken.err));
    QVERIFY(broken.err.contains(u"seattle-rain"));
    QVERIFY(sample({u"edit"_s, u"seattle-rain"_s, u"--unset"_s, u"alerts"_s}).code == 0);
}

void tst_MonitorVerbs::hooksNeedLeave()
{
    const QString made = m_folder.filePath(u"made by a hook"_s);
    QVERIFY(sample({u"edit"_s, u"seattle-rain"_s, u"--set"_s,
                    u"alerts=[{\"name\":\"a\",\"metric\":\"accuracy\",\"above\":0,\"period\":\"month\","
                    "\"notify\":[{\"command\":[\"touch\",\"%1\"]}]}]"_s.arg(made)})
                .code == 0);
    const QStringList check{u"monitor"_s, u"check"_s, u"seattle-rain"_s, u"--now"_s,
                            u"2015-12-31T12:00:00Z"_s};
    const Ran refused = sample(check + QStringList{u"--dry-run"_s});
    QCOMPARE(refused.code, 1);
    QVERIFY(!QFile::exists(made));
    QCOMPARE(sample(check + QStringList{u"--allow-hooks"_s}).code, 0);
    const Ran fired = sample(check);
    QCOMPARE(fired.code, 1);
    QVERIFY2(QFile::exists(made), qPrintable(fired.err));
    QVERIFY(QFile::remove(made));
    QCOMPARE(sample(check).code, 1); // the same incident
    QVERIFY(!QFile::exists(made));
}

QTEST_GUILESS_MAIN(tst_MonitorVerbs)
#include "tst_monitorverbs.moc"
