// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/async.h"

#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_Async final : public QObject
{
    Q_OBJECT
private slots:
    void theAnswerArrivesInTheReceiversThread();
    void aReceiverThatDiedIsNotCalled();
    void cancellingStopsTheWorkAndArrivesAsCancelled();

private:
    QThreadPool m_pool;
};

void tst_Async::theAnswerArrivesInTheReceiversThread()
{
    QThread *there = nullptr;
    QThread *here = nullptr;
    int answer = 0;
    onFinished(runAsync(&m_pool,
                        [&there](const Job &) -> Result<int> {
                            there = QThread::currentThread();
                            return 42;
                        }),
               this, [&](const Result<int> &result) {
                   here = QThread::currentThread();
                   answer = *result;
               });
    QTRY_COMPARE(answer, 42);
    QCOMPARE(here, thread());
    QVERIFY(there != here);
}

void tst_Async::aReceiverThatDiedIsNotCalled()
{
    std::atomic<bool> go = false;
    bool called = false;
    auto receiver = std::make_unique<QObject>();
    onFinished(runAsync(&m_pool,
                        [&go](const Job &) -> Result<> {
                            while (!go)
                                QThread::yieldCurrentThread();
                            return {};
                        }),
               receiver.get(), [&](const Result<> &) { called = true; });
    receiver.reset();
    go = true;
    m_pool.waitForDone();
    QCoreApplication::sendPostedEvents();
    QVERIFY(!called);
}

void tst_Async::cancellingStopsTheWorkAndArrivesAsCancelled()
{
    std::atomic<bool> stopped = false;
    auto future = runAsync(&m_pool, [&stopped](const Job &job) -> Result<int> {
        for (qint64 i = 0;; ++i) {
            job.report(i, 0);
            if (auto checked = job.check(); !checked) {
                stopped = true;
                return checked.error();
            }
        }
    });
    std::optional<Error> error;
    onFinished(future, this, [&](const Result<int> &result) { error = result.error(); });
    future.cancel();
    m_pool.waitForDone();
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Async)
#include "tst_async.moc"
