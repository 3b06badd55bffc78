// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/englishplurals.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::cli;

namespace {

void addGlobalOptions(QCommandLineParser &parser)
{
    parser.addOption({u"library"_s, Text::tr("The repository, or any folder in it."), u"PATH"_s});
    parser.addOption({u"json"_s, Text::tr("One JSON document on standard output.")});
    parser.addOption({{u"q"_s, u"quiet"_s}, Text::tr("Print results only.")});
    parser.addOption({{u"h"_s, u"help"_s}, Text::tr("Show this text.")});
}

// The verb is the first argument that is neither an option nor the value of --library; `from` is where to
// look, and moves behind it.
QString verbOf(const QStringList &arguments, qsizetype &from)
{
    for (qsizetype i = from; i < arguments.size(); ++i) {
        if (arguments[i] == u"--library")
            ++i;
        else if (!arguments[i].startsWith(u'-')) {
            from = i + 1;
            return arguments[i];
        }
    }
    return {};
}

// The command that is meant, and how it is called: "monitor metrics" is one of monitor's own.
struct Named {
    const Command *command;
    QString name;
    qsizetype words; // of the name

    static Named within(const Command &command, const QStringList &arguments, qsizetype from)
    {
        const QString verb = verbOf(arguments, from);
        for (const Command *own : command.verbs()) {
            if (own->name() == verb)
                return {own, command.name() + u' ' + verb, 2};
        }
        return {&command, command.name(), 1};
    }
};

void printOverview(QTextStream &out, const std::vector<std::unique_ptr<Command>> &commands)
{
    out << Text::tr("Usage: vitrine-cli [--library PATH] [--json] [--quiet] VERB [...]") << "\n\n";
    for (const auto &command : commands)
        out << u"  "_s << command->name().leftJustified(13) << command->summary() << '\n';
    out << '\n'
        << Text::tr(
               "MODEL[@VERSION|#STAGE] names a version; VERSION is vX.Y.Z, latest, greatest or a commit.\n"
               "vitrine-cli VERB --help shows the options of a verb.")
        << '\n';
}

void printHelp(QTextStream &out, const Named &named, const QCommandLineParser &parser)
{
    QStringList lines = parser.helpText().split(u'\n');
    lines[0] = Text::tr("Usage: vitrine-cli %1 %2 [options]").arg(named.name, named.command->arguments());
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    out << lines.join(u'\n') << '\n';
    const std::vector<const Command *> verbs = named.command->verbs();
    if (!verbs.empty())
        out << '\n';
    for (const Command *verb : verbs)
        out << u"  "_s << verb->name().leftJustified(13) << verb->summary() << '\n';
}

int report(QTextStream &out, QTextStream &err, const Outcome &outcome, bool json)
{
    if (const int *code = std::get_if<int>(&outcome.state()))
        return *code;
    const auto *use = std::get_if<WrongUse>(&outcome.state());
    const Error error =
        use ? Error{Error::Code::InvalidArgument, use->message, {}} : std::get<Error>(outcome.state());
    err << u"vitrine-cli: "_s << error.message << '\n';
    if (json) {
        const Context context{out, err, {}, true, false};
        context.print(QJsonObject{{u"error"_s, QJsonObject{{u"code"_s, errorCodeName(error.code)},
                                                           {u"message"_s, error.message},
                                                           {u"detail"_s, error.detail}}}});
    }
    return use ? 2 : 1;
}

QString libraryPath(const QCommandLineParser &parser)
{
    if (parser.isSet(u"library"_s))
        return parser.value(u"library"_s);
    const QString fromEnvironment = qEnvironmentVariable("VITRINE_LIBRARY");
    return fromEnvironment.isEmpty() ? QDir::currentPath() : fromEnvironment;
}

int run(const QStringList &arguments, QTextStream &out, QTextStream &err)
{
    const auto commands = allCommands();
    const bool json = arguments.contains(u"--json"_s);
    qsizetype behindVerb = 1;
    const QString verb = verbOf(arguments, behindVerb);
    if (verb.isEmpty()) {
        if (arguments.contains(u"--version"_s)) {
            out << u"vitrine-cli "_s << QCoreApplication::applicationVersion() << '\n';
            return 0;
        }
        const bool asked = arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s);
        printOverview(asked ? out : err, commands);
        return asked ? 0 : 2;
    }
    const auto found =
        std::ranges::find_if(commands, [&](const auto &command) { return command->name() == verb; });
    if (found == commands.end())
        return report(out, err,
                      WrongUse{Text::tr("“%1” is not a verb; vitrine-cli --help lists them.").arg(verb)},
                      json);

    const Named named = Named::within(**found, arguments, behindVerb);
    const Command &command = *named.command;
    QCommandLineParser parser;
    parser.setApplicationDescription(command.summary());
    addGlobalOptions(parser);
    command.addOptions(parser);
    const bool understood = parser.parse(arguments);
    if (parser.isSet(u"help"_s)) {
        printHelp(out, named, parser);
        return 0;
    }
    if (!understood) {
        return report(out, err,
                      WrongUse{Text::tr("%1; vitrine-cli %2 --help shows what is possible.")
                                   .arg(parser.errorText().chopped(1), named.name)},
                      json);
    }
    const Context context{out, err, libraryPath(parser), json, parser.isSet(u"quiet"_s)};
    const QStringList words = parser.positionalArguments().sliced(named.words);
    return report(out, err, command.run(context, words, parser), json);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"vitrine"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(VT_VERSION));
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    QTextStream out(stdout);
    QTextStream err(stderr);
    const int code = run(QCoreApplication::arguments(), out, err);
    out.flush();
    // A full disk or a closed descriptor must not look like success to the script that reads the output.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        err << u"vitrine-cli: "_s
            << Text::tr("Couldn't write all of the output. Make room, or send it somewhere else.") << '\n';
        return 1;
    }
    return code;
}
