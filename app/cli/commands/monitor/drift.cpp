// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/datasetnotes.h"
#include "app/cli/commands/monitor/driftarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/numbertext.h"
#include "app/cli/commands/monitor/periodarguments.h"
#include "app/cli/commands/monitor/periodtext.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

constexpr int digits = 4;

QJsonObject toJson(const monitor::DriftFinding &finding, const monitor::DriftPeriod &period,
                   const QJsonValue &periodText, const QString &earlier, bool corrected)
{
    QJsonObject json{{u"column"_s, finding.column},
                     {u"role"_s, monitor::columnRoleName(finding.role)},
                     {u"period"_s, periodText},
                     {u"test"_s, monitor::driftTestInfo(finding.test).name},
                     {u"statistic"_s, numberOrNull(finding.statistic)},
                     {u"threshold"_s, finding.threshold},
                     {u"drift"_s, finding.drift},
                     {u"n"_s, finding.n},
                     {u"n_reference"_s, finding.nReference},
                     {u"dataset_share"_s, period.comparison.share},
                     {u"dataset_drift"_s, period.comparison.drift}};
    if (!earlier.isEmpty())
        json[u"reference_period"_s] = earlier;
    if (!std::isnan(finding.p))
        json[u"p"_s] = finding.p;
    if (corrected && !std::isnan(finding.adjustedP))
        json[u"p_adjusted"_s] = finding.adjustedP;
    if (!std::isnan(finding.effect.value)) {
        json[u"effect"_s] = numberOrNull(finding.effect.value);
        json[u"effect_size"_s] = finding.effect.name;
    }
    if (finding.rankError > 0)
        json[u"rank_error"_s] = finding.rankError;
    if (!finding.why.isEmpty())
        json[u"why"_s] = finding.why;
    return json;
}

class MonitorDrift final : public Command
{
public:
    QString name() const override { return u"drift"_s; }
    QString arguments() const override { return u"[MODEL[@VERSION|#STAGE]]"_s; }
    QString summary() const override
    {
        return Text::tr("How the columns of new data differ from those of the reference.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        addDriftInputOptions(parser);
        addDriftOptions(parser);
        addRoleOptions(parser);
        addPeriodOptions(parser);
        addReadingOptions(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (const auto wrongUse = checkDriftInput(words, options))
            return *wrongUse;
        const auto periods = periodsOf(options);
        if (!periods)
            return WrongUse{periods.error().message};
        const auto drift = driftOptionsOf(options);
        if (!drift)
            return WrongUse{drift.error().message};
        const bool isWhole = options.isSet(u"current"_s);
        const Interruption interruption;
        VT_TRY(const DriftInput input, openDriftInput(context, words, options, *periods, interruption.job()));
        monitor::DriftRequest request;
        request.periods = *periods;
        request.options = *drift;
        request.columns = columnsOf(options);
        VT_TRY(request.baseline, baselineOf(options));
        if (!isWhole) {
            VT_TRY(const monitor::Roles roles, rolesOf(input.data.dataset, options));
            request.time = roles.time;
            if (request.time.isEmpty())
                return WrongUse{Text::tr(
                    "No column of the data holds times. Name one with --time, or use --current FILE.")};
        }
        VT_TRY(const monitor::DriftSeries series,
               monitor::driftOverTime(input.data.dataset, input.reference, request, interruption.job()));
        noteData(context, series.notes, {input.reference.problems, series.problems}, series.withoutTime);
        print(context, series, isWhole, *periods, drift->correction != monitor::Correction::None);
        return 0;
    }

private:
    static void print(const Context &context, const monitor::DriftSeries &series, bool isWhole,
                      const monitor::Periods &periods, bool corrected)
    {
        QJsonArray array;
        QList<QStringList> rows;
        QStringList summary;
        for (const monitor::DriftPeriod &period : series.periods) {
            const QString text = isWhole ? QString() : periodText(period.start, periods.unit);
            const QString earlier =
                period.referenceStart.isValid() ? periodText(period.referenceStart, periods.unit) : QString();
            for (const monitor::DriftFinding &finding : period.comparison.findings) {
                array.append(
                    toJson(finding, period, isWhole ? QJsonValue() : QJsonValue(text), earlier, corrected));
                rows.append({text, finding.column, monitor::driftTestInfo(finding.test).name,
                             shortText(finding.statistic, digits), shortText(finding.p, digits),
                             shortText(finding.effect.value, digits), shortText(finding.threshold, digits),
                             finding.drift ? Text::tr("drift") : finding.why});
            }
            const monitor::DriftComparison &all = period.comparison;
            summary << Text::tr("%1%2 of %3 columns drifted%4")
                           .arg(isWhole ? QString() : text + u": "_s)
                           .arg(all.drifted)
                           .arg(all.columns)
                           .arg(all.drift ? Text::tr(": the dataset drifted.") : u"."_s);
        }
        if (context.json) {
            context.print(array);
            return;
        }
        if (rows.isEmpty()) {
            context.say(Text::tr("The data has no rows."));
            return;
        }
        QStringList header{u"period"_s, u"column"_s, u"test"_s,      u"statistic"_s,
                           u"p"_s,      u"effect"_s, u"threshold"_s, u"drift"_s};
        if (isWhole) {
            header.removeFirst();
            for (QStringList &row : rows)
                row.removeFirst();
        }
        context.print(header, rows);
        for (const QString &line : summary)
            context.say(line);
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorDrift()
{
    return std::make_unique<MonitorDrift>();
}

} // namespace vitrine::cli
