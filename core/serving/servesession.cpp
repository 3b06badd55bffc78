// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/servesession.h"

#include "core/base/async.h"
#include "core/base/text.h"
#include "core/registry/watcher.h"
#include "core/serving/terminationsignals.h"

#include <QCoreApplication>
#include <QDateTime>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr int retirementMs = 200;

void writeLine(FILE *stream, const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stream);
    std::fflush(stream);
}

QString withDetail(const Error &error)
{
    return error.detail.isEmpty() ? error.message
                                  : error.message + u" ["_s + error.detail.simplified() + u']';
}

} // namespace

ServeSession::ServeSession(ServeOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_loader.setMaxThreadCount(1);
    m_retirement.setInterval(retirementMs);
    connect(&m_retirement, &QTimer::timeout, this, &ServeSession::freeRetired);
}

ServeSession::~ServeSession()
{
    m_watcher.reset();
    m_loader.waitForDone();
}

Result<VersionSource> ServeSession::findSource(const Job &job) const
{
    if (!m_library)
        return sourceOfFile(m_options.file, m_options.prototypeFile);
    return sourceOf(*m_library, m_options.target, job);
}

Result<> ServeSession::start()
{
    if (m_options.file.isEmpty()) {
        VT_TRY(m_library, registry::Library::open(m_options.library));
    }
    VT_TRY(const VersionSource source, findSource({}));
    VT_TRY(const std::shared_ptr<ServedVersion> version, loadVersion(source, m_metrics));
    m_model = &m_catalogue.add(version->model);
    m_model->exchange(version);
    m_metrics.setServed(version->model, version->version, version->stage, version->commit);
    m_router = std::make_unique<Router>(m_catalogue, m_metrics,
                                        RouterOptions{m_options.access, m_options.flavour, 0});
    m_listener = std::make_unique<HttpListener>(*m_router, m_options.listen);
    VT_CHECK(m_listener->start());
    if (m_library && !m_options.target.stage.isEmpty()) {
        m_watcher = std::make_unique<registry::LibraryWatcher>(m_library->gitDir());
        connect(m_watcher.get(), &registry::LibraryWatcher::changed, this, &ServeSession::refresh);
        // What moved between reading and watching.
        QTimer::singleShot(0, this, &ServeSession::refresh);
    }
    return {};
}

QUrl ServeSession::url() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(QString::fromStdString(m_listener->host()));
    url.setPort(m_listener->port());
    return url;
}

QString ServeSession::servedVersion() const
{
    const ServedVersionPtr version = m_model ? m_model->current() : nullptr;
    return version ? QString::fromStdString(version->version) : QString();
}

QString ServeSession::announcement() const
{
    return u"Serving %1@%2 at %3"_s.arg(QString::fromStdString(m_model->name()), servedVersion(),
                                        url().toString());
}

void ServeSession::refresh()
{
    if (m_loading) {
        m_again = true;
        return;
    }
    m_loading = true;
    const QString current = servedVersion();
    const ServedVersionPtr now = m_model->current();
    const auto load = [this, now](const Job &job) -> Result<std::shared_ptr<ServedVersion>> {
        VT_TRY(const VersionSource source, findSource(job));
        if (source.version.toStdString() == now->version && source.commit.toStdString() == now->commit)
            return std::shared_ptr<ServedVersion>();
        return loadVersion(source, m_metrics, job);
    };
    onFinished(runAsync(&m_loader, load), this,
               [this](const Result<std::shared_ptr<ServedVersion>> &loaded) { onLoaded(loaded); });
}

void ServeSession::onLoaded(const Result<std::shared_ptr<ServedVersion>> &loaded)
{
    m_loading = false;
    if (!loaded) {
        m_metrics.failedSwitches.fetch_add(1);
        emit logged(tr("Still serving %1: %2").arg(servedVersion(), withDetail(loaded.error())));
    } else if (*loaded) {
        const std::shared_ptr<ServedVersion> version = *loaded;
        ServedVersionPtr old = m_model->exchange(version);
        m_metrics.setServed(version->model, version->version, version->stage, version->commit);
        m_metrics.switches.fetch_add(1);
        const QString from = QString::fromStdString(old->version);
        m_retired.push_back(std::move(old));
        m_retirement.start();
        emit switched(from, QString::fromStdString(version->version));
    }
    if (m_again) {
        m_again = false;
        refresh();
    }
}

// Here and not in the thread of the last request, which would wait while a large model is taken down.
void ServeSession::freeRetired()
{
    std::erase_if(m_retired, [](const ServedVersionPtr &version) { return version.use_count() == 1; });
    if (m_retired.empty())
        m_retirement.stop();
}

void ServeSession::stop(std::chrono::milliseconds grace)
{
    m_watcher.reset();
    if (m_listener)
        m_listener->stop(grace);
}

int serveUntilStopped(const ServeOptions &options)
{
    const auto log = [](const QString &line) {
        writeLine(stderr, QDateTime::currentDateTime().toString(Qt::ISODate) + u' ' + line);
    };
    TerminationSignals signalsSource;
    ServeSession session(options);
    if (const Result<> started = session.start(); !started) {
        writeLine(stderr, QCoreApplication::applicationName() + u": "_s + started.error().message);
        return 1;
    }
    QObject::connect(&session, &ServeSession::logged, &session, log);
    QObject::connect(&session, &ServeSession::switched, &session,
                     [&](const QString &from, const QString &to) {
                         log(Text::tr("Switched from %1 to %2").arg(from, to));
                         writeLine(stdout, session.announcement());
                     });
    QObject::connect(&signalsSource, &TerminationSignals::received, &session, [&](const QString &name) {
        log(Text::tr("%1: finishing the requests that have begun").arg(name));
        session.stop();
        QCoreApplication::exit(0);
    });
    writeLine(stdout, session.announcement());
    return QCoreApplication::exec();
}

} // namespace vitrine::serving
