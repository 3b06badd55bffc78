// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/services.h"

#include <QFuture>
#include <QObject>

namespace vitrine::ui {

class Jobs;

// Opens and makes libraries, any number at a time; each is a job that can be cancelled.
class LibraryOpener final : public QObject
{
    Q_OBJECT
public:
    LibraryOpener(Services &services, Jobs &jobs, QObject *parent = nullptr);

    void open(const QString &path);
    void createEmpty(const QString &path);
    // Makes the sample library where it belongs, or opens it when it is there already.
    void openSample();

signals:
    void busy(const QString &text); // empty: nothing is being opened any more
    void opened(const vitrine::registry::Library &library);
    void failed(const QString &path, const vitrine::Error &error);

private:
    void take(const QString &title, const QString &path, const QFuture<Result<registry::Library>> &future);

    Services &m_services;
    Jobs &m_jobs;
    int m_running = 0;
};

} // namespace vitrine::ui
