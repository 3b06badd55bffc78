// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/lifecycle/alertwatch.h"
#include "core/monitor/store/connection.h"
#include "core/serving/serveoptions.h"
#include "core/serving/serveprogram.h"
#include "core/serving/systemd.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int wrongUse = 2;
constexpr auto afterStarting = std::chrono::seconds(1); // requests are answered by then

int complain(const QString &message)
{
    std::fputs(qPrintable(u"vitrine-serve: "_s + message + u'\n'), stderr);
    return wrongUse;
}

Error wrong(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

Result<QList<registry::ModelRef>> refs(const QStringList &texts)
{
    QList<registry::ModelRef> list;
    for (const QString &text : texts) {
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(text));
        list << ref;
    }
    return list;
}

Result<serving::ServeOptions> read(const QCommandLineParser &parser)
{
    VT_TRY(serving::ServeOptions options, serving::readServeOptions(parser));
    if (!parser.positionalArguments().isEmpty())
        return wrong(
            Text::tr("“%1” is not expected here; see --help.").arg(parser.positionalArguments().first()));
    options.file = parser.value(u"file"_s);
    options.prototypeFile = parser.value(u"prototype"_s);
    if (!options.file.isEmpty())
        return options;
    if (!parser.isSet(u"library"_s) || !parser.isSet(u"model"_s))
        return wrong(Text::tr(
            "Name what to serve: --library PATH --model NAME[@VERSION|#STAGE], or --file MODEL.onnx."));
    options.library = parser.value(u"library"_s);
    VT_TRY(options.targets, refs(parser.values(u"model"_s)));
    VT_TRY(options.offered, refs(parser.values(u"offer"_s)));
    return options;
}

// This command line without --print-unit, for a program that starts in another folder.
QStringList unitArguments(const QCommandLineParser &parser)
{
    static const QStringList paths{u"library"_s, u"file"_s,       u"prototype"_s, u"tls-cert"_s,
                                   u"tls-key"_s, u"token-file"_s, u"log-store"_s, u"admin-socket"_s};
    QStringList names = parser.optionNames();
    names.removeDuplicates();
    names.removeAll(u"print-unit"_s);
    QStringList arguments;
    for (const QString &name : std::as_const(names)) {
        const QStringList values = parser.values(name);
        if (values.isEmpty())
            arguments << u"--"_s + name;
        for (const QString &value : values) {
            const bool isPath =
                paths.contains(name) && value != serving::noAdminSocket() && !monitor::isPostgres(value);
            arguments << u"--"_s + name << (isPath ? QFileInfo(value).absoluteFilePath() : value);
        }
    }
    return arguments;
}

QString unitText(const QCommandLineParser &parser, const serving::ServeOptions &options)
{
    const QString host = QString::fromStdString(options.listen.host);
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    const QString address = options.listen.port > 0 ? (host == u"localhost" ? u"127.0.0.1"_s : shown) +
                                                          u":%1"_s.arg(options.listen.port)
                                                    : QString();
    const QString name = options.targets.isEmpty() ? QFileInfo(options.file).completeBaseName()
                                                   : options.targets.first().text();
    return serving::systemd::units(name, QCoreApplication::applicationFilePath(), unitArguments(parser),
                                   address);
}

// As for the other programs, so that a password need not be on the command line.
void useStoreOfEnvironment(serving::ServeOptions &options)
{
    if (options.log && options.log->path.isEmpty() && options.file.isEmpty())
        options.log->path = qEnvironmentVariable("VITRINE_MONITOR_STORE");
}

void say(const QString &line)
{
    std::fputs(qPrintable(QDateTime::currentDateTime().toString(Qt::ISODate) + u' ' + line + u'\n'), stderr);
}

// Judges the alert rules of what is served, as long as it lives.
std::unique_ptr<lifecycle::AlertWatch> watchAlerts(const serving::ServeOptions &options)
{
    lifecycle::AlertWatch::Options watched;
    watched.library = options.library;
    if (options.log)
        watched.store = options.log->path;
    for (const registry::ModelRef &target : options.targets)
        watched.models << target.model;
    watched.models.removeDuplicates();
    auto watch = std::make_unique<lifecycle::AlertWatch>(watched);
    QObject::connect(
        watch.get(), &lifecycle::AlertWatch::noticed, watch.get(), [](const monitor::AlertNotice &notice) {
            say(Text::tr("Alert %1 of %2 is %3: %4")
                    .arg(notice.rule, notice.model, monitor::alertNoticeKindName(notice.kind), notice.text));
        });
    QObject::connect(watch.get(), &lifecycle::AlertWatch::troubled, watch.get(), &say);
    watch->start(afterStarting);
    return watch;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"vitrine-serve"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(VT_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr("Answers predictions of a model over HTTP. With a stage it "
                                              "follows the stage: when another version is "
                                              "assigned, it takes over without a failed request.\n\nExit "
                                              "codes: 0 stopped by a signal, 1 failed, 2 wrong "
                                              "use."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addOptions({
        {u"library"_s, Text::tr("Repository, or a folder in it."), u"PATH"_s},
        {u"model"_s,
         Text::tr(
             "What to serve: NAME, NAME@VERSION or NAME#STAGE (may be repeated; the first one also answers "
             "at the root)."),
         u"MODEL"_s},
        {u"file"_s, Text::tr("Serve this model file instead of a library's."), u"FILE"_s},
        {u"prototype"_s, Text::tr("With --file: the input columns, as JSON."), u"FILE"_s},
    });
    parser.addOption({u"print-unit"_s, Text::tr("Print systemd units for this command line and stop.")});
    serving::addServeOptions(parser);
    if (!parser.parse(QCoreApplication::arguments()))
        return complain(parser.errorText());
    if (parser.isSet(help))
        parser.showHelp(0);
    if (parser.isSet(version))
        parser.showVersion();
    const auto options = read(parser);
    if (!options)
        return complain(options.error().message);
    if (parser.isSet(u"print-unit"_s)) {
        std::fputs(qPrintable(unitText(parser, *options)), stdout);
        return 0;
    }
    serving::ServeOptions chosen = *options;
    chosen.listen.inheritedSocket = serving::systemd::inheritedSocket();
    useStoreOfEnvironment(chosen);
    std::unique_ptr<lifecycle::AlertWatch> alerts;
    if (!chosen.library.isEmpty() && !parser.isSet(u"no-alerts"_s))
        alerts = watchAlerts(chosen);
    return serving::serveUntilStopped(chosen);
}
