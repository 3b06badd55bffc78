// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/serveoptions.h"

#include "core/base/text.h"

#include <QFile>
#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr qsizetype shortestToken = 16;

Error wrong(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

Result<unsigned> number(const QCommandLineParser &parser, const QString &option, unsigned least,
                        unsigned most)
{
    bool ok = false;
    const unsigned value = parser.value(option).toUInt(&ok);
    if (!ok || value < least || value > most)
        return wrong(Text::tr("--%1 takes a number from %2 to %3, not “%4”.")
                         .arg(option)
                         .arg(least)
                         .arg(most)
                         .arg(parser.value(option)));
    return value;
}

Result<Flavour> flavour(const QString &name)
{
    if (name == u"default")
        return Flavour::Default;
    if (name == u"python")
        return Flavour::Python;
    if (name == u"r")
        return Flavour::R;
    return wrong(Text::tr("--flavour is one of default, python, r, not “%1”.").arg(name));
}

// Without --log-store the session knows where a library's store is; a file that is in none has none.
Result<> readLogOptions(const QCommandLineParser &parser, ServeOptions &options)
{
    monitor::PredictionLogOptions log;
    bool ok = false;
    log.share = parser.value(u"log-share"_s).toDouble(&ok);
    if (!ok || !(log.share >= 0 && log.share <= 1))
        return wrong(
            Text::tr("--log-share takes a number from 0 to 1, not “%1”.").arg(parser.value(u"log-share"_s)));
    VT_TRY(log.keepDays, number(parser, u"log-keep-days"_s, 0, 100'000));
    VT_TRY(log.keepRequests, number(parser, u"log-keep-requests"_s, 0, 4'000'000'000u));
    VT_TRY(options.record.mostRows, number(parser, u"log-rows"_s, 1, 1'000'000));
    for (const QString &column : parser.values(u"log-redact"_s))
        options.record.withheld.push_back(column.toStdString());
    log.path = parser.value(u"log-store"_s);
    if (!parser.isSet(u"no-log"_s))
        options.log = log;
    else if (!log.path.isEmpty())
        return wrong(Text::tr("--no-log and --log-store contradict each other."));
    return {};
}

bool isLoopback(const QString &host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

QList<QCommandLineOption> serveOptions()
{
    return {
        {u"offer"_s, Text::tr("A further version that requests may ask for by ?version= (may be repeated)."),
         u"NAME@VERSION"_s},
        {u"host"_s, Text::tr("Address to listen on (default: 127.0.0.1, this machine only)."), u"ADDRESS"_s,
         u"127.0.0.1"_s},
        {u"port"_s, Text::tr("Port to listen on; 0 picks a free one (default)."), u"N"_s, u"0"_s},
        {u"flavour"_s,
         Text::tr("Whose bodies to answer with where vetiver's servers differ: default, python or r."),
         u"NAME"_s, u"default"_s},
        {u"tls-cert"_s, Text::tr("Speak HTTPS with the certificate (and chain) in this PEM file."),
         u"FILE"_s},
        {u"tls-key"_s, Text::tr("With --tls-cert: its key, a PEM file without a password."), u"FILE"_s},
        {u"token-file"_s, Text::tr("Only answer requests with the bearer token in this file."), u"FILE"_s},
        {u"allow-network"_s, Text::tr("Let other machines in without a token.")},
        {u"allow-host"_s, Text::tr("Answer for this host name too (may be repeated)."), u"NAME"_s},
        {u"allow-origin"_s, Text::tr("Let web pages of this origin in (may be repeated)."), u"ORIGIN"_s},
        {u"max-body"_s, Text::tr("Largest request body in MiB (default: 64)."), u"MIB"_s, u"64"_s},
        {u"max-rows"_s, Text::tr("Most rows in one request (default: 1000000)."), u"N"_s, u"1000000"_s},
        {u"max-connections"_s, Text::tr("Most connections at once (default: 1024)."), u"N"_s, u"1024"_s},
        {u"timeout"_s, Text::tr("Seconds that a model may take to answer (default: 60)."), u"SECONDS"_s,
         u"60"_s},
        {u"no-log"_s,
         Text::tr("Do not record predictions. Without it they go into the monitoring store of the "
                  "library.")},
        {u"log-store"_s, Text::tr("Record predictions in this monitoring store."), u"FILE"_s},
        {u"log-share"_s, Text::tr("Share of the requests to record, from 0 to 1 (default: 1)."), u"X"_s,
         u"1"_s},
        {u"log-redact"_s,
         Text::tr("Do not record the values of this column; * means all columns (may be repeated)."),
         u"COLUMN"_s},
        {u"log-rows"_s, Text::tr("Most rows to record of one request (default: 1000)."), u"N"_s, u"1000"_s},
        {u"log-keep-days"_s, Text::tr("Remove records older than this; 0 keeps them (default: 90)."),
         u"DAYS"_s, u"90"_s},
        {u"log-keep-requests"_s,
         Text::tr("Remove the oldest beyond this many; 0 keeps them (default: 5000000)."), u"N"_s,
         u"5000000"_s},
        {u"no-alerts"_s, Text::tr("Do not judge the alert rules of the models served.")},
        {u"admin-socket"_s,
         Text::tr("Where orders are taken, for vitrine-cli deployments (default: a socket in the runtime "
                  "folder of this user); none takes none."),
         u"PATH"_s},
        {u"threads"_s, Text::tr("Threads for long requests (default: one a core)."), u"N"_s, u"0"_s},
    };
}

} // namespace

Result<std::string> readToken(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(Text::tr("The token file “%1” cannot be read: %2.").arg(path, file.errorString()));
    const QByteArray text = file.read(4096).trimmed();
    if (text.size() < shortestToken || text.contains('\n'))
        return wrong(Text::tr("The token file “%1” must hold one line of at least %2 characters.")
                         .arg(path)
                         .arg(shortestToken));
    return text.toStdString();
}

void addServeOptions(QCommandLineParser &parser)
{
    parser.addOptions(serveOptions());
    addEngineOptions(parser);
}

QStringList givenServeOptions(const QCommandLineParser &parser)
{
    QStringList arguments;
    for (const QCommandLineOption &option : serveOptions()) {
        const QString name = u"--"_s + option.names().first();
        if (parser.isSet(option) && option.valueName().isEmpty())
            arguments << name;
        else if (parser.isSet(option)) {
            for (const QString &value : parser.values(option))
                arguments << name << value;
        }
    }
    for (const QString &name : engineOptionNames()) {
        if (parser.isSet(name))
            arguments << u"--"_s + name << parser.value(name);
    }
    return arguments;
}

Result<ServeOptions> readServeOptions(const QCommandLineParser &parser)
{
    ServeOptions options;
    const QString host = parser.value(u"host"_s);
    if (host != u"localhost" && QHostAddress(host).isNull())
        return wrong(Text::tr("--host takes an address such as 127.0.0.1, not “%1”.").arg(host));
    options.listen.host = host.toStdString();
    VT_TRY(const unsigned port, number(parser, u"port"_s, 0, 65535));
    options.listen.port = static_cast<std::uint16_t>(port);
    VT_TRY(options.flavour, flavour(parser.value(u"flavour"_s)));
    VT_TRY(const unsigned body, number(parser, u"max-body"_s, 1, 4096));
    options.listen.maxBody = std::uint64_t(body) << 20;
    VT_TRY(options.listen.computeThreads, number(parser, u"threads"_s, 0, 256));
    VT_TRY(options.engine, readEngineOptions(parser));
    VT_TRY(options.mostRows, number(parser, u"max-rows"_s, 1, 1'000'000'000));
    VT_TRY(options.listen.maxConnections, number(parser, u"max-connections"_s, 1, 100'000));
    VT_TRY(const unsigned seconds, number(parser, u"timeout"_s, 1, 86'400));
    options.listen.answerTime = std::chrono::seconds(seconds);
    options.listen.certificateFile = QFile::encodeName(parser.value(u"tls-cert"_s)).toStdString();
    options.listen.keyFile = QFile::encodeName(parser.value(u"tls-key"_s)).toStdString();
    if (options.listen.certificateFile.empty() != options.listen.keyFile.empty())
        return wrong(Text::tr("--tls-cert and --tls-key belong together: give both or none."));
    options.adminSocket = parser.value(u"admin-socket"_s);
    options.tokenFile = parser.value(u"token-file"_s);
    if (!options.tokenFile.isEmpty()) {
        VT_TRY(options.access.token, readToken(options.tokenFile));
    }
    VT_CHECK(readLogOptions(parser, options));
    for (const QString &name : parser.values(u"allow-host"_s))
        options.access.hosts.push_back(name.toLower().toStdString());
    for (const QString &origin : parser.values(u"allow-origin"_s))
        options.access.allowedOrigins.push_back(origin.toStdString());
    options.access.anyHost = parser.isSet(u"allow-network"_s);
    if (!isLoopback(host) && options.access.token.empty() && !options.access.anyHost)
        return wrong(
            Text::tr(
                "On %1 other machines could use the model: give --token-file FILE, or --allow-network to let "
                "everybody in.")
                .arg(host));
    return options;
}

} // namespace vitrine::serving
