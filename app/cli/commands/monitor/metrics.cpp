// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/metricarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "app/cli/commands/monitor/periodtext.h"
#include "app/cli/commands/monitor/predictedmetrics.h"
#include "app/cli/commands/monitor/storepath.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/monitor/metrictable.h"
#include "core/monitor/predictiondataset.h"
#include "core/monitor/scoredtask.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class MonitorMetrics final : public Command
{
public:
    QString name() const override { return u"metrics"_s; }
    QString arguments() const override { return u"[MODEL[@VERSION|#STAGE]] [--data FILE]"_s; }
    QString summary() const override
    {
        return Text::tr("Metrics over time, of recorded observations or of a file.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"data"_s,
                          Text::tr("The rows to measure: a file, - for standard input, or @log for the "
                                   "recorded predictions with "
                                   "their feedback (default: recorded observations)."),
                          u"FILE"_s});
        addRoleOptions(parser);
        addPeriodOptions(parser);
        parser.addOption({u"windows"_s,
                          Text::tr("python: periods start at the first row, as vetiver's in Python."),
                          u"WHOSE"_s});
        addMetricOptions(parser);
        addReadingOptions(parser);
        parser.addOption({u"csv"_s, Text::tr("As CSV with vetiver's columns.")});
        parser.addOption({u"save"_s, Text::tr("Save the metrics for the version, as vetiver pins them.")});
        parser.addOption(
            {u"overwrite"_s, Text::tr("With --save: replace what is saved for the same times.")});
        parser.addOption(
            {u"dry-run"_s, Text::tr("With --save: say what would be replaced, and save nothing.")});
        addStoreOption(parser);
        serving::addEngineOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() > 1 || (words.isEmpty() && !options.isSet(u"data"_s)))
            return WrongUse{Text::tr("monitor metrics takes: MODEL[@VERSION|#STAGE], or --data FILE.")};
        const bool saves = options.isSet(u"save"_s);
        if (words.isEmpty() && saves)
            return WrongUse{Text::tr("--save needs the MODEL that the metrics are of.")};
        if (!saves && (options.isSet(u"overwrite"_s) || options.isSet(u"dry-run"_s)))
            return WrongUse{Text::tr("--overwrite and --dry-run go with --save.")};
        monitor::MeasureRequest request;
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        request.periods = *periods;
        if (const auto set = setMetrics(request, options); !set)
            return WrongUse{set.error().message};
        if (options.isSet(u"windows"_s) && options.value(u"windows"_s) != u"python")
            return WrongUse{Text::tr("--windows takes python.")};
        request.windowsFromFirst = options.isSet(u"windows"_s);
        return options.isSet(u"data"_s) ? ofDataset(context, words, options, std::move(request))
                                        : ofStore(context, words.constFirst(), options, request);
    }

private:
    // What was named on the command line: a file, or with @log the recorded predictions of the model.
    static Result<DatasetInput> dataOf(const Context &context, const QStringList &words,
                                       const QCommandLineParser &options)
    {
        if (options.value(u"data"_s) != u"@log")
            return openDataset(options.value(u"data"_s), options);
        if (words.isEmpty())
            return Error{Error::Code::InvalidArgument,
                         Text::tr("--data @log needs the MODEL whose predictions are recorded."),
                         {}};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.constFirst()));
        VT_TRY(const registry::Library library, context.library());
        monitor::PredictionRows rows;
        rows.model = ref.model;
        if (!ref.version.isEmpty() || !ref.stage.isEmpty()) {
            VT_TRY(const registry::Version version, library.resolve(ref));
            rows.version = version.name;
        }
        VT_TRY(monitor::Dataset dataset, monitor::openPredictions(storeOf(library, options), rows));
        return DatasetInput{std::move(dataset), {}};
    }

    static Outcome ofDataset(const Context &context, const QStringList &words,
                             const QCommandLineParser &options, monitor::MeasureRequest request)
    {
        VT_TRY(const DatasetInput input, dataOf(context, words, options));
        VT_TRY(request.roles, rolesOf(input.dataset, options));
        if (!options.isSet(u"time"_s) && !options.isSet(u"period"_s) && !options.isSet(u"windows"_s))
            request.periods.reset();
        const bool classification =
            monitor::isClassification(input.dataset, request.roles, request.levels, request.classification);
        request.metrics =
            namedMetrics(request.metrics, classification, !request.roles.probabilities.isEmpty());
        monitor::MetricTableForm form;
        form.groupColumn = request.roles.group;
        form.intervals = request.intervals.wanted();
        form.dates = request.periods && toldAsDate(request.periods->unit) && !request.windowsFromFirst;
        const Interruption interruption;
        const bool estimated = !request.roles.estimate.isEmpty() || !request.roles.probabilities.isEmpty();
        if (words.isEmpty()) {
            VT_TRY(const monitor::Measurement measured,
                   monitor::measureDataset(input.dataset, request, interruption.job()));
            return print(context, tell(context, measured), form, options);
        }
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.constFirst()));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, library.resolve(ref));
        VT_TRY(const serving::EngineChoices engine, serving::readEngineOptions(options));
        VT_TRY(const monitor::Measurement measured,
               estimated ? monitor::measureDataset(input.dataset, request, interruption.job())
                         : measurePredicted(library, ref.model, version, input.dataset, request, engine,
                                            interruption.job()));
        const monitor::MetricTable table = tell(context, measured);
        return options.isSet(u"save"_s)
                   ? save(context, library, ref.model, version.name, table, form, options)
                   : print(context, table, form, options);
    }

    static monitor::MetricTable tell(const Context &context, const monitor::Measurement &measured)
    {
        context.note(measured.notes);
        context.note({measured.problems.summary()});
        return monitor::metricTable(measured.series);
    }

    static Outcome ofStore(const Context &context, const QString &word, const QCommandLineParser &options,
                           const monitor::MeasureRequest &asked)
    {
        if (asked.intervals.wanted() || !asked.custom.isEmpty() || asked.windowsFromFirst)
            return WrongUse{Text::tr("--ci, --custom and --windows go with --data.")};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(word));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Model model, library.model(ref.model));
        monitor::MetricRequest request;
        request.model = model.name;
        request.periods = *asked.periods;
        request.options = asked.options;
        if (!ref.version.isEmpty() || !ref.stage.isEmpty()) {
            VT_TRY(const registry::Version version, library.resolve(ref));
            request.versions = {version.name};
        }
        VT_TRY(monitor::Store store, openStore(library, options));
        VT_TRY(const monitor::Target target, store.target(model.name));
        request.metrics = namedMetrics(asked.metrics, target.classification, target.levels.size() > 1);
        VT_TRY(const QList<monitor::MetricSeries> series, store.metrics(request));
        monitor::MetricTableForm form;
        form.versions = true;
        form.dates = toldAsDate(request.periods.unit);
        const monitor::MetricTable table = monitor::metricTable(series);
        if (!options.isSet(u"save"_s))
            return print(context, table, form, options);
        if (request.versions.size() != 1)
            return WrongUse{
                Text::tr("--save needs the version that the metrics are of: %1@vX.Y.Z.").arg(model.name)};
        return save(context, library, model.name, request.versions.constFirst(), table, form, options);
    }

    static Outcome save(const Context &context, const registry::Library &library, const QString &model,
                        const QString &version, const monitor::MetricTable &table,
                        const monitor::MetricTableForm &form, const QCommandLineParser &options)
    {
        VT_TRY(monitor::Store store, openStore(library, options));
        if (options.isSet(u"dry-run"_s)) {
            VT_TRY(const monitor::MetricMerge merge, store.previewMetrics(model, version, table));
            context.note(
                {Text::tr("%1@%2: %n value(s) would be saved", nullptr, static_cast<int>(table.size()))
                     .arg(model, version) +
                 Text::tr(", %n value(s) replaced.", nullptr, static_cast<int>(merge.replacedRows))});
        } else {
            VT_CHECK(store.saveMetrics(model, version, table, options.isSet(u"overwrite"_s)));
        }
        return print(context, table, form, options);
    }

    static int print(const Context &context, const monitor::MetricTable &table,
                     const monitor::MetricTableForm &form, const QCommandLineParser &options)
    {
        if (options.isSet(u"csv"_s))
            context.out << QString::fromUtf8(monitor::metricTableToCsv(table, form));
        else if (context.json)
            context.print(QJsonDocument::fromJson(monitor::metricTableToJson(table, form)).array());
        else if (table.isEmpty())
            context.say(Text::tr("No labelled data yet."));
        else
            context.print(monitor::metricTableHeader(form), monitor::metricTableCells(table, form));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorMetrics()
{
    return std::make_unique<MonitorMetrics>();
}

} // namespace vitrine::cli
