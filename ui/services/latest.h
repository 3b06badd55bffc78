// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"

#include <utility>

namespace vitrine::ui {

// "Only the newest question gets an answer": asking again cancels what runs and forgets its answer.
// A member of the receiver; belongs to the GUI thread.
template<typename T>
class Latest final
{
public:
    Latest() = default;
    ~Latest() { m_future.cancel(); }
    Q_DISABLE_COPY_MOVE(Latest)

    template<typename Handler>
    void ask(QFuture<Result<T>> future, QObject *receiver, Handler handler)
    {
        m_future.cancel();
        m_future = future;
        onFinished(future, receiver,
                   [this, turn = ++m_turn, handler = std::move(handler)](const Result<T> &result) mutable {
                       if (turn == m_turn)
                           handler(result);
                   });
    }

    void forget()
    {
        m_future.cancel();
        ++m_turn;
    }

    bool isRunning() const { return m_future.isRunning(); }

private:
    QFuture<Result<T>> m_future;
    quint64 m_turn = 0;
};

} // namespace vitrine::ui
