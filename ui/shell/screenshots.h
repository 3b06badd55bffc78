// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QObject>
#include <QSize>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <vector>

namespace vitrine::ui {

class MainWindow;

// Goes through the pages of an open library, light and dark, and writes a picture of each:
// "library-light.png".
class Screenshots final : public QObject
{
    Q_OBJECT
public:
    Screenshots(MainWindow &window, const QString &library, const QString &folder, QObject *parent = nullptr);
    void start();

signals:
    // An empty problem: all pictures were written.
    void finished(int written, const QString &problem);

private:
    struct Step {
        QString name; // empty: nothing is written
        std::function<void()> go;
        std::function<bool()> ready;
    };
    void plan(const QString &scheme);
    void next();
    void wait();
    bool write(const QString &name);
    QString firstModel() const;

    MainWindow &m_window;
    QString m_library;
    QTemporaryDir m_scratch; // data that pages are shown with
    QDir m_folder;
    std::vector<Step> m_steps;
    size_t m_at = 0;
    int m_waited = 0;
    int m_settled = 0;
    int m_written = 0;
    QTimer m_timer;
};

} // namespace vitrine::ui
