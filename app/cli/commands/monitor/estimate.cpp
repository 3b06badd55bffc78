// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/datasetnotes.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/numbertext.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "app/cli/commands/monitor/periodtext.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/monitor/estimate/estimaterun.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class MonitorEstimate final : public Command
{
public:
    QString name() const override { return u"estimate"_s; }
    QString arguments() const override { return u"[MODEL[@VERSION|#STAGE]]"_s; }
    QString summary() const override
    {
        return Text::tr("How well a model is likely doing on data whose truth is not known yet.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"reference"_s,
                          Text::tr("Labelled data that the model was not trained on, with its predictions."),
                          u"FILE"_s});
        parser.addOption({u"data"_s, Text::tr("The new data, with predictions."), u"FILE"_s});
        parser.addOption({u"metrics"_s,
                          Text::tr("For example rmse,mae or accuracy,roc_auc (default: the usual ones)."),
                          u"A,B"_s});
        parser.addOption({u"levels"_s, Text::tr("The levels in their order (default: sorted)."), u"A,B"_s});
        parser.addOption({u"event"_s,
                          Text::tr("Which of two levels is the event: first (default) or second."), u"E"_s,
                          u"first"_s});
        addRoleOptions(parser);
        addPeriodOptions(parser);
        addReadingOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() > 1 || !options.isSet(u"reference"_s) || !options.isSet(u"data"_s))
            return WrongUse{
                Text::tr("monitor estimate takes: [MODEL[@VERSION|#STAGE]] --reference FILE --data FILE.")};
        const QString event = options.value(u"event"_s);
        if (event != u"first" && event != u"second")
            return WrongUse{Text::tr("--event takes first or second, not “%1”.").arg(event)};
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        monitor::EstimateRequest request;
        request.periods = *periods;
        request.options.event = event == u"first" ? monitor::EventLevel::First : monitor::EventLevel::Second;
        request.levels = options.value(u"levels"_s).split(u',', Qt::SkipEmptyParts);
        request.metrics = options.value(u"metrics"_s).split(u',', Qt::SkipEmptyParts);
        if (!words.isEmpty()) {
            VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.first()));
            VT_TRY(const registry::Library library, context.library());
            VT_TRY([[maybe_unused]] const registry::Version version, library.resolve(ref));
        }
        VT_TRY(const DatasetInput reference, openDataset(options.value(u"reference"_s), options));
        VT_TRY(request.roles, rolesOf(reference.dataset, options));
        VT_TRY(const DatasetInput data,
               openDataset(options.value(u"data"_s), options, typesOf(reference.dataset)));
        const monitor::ColumnInfo *time = data.dataset.column(request.roles.time);
        if (!time || time->type != monitor::ColumnType::Time)
            request.roles.time.clear();
        const Interruption interruption;
        VT_TRY(const monitor::EstimateReport report,
               monitor::estimateOverTime(reference.dataset, data.dataset, request, interruption.job()));
        noteData(context, report.notes, {report.referenceProblems, report.problems}, report.withoutTime);
        print(context, report, !request.roles.time.isEmpty(), *periods);
        return 0;
    }

private:
    static QHash<QString, monitor::ColumnType> typesOf(const monitor::Dataset &dataset)
    {
        QHash<QString, monitor::ColumnType> types;
        for (const monitor::ColumnInfo &column : dataset.columns()) {
            if (column.type != monitor::ColumnType::Time)
                types.insert(column.name, column.type);
        }
        return types;
    }
    static void print(const Context &context, const monitor::EstimateReport &report, bool hasTimes,
                      const monitor::Periods &periods)
    {
        QJsonArray array;
        QList<QStringList> rows;
        const qsizetype points = report.series.isEmpty() ? 0 : report.series.first().points.size();
        for (qsizetype i = 0; i < points; ++i) {
            for (const monitor::EstimatedSeries &series : report.series) {
                const monitor::EstimatedPoint &point = series.points[i];
                const monitor::EstimatedValue &value = point.estimated;
                const QString index = hasTimes ? periodText(point.index, periods.unit) : QString();
                QJsonObject json{{u".index"_s, hasTimes ? QJsonValue(index) : QJsonValue()},
                                 {u".n"_s, point.n},
                                 {u".metric"_s, series.metric},
                                 {u".estimator"_s, value.estimator},
                                 {u".estimate"_s, numberOrNull(value.value)},
                                 {u"estimated"_s, true},
                                 {u"method"_s, report.method},
                                 {u"low"_s, numberOrNull(value.low)},
                                 {u"high"_s, numberOrNull(value.high)},
                                 {u"labelled"_s, point.labelled},
                                 {u"realised"_s, numberOrNull(point.realised.value)}};
                if (!value.why.isEmpty())
                    json[u"why"_s] = value.why;
                array.append(json);
                rows.append({index, QString::number(point.n), series.metric, shortText(value.value),
                             shortText(value.low), shortText(value.high), shortText(point.realised.value)});
            }
        }
        if (context.json) {
            context.print(array);
            return;
        }
        if (rows.isEmpty()) {
            context.say(Text::tr("The data has no rows."));
            return;
        }
        context.print(
            {u".index"_s, u".n"_s, u".metric"_s, u"estimated"_s, u"low"_s, u"high"_s, u"realised"_s}, rows);
        context.say(report.description);
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorEstimate()
{
    return std::make_unique<MonitorEstimate>();
}

} // namespace vitrine::cli
