// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"
#include "app/cli/commands/monitor/monitor.h"
#include "app/cli/commands/monitor/numbertext.h"
#include "app/cli/commands/monitor/storepath.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/lifecycle/alertsources.h"
#include "core/lifecycle/alertwatch.h"
#include "core/monitor/alert/alertstore.h"
#include "core/monitor/drift/driftrun.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QJsonValue timeOrNull(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(isoText(time)) : QJsonValue();
}

QJsonObject toJson(const QString &model, const monitor::CheckedAlert &alert)
{
    QJsonObject json{{u"model"_s, model},
                     {u"rule"_s, alert.rule.name},
                     {u"watches"_s, monitor::alertSubjectName(alert.rule.subject) + u": "_s + alert.rule.of},
                     {u"version"_s, alert.version},
                     {u"severity"_s, monitor::alertSeverityName(alert.rule.severity)},
                     {u"state"_s, monitor::alertStateName(alert.status.state)},
                     {u"since"_s, timeOrNull(alert.status.since)},
                     {u"period"_s, timeOrNull(alert.status.lastPeriod)},
                     {u"value"_s, numberOrNull(alert.status.value)},
                     {u"threshold"_s, numberOrNull(alert.status.threshold)},
                     {u"text"_s, alert.text},
                     {u"new"_s, alert.notice.has_value()}};
    if (!alert.rule.message.isEmpty())
        json[u"message"_s] = alert.rule.message;
    if (!alert.status.by.isEmpty())
        json[u"by"_s] = alert.status.by;
    if (alert.status.snoozedUntil.isValid())
        json[u"snoozed_until"_s] = isoText(alert.status.snoozedUntil);
    return json;
}

// 30m, 6h, 2d
std::optional<qint64> seconds(const QString &text)
{
    static const QRegularExpression form(u"^([1-9][0-9]{0,4})([mhdw])$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    static const QHash<QString, qint64> units{
        {u"m"_s, 60}, {u"h"_s, 3600}, {u"d"_s, 86'400}, {u"w"_s, 604'800}};
    return match.captured(1).toLongLong() * units.value(match.captured(2));
}

class MonitorCheck final : public Command
{
public:
    QString name() const override { return u"check"_s; }
    QString arguments() const override { return u"[MODEL]"_s; }
    QString summary() const override
    {
        return Text::tr("Judge the alert rules of model.yaml; exit code 1 when one fires.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"acknowledge"_s, Text::tr("A firing alert is known: no more notices of it."), u"RULE"_s});
        parser.addOption(
            {u"snooze"_s, Text::tr("Quiet for a while, for example rmse-high=6h."), u"RULE=TIME"_s});
        parser.addOption({u"reopen"_s, Text::tr("Neither acknowledged nor snoozed any longer."), u"RULE"_s});
        parser.addOption(
            {u"by"_s, Text::tr("Who acknowledges or snoozes (default: the Git identity)."), u"NAME"_s});
        parser.addOption({u"now"_s, Text::tr("The time to judge at (default: now)."), u"ISO"_s});
        parser.addOption({u"dry-run"_s, Text::tr("Change no state and tell nobody.")});
        parser.addOption({u"no-hooks"_s, Text::tr("Run no command and call no webhook.")});
        parser.addOption(
            {u"allow-hooks"_s,
             Text::tr("Allow the commands and webhooks that model.yaml of MODEL names now to run on "
                      "this computer.")});
        parser.addOption(
            {u"data"_s, Text::tr("Judge drift in this file, not in what was observed."), u"FILE"_s});
        addRoleOptions(parser);
        addReadingOptions(parser);
        addStoreOption(parser);
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() > 1)
            return WrongUse{Text::tr("monitor check takes: [MODEL].")};
        monitor::AlertCheckOptions check;
        check.now = QDateTime::currentDateTimeUtc();
        check.dryRun = options.isSet(u"dry-run"_s);
        check.useHooks = !options.isSet(u"no-hooks"_s);
        if (options.isSet(u"now"_s))
            check.now = QDateTime::fromString(options.value(u"now"_s), Qt::ISODate);
        if (!check.now.isValid())
            return WrongUse{Text::tr("--now takes a time such as 2025-03-02T09:30:00Z, not “%1”.")
                                .arg(options.value(u"now"_s))};
        VT_TRY(const registry::Library library, context.library());
        check.localPath = lifecycle::localStore(library);
        const bool isAnswer = options.isSet(u"acknowledge"_s) || options.isSet(u"snooze"_s) ||
                              options.isSet(u"reopen"_s) || options.isSet(u"allow-hooks"_s);
        if (isAnswer && words.isEmpty())
            return WrongUse{Text::tr("Answering an alert takes the MODEL too.")};
        if (isAnswer)
            return answer(context, library, words.first(), options, check.now);
        QList<registry::Model> models;
        if (words.isEmpty()) {
            VT_TRY(models, library.models());
        } else {
            VT_TRY(const registry::Model model, library.model(words.first()));
            models.append(model);
        }
        return checkAll(context, library, models, options, check);
    }

private:
    static Outcome answer(const Context &context, const registry::Library &library, const QString &model,
                          const QCommandLineParser &options, const QDateTime &now)
    {
        VT_TRY(const registry::Model known, library.model(model));
        VT_TRY(const QList<monitor::AlertRule> rules, lifecycle::alertRules(library, known.name));
        VT_TRY(monitor::AlertStore store,
               monitor::AlertStore::open(storeOf(library, options), lifecycle::localStore(library)));
        QString by = options.value(u"by"_s);
        if (by.isEmpty()) {
            VT_TRY(const git::Repository repository, git::Repository::open(library.path()));
            by = repository.identity().name;
        }
        if (options.isSet(u"allow-hooks"_s)) {
            for (const monitor::AlertRule &rule : rules) {
                for (const monitor::AlertHook &hook : rule.hooks) {
                    VT_CHECK(store.allow(hook, now));
                    context.say(Text::tr("%1 may run %2.").arg(rule.name, hook.label()));
                }
            }
        }
        if (options.isSet(u"acknowledge"_s))
            VT_CHECK(voided(store.acknowledge(known.name, options.value(u"acknowledge"_s), by, now)));
        if (options.isSet(u"reopen"_s))
            VT_CHECK(voided(store.reopen(known.name, options.value(u"reopen"_s), now)));
        if (options.isSet(u"snooze"_s)) {
            const QString text = options.value(u"snooze"_s);
            const auto length = seconds(text.section(u'=', -1));
            if (!length || !text.contains(u'='))
                return WrongUse{
                    Text::tr("--snooze takes RULE=TIME such as rmse-high=6h, not “%1”.").arg(text)};
            VT_CHECK(
                voided(store.snooze(known.name, text.section(u'=', 0, -2), by, now, now.addSecs(*length))));
        }
        return 0;
    }
    static Result<> voided(const Result<monitor::AlertStatus> &result)
    {
        return result ? Result<>() : Result<>(result.error());
    }

    // Drift of a file for rules of one model; read once for each kind of period.
    static Result<> useData(monitor::AlertSources &sources, const QCommandLineParser &options, const Job &job)
    {
        VT_TRY(const DatasetInput input, openDataset(options.value(u"data"_s), options));
        VT_TRY(const monitor::Roles roles, rolesOf(input.dataset, options));
        if (roles.time.isEmpty())
            return Error{Error::Code::InvalidArgument,
                         Text::tr("No column of the data holds times. Name one with --time."),
                         {}};
        const auto reference = sources.reference;
        sources.drift = [=](const monitor::AlertRule &rule,
                            const QString &version) -> Result<monitor::DriftSeries> {
            monitor::DriftReference of;
            VT_TRY(of.columns, reference(version));
            monitor::DriftRequest request;
            request.time = roles.time;
            request.periods = rule.periods;
            if (rule.of != u"share")
                request.columns = QStringList{rule.of};
            return monitor::driftOverTime(input.dataset, of, request, job);
        };
        return {};
    }

    static Outcome checkAll(const Context &context, const registry::Library &library,
                            const QList<registry::Model> &models, const QCommandLineParser &options,
                            const monitor::AlertCheckOptions &check)
    {
        const Interruption interruption;
        QJsonArray array;
        QList<QStringList> rows;
        bool fires = false;
        for (const registry::Model &model : models) {
            VT_TRY(const QList<monitor::AlertRule> rules, lifecycle::alertRules(library, model.name));
            if (rules.isEmpty())
                continue;
            monitor::AlertSources sources = lifecycle::alertSources(library, model);
            if (options.isSet(u"data"_s))
                VT_CHECK(useData(sources, options, interruption.job()));
            VT_TRY(const QList<monitor::CheckedAlert> alerts,
                   monitor::checkAlerts(storeOf(library, options), model.name, rules, sources, check,
                                        interruption.job()));
            for (const monitor::CheckedAlert &alert : alerts) {
                fires = fires || alert.status.state == monitor::AlertState::Firing;
                array.append(toJson(model.name, alert));
                rows.append({model.name, alert.rule.name, monitor::alertSeverityName(alert.rule.severity),
                             monitor::alertStateName(alert.status.state), alert.text});
                for (const QString &trouble : lifecycle::troubles(model.name, alert))
                    context.err << u"vitrine-cli: "_s << trouble << '\n';
            }
        }
        if (context.json)
            context.print(array);
        else if (rows.isEmpty())
            context.say(Text::tr("There are no alert rules. Write them under “alerts:” in model.yaml."));
        else
            context.print({u"model"_s, u"rule"_s, u"severity"_s, u"state"_s, u"why"_s}, rows);
        return fires ? 1 : 0;
    }
};

} // namespace

std::unique_ptr<Command> makeMonitorCheck()
{
    return std::make_unique<MonitorCheck>();
}

} // namespace vitrine::cli
