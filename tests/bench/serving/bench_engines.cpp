// SPDX-License-Identifier: GPL-3.0-or-later
// What an engine costs beside the library that it runs: XGBoost in this process, scikit-learn and R in
// workers.
#include "core/serving/engine.h"
#include "core/serving/rowsinfer.h"
#include "tests/support/interpreters.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::serving;

namespace {

EngineOptions trusting(const QString &python)
{
    EngineOptions options;
    options.python = python;
    options.workers = 1;
    options.trust = [](const CodeBearing &) { return Result<>(); };
    options.log = [](std::string_view) {};
    return options;
}

struct Times {
    double median = 0;
    double best = 0;
    double late = 0; // 99 of 100 are faster
};

// Microseconds of predict().
Times measure(const Engine &engine, std::size_t rows, int times)
{
    Frame frame;
    fillProbe(engine.schema(), {}, frame);
    frame.setRows(rows);
    for (std::size_t column = 0; column < frame.columnCount(); ++column) {
        frame.clearMissing(column);
        for (std::size_t row = 0; row < rows; ++row)
            frame.setNumber(column, row, double(row % 7) - 3.0 + double(column));
    }
    Output output;
    std::vector<double> taken;
    for (int i = 0; i < times + 5; ++i) {
        QElapsedTimer timer;
        timer.start();
        if (const auto failure = engine.predict(frame, Wanted::Prediction, output))
            qFatal("%s", failure->message.c_str());
        if (i >= 5)
            taken.push_back(double(timer.nsecsElapsed()) / 1000.0);
    }
    std::sort(taken.begin(), taken.end());
    return {taken[taken.size() / 2], taken.front(), taken[taken.size() * 99 / 100]};
}

void print(const QString &what, const Times &one, const Times &many)
{
    std::printf("%-34s one row %8.1f us (best %.1f, p99 %.1f), 1,000 rows %8.0f us\n", qPrintable(what),
                one.median, one.best, one.late, many.median);
    std::fflush(stdout);
}

} // namespace

class bench_Engines final : public QObject
{
    Q_OBJECT
private slots:
    void pythonAndXgboost();
    void linearModelInR();
};

void bench_Engines::pythonAndXgboost()
{
    VT_NEED_PYTHON(python, {u"sklearn"_s, u"joblib"_s});
    QTemporaryDir folder;
    QProcess script;
    script.start(python, {QStringLiteral(VT_BENCH_DIR "/engine_models.py"), folder.path()});
    QVERIFY(script.waitForFinished(300'000) && script.exitCode() == 0);
    const QList<QByteArray> lines = script.readAllStandardOutput().trimmed().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> cells = line.split('\t');
        const QString file = QString::fromUtf8(cells.value(0));
        QElapsedTimer timer;
        timer.start();
        const auto engine = loadEngine(folder.filePath(file), {}, trusting(python));
        QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
        const double start = double(timer.nsecsElapsed()) / 1e6;
        const Times one = measure(**engine, 1, 2000);
        const Times many = measure(**engine, 1000, 100);
        print(file, one, many);
        std::printf("%-34s one row %8.1f us, 1,000 rows %8.0f us; the engine takes %.2f and %.2f times that; "
                    "started in %.0f ms\n",
                    "  the library itself, in Python", cells.value(1).toDouble(), cells.value(2).toDouble(),
                    one.median / cells.value(1).toDouble(), many.median / cells.value(2).toDouble(), start);
    }
}

void bench_Engines::linearModelInR()
{
    VT_NEED_R(rscript, {u"stats"_s});
    QTemporaryDir folder;
    const QString file = folder.filePath(u"lm.rds"_s);
    QVERIFY(
        test::succeeds(rscript, {u"-e"_s, u"saveRDS(lm(mpg ~ cyl + disp + hp, mtcars), '%1')"_s.arg(file)}));
    EngineOptions options = trusting({});
    options.rscript = rscript;
    const auto engine = loadEngine(file, {}, options);
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    print(u"lm.rds"_s, measure(**engine, 1, 2000), measure(**engine, 1000, 100));
}

QTEST_GUILESS_MAIN(bench_Engines)
#include "bench_engines.moc"
