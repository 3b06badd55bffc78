// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/libraryopener.h"

#include "core/base/async.h"
#include "core/sample/samplelibrary.h"
#include "ui/shell/jobs.h"

#include <QDir>
#include <QFileInfo>

namespace vitrine::ui {

LibraryOpener::LibraryOpener(Services &services, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
{
}

void LibraryOpener::open(const QString &path)
{
    take(tr("Opening %1").arg(QDir::toNativeSeparators(path)), path,
         runAsync(&m_services.readers, [path](const Job &) { return registry::Library::open(path); }));
}

void LibraryOpener::createEmpty(const QString &path)
{
    take(tr("Creating %1").arg(QDir::toNativeSeparators(path)), path,
         runAsync(&m_services.writer,
                  [path](const Job &) { return registry::Library::create(path, /*bare=*/true); }));
}

void LibraryOpener::openSample()
{
    const QString path = sample::defaultPath();
    if (QFileInfo::exists(path) && !QDir(path).isEmpty()) {
        open(path);
        return;
    }
    take(tr("Creating the sample library"), path,
         runAsync(&m_services.writer, [path](const Job &job) { return sample::create(path, job); }));
}

void LibraryOpener::take(const QString &title, const QString &path,
                         const QFuture<Result<registry::Library>> &future)
{
    ++m_running;
    emit busy(tr("%1…").arg(title));
    m_jobs.add(title, QFuture<void>(future));
    onFinished(future, this, [this, path](const Result<registry::Library> &library) {
        if (--m_running == 0)
            emit busy({});
        if (library)
            emit opened(*library);
        else if (library.error().code != Error::Code::Cancelled)
            emit failed(path, library.error());
    });
}

} // namespace vitrine::ui
