// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/serving/serveoptions.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

constexpr int wrongUse = 2;

int complain(const QString &message)
{
    std::fputs(qPrintable(u"vitrine-serve: "_s + message + u'\n'), stderr);
    return wrongUse;
}

Result<serving::ServeOptions> read(const QCommandLineParser &parser)
{
    VT_TRY(serving::ServeOptions options, serving::readServeOptions(parser));
    if (!parser.positionalArguments().isEmpty())
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” is not expected here; see --help.").arg(parser.positionalArguments().first()),
            {}};
    options.file = parser.value(u"file"_s);
    options.prototypeFile = parser.value(u"prototype"_s);
    if (!options.file.isEmpty())
        return options;
    if (!parser.isSet(u"library"_s) || !parser.isSet(u"model"_s))
        return Error{
            Error::Code::InvalidArgument,
            Text::tr(
                "Name what to serve: --library PATH --model NAME[@VERSION|#STAGE], or --file MODEL.onnx."),
            {}};
    options.library = parser.value(u"library"_s);
    VT_TRY(options.target, registry::ModelRef::parse(parser.value(u"model"_s)));
    return options;
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
        {u"model"_s, Text::tr("What to serve: NAME, NAME@VERSION or NAME#STAGE."), u"MODEL"_s},
        {u"file"_s, Text::tr("Serve this model file instead of a library's."), u"FILE"_s},
        {u"prototype"_s, Text::tr("With --file: the input columns, as JSON."), u"FILE"_s},
    });
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
    return serving::serveUntilStopped(*options);
}
