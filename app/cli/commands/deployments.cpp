// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"
#include "core/serving/admin/adminclient.h"
#include "core/serving/admin/socketfolder.h"
#include "core/serving/serveoptions.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QThread>

#include <csignal>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

namespace admin = serving::admin;

constexpr int startPatienceMs = 120'000; // a large model takes its time
constexpr int pollMs = 20;

QString modelsOf(const QJsonObject &status)
{
    QStringList texts;
    for (const QJsonValue &model : status[u"models"_s].toArray()) {
        const QString stage = model[u"stage"_s].toString();
        texts << model[u"model"_s].toString() + u'@' + model[u"version"_s].toString() +
                     (stage.isEmpty() ? QString() : u" #"_s + stage);
    }
    return texts.join(u", "_s);
}

// $XDG_STATE_HOME/vitrine, where the log of a server in the background goes.
Result<QString> stateFolder()
{
    const QString home = qEnvironmentVariable("XDG_STATE_HOME", QDir::homePath() + u"/.local/state"_s);
    const QString folder = home + u"/vitrine"_s;
    if (QDir().mkpath(folder))
        return folder;
    return Error{Error::Code::Io, Text::tr("The folder %1 cannot be made.").arg(folder), {}};
}

QString lastLineOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.readAll()).trimmed();
    return text.section(u'\n', -1).remove(u"vitrine-serve: "_s);
}

// Servers in the background: what runs, and orders for it.
class Deployments final : public Command
{
public:
    QString name() const override { return u"deployments"_s; }
    QString arguments() const override
    {
        return u"list | start MODEL[@VERSION|#STAGE]... | status|stop|reload|drain|resume|logs SERVER | "
               "switch SERVER VERSION|#STAGE"_s;
    }
    QString summary() const override
    {
        return Text::tr("List, start, switch and stop servers; SERVER is a process id, a port or a model.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {u"of"_s, Text::tr("switch: the model, where the server has several."), u"MODEL"_s},
            {u"lines"_s, Text::tr("logs: how many (default: 100)."), u"N"_s, u"100"_s},
            {u"seconds"_s, Text::tr("drain: how long to wait for connections to end (default: 10)."), u"N"_s,
             u"10"_s},
        });
        serving::addServeOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        const QString verb = words.value(0);
        if (verb == u"list" && words.size() == 1)
            return list(context);
        if (verb == u"start" && words.size() >= 2)
            return start(context, words.sliced(1), options);
        if (verb == u"switch" && words.size() == 3)
            return tell(context, words[1],
                        {{u"command"_s, verb}, {u"model"_s, options.value(u"of"_s)}, {u"to"_s, words[2]}},
                        startPatienceMs);
        const double seconds = options.value(u"seconds"_s).toDouble();
        if (words.size() == 2 &&
            QStringList{u"status"_s, u"stop"_s, u"reload"_s, u"drain"_s, u"resume"_s, u"logs"_s}.contains(
                verb))
            return tell(context, words[1],
                        {{u"command"_s, verb},
                         {u"seconds"_s, seconds},
                         {u"lines"_s, options.value(u"lines"_s).toDouble()}},
                        static_cast<int>(seconds * 1000) + 10'000);
        return WrongUse{Text::tr("deployments takes %1.").arg(arguments())};
    }

private:
    static Outcome list(const Context &context)
    {
        QJsonArray array;
        QList<QStringList> rows;
        for (const admin::RunningServer &server : admin::runningServers()) {
            array << server.status;
            rows << QStringList{QString::number(server.status[u"pid"_s].toInteger()),
                                server.status[u"url"_s].toString(), modelsOf(server.status),
                                QString::number(server.status[u"requests"_s].toInteger())};
        }
        if (context.json)
            context.print(array);
        else
            context.print({Text::tr("PID"), Text::tr("URL"), Text::tr("SERVES"), Text::tr("REQUESTS")}, rows);
        return 0;
    }

    static Outcome tell(const Context &context, const QString &name, const QJsonObject &order, int patienceMs)
    {
        VT_TRY(const admin::RunningServer server, admin::findServer(name));
        VT_TRY(const QJsonObject result, admin::order(server.socketPath, order, patienceMs));
        const QString command = order[u"command"_s].toString();
        if (command == u"stop")
            VT_CHECK(waitForEnd(server));
        if (context.json) {
            context.print(result);
            return 0;
        }
        const QString url = server.status[u"url"_s].toString();
        if (command == u"status")
            printStatus(context, result);
        else if (command == u"logs")
            for (const QJsonValue &line : result[u"lines"_s].toArray())
                context.out << line.toString() << '\n';
        else if (command == u"switch")
            context.say(Text::tr("%1 serves %2 now").arg(url, result[u"version"_s].toString()));
        else if (command == u"drain")
            context.say(Text::tr("%1 is draining; connections left: %2")
                            .arg(url)
                            .arg(result[u"connections"_s].toInteger()));
        else
            context.say(Text::tr("%1: done").arg(url));
        return 0;
    }

    static void printStatus(const Context &context, const QJsonObject &status)
    {
        for (auto it = status.begin(); it != status.end(); ++it) {
            if (!it->isArray())
                context.out << it.key() << u": "_s << it->toVariant().toString() << '\n';
        }
        context.out << u"models: "_s << modelsOf(status) << '\n';
    }

    static Result<> waitForEnd(const admin::RunningServer &server)
    {
        const auto pid = static_cast<pid_t>(server.status[u"pid"_s].toInteger());
        QElapsedTimer timer;
        timer.start();
        while (::kill(pid, 0) == 0) {
            if (timer.elapsed() > startPatienceMs)
                return Error{Error::Code::Busy, Text::tr("The server %1 is still answering.").arg(pid), {}};
            QThread::msleep(pollMs);
        }
        return {};
    }

    // A process of its own: it outlives this one and the terminal.
    static Outcome start(const Context &context, const QStringList &models, const QCommandLineParser &options)
    {
        VT_TRY(const QString folder, stateFolder());
        const QString log = folder + u"/serve-%1-%2.log"_s.arg(
                                         QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss"_s),
                                         QString::number(QCoreApplication::applicationPid()));
        QProcess process;
        process.setProgram(QCoreApplication::applicationDirPath() + u"/vitrine-serve"_s);
        QStringList arguments{u"--library"_s, context.libraryPath};
        for (const QString &model : models)
            arguments << u"--model"_s << model;
        process.setArguments(arguments + serving::givenServeOptions(options));
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(log);
        qint64 pid = 0;
        if (!process.startDetached(&pid))
            return Error{Error::Code::Io,
                         Text::tr("Couldn't start %1. Install vitrine-serve beside vitrine-cli.")
                             .arg(process.program()),
                         {}};
        VT_TRY(QJsonObject status, waitForStart(pid, log));
        if (context.json) {
            status.insert(u"log"_s, log);
            context.print(status);
        } else {
            context.say(Text::tr("Serving %1 at %2 (process %3)")
                            .arg(modelsOf(status), status[u"url"_s].toString())
                            .arg(pid));
        }
        return 0;
    }

    static Result<QJsonObject> waitForStart(qint64 pid, const QString &log)
    {
        VT_TRY(const QString socket, admin::socketPath(pid));
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < startPatienceMs) {
            if (auto status = admin::order(socket, {{u"command"_s, u"status"_s}}))
                return status;
            if (::kill(static_cast<pid_t>(pid), 0) != 0)
                return Error{Error::Code::Io, lastLineOf(log), {}};
            QThread::msleep(pollMs);
        }
        return Error{
            Error::Code::Busy, Text::tr("The server has not answered yet; its log is %1.").arg(log), {}};
    }
};

} // namespace

std::unique_ptr<Command> makeDeployments()
{
    return std::make_unique<Deployments>();
}

} // namespace vitrine::cli
