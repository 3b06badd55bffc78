// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/librarysession.h"

#include "core/sample/samplelibrary.h"
#include "ui/shell/jobs.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostRecent = 12;
constexpr auto recentKey = "recentLibraries";

} // namespace

LibrarySession::LibrarySession(Services &services, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_jobs(jobs)
{
}

void LibrarySession::open(const QString &path)
{
    emit busy(tr("Opening %1…").arg(QDir::toNativeSeparators(path)));
    m_opening.ask(
        runAsync(&m_services.readers, [path](const Job &) { return registry::Library::open(path); }), this,
        [this, path](const Result<registry::Library> &library) { take(path, library); });
}

void LibrarySession::createEmpty(const QString &path)
{
    emit busy(tr("Creating %1…").arg(QDir::toNativeSeparators(path)));
    m_opening.ask(runAsync(&m_services.writer,
                           [path](const Job &) { return registry::Library::create(path, /*bare=*/true); }),
                  this, [this, path](const Result<registry::Library> &library) { take(path, library); });
}

void LibrarySession::openSample()
{
    const QString path = sample::defaultPath();
    if (QFileInfo::exists(path) && !QDir(path).isEmpty()) {
        open(path);
        return;
    }
    emit busy(tr("Creating the sample library…"));
    const auto future =
        runAsync(&m_services.writer, [path](const Job &job) { return sample::create(path, job); });
    m_jobs.add(tr("Creating the sample library"), QFuture<void>(future));
    m_opening.ask(future, this,
                  [this, path](const Result<registry::Library> &library) { take(path, library); });
}

void LibrarySession::take(const QString &path, const Result<registry::Library> &library)
{
    emit busy({});
    if (!library) {
        if (library.error().code != Error::Code::Cancelled)
            emit failed(path, library.error());
        return;
    }
    m_library = *library;
    m_watcher = std::make_unique<registry::LibraryWatcher>(library->gitDir());
    connect(m_watcher.get(), &registry::LibraryWatcher::changed, this, &LibrarySession::changed);
    remember(library->path());
    emit opened();
}

void LibrarySession::close()
{
    m_opening.forget();
    m_watcher.reset();
    m_library.reset();
    emit closed();
}

void LibrarySession::check()
{
    if (m_watcher)
        m_watcher->check();
}

QStringList LibrarySession::recent() const
{
    QStringList paths = m_services.settings.value(QLatin1StringView(recentKey)).toStringList();
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    return paths;
}

void LibrarySession::forgetRecent()
{
    m_services.settings.remove(QLatin1StringView(recentKey));
    emit recentChanged();
}

void LibrarySession::remember(const QString &path)
{
    QStringList paths = recent();
    const QString clean = QFileInfo(path).absoluteFilePath();
    paths.removeAll(clean);
    paths.prepend(clean);
    m_services.settings.setValue(QLatin1StringView(recentKey), paths.mid(0, mostRecent));
    emit recentChanged();
}

} // namespace vitrine::ui
