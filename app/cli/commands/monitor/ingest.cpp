// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/ingest.h"
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/storepath.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QJsonArray jsonOf(const monitor::DatasetProblems &problems)
{
    QJsonArray array;
    for (const monitor::DatasetProblem &problem : problems.first)
        array.append(QJsonObject{{u"line"_s, problem.line},
                                 {u"column"_s, problem.column},
                                 {u"text"_s, problem.text},
                                 {u"why"_s, problem.why}});
    return array;
}

class MonitorIngest final : public Command
{
public:
    QString name() const override { return u"ingest"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE] --data FILE"_s; }
    QString summary() const override
    {
        return Text::tr("Record observations, truths that arrived later, or a table of metrics.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"data"_s, Text::tr("CSV, JSON or SQLite; - is standard input."), u"FILE"_s});
        addRoleOptions(parser);
        parser.addOption({u"levels"_s, Text::tr("The classes in their order (default: sorted)."), u"A,B"_s});
        parser.addOption(
            {u"classes"_s, Text::tr("The truth is a class, even if it is written as a number.")});
        parser.addOption(
            {u"only-new"_s, Text::tr("Leave out rows that are not newer than what is recorded.")});
        parser.addOption({u"add"_s, Text::tr("Add rows of times that are recorded already.")});
        parser.addOption({u"metrics-table"_s,
                          Text::tr("The file is a table of metrics such as vetiver writes: save it.")});
        parser.addOption(
            {u"overwrite"_s, Text::tr("With --metrics-table: replace what is saved for the same times.")});
        addReadingOptions(parser);
        addStoreOption(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1 || !options.isSet(u"data"_s))
            return WrongUse{Text::tr("monitor ingest takes: MODEL[@VERSION|#STAGE] --data FILE.")};
        if (options.isSet(u"only-new"_s) && options.isSet(u"add"_s))
            return WrongUse{Text::tr("--only-new and --add exclude each other.")};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.constFirst()));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, library.resolve(ref));
        VT_TRY(const DatasetInput input, openDataset(options.value(u"data"_s), options));
        VT_TRY(monitor::Store store, openStore(library, options));
        return options.isSet(u"metrics-table"_s)
                   ? saveTable(context, store, ref.model, version.name, input, options)
                   : ingest(context, store, ref.model, version.name, input, options);
    }

private:
    static Outcome ingest(const Context &context, monitor::Store &store, const QString &model,
                          const QString &version, const DatasetInput &input,
                          const QCommandLineParser &options)
    {
        monitor::IngestRequest request;
        request.model = model;
        request.version = version;
        VT_TRY(request.roles, rolesOf(input.dataset, options));
        request.levels = options.value(u"levels"_s).split(u',', Qt::SkipEmptyParts);
        if (options.isSet(u"classes"_s))
            request.classification = true;
        if (options.isSet(u"only-new"_s))
            request.overlap = monitor::IngestRequest::Overlap::OnlyNew;
        else if (options.isSet(u"add"_s))
            request.overlap = monitor::IngestRequest::Overlap::Add;
        const Interruption interruption;
        VT_TRY(const monitor::IngestSummary summary,
               monitor::ingestDataset(store, input.dataset, request, interruption.job()));
        context.note(summary.notes);
        if (summary.unknownIds > 0)
            context.note({Text::tr("There is no recorded prediction for %n truth(s).", nullptr,
                                   static_cast<int>(summary.unknownIds))});
        context.note({summary.problems.summary()});
        if (context.json)
            context.print(QJsonObject{{u"model"_s, model},
                                      {u"version"_s, version},
                                      {u"rows"_s, summary.rows},
                                      {u"skipped"_s, summary.skipped},
                                      {u"unknown"_s, summary.unknownIds},
                                      {u"from"_s, isoText(summary.from)},
                                      {u"to"_s, isoText(summary.to)},
                                      {u"dropped"_s, summary.problems.droppedRows},
                                      {u"unreadable"_s, summary.problems.unreadableCells},
                                      {u"problems"_s, jsonOf(summary.problems)},
                                      {u"notes"_s, QJsonArray::fromStringList(summary.notes)}});
        else
            context.say(sentence(summary, model, version));
        return 0;
    }

    static QString sentence(const monitor::IngestSummary &summary, const QString &model,
                            const QString &version)
    {
        QString text = Text::tr("%1@%2: %n row(s) recorded", nullptr, static_cast<int>(summary.rows))
                           .arg(model, version);
        if (summary.from.isValid())
            text += Text::tr(", %1 to %2").arg(isoText(summary.from), isoText(summary.to));
        if (summary.skipped > 0)
            text += Text::tr("; %n row(s) were not newer", nullptr, static_cast<int>(summary.skipped));
        return text + u'.';
    }

    static Outcome saveTable(const Context &context, monitor::Store &store, const QString &model,
                             const QString &version, const DatasetInput &input,
                             const QCommandLineParser &options)
    {
        VT_TRY(const monitor::MetricTable table, monitor::readMetricTable(input.dataset));
        VT_CHECK(store.saveMetrics(model, version, table, options.isSet(u"overwrite"_s)));
        if (context.json)
            context.print(
                QJsonObject{{u"model"_s, model}, {u"version"_s, version}, {u"metrics"_s, table.size()}});
        else
            context.say(Text::tr("%1@%2: %n value(s) saved.", nullptr, static_cast<int>(table.size()))
                            .arg(model, version));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorIngest()
{
    return std::make_unique<MonitorIngest>();
}

} // namespace vitrine::cli
