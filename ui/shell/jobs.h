// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>

#include <memory>
#include <vector>

namespace vitrine::ui {

// The long work that runs now, so that the top bar can show its progress and cancel it.
class Jobs final : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        int id = 0;
        QString title;
        double share = -1; // 0 to 1; negative while the total is not known
    };

    explicit Jobs(QObject *parent = nullptr);
    ~Jobs() override;

    void add(const QString &title, const QFuture<void> &future);
    QList<Entry> entries() const;
    void cancel(int id);
    void cancelAll();

signals:
    void changed();    // a job came or went
    void progressed(); // a share moved

private:
    struct Running {
        int id;
        QString title;
        QFutureWatcher<void> watcher;
    };
    void remove(int id);
    std::vector<std::unique_ptr<Running>> m_running;
    int m_lastId = 0;
};

} // namespace vitrine::ui
