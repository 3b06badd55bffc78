// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/backtestarguments.h"

#include "app/cli/commands/monitor/backtestversions.h"
#include "app/cli/commands/monitor/datasetnotes.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

void addBacktestOptions(QCommandLineParser &parser)
{
    parser.addOption(
        {u"data"_s, Text::tr("Labelled data with the columns that the models need."), u"FILE"_s});
    parser.addOption(
        {u"versions"_s, Text::tr("Only these, in this order (default: all registered)."), u"A,B"_s});
    parser.addOption({u"levels"_s, Text::tr("The levels in their order (default: sorted)."), u"A,B"_s});
    parser.addOption({u"event"_s, Text::tr("Which of two levels is the event: first (default) or second."),
                      u"E"_s, u"first"_s});
    parser.addOption({u"no-cache"_s, Text::tr("Measure everything again and keep nothing.")});
    addRoleOptions(parser);
    addReadingOptions(parser);
    serving::addEngineOptions(parser);
}

Result<BacktestInput> openBacktestInput(const registry::Library &library, const QString &model,
                                        const QCommandLineParser &options, const Job &job)
{
    monitor::BacktestRequest request;
    request.model = model;
    VT_TRY(const serving::EngineChoices engine, serving::readEngineOptions(options));
    VT_TRY(DatasetInput data, openDataset(options.value(u"data"_s), options));
    VT_TRY(request.roles, rolesOf(data.dataset, options));
    request.levels = options.value(u"levels"_s).split(u',', Qt::SkipEmptyParts);
    request.options.event =
        options.value(u"event"_s) == u"second" ? monitor::EventLevel::Second : monitor::EventLevel::First;
    if (!options.isSet(u"no-cache"_s))
        request.cachePath = library.dataDir() + u"/monitor.sqlite"_s;
    VT_TRY(const QList<monitor::BacktestVersion> versions,
           backtestVersions(library, model, options.value(u"versions"_s).split(u',', Qt::SkipEmptyParts),
                            engine, job));
    return BacktestInput{std::move(data), request, versions};
}

void tell(const Context &context, const monitor::Backtest &result)
{
    QStringList lines = result.notes;
    for (const monitor::Backtest::Failure &failure : result.failures)
        lines << Text::tr("%1 was not tested: %2").arg(failure.version, failure.why);
    noteData(context, lines, {result.problems}, result.withoutTime);
}

} // namespace vitrine::cli
