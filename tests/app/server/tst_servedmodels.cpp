// SPDX-License-Identifier: GPL-3.0-or-later
// Models that need Python, R or trust, behind the real program.
#include "core/registry/library.h"
#include "tests/app/server/runningserver.h"
#include "tests/core/serving/processes.h"
#include "tests/support/interpreters.h"
#include "tests/support/shareddata.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using vitrine::test::Client;
using vitrine::test::Ended;
using vitrine::test::Serving;

class tst_ServedModels final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aPickleIsServedOnceItIsTrusted();
    void aVersionThatIsNotTrustedLeavesTheOldOneServing();
    void killingAWorkerCostsOneRequest();
    void aModelThatHangsHoldsNobodyElseUp();
    void aServerThatIsKilledLeavesNoWorkerBehind();
    void aFolderOfMlflowIsServed();
    void aModelOfRIsServed();
    void whatIsMissingIsSaidBeforeItServes();

private:
    void add(const QString &version, const QStringList &files, const QStringList &columns);
    Ended cli(const QStringList &arguments);
    QStringList serve(const QString &what, const QStringList &more = {}) const;
    bool addUnruly(const QString &version);
    // Of this test's servers.
    QList<pid_t> workers() const
    {
        return test::processesWith("worker.py", QFile::encodeName(m_dir->path()));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    QProcessEnvironment m_environment;
    QString m_python;
    QString m_problem;
};

void tst_ServedModels::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_problem.clear();
    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert(u"XDG_CONFIG_HOME"_s, m_dir->filePath(u"config"_s));
    m_environment.insert(u"PYTHONPATH"_s, QStringLiteral(VT_SERVING_DATA_DIR));
    m_environment.insert(u"PYTHONDONTWRITEBYTECODE"_s, u"1"_s);
    m_environment.insert(u"PYTHON_TEST_FILE"_s,
                         m_dir->filePath(u"written"_s)); // also tells its workers apart
    auto library = registry::Library::create(m_dir->filePath(u"library.git"_s), true);
    QVERIFY(library);
    m_library = std::move(library).value();
}

void tst_ServedModels::add(const QString &version, const QStringList &files, const QStringList &columns)
{
    registry::AddRequest request;
    request.model = u"churn"_s;
    request.files = files;
    request.version = registry::SemVer::parse(version).value();
    format::Prototype prototype;
    for (const QString &column : columns)
        prototype.columns.append({column, format::ColumnType::Number, {}, {}, {}, {}});
    request.prototype = prototype;
    if (const auto added = m_library->add(request); !added)
        m_problem = added.error().message;
}

Ended tst_ServedModels::cli(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(VT_BINARY_DIR "/vitrine-cli"),
                  QStringList{u"--library"_s, m_library->path()} + arguments);
    Ended ended;
    if (process.waitForFinished(test::patience))
        ended.code = process.exitCode();
    ended.out = QString::fromUtf8(process.readAllStandardOutput());
    ended.err = QString::fromUtf8(process.readAllStandardError());
    return ended;
}

QStringList tst_ServedModels::serve(const QString &what, const QStringList &more) const
{
    QStringList arguments{u"--library"_s, m_library->path(), u"--model"_s, what};
    if (!m_python.isEmpty())
        arguments << u"--python"_s << m_python;
    return arguments + more;
}

bool tst_ServedModels::addUnruly(const QString &version)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(m_python, {QStringLiteral(VT_SERVING_DATA_DIR "/unruly.py"), m_dir->path()});
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
        m_problem = QString::fromUtf8(process.readAllStandardError());
        return false;
    }
    add(version, {m_dir->filePath(u"model.pkl"_s)}, {u"x"_s});
    return m_problem.isEmpty();
}

#define VT_NEED_UNRULY(version)           \
    VT_NEED_PYTHON(python, {u"numpy"_s}); \
    m_python = python;                    \
    QVERIFY2(addUnruly(version), qPrintable(m_problem))

void tst_ServedModels::aPickleIsServedOnceItIsTrusted()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    const Ended refused = test::run(serve(u"churn"_s), m_environment);
    QCOMPARE(refused.code, 1);
    QVERIFY2(
        refused.err.contains(
            u"Cannot serve churn@v1.0.0: it can run code when it is loaded, and you have not trusted it. "
            "Look at it first: vitrine-cli inspect churn@v1.0.0."_s),
        qPrintable(refused.err));
    const Ended looked = cli({u"inspect"_s, u"churn"_s});
    QCOMPARE(looked.code, 0);
    QVERIFY2(looked.out.contains(u"suspicious: unruly.Model"), qPrintable(looked.out));
    const Ended trusted = cli({u"trust"_s, u"churn"_s, u"--reason"_s, u"it is ours"_s});
    QVERIFY2(trusted.code == 0 && trusted.out.contains(u"churn@v1.0.0 may run from now on"),
             qPrintable(trusted.out + trusted.err));
    Serving server(serve(u"churn"_s), m_environment);
    QVERIFY2(server.line().startsWith(u"Serving churn@v1.0.0 at "), qPrintable(server.log()));
    QVERIFY(Client(server.port()).predict(R"([{"x":21}])").endsWith(R"({"predict":[42.0]})"));
    QVERIFY(Client(server.port()).predict("[]").endsWith(R"({"predict":[]})"));
    QCOMPARE(server.stop(), 0);
    QVERIFY(cli({u"trust"_s, u"churn"_s, u"--revoke"_s}).code == 0);
    QCOMPARE(test::run(serve(u"churn"_s), m_environment).code, 1);
}

void tst_ServedModels::aVersionThatIsNotTrustedLeavesTheOldOneServing()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    QVERIFY(m_library->assign(u"churn"_s, u"v1.0.0"_s, u"production"_s, {}));
    Serving server(serve(u"churn#production"_s), m_environment);
    QVERIFY(server.line().startsWith(u"Serving churn@v1.0.0 at "));
    add(u"v2.0.0"_s, {m_dir->filePath(u"slow.pkl"_s)}, {u"x"_s});
    QVERIFY(m_library->assign(u"churn"_s, u"v2.0.0"_s, u"production"_s, {}));
    QVERIFY2(server.logs(u"you have not trusted it"_s), qPrintable(server.log()));
    QVERIFY(Client(server.port()).predict(R"([{"x":1}])").endsWith(R"({"predict":[2.0]})"));
}

void tst_ServedModels::killingAWorkerCostsOneRequest()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    Serving server(serve(u"churn"_s, {u"--workers"_s, u"1"_s}), m_environment);
    QVERIFY(server.line().startsWith(u"Serving churn@v1.0.0 at "));
    QByteArray answer;
    std::thread client([&] { answer = Client(server.port()).predict(R"([{"x":-1}])"); });
    QTest::qWait(1000); // long enough to be in the model; it sleeps for minutes
    for (const pid_t worker : workers())
        ::kill(worker, SIGKILL);
    client.join();
    QVERIFY2(answer.startsWith("HTTP/1.1 503") && answer.contains("it was killed (signal 9)"),
             answer.constData());
    const QByteArray next = Client(server.port()).predict(R"([{"x":3}])");
    QVERIFY2(next.endsWith(R"({"predict":[6.0]})"), next.constData());
    QVERIFY(server.logs(u"starting another"_s));
}

void tst_ServedModels::aModelThatHangsHoldsNobodyElseUp()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    Serving server(serve(u"churn"_s, {u"--workers"_s, u"1"_s, u"--request-time"_s, u"5"_s}), m_environment);
    QVERIFY(server.line().startsWith(u"Serving churn@v1.0.0 at "));
    std::atomic<bool> ended = false;
    QByteArray late;
    std::thread hanging([&] {
        late = Client(server.port()).predict(R"([{"x":-2}])");
        ended = true;
    });
    QTest::qWait(500);
    QVERIFY(Client(server.port()).get("/ping").startsWith("HTTP/1.1 200"));
    QVERIFY(Client(server.port()).get("/metrics").contains("vitrine_"));
    QVERIFY(!ended);
    hanging.join();
    QVERIFY2(late.startsWith("HTTP/1.1 503") && late.contains("did not answer within 5000 ms"),
             late.constData());
    QTRY_VERIFY_WITH_TIMEOUT(Client(server.port()).predict(R"([{"x":3}])").endsWith(R"({"predict":[6.0]})"),
                             30'000);
}

void tst_ServedModels::aServerThatIsKilledLeavesNoWorkerBehind()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    // In bubblewrap, without anything, and with what the kernel alone gives where there is no bubblewrap.
    QProcessEnvironment bare = m_environment;
    bare.insert(u"PATH"_s, m_dir->path());
    const std::pair<QString, QProcessEnvironment> ways[] = {
        {u"auto"_s, m_environment}, {u"off"_s, m_environment}, {u"auto"_s, bare}};
    for (const auto &[sandbox, environment] : ways) {
        Serving server(serve(u"churn"_s, {u"--sandbox"_s, sandbox}), environment);
        QVERIFY(server.line().startsWith(u"Serving churn@v1.0.0 at "));
        QVERIFY(!workers().isEmpty());
        ::kill(static_cast<pid_t>(server.pid()), SIGKILL);
        QTRY_VERIFY(workers().isEmpty());
    }
}

void tst_ServedModels::aFolderOfMlflowIsServed()
{
    VT_NEED_PYTHON(python, {u"sklearn"_s, u"pandas"_s});
    VT_NEED_SHARED(folder, u"models/mlflow/trained_lm2"_s);
    m_python = python;
    add(u"v1.0.0"_s, {folder}, {u"cyl"_s, u"disp"_s});
    QCOMPARE(m_problem, QString());
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    Serving server(serve(u"churn"_s), m_environment);
    QVERIFY2(server.line().startsWith(u"Serving churn@v1.0.0 at "), qPrintable(server.log()));
    const QByteArray answer =
        Client(server.port()).post("/invocations", R"({"dataframe_records":[{"cyl":6,"disp":160}]})");
    QVERIFY2(answer.contains(R"({"predictions":[21.84)"), answer.constData());
}

void tst_ServedModels::aModelOfRIsServed()
{
    VT_NEED_R(rscript, {u"stats"_s});
    const QString file = m_dir->filePath(u"model.rds"_s);
    QVERIFY(test::succeeds(rscript, {u"-e"_s, u"saveRDS(lm(mpg ~ cyl + disp, mtcars), '%1')"_s.arg(file)}));
    add(u"v1.0.0"_s, {file}, {u"cyl"_s, u"disp"_s});
    // Numbers and a formula of plain columns: nothing in it needs trust.
    Serving server(serve(u"churn"_s, {u"--rscript"_s, rscript}), m_environment);
    QVERIFY2(server.line().startsWith(u"Serving churn@v1.0.0 at "), qPrintable(server.log()));
    const QByteArray answer =
        Client(server.port()).predict(R"([{"cyl":6,"disp":160},{"cyl":null,"disp":1}])");
    QVERIFY2(answer.contains(R"({"predict":[21.84)") && answer.endsWith(",null]}"), answer.constData());
}

void tst_ServedModels::whatIsMissingIsSaidBeforeItServes()
{
    VT_NEED_UNRULY(u"v1.0.0"_s);
    QVERIFY(cli({u"trust"_s, u"churn"_s}).code == 0);
    m_python = u"/nowhere/python"_s;
    const Ended ended = test::run(serve(u"churn"_s), m_environment);
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.err.contains(u"The interpreter '/nowhere/python'"), qPrintable(ended.err));
    const Ended wrong = test::run(serve(u"churn"_s, {u"--sandbox"_s, u"maybe"_s}), m_environment);
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains(u"--sandbox is one of auto, off, required"), qPrintable(wrong.err));
}

QTEST_GUILESS_MAIN(tst_ServedModels)
#include "tst_servedmodels.moc"
