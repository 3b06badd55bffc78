// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"
#include "ui/shell/jobs.h"
#include "ui/shell/jobsbutton.h"

#include <QProgressBar>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_Jobs final : public QObject
{
    Q_OBJECT
private slots:
    void aJobIsListedWithItsProgressUntilItIsDone();
    void aJobCanBeCancelledFromTheList();
    void theWindowMayGoWhileAJobRuns();
};

void tst_Jobs::aJobIsListedWithItsProgressUntilItIsDone()
{
    QThreadPool pool;
    QSemaphore go;
    Jobs jobs;
    JobsButton button(jobs);
    const auto future = runAsync(&pool, [&go](const Job &job) -> Result<int> {
        job.report(1, 4);
        go.acquire();
        return 7;
    });
    jobs.add(u"Counting"_s, QFuture<void>(future));
    QVERIFY(button.isVisibleTo(nullptr) || !button.isHidden());
    QCOMPARE(jobs.entries().size(), 1);
    QCOMPARE(jobs.entries().first().title, u"Counting"_s);
    QTRY_COMPARE(jobs.entries().first().share, 0.25);
    QTRY_COMPARE(button.findChild<QProgressBar *>(u"jobProgress1"_s)->value(), 250);
    go.release();
    QTRY_VERIFY(jobs.entries().isEmpty());
    QVERIFY(button.isHidden());
}

void tst_Jobs::aJobCanBeCancelledFromTheList()
{
    QThreadPool pool;
    Jobs jobs;
    JobsButton button(jobs);
    QAtomicInt stopped = 0;
    QSemaphore begun;
    const auto future = runAsync(&pool, [&stopped, &begun](const Job &job) -> Result<int> {
        begun.release();
        while (!job.stop.stop_requested()) {
            job.report(0, 0);
            QThread::yieldCurrentThread();
        }
        stopped = 1;
        return 0;
    });
    begun.acquire();
    jobs.add(u"Endless"_s, QFuture<void>(future));
    auto *cancel = button.findChild<QToolButton *>(u"jobCancel1"_s);
    QVERIFY(cancel);
    QTest::mouseClick(cancel, Qt::LeftButton);
    QTRY_VERIFY(jobs.entries().isEmpty());
    pool.waitForDone();
    QCOMPARE(stopped.loadRelaxed(), 1);
}

void tst_Jobs::theWindowMayGoWhileAJobRuns()
{
    QThreadPool pool;
    {
        Jobs jobs;
        const auto future = runAsync(&pool, [](const Job &job) -> Result<int> {
            while (!job.stop.stop_requested())
                job.report(0, 0);
            return 0;
        });
        jobs.add(u"Endless"_s, QFuture<void>(future));
    }
    QVERIFY(pool.waitForDone(30000));
}

QTEST_MAIN(tst_Jobs)
#include "tst_jobs.moc"
