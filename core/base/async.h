// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/text.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <utility>

namespace vitrine {

// Runs a blocking function `work(const Job &) -> Result<T>` in `pool`. QFuture::cancel() requests a
// stop; progress reaches the future's progressValue (per mille, or 0..0 while the total is unknown).
template<typename Work>
auto runAsync(QThreadPool *pool, Work work) -> QFuture<std::invoke_result_t<Work, const Job &>>
{
    using R = std::invoke_result_t<Work, const Job &>;
    return QtConcurrent::run(pool, [work = std::move(work)](QPromise<R> &promise) mutable {
        std::stop_source source;
        Job job;
        job.stop = source.get_token();
        job.progress = [&promise, &source](qint64 done, qint64 total) {
            if (promise.isCanceled())
                source.request_stop();
            promise.setProgressRange(0, total > 0 ? 1000 : 0);
            promise.setProgressValue(total > 0 ? static_cast<int>(done * 1000 / total) : 0);
        };
        if (promise.isCanceled())
            return;
        promise.addResult(work(std::as_const(job)));
    });
}

// Delivers the outcome in the receiver's thread, never after its death; a cancelled future arrives as
// Error::Cancelled. (QFuture::then(context, …) of Qt 6.4 aborts when the context dies first.)
template<typename T, typename Handler>
void onFinished(const QFuture<Result<T>> &future, QObject *receiver, Handler handler)
{
    auto *watcher = new QFutureWatcher<Result<T>>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver, [watcher, handler]() mutable {
        watcher->deleteLater();
        const QFuture<Result<T>> done = watcher->future();
        if (done.isCanceled() || done.resultCount() == 0)
            handler(Result<T>(Error{Error::Code::Cancelled, Text::tr("Cancelled."), {}}));
        else
            handler(done.result());
    });
    watcher->setFuture(future);
}

} // namespace vitrine
