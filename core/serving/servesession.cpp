// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/servesession.h"

#include "core/base/async.h"
#include "core/base/text.h"
#include "core/registry/watcher.h"
#include "core/serving/followedmodel.h"
#include "core/serving/serveoptions.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString withDetail(const Error &error)
{
    return error.detail.isEmpty() ? error.message
                                  : error.message + u" ["_s + error.detail.simplified() + u']';
}

Error wrong(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

} // namespace

ServeSession::ServeSession(ServeOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_loader.setMaxThreadCount(1);
    m_patient.setMaxThreadCount(1);
}

ServeSession::~ServeSession()
{
    m_watcher.reset();
    m_loader.waitForDone();
    m_patient.waitForDone();
}

Result<VersionSource> ServeSession::findSource(const registry::ModelRef &target, const Job &job) const
{
    if (!m_library)
        return sourceOfFile(m_options.file, m_options.prototypeFile, m_options.engine);
    return sourceOf(*m_library, target, job, m_options.engine);
}

Result<std::shared_ptr<ServedVersion>> ServeSession::load(const VersionSource &source, const Job &job)
{
    VT_TRY(const std::shared_ptr<ServedVersion> version, loadVersion(source, m_metrics, job));
    if (m_recorder)
        m_recorder->prepare(*version);
    return version;
}

Result<> ServeSession::openLog()
{
    if (!m_options.log || (!m_library && m_options.log->path.isEmpty()))
        return {};
    monitor::PredictionLogOptions options = *m_options.log;
    if (options.path.isEmpty() && m_library)
        options.path = m_library->dataDir() + u"/monitor.sqlite"_s;
    if (!monitor::isPostgres(options.path))
        QDir().mkpath(QFileInfo(options.path).absolutePath());
    VT_TRY(m_log, monitor::PredictionLog::open(options));
    // From the writer's thread.
    m_log->setComplaint([this](const QString &sentence) {
        QMetaObject::invokeMethod(
            this, [this, sentence] { emit logged(sentence); }, Qt::QueuedConnection);
    });
    m_recorder = std::make_unique<PredictionRecorder>(*m_log, m_options.record);
    m_metrics.setMore([recorder = m_recorder.get()](std::string &out) { recorder->write(out); });
    return {};
}

Result<> ServeSession::loadModels()
{
    const QList<registry::ModelRef> targets =
        m_library ? m_options.targets : QList<registry::ModelRef>{registry::ModelRef{}};
    for (const registry::ModelRef &target : targets) {
        auto model = std::make_unique<FollowedModel>(
            target,
            [this](const registry::ModelRef &wanted, const Job &job) { return findSource(wanted, job); },
            [this](const VersionSource &source, const Job &job) { return load(source, job); }, m_metrics,
            &m_loader);
        VT_TRY(const std::shared_ptr<ServedVersion> version, model->load());
        if (m_catalogue.find(version->model) != nullptr)
            return wrong(Text::tr("%1 is named twice: use --offer for further versions of a model.")
                             .arg(QString::fromStdString(version->model)));
        model->begin(m_catalogue.add(version->model), version);
        connect(model.get(), &FollowedModel::switched, this,
                [this, each = model.get()](const QString &from, const QString &to) {
                    onSwitched(*each, from, to);
                });
        connect(model.get(), &FollowedModel::failed, this,
                [this, each = model.get()](const Error &error) { onFailed(*each, error); });
        m_models.push_back(std::move(model));
    }
    return {};
}

Result<> ServeSession::offerVersions()
{
    for (const registry::ModelRef &offered : m_options.offered) {
        if (find(offered.model) == nullptr)
            return wrong(
                Text::tr("--offer %1: this server does not serve %2.").arg(offered.text(), offered.model));
        VT_TRY(const VersionSource source, findSource(offered, {}));
        VT_TRY(const std::shared_ptr<ServedVersion> version, load(source, {}));
        m_catalogue.find(version->model)->offer(version);
    }
    return {};
}

Result<> ServeSession::start()
{
    m_uptime.start();
    if (m_options.file.isEmpty()) {
        VT_TRY(m_library, registry::Library::open(m_options.library));
    }
    VT_CHECK(openLog());
    VT_CHECK(loadModels());
    VT_CHECK(offerVersions());
    m_router = std::make_unique<Router>(
        m_catalogue, m_metrics,
        RouterOptions{m_options.access, m_options.flavour, m_options.mostRows, m_recorder.get()});
    m_listener = std::make_unique<HttpListener>(*m_router, m_options.listen);
    VT_CHECK(m_listener->start());
    for (const auto &model : m_models)
        noteDeployed(*model, tr("Serving at %1").arg(url().toString()));
    watchLibrary();
    return {};
}

void ServeSession::watchLibrary()
{
    if (!m_library)
        return;
    m_watcher = std::make_unique<registry::LibraryWatcher>(m_library->gitDir());
    connect(m_watcher.get(), &registry::LibraryWatcher::changed, this, &ServeSession::refresh);
    // What moved between reading and watching.
    QTimer::singleShot(0, this, &ServeSession::refresh);
}

FollowedModel *ServeSession::find(const QString &model) const
{
    if (model.isEmpty() && m_models.size() == 1)
        return m_models.front().get();
    const auto it = std::find_if(m_models.begin(), m_models.end(),
                                 [&model](const auto &each) { return each->name() == model; });
    return it == m_models.end() ? nullptr : it->get();
}

QUrl ServeSession::url() const
{
    QUrl url;
    url.setScheme(m_listener->isTls() ? u"https"_s : u"http"_s);
    url.setHost(QString::fromStdString(m_listener->host()));
    url.setPort(m_listener->port());
    return url;
}

QString ServeSession::announcement(const QString &model) const
{
    const FollowedModel *served = find(model);
    return u"Serving %1@%2 at %3"_s.arg(model, served ? served->servedVersion() : QString(),
                                        url().toString());
}

QStringList ServeSession::announcements() const
{
    QStringList lines;
    for (const auto &model : m_models)
        lines << announcement(model->name());
    return lines;
}

QJsonObject ServeSession::status() const
{
    QJsonArray models;
    for (const auto &model : m_models) {
        QJsonArray offered;
        for (const std::string &version : model->served().versions())
            offered << QString::fromStdString(version);
        const ServedVersionPtr current = model->served().current();
        models << QJsonObject{
            {u"model"_s, model->name()},
            {u"version"_s, model->servedVersion()},
            {u"stage"_s, model->target().stage},
            {u"commit"_s, QString::fromStdString(current->commit)},
            {u"platform"_s, QString::fromStdString(current->engine->description().platform)},
            {u"offered"_s, offered}};
    }
    return {{u"pid"_s, QCoreApplication::applicationPid()},
            {u"url"_s, url().toString()},
            {u"library"_s, m_library ? m_library->path() : QString()},
            {u"models"_s, models},
            {u"uptime"_s, static_cast<double>(m_uptime.elapsed() / 1000)},
            {u"log"_s, logStatus()},
            {u"draining"_s, m_router->isDraining()},
            {u"connections"_s, static_cast<double>(m_listener->connectionCount())},
            {u"inProgress"_s, static_cast<double>(m_metrics.inProgress.load())},
            {u"requests"_s, static_cast<double>(m_metrics.requestCount())}};
}

QJsonValue ServeSession::logStatus() const
{
    if (!m_log)
        return {};
    const monitor::PredictionCounts counts = m_log->counts();
    return QJsonObject{
        {u"recorded"_s, static_cast<double>(counts.recorded)},
        {u"sampledOut"_s, static_cast<double>(counts.sampledOut)},
        {u"dropped"_s, static_cast<double>(counts.thinned + counts.overflowed + counts.failed)},
        {u"feedback"_s, static_cast<double>(counts.feedback)}};
}

void ServeSession::refresh()
{
    for (const auto &model : m_models) {
        if (!model->target().stage.isEmpty())
            model->refresh();
    }
}

Result<> ServeSession::reload()
{
    refresh();
    if (!m_options.tokenFile.isEmpty()) {
        VT_TRY(m_options.access.token, readToken(m_options.tokenFile));
        m_router->setAccess(m_options.access);
    }
    return m_listener->reloadCertificate();
}

void ServeSession::switchTo(const QString &model, const QString &target,
                            const std::function<void(const Result<QString> &)> &done)
{
    FollowedModel *served = find(model);
    if (served == nullptr) {
        done(wrong(model.isEmpty() ? Text::tr("This server has several models: name one.")
                                   : Text::tr("This server does not serve %1.").arg(model)));
        return;
    }
    if (!m_library) {
        done(wrong(Text::tr("A file that is in no library has no other versions.")));
        return;
    }
    const bool isStage = target.startsWith(u'#');
    const auto ref = registry::ModelRef::parse(served->name() + (isStage ? u""_s : u"@"_s) + target);
    if (ref)
        served->switchTo(*ref, done);
    else
        done(ref.error());
}

void ServeSession::drain(std::chrono::milliseconds patience, const std::function<void(std::size_t)> &done)
{
    m_router->setDraining(true);
    emit logged(tr("Draining: health checks fail, connections end with their present request"));
    const auto wait = [listener = m_listener.get(), patience](const Job &) -> Result<std::size_t> {
        listener->drain(patience);
        return listener->connectionCount();
    };
    onFinished(runAsync(&m_patient, wait), this,
               [done](const Result<std::size_t> &left) { done(left ? *left : 0); });
}

void ServeSession::resume()
{
    m_router->setDraining(false);
    emit logged(tr("No longer draining"));
}

void ServeSession::noteDeployed(const FollowedModel &model, const QString &text)
{
    if (m_log)
        m_log->note({monitor::Occurrence::Kind::Deployed, QDateTime::currentDateTimeUtc(), model.name(),
                     model.servedVersion(), model.target().stage, text});
}

void ServeSession::onSwitched(const FollowedModel &model, const QString &from, const QString &to)
{
    m_failures.remove(model.name());
    emit logged(tr("%1 switched from %2 to %3").arg(model.name(), from, to));
    noteDeployed(model, tr("Switched from %1 to %2").arg(from, to));
    emit switched(model.name(), from, to);
}

void ServeSession::onFailed(const FollowedModel &model, const Error &error)
{
    emit logged(tr("Still serving %1@%2: %3").arg(model.name(), model.servedVersion(), withDetail(error)));
    emit kept(model.name(), model.servedVersion(), error.message);
    // A library that moves for other reasons is no new event.
    if (m_log && std::exchange(m_failures[model.name()], error.message) != error.message)
        m_log->note({monitor::Occurrence::Kind::Alert, QDateTime::currentDateTimeUtc(), model.name(),
                     model.servedVersion(), model.target().stage,
                     tr("Still serving %1: %2").arg(model.servedVersion(), error.message)});
}

void ServeSession::stop(std::chrono::milliseconds grace)
{
    m_watcher.reset();
    if (m_listener)
        m_listener->stop(grace);
}

} // namespace vitrine::serving
