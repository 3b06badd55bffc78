// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "app/cli/commands/monitor/periodtext.h"
#include "app/cli/commands/monitor/storepath.h"
#include "core/base/text.h"
#include "core/monitor/metrictable.h"
#include "core/monitor/pinsboard.h"

#include <QJsonObject>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

enum class Format { Csv, Json, VetiverR, VetiverPython };

std::optional<Format> formatOf(const Context &context, const QCommandLineParser &options)
{
    const QString name = options.value(u"format"_s);
    if (name.isEmpty())
        return context.json ? Format::Json : Format::Csv;
    if (name == u"csv")
        return Format::Csv;
    if (name == u"json")
        return Format::Json;
    if (name == u"vetiver-r")
        return Format::VetiverR;
    if (name == u"vetiver-python")
        return Format::VetiverPython;
    return std::nullopt;
}

struct Exported {
    monitor::MetricTable table;
    bool dates = false; // periods of days or more, told without the time of day
};

monitor::MetricTableForm formFor(Format format, const Exported &exported)
{
    monitor::MetricTableForm form;
    form.dates = exported.dates;
    if (format == Format::VetiverPython)
        form.columns = monitor::MetricColumns::VetiverPython;
    if (format == Format::VetiverR || format == Format::VetiverPython)
        return form; // exactly vetiver's columns
    form.versions = true;
    for (const monitor::MetricRow &row : exported.table) {
        form.intervals = form.intervals || !std::isnan(row.lower);
        if (!row.group.isEmpty())
            form.groupColumn = u"group"_s;
    }
    return form;
}

class MonitorExport final : public Command
{
public:
    QString name() const override { return u"export"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE]"_s; }
    QString summary() const override
    {
        return Text::tr("The metrics of a model as a table, in R's or Python's columns, or as a pin.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"format"_s, Text::tr("csv json vetiver-r vetiver-python (default: csv)."), u"F"_s});
        parser.addOption({u"since"_s, Text::tr("Only from that time on."), u"ISO"_s});
        parser.addOption({{u"o"_s, u"output"_s}, Text::tr("A file (default: standard output)."), u"FILE"_s});
        parser.addOption(
            {u"board"_s, Text::tr("A folder of pins to write a new version of the pin to."), u"FOLDER"_s});
        parser.addOption({u"pin"_s, Text::tr("The name of the pin (default: MODEL_metrics)."), u"NAME"_s});
        parser.addOption(
            {u"overwrite"_s, Text::tr("With --board: replace what is pinned for the same times.")});
        parser.addOption(
            {u"dry-run"_s, Text::tr("With --board: say what would be replaced, and write nothing.")});
        addPeriodOptions(parser);
        parser.addOption({u"zone"_s, Text::tr("Time zone of the periods (default: UTC)."), u"NAME"_s});
        addStoreOption(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("monitor export takes: MODEL[@VERSION|#STAGE].")};
        const auto format = formatOf(context, options);
        if (!format)
            return WrongUse{Text::tr("--format takes csv, json, vetiver-r or vetiver-python.")};
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        std::optional<QDateTime> since;
        if (options.isSet(u"since"_s)) {
            since = QDateTime::fromString(options.value(u"since"_s), Qt::ISODate);
            if (!since->isValid())
                return WrongUse{Text::tr("--since takes a date or a time such as 2024-01-01.")};
        }
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.constFirst()));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Model model, library.model(ref.model));
        QString version;
        if (!ref.version.isEmpty() || !ref.stage.isEmpty()) {
            VT_TRY(const registry::Version resolved, library.resolve(ref));
            version = resolved.name;
        }
        VT_TRY(monitor::Store store, openStore(library, options));
        VT_TRY(const Exported exported,
               tableOf(store, model.name, version, since, *periods, options.isSet(u"period"_s)));
        if (options.isSet(u"board"_s))
            return pin(context, model.name, exported.table, *format, options);
        return write(context, exported, *format, options);
    }

private:
    // What was saved; measured anew by periods when nothing was, or when periods are asked for.
    static Result<Exported> tableOf(monitor::Store &store, const QString &model, const QString &version,
                                    const std::optional<QDateTime> &since, const monitor::Periods &periods,
                                    bool measured)
    {
        VT_TRY(monitor::MetricTable saved, store.savedMetrics(model, version, since));
        if (!saved.isEmpty() && !measured)
            return Exported{saved};
        monitor::MetricRequest request;
        request.model = model;
        request.periods = periods;
        request.from = since;
        if (!version.isEmpty())
            request.versions = {version};
        VT_TRY(const QList<monitor::MetricSeries> series, store.metrics(request));
        return Exported{monitor::metricTable(series), toldAsDate(periods.unit)};
    }

    static Outcome write(const Context &context, const Exported &exported, Format format,
                         const QCommandLineParser &options)
    {
        const monitor::MetricTableForm form = formFor(format, exported);
        const QByteArray bytes = format == Format::Json ? metricTableToJson(exported.table, form)
                                                        : metricTableToCsv(exported.table, form);
        if (!options.isSet(u"output"_s)) {
            context.out << QString::fromUtf8(bytes);
            return 0;
        }
        QSaveFile file(options.value(u"output"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return Error{Error::Code::Io,
                         Text::tr("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()),
                         {}};
        return 0;
    }

    static Outcome pin(const Context &context, const QString &model, const monitor::MetricTable &table,
                       Format format, const QCommandLineParser &options)
    {
        const QString name = options.isSet(u"pin"_s) ? options.value(u"pin"_s) : model + u"_metrics"_s;
        monitor::PinRequest request;
        request.board = options.value(u"board"_s);
        request.name = name;
        request.columns = format == Format::VetiverPython ? monitor::MetricColumns::VetiverPython
                                                          : monitor::MetricColumns::VetiverR;
        request.overwrite = options.isSet(u"overwrite"_s);
        request.dryRun = options.isSet(u"dry-run"_s);
        VT_TRY(const monitor::PinnedMetrics pinned, monitor::pinMetrics(table, request));
        if (context.json)
            context.print(QJsonObject{{u"pin"_s, name},
                                      {u"version"_s, pinned.version},
                                      {u"rows"_s, pinned.rows},
                                      {u"replaced"_s, pinned.replacedRows}});
        else
            context.say(Text::tr("%1: %2, %n value(s)", nullptr, static_cast<int>(pinned.rows))
                            .arg(name, request.dryRun ? Text::tr("nothing written") : pinned.version) +
                        Text::tr(", %n replaced.", nullptr, static_cast<int>(pinned.replacedRows)));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorExport()
{
    return std::make_unique<MonitorExport>();
}

} // namespace vitrine::cli
