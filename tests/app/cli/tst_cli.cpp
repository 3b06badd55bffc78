// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as its users meet it: the binary, its output and its exit codes.
#include "tests/app/cli/clirun.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

using test::cleanEnvironment;
using test::Ran;

QString program()
{
    return test::cliProgram();
}

Ran run(const QStringList &arguments, const QString &folder = {}, const QString &output = {})
{
    return test::runCli(arguments, folder, output);
}

// The answer to one HTTP request, head and body.
QString ask(quint16 port, const QByteArray &method, const QByteArray &path, const QByteArray &body = {})
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(10'000))
        return socket.errorString();
    socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) +
                 "\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                 "\r\nConnection: close\r\n\r\n" + body);
    while (socket.state() != QAbstractSocket::UnconnectedState && socket.waitForReadyRead(10'000)) {
    }
    return QString::fromUtf8(socket.readAll());
}

// The next line of a running program.
QString lineOf(QProcess &process)
{
    while (!process.canReadLine()) {
        if (!process.waitForReadyRead(30'000))
            return QString::fromUtf8(process.readAllStandardError());
    }
    return QString::fromUtf8(process.readLine()).trimmed();
}

} // namespace

class tst_Cli final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void withoutAVerbItShowsTheVerbsAndFails();
    void everyVerbHasHelp_data();
    void everyVerbHasHelp();
    void wrongUseIsExitCodeTwo_data();
    void wrongUseIsExitCodeTwo();
    void listShowsTheModels();
    void versionsAreNewestFirst();
    void showTellsEverythingAboutAVersion();
    void editIsOneCommitAndKeepsTheRest();
    void rollbackPreviewsActsAndIsInTheHistory();
    void historyKnowsWhoWasInProductionAtAMoment();
    void addRegistersAFileThatGitLfsUnderstands();
    void monitorHasVerbsOfItsOwn();
    void monitorMetricsShowTheHarmfulVersion();
    void verifyIsQuietOnASoundLibraryAndFailsOnADamagedOne();
    void errorsAreOneLineAndJsonWhenAsked();
    void tablesAreAligned();
    void helpOfAVerbIsExact();
    void diffSaysTheSameInTheSameOrderEveryTime();
    void monitorMetricsComePeriodByPeriod();
    void aNoteIsKeptKeyByKey();
    void outputThatCannotBeWrittenIsAFailure();
    void anInterruptedDemoLeavesNothingBehind();
    void serveFollowsItsStage();

private:
    Ran sample(QStringList arguments) { return run(QStringList{u"--library"_s, m_path} << arguments); }
    QTemporaryDir m_dir;
    QString m_path;
};

void tst_Cli::initTestCase()
{
    m_path = m_dir.filePath(u"sample.git"_s);
    const Ran made = run({u"demo"_s, m_path});
    QCOMPARE(made.err, QString());
    QCOMPARE(made.code, 0);
    QVERIFY(made.out.startsWith(u"Made the sample library "_s));
}

void tst_Cli::withoutAVerbItShowsTheVerbsAndFails()
{
    const Ran bare = run({});
    QCOMPARE(bare.code, 2);
    QVERIFY(bare.err.contains(u"rollback"_s));
    const Ran help = run({u"--help"_s});
    QCOMPARE(help.code, 0);
    QCOMPARE(help.out, bare.err);
}

void tst_Cli::everyVerbHasHelp_data()
{
    QTest::addColumn<QString>("verb");
    for (const char *verb :
         {"demo",     "init",     "add",      "list",       "versions",  "show",  "edit",    "note",
          "assign",   "unassign", "rollback", "history",    "diff",      "serve", "monitor", "verify",
          "register", "search",   "restore",  "deregister", "deprecate", "prune", "space",   "reindex"})
        QTest::newRow(verb) << QString::fromLatin1(verb);
}

void tst_Cli::everyVerbHasHelp()
{
    QFETCH(QString, verb);
    const Ran help = run({verb, u"--help"_s});
    QCOMPARE(help.code, 0);
    QVERIFY2(help.out.startsWith(u"Usage: vitrine-cli "_s + verb), qPrintable(help.out));
    QVERIFY(help.out.contains(u"--json"_s));
}

void tst_Cli::wrongUseIsExitCodeTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown verb") << QStringList{u"frobnicate"_s};
    QTest::newRow("unknown option") << QStringList{u"list"_s, u"--colour"_s};
    QTest::newRow("missing argument") << QStringList{u"versions"_s};
    QTest::newRow("too many") << QStringList{u"list"_s, u"x"_s};
    QTest::newRow("add without model") << QStringList{u"add"_s, u"x.onnx"_s};
    QTest::newRow("monitor alone") << QStringList{u"monitor"_s};
    QTest::newRow("unknown verb of monitor") << QStringList{u"monitor"_s, u"frobnicate"_s};
    QTest::newRow("bad period") << QStringList{u"monitor"_s, u"metrics"_s, u"a"_s, u"--period"_s,
                                               u"fortnight"_s};
}

void tst_Cli::wrongUseIsExitCodeTwo()
{
    QFETCH(QStringList, arguments);
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 2);
    QCOMPARE(ran.out, QString());
    QCOMPARE(ran.err.count(u'\n'), 1);
    QVERIFY(ran.err.startsWith(u"vitrine-cli: "_s));
}

void tst_Cli::listShowsTheModels()
{
    const Ran human = sample({u"list"_s});
    QCOMPARE(human.code, 0);
    const QStringList lines = human.out.split(u'\n');
    QVERIFY(lines[0].startsWith(u"MODEL"_s));
    QVERIFY2(lines[2].startsWith(u"seattle-tmax  regression      v2.2.0  v2.2.0"_s), qPrintable(human.out));
    const QJsonArray models = sample({u"list"_s, u"--json"_s}).array();
    QCOMPARE(models.size(), 2);
    QCOMPARE(models[1].toObject()[u"name"_s].toString(), u"seattle-tmax"_s);
    QCOMPARE(models[1].toObject()[u"versions"_s].toInt(), 5);
    QCOMPARE(models[1].toObject()[u"stages"_s].toObject()[u"production"_s].toString(), u"v2.2.0"_s);
}

void tst_Cli::versionsAreNewestFirst()
{
    const QJsonArray versions = sample({u"versions"_s, u"seattle-tmax"_s, u"--json"_s}).array();
    QStringList names;
    for (const QJsonValue version : versions)
        names << version[u"version"_s].toString();
    QCOMPARE(names.join(u' '), u"v2.2.0 v2.1.0 v2.0.0 v1.1.0 v1.0.0"_s);
    QCOMPARE(versions[0][u"date"_s].toString(), u"2015-03-02T09:30:00-08:00"_s);
    QCOMPARE(versions[0][u"author"_s].toString(), u"Robin Ames"_s);
    QVERIFY(versions[1][u"labels"_s].toArray().contains(u"harmful"_s));
}

void tst_Cli::showTellsEverythingAboutAVersion()
{
    const QJsonObject shown = sample({u"show"_s, u"seattle-rain#production"_s, u"--json"_s}).object();
    QCOMPARE(shown[u"version"_s].toString(), u"v1.2.0"_s);
    QCOMPARE(shown[u"prototype"_s].toArray().size(), 5);
    const QJsonArray files = shown[u"files"_s].toArray();
    QCOMPARE(files.size(), 1);
    QCOMPARE(files[0][u"sha256"_s].toString().size(), 64);
    QVERIFY(sample({u"show"_s, u"seattle-rain@v1.0.0"_s}).out.contains(u"temp_max: number (°C)"_s));
}

void tst_Cli::editIsOneCommitAndKeepsTheRest()
{
    const Ran edited =
        sample({u"edit"_s, u"seattle-rain"_s, u"--set"_s, u"title=Rain tomorrow"_s, u"--json"_s});
    QCOMPARE(edited.code, 0);
    QCOMPARE(edited.object()[u"commit"_s].toString().size(), 40);
    const QJsonArray models = sample({u"list"_s, u"--json"_s}).array();
    QCOMPARE(models[0][u"title"_s].toString(), u"Rain tomorrow"_s);
    QCOMPARE(models[0][u"type"_s].toString(), u"classification"_s);
}

void tst_Cli::rollbackPreviewsActsAndIsInTheHistory()
{
    const Ran dry = sample({u"rollback"_s, u"seattle-tmax"_s, u"production"_s, u"--dry-run"_s, u"--json"_s});
    QCOMPARE(dry.code, 0);
    QCOMPARE(dry.object()[u"from"_s].toString(), u"v2.2.0"_s);
    QCOMPARE(dry.object()[u"to"_s].toString(), u"v2.0.0"_s);
    const auto events = [&] { return sample({u"history"_s, u"seattle-tmax"_s, u"--json"_s}).array(); };
    const qsizetype before = events().size();
    const Ran done =
        sample({u"rollback"_s, u"seattle-tmax"_s, u"production"_s, u"--reason"_s, u"Trial"_s, u"--json"_s});
    QCOMPARE(done.code, 0);
    QVERIFY(done.object()[u"tag"_s].toString().startsWith(u"seattle-tmax#production#"_s));
    QCOMPARE(events().size(), before + 1);
    QCOMPARE(events().last()[u"message"_s].toString().trimmed(), u"Trial"_s);
    QCOMPARE(sample({u"assign"_s, u"seattle-tmax"_s, u"v2.2.0"_s, u"production"_s}).code, 0);
}

void tst_Cli::historyKnowsWhoWasInProductionAtAMoment()
{
    const auto at = [&](const QString &moment) {
        return sample({u"history"_s, u"seattle-tmax"_s, u"--at"_s, moment, u"--json"_s}).object();
    };
    QCOMPARE(at(u"2015-01-20"_s)[u"production"_s].toString(), u"v2.1.0"_s);
    QCOMPARE(at(u"2015-02-20"_s)[u"production"_s].toString(), u"v2.0.0"_s);
    QVERIFY(at(u"2012-01-01"_s).isEmpty());
}

void tst_Cli::addRegistersAFileThatGitLfsUnderstands()
{
    QTemporaryDir dir;
    const QString library = dir.filePath(u"mine.git"_s);
    QCOMPARE(run({u"init"_s, library}).code, 0);
    QFile file(dir.filePath(u"model.bin"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not much of a model");
    file.close();
    const QStringList base{u"--library"_s, library};
    const Ran first =
        run(QStringList(base) << u"add"_s << file.fileName() << u"--model"_s << u"churn"_s << u"--set"_s
                              << u"licence=MIT"_s << u"--stage"_s << u"production"_s << u"--json"_s);
    QCOMPARE(first.err, QString());
    QCOMPARE(first.object()[u"version"_s].toString(), u"v0.0.1"_s);
    QVERIFY(file.open(QIODevice::Append));
    file.write(", but better");
    file.close();
    const Ran second = run(QStringList(base) << u"add"_s << file.fileName() << u"--model"_s << u"churn"_s
                                             << u"--bump"_s << u"minor"_s << u"-m"_s << u"Better"_s);
    QCOMPARE(second.out, u"Registered churn@v0.1.0 (%1).\n"_s.arg(
                             QLocale().formattedDataSize(31, 1, QLocale::DataSizeSIFormat)));
    const QJsonArray versions = run(QStringList(base) << u"versions"_s << u"churn"_s << u"--json"_s).array();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions[1][u"stages"_s].toArray().first().toString(), u"production"_s);
    QProcess lfs;
    lfs.start(u"git"_s, {u"-C"_s, library, u"lfs"_s, u"fsck"_s});
    lfs.waitForFinished();
    QCOMPARE(lfs.exitCode(), 0);
}

void tst_Cli::monitorHasVerbsOfItsOwn()
{
    const Ran overview = run({u"monitor"_s, u"--help"_s});
    QCOMPARE(overview.code, 0);
    QVERIFY(overview.out.contains(u"\n  metrics   "_s));
    const Ran metrics = run({u"monitor"_s, u"metrics"_s, u"--help"_s});
    QCOMPARE(metrics.code, 0);
    QVERIFY(metrics.out.startsWith(u"Usage: vitrine-cli monitor metrics "_s));
    QVERIFY(metrics.out.contains(u"--period"_s));
    QVERIFY(run({u"monitor"_s}).err.contains(u"metrics"_s));
}

void tst_Cli::monitorMetricsShowTheHarmfulVersion()
{
    const QJsonArray rows = sample({u"monitor"_s, u"metrics"_s, u"seattle-tmax@v2.1.0"_s, u"--period"_s,
                                    u"month"_s, u"--metrics"_s, u"rmse"_s, u"--json"_s})
                                .array();
    QCOMPARE(rows.size(), 11); // the truth of the newest weeks is not known yet
    QCOMPARE(rows[0][u".index"_s].toString(), u"2015-01-12"_s);
    QCOMPARE(rows[1][u".n"_s].toInt(), 28);
    for (const QJsonValue row : rows)
        QVERIFY(row[u".estimate"_s].toDouble() > 3);
}

void tst_Cli::verifyIsQuietOnASoundLibraryAndFailsOnADamagedOne()
{
    QCOMPARE(sample({u"verify"_s, u"--deep"_s}).code, 0);
    QTemporaryDir dir;
    const QString copy = dir.filePath(u"damaged.git"_s);
    QCOMPARE(run({u"demo"_s, copy}).code, 0);
    const QString sha = run({u"--library"_s, copy, u"show"_s, u"seattle-tmax@v1.0.0"_s, u"--json"_s})
                            .object()[u"files"_s][0][u"sha256"_s]
                            .toString();
    QVERIFY(QFile::remove(u"%1/lfs/objects/%2/%3/%4"_s.arg(copy, sha.left(2), sha.mid(2, 2), sha)));
    const Ran damaged = run({u"--library"_s, copy, u"verify"_s, u"--json"_s});
    QCOMPARE(damaged.code, 1);
    QCOMPARE(damaged.object()[u"ok"_s].toBool(true), false);
    QVERIFY(!damaged.object()[u"problems"_s].toArray().isEmpty());
}

void tst_Cli::errorsAreOneLineAndJsonWhenAsked()
{
    QTemporaryDir dir;
    const Ran none = run({u"list"_s}, dir.path());
    QCOMPARE(none.code, 1);
    QVERIFY(none.err.contains(u"is not a Git repository"_s));
    QCOMPARE(none.err.count(u'\n'), 1);
    const Ran typo = sample({u"versions"_s, u"seattle-tmx"_s, u"--json"_s});
    QCOMPARE(typo.code, 1);
    QCOMPARE(typo.object()[u"error"_s][u"code"_s].toString(), u"not-found"_s);
    QVERIFY2(typo.err.contains(u"seattle-tmax"_s), qPrintable(typo.err));
}

void tst_Cli::tablesAreAligned()
{
    QCOMPARE(
        sample({u"history"_s, u"seattle-rain"_s}).out,
        u"DATE        EVENT       VERSION  STAGE       BY          MESSAGE\n"
        "2013-01-14  registered  v1.0.0               Robin Ames  Logistic regression on today's weather\n"
        "2013-01-15  assigned    v1.0.0   production  Robin Ames  First version in use\n"
        "2013-10-04  registered  v1.1.0               Robin Ames  Gradient boosting, 40 trees\n"
        "2013-10-08  assigned    v1.1.0   production  Robin Ames  Log loss 0.56 on the last 90 days\n"
        "2014-11-14  registered  v1.2.0               Robin Ames  Two more winters of data and 90 trees\n"
        "2014-11-17  assigned    v1.2.0   staging     Robin Ames  Compare over a wet month\n"
        "2015-01-05  assigned    v1.2.0   production  Robin Ames  Log loss 0.60 since its first day, "
        "v1.1.0 0.64\n"_s);
}

void tst_Cli::helpOfAVerbIsExact()
{
    const Ran help = run({u"unassign"_s, u"--help"_s});
    QCOMPARE(help.out, u"Usage: vitrine-cli unassign MODEL STAGE [options]\n"
                       "Empty a stage.\n\n"
                       "Options:\n"
                       "  --library <PATH>     The repository, or any folder in it.\n"
                       "  --json               One JSON document on standard output.\n"
                       "  -q, --quiet          Print results only.\n"
                       "  -h, --help           Show this text.\n"
                       "  --version <VERSION>  Only this one leaves; as in GTO, the one before is in\n"
                       "                       the stage again.\n"
                       "  --reason <TEXT>      Why; kept in the tag.\n"
                       "  --confirm <STAGE>    Names the stage once more, when it is protected.\n"
                       "  --date <ISO>         When it happened, ISO 8601 (default: now).\n"_s);
    QCOMPARE(help.err, QString());
}

void tst_Cli::diffSaysTheSameInTheSameOrderEveryTime()
{
    const QString first = sample({u"diff"_s, u"seattle-tmax"_s, u"v2.0.0"_s, u"v2.1.0"_s}).out;
    QStringList keys;
    for (const QString &line : first.split(u'\n', Qt::SkipEmptyParts).sliced(1))
        keys << line.section(u' ', 0, 0);
    QCOMPARE(keys.join(u' '), u"metrics.mae metrics.rmse metrics.rsq files.model.onnx structure "
                              "training.data_sha256 training.rows training.until card.Model card.Metrics "
                              "notes.note notes.labels prototype"_s);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(sample({u"diff"_s, u"seattle-tmax"_s, u"v2.0.0"_s, u"v2.1.0"_s}).out, first);
}

void tst_Cli::monitorMetricsComePeriodByPeriod()
{
    const Ran ran = sample({u"monitor"_s, u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--period"_s, u"quarter"_s,
                            u"--metrics"_s, u"rmse,mae"_s, u"--json"_s});
    QStringList rows;
    for (const QJsonValue row : ran.array())
        rows << row[u".index"_s].toString() + u' ' + row[u".metric"_s].toString();
    QCOMPARE(rows.join(u'\n'), u"2015-03-02 rmse\n2015-03-02 mae\n2015-04-01 rmse\n2015-04-01 mae\n"
                               "2015-07-01 rmse\n2015-07-01 mae\n2015-10-01 rmse\n2015-10-01 mae"_s);
}

void tst_Cli::aNoteIsKeptKeyByKey()
{
    const QString version = u"seattle-rain@v1.1.0"_s;
    QCOMPARE(sample({u"note"_s, version}).out, u"seattle-rain@v1.1.0 has no note.\n"_s);
    QCOMPARE(
        sample({u"note"_s, version, u"--set"_s, u"text=Seen twice"_s, u"--set"_s, u"labels=[\"a\",\"b\"]"_s})
            .out,
        u"KEY     VALUE\nlabels  a, b\ntext    Seen twice\n"_s);
    QCOMPARE(sample({u"note"_s, version, u"--unset"_s, u"text"_s}).out, u"KEY     VALUE\nlabels  a, b\n"_s);
    QCOMPARE(sample({u"note"_s, version, u"--unset"_s, u"labels"_s, u"--json"_s}).object(), QJsonObject());
}

void tst_Cli::outputThatCannotBeWrittenIsAFailure()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("SKIPPED: this system has no /dev/full");
    const Ran full = run({u"--library"_s, m_path, u"list"_s, u"--json"_s}, {}, u"/dev/full"_s);
    QCOMPARE(full.code, 1);
    QCOMPARE(full.err,
             u"vitrine-cli: Couldn't write all of the output. Make room, or send it somewhere else.\n"_s);
}

void tst_Cli::anInterruptedDemoLeavesNothingBehind()
{
    QTemporaryDir dir;
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.start(program(), {u"demo"_s, dir.filePath(u"sample.git"_s)});
    QVERIFY(process.waitForStarted());
    const auto entries = [&] {
        return QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    };
    QTRY_VERIFY_WITH_TIMEOUT(!entries().isEmpty(), 30'000);
    QVERIFY2(entries().first().startsWith(u".vitrine-sample-"_s),
             "it was finished before it could be interrupted");
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(QString::fromUtf8(process.readAllStandardError()), u"vitrine-cli: Cancelled.\n"_s);
    QCOMPARE(entries(), QStringList());
}

void tst_Cli::serveFollowsItsStage()
{
    QProcess server;
    server.setProcessEnvironment(cleanEnvironment());
    server.start(program(),
                 {u"--library"_s, m_path, u"serve"_s, u"seattle-tmax#production"_s, u"--port"_s, u"0"_s});
    const QString first = lineOf(server);
    if (first.contains(u"ONNX Runtime"_s))
        QSKIP(qPrintable(u"SKIPPED: "_s + first));
    QVERIFY2(first.startsWith(u"Serving seattle-tmax@v2.2.0 at http://127.0.0.1:"_s), qPrintable(first));
    const auto port = first.section(u':', -1).toUShort();
    QVERIFY(ask(port, "GET", "/ping").startsWith(u"HTTP/1.1 200"_s));
    const QByteArray row =
        R"([{"temp_max":12.8,"temp_min":5.0,"precipitation":0.0,"wind":4.7,"day_of_year":161}])";
    const QString before = ask(port, "POST", "/predict", row);
    QVERIFY2(before.startsWith(u"HTTP/1.1 200"_s), qPrintable(before));

    QCOMPARE(sample({u"rollback"_s, u"seattle-tmax"_s, u"production"_s, u"--reason"_s, u"Trial"_s}).code, 0);
    QCOMPARE(lineOf(server), QString(first).replace(u"v2.2.0"_s, u"v2.0.0"_s));
    const QString after = ask(port, "POST", "/predict", row);
    QVERIFY2(after.startsWith(u"HTTP/1.1 200"_s), qPrintable(after));
    QVERIFY(after.section(u"\r\n\r\n"_s, 1) != before.section(u"\r\n\r\n"_s, 1));

    server.terminate();
    QVERIFY(server.waitForFinished(30'000));
    QCOMPARE(server.exitStatus(), QProcess::NormalExit);
    QCOMPARE(server.exitCode(), 0);
}

QTEST_GUILESS_MAIN(tst_Cli)
#include "tst_cli.moc"
