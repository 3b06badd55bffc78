// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/serving/deployment.h"

#include <QObject>
#include <QThreadPool>

#include <memory>
#include <vector>

class QNetworkAccessManager;

namespace vitrine::serving {

// The servers that this program runs: each a `vitrine-serve` child process, so that a crash there is an event
// here. Lives in the GUI thread; nothing blocks. Stops its children (SIGTERM, then kill after 5 s) when it
// dies.
class Deployments final : public QObject
{
    Q_OBJECT
public:
    // `serverProgram`: path of vitrine-serve.
    explicit Deployments(const QString &serverProgram, QObject *parent = nullptr);
    ~Deployments() override;

    QList<Deployment> all() const; // in the order of their start
    Deployment deployment(const QString &id) const;

    // The id at once; state and URL follow by changed(). InvalidArgument for an impossible request.
    Result<QString> start(const DeploymentRequest &request);
    void stop(const QString &id);
    void restart(const QString &id);
    // Makes a running server serve `version`, or follow `stage` when that is given; the other one is empty.
    // What came of it follows by changed(), and by switched() or switchFailed().
    void switchTo(const QString &id, const QString &version, const QString &stage);
    void remove(const QString &id);       // a stopped or failed one
    QString log(const QString &id) const; // the last 2,000 lines of its standard error

signals:
    void added(const QString &id);
    void changed(const QString &id);
    void removed(const QString &id);
    void logged(const QString &id, const QString &line);
    // A running server switched: the version it now answers with.
    void switched(const QString &id, const QString &from, const QString &to);
    // A running server could not load what its stage moved to, or what it was told to serve, and goes on with
    // the version that it served.
    void switchFailed(const QString &id, const QString &reason);

private:
    class Child;
    std::unique_ptr<Child> makeChild(const DeploymentRequest &request);
    Child *find(const QString &id) const; // null when there is none
    QString m_program;
    std::unique_ptr<QNetworkAccessManager> m_network;
    QThreadPool m_orders; // waits for servers to obey
    std::vector<std::unique_ptr<Child>> m_children;
};

} // namespace vitrine::serving
