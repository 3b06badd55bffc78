// SPDX-License-Identifier: GPL-3.0-or-later
// Prints how long a large library takes. VT_BENCH_VERSIONS sets the size (default 10000, in 200 models);
// VT_BENCH_LOOSE=1 leaves objects and references unpacked.
#include "core/registry/library.h"

#include "tests/bench/registry/librarygenerator.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <functional>

using namespace vitrine;
using namespace vitrine::registry;
using namespace Qt::StringLiterals;

namespace {

// On a machine that does other work too, the processor's time says more than the clock's.
struct Time {
    double wall = 0; // milliseconds
    double cpu = 0;
};

Time measured(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    const std::clock_t begin = std::clock();
    work();
    return {double(timer.nsecsElapsed()) / 1e6, double(std::clock() - begin) * 1000.0 / CLOCKS_PER_SEC};
}

void print(const char *what, QList<Time> times, const char *goal)
{
    std::sort(times.begin(), times.end(), [](const Time &a, const Time &b) { return a.wall < b.wall; });
    const Time median = times.at(times.size() / 2);
    std::printf("%-62s %9.2f ms  cpu %9.2f  best %9.2f  worst %9.2f  n=%-3d goal %s\n", what, median.wall,
                median.cpu, times.first().wall, times.last().wall, int(times.size()), goal);
    std::fflush(stdout);
}

QByteArray runGit(const QString &path, const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(path);
    process.start(u"git"_s, arguments);
    process.waitForFinished(-1);
    return process.readAllStandardOutput();
}

} // namespace

class bench_Library final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void indexFromNothing();
    void sameWorkThroughGit();
    void openWithAWarmIndex();
    void callsWithoutAChange();
    void aNewTagOfAnotherProgram();
    void metadataOfAnotherProgram();
    void searchAsYouType();
    void registeringAVersion();
    void assigningAStage();
    void sizes();

private:
    QString path() const { return m_dir.filePath(u"library.git"_s); }
    void removeIndex() const;

    QTemporaryDir m_dir;
    bench::LibrarySize m_size;
    double m_fromNothing = 0; // milliseconds
};

void bench_Library::initTestCase()
{
    bool given = false;
    const int versions = qEnvironmentVariableIntValue("VT_BENCH_VERSIONS", &given);
    if (given)
        m_size.versionsPerModel = std::max(1, versions / m_size.models);
    m_size.packed = !qEnvironmentVariableIntValue("VT_BENCH_LOOSE");
    bool made = false;
    const Time time = measured([&] { made = bench::generateLibrary(path(), m_size); });
    QVERIFY(made);
    std::printf("library of %d models, %d versions, %s (generated in %.1f s)\n", m_size.models,
                m_size.versions(), m_size.packed ? "packed" : "loose", time.wall / 1000);
}

void bench_Library::removeIndex() const
{
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(path() + u"/vitrine/index.sqlite"_s + suffix);
}

void bench_Library::indexFromNothing()
{
    QList<Time> times;
    for (int i = 0; i < 3; ++i) {
        removeIndex();
        times.append(measured(
            [this] { QCOMPARE(Library::open(path()).value().models().value().size(), m_size.models); }));
    }
    print("index from nothing", times, "< 1500");
    m_fromNothing = std::min({times[0].wall, times[1].wall, times[2].wall});
}

void bench_Library::sameWorkThroughGit()
{
    Time time = measured([this] {
        runGit(path(), {u"log"_s, u"--format=%H %cI %an %s"_s});
        runGit(path(), {u"for-each-ref"_s,
                        u"--format=%(refname) %(*objectname) %(taggerdate) %(taggername) %(contents)"_s,
                        u"refs/tags"_s});
    });
    const QByteArrayList tags = runGit(path(), {u"tag"_s, u"-l"_s, u"*@*"_s}).trimmed().split('\n');
    constexpr int sampled = 200;
    const Time shows = measured([&] {
        for (int i = 0; i < sampled; ++i) {
            const QString tag = QString::fromUtf8(tags.at(i * tags.size() / sampled));
            runGit(path(),
                   {u"show"_s, u"%1^{commit}:models/%2/model.yaml"_s.arg(tag, tag.section(u'@', 0, 0))});
        }
    });
    time.wall += shows.wall / sampled * double(tags.size());
    print("the same through git log, for-each-ref, show (extrapolated)", {time}, "-");
    std::printf("%-62s %9.1f times  goal 5\n", "the index is faster than git by", time.wall / m_fromNothing);
}

void bench_Library::openWithAWarmIndex()
{
    QList<Time> times;
    for (int i = 0; i < 11; ++i)
        times.append(measured(
            [this] { QCOMPARE(Library::open(path()).value().models().value().size(), m_size.models); }));
    print("open with a warm index, first full table", times, "< 100");
}

void bench_Library::callsWithoutAChange()
{
    const Library library = Library::open(path()).value();
    const QList<Model> models = library.models().value();
    QList<Time> tables;
    QList<Time> versions;
    QList<Time> histories;
    QList<Time> details;
    for (int i = 0; i < 50; ++i) {
        const Model &model = models.at(i * 3 % models.size());
        tables.append(measured([&] { QVERIFY(library.models()); }));
        versions.append(measured(
            [&] { QCOMPARE(library.versions(model.name).value().size(), m_size.versionsPerModel); }));
        histories.append(measured([&] { QVERIFY(library.history(model.name)); }));
        details.append(measured([&] { QVERIFY(library.details(model.name, model.latest)); }));
    }
    print("table of all models, nothing changed", tables, "-");
    print("versions of one model", versions, "< 2");
    print("history of one model", histories, "< 2");
    print("details of one version", details, "-");
}

void bench_Library::aNewTagOfAnotherProgram()
{
    const Library library = Library::open(path()).value();
    const QList<Model> models = library.models().value();
    QList<Time> times;
    for (int i = 0; i < 20; ++i) {
        const Model &model = models.at(i * 7 % models.size());
        runGit(path(), {u"-c"_s, u"user.name=a"_s, u"-c"_s, u"user.email=b"_s, u"tag"_s, u"-a"_s,
                        u"%1@v9.%2.0"_s.arg(model.name).arg(i), u"-m"_s, u"x"_s,
                        u"%1@%2^{}"_s.arg(model.name, model.latest)});
        times.append(
            measured([&] { QCOMPARE(library.model(model.name).value().latest, u"v9.%1.0"_s.arg(i)); }));
    }
    print("a new tag made by git is seen", times, "< 20");
}

void bench_Library::metadataOfAnotherProgram()
{
    const Library library = Library::open(path()).value();
    const Library other = Library::open(path()).value();
    const QList<Model> models = library.models().value();
    QList<Time> times;
    for (int i = 0; i < 20; ++i) {
        const QString name = models.at(i * 7 % models.size()).name;
        const QString title = u"Title %1"_s.arg(i);
        git::Repository::Transaction edit;
        edit.changes = {
            {u"models/%1/model.yaml"_s.arg(name), u"title: %1\n"_s.arg(title).toUtf8(), {}, false}};
        edit.message = u"x"_s;
        QVERIFY(git::Repository::open(path()).value().write(edit));
        times.append(measured([&] { QCOMPARE(library.model(name).value().title, title); }));
    }
    print("an edit made by another program is seen", times, "< 20");
}

void bench_Library::searchAsYouType()
{
    const Library library = Library::open(path()).value();
    QVERIFY(library.models());
    for (const QString &text : {u"temperature daily"_s, u"retrain"_s, u"robust label:daily"_s,
                                u"metric.rmse<0.5 wind"_s, u"stage:production churn"_s}) {
        QList<Time> times;
        for (qsizetype length = 1; length <= text.size(); ++length) {
            const QString typed = text.left(length);
            for (int i = 0; i < 3; ++i)
                times.append(measured([&] { static_cast<void>(library.search(typed).has_value()); }));
        }
        print(qPrintable(u"search as you type “%1”, each keystroke"_s.arg(text)), times, "< 10");
    }
}

void bench_Library::registeringAVersion()
{
    const Library library = Library::open(path()).value();
    const QList<Model> models = library.models().value();
    QList<Time> times;
    for (int i = 0; i < 30; ++i) {
        QFile file(m_dir.filePath(u"model.onnx"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(40'000, char('a' + i % 26))) > 0);
        file.close();
        AddRequest request;
        request.model = models.at(i).name;
        request.files = {file.fileName()};
        request.metadata = {{u"metrics"_s, QJsonObject{{u"rmse"_s, i}}}};
        times.append(measured([&] { QVERIFY(library.add(request)); }));
    }
    print("registering a version (40 kB)", times, "< 15");
}

void bench_Library::assigningAStage()
{
    const Library library = Library::open(path()).value();
    const Model model = library.models().value().first();
    const QList<Version> versions = library.versions(model.name).value();
    QList<Time> times;
    for (int i = 0; i < 20; ++i)
        times.append(
            measured([&] { QVERIFY(library.assign(model.name, versions.at(i % 2).name, u"bench"_s, {})); }));
    print("assigning a stage", times, "-");
}

void bench_Library::sizes()
{
    std::printf("index on the disk: %.1f MB\n",
                double(QFileInfo(path() + u"/vitrine/index.sqlite"_s).size()) / 1e6);
    QFile status(u"/proc/self/status"_s);
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                std::printf("%s\n", line.simplified().constData());
        }
    }
}

QTEST_GUILESS_MAIN(bench_Library)
#include "bench_library.moc"
