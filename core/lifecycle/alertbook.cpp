// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/alertbook.h"

#include "core/base/text.h"
#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::lifecycle {

namespace {

QJsonArray without(const QJsonArray &rules, const QString &name)
{
    QJsonArray rest;
    for (const QJsonValue &rule : rules) {
        if (rule[u"name"_s].toString() != name)
            rest.append(rule);
    }
    return rest;
}

qsizetype indexOf(const QJsonArray &rules, const QString &name)
{
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const QJsonValue &rule) {
        return rule[u"name"_s].toString() == name;
    });
    return found == rules.end() ? -1 : found - rules.begin();
}

Error missing(const QString &model, const QString &rule)
{
    return {Error::Code::NotFound, Text::tr("%1 has no alert rule “%2”.").arg(model, rule), {}};
}

// The rules as they are and what model.yaml says altogether, so that what others write meanwhile is seen.
struct Reading {
    QByteArray yaml;
    QJsonArray rules;
};

Result<Reading> read(const registry::Library &library, const QString &model)
{
    VT_TRY(const QByteArray yaml, library.metadataYaml(model));
    VT_TRY(const registry::Metadata metadata, registry::parseMetadata(yaml));
    return Reading{yaml, metadata.all[u"alerts"_s].toArray()};
}

Result<AlertsChange> write(const registry::Library &library, const QString &model, const Reading &reading,
                           const QJsonArray &after, const QString &message)
{
    if (const auto rules = monitor::alertRules(after); !rules)
        return rules.error();
    registry::BulkEdit edit;
    edit.models = QStringList{model};
    if (after.isEmpty())
        edit.unset = QStringList{u"alerts"_s};
    else
        edit.set = QJsonObject{{u"alerts"_s, after}};
    edit.expected.insert(model, reading.yaml);
    edit.message = message;
    VT_TRY(const registry::BulkEdited edited, library.editAll(edit));
    return AlertsChange{edited.commit, reading.rules, after};
}

Result<> addOffers(const registry::Library &library, AlertBook *book)
{
    VT_TRY(const registry::Model model, library.model(book->model));
    book->stages = model.stages.keys();
    VT_TRY(const registry::Metadata metadata, library.metadata(book->model));
    for (const format::Column &column : metadata.prototype.columns)
        book->columns << column.name;
    VT_TRY(monitor::Store store, monitor::Store::open(monitorStore(library)));
    VT_TRY(const monitor::Target target, store.target(book->model));
    book->metrics = monitor::metricsOf(target);
    return {};
}

} // namespace

Result<AlertBook> readAlertBook(const registry::Library &library, const QString &model, const QDateTime &now,
                                const Job &job)
{
    AlertBook book;
    book.model = model;
    VT_TRY(const Reading reading, read(library, model));
    VT_TRY(const QList<monitor::AlertRule> rules, alertRules(library, model));
    VT_TRY(const registry::Model known, library.model(model));
    monitor::AlertCheckOptions options;
    options.now = now;
    options.localPath = localStore(library);
    QList<monitor::CheckedAlert> checked;
    if (!rules.isEmpty()) {
        VT_TRY(checked, monitor::checkAlerts(monitorStore(library), model, rules,
                                             alertSources(library, known), options, job));
        VT_TRY(monitor::AlertStore store,
               monitor::AlertStore::open(monitorStore(library), options.localPath));
        VT_TRY(book.events, store.events(model));
    }
    for (qsizetype i = 0; i < rules.size(); ++i) {
        AlertEntry entry{reading.rules.at(i).toObject(), rules[i], {}};
        const auto found =
            std::find_if(checked.begin(), checked.end(), [&](const monitor::CheckedAlert &alert) {
                return alert.rule.name == entry.rule.name;
            });
        if (found != checked.end())
            entry.checked = *found;
        book.entries << entry;
    }
    VT_CHECK(addOffers(library, &book));
    return book;
}

Result<AlertsChange> keepAlert(const registry::Library &library, const QString &model,
                               const QString &replaces, const QJsonObject &rule)
{
    VT_TRY(const Reading reading, read(library, model));
    const QString name = rule[u"name"_s].toString();
    QJsonArray after = reading.rules;
    const qsizetype place = replaces.isEmpty() ? after.size() : indexOf(after, replaces);
    if (place < 0)
        return missing(model, replaces);
    if (name != replaces && indexOf(after, name) >= 0)
        return Error{Error::Code::Conflict,
                     Text::tr("%1 has an alert rule “%2” already. Choose another name.").arg(model, name),
                     {}};
    if (replaces.isEmpty())
        after.append(rule);
    else
        after.replace(place, rule);
    return write(library, model, reading, after,
                 replaces.isEmpty() ? Text::tr("Alert of %1: %2").arg(model, name)
                                    : Text::tr("Change the alert %2 of %1").arg(model, name));
}

Result<AlertsChange> removeAlert(const registry::Library &library, const QString &model, const QString &rule)
{
    VT_TRY(const Reading reading, read(library, model));
    if (indexOf(reading.rules, rule) < 0)
        return missing(model, rule);
    return write(library, model, reading, without(reading.rules, rule),
                 Text::tr("Remove the alert %2 of %1").arg(model, rule));
}

Result<AlertsChange> undoAlerts(const registry::Library &library, const QString &model,
                                const AlertsChange &change)
{
    VT_TRY(const Reading reading, read(library, model));
    if (reading.rules != change.after)
        return Error{
            Error::Code::Conflict,
            Text::tr("The alerts of %1 were changed since then; change them back one by one.").arg(model),
            {}};
    return write(library, model, reading, change.before,
                 Text::tr("Take back a change of the alerts of %1").arg(model));
}

Result<monitor::AlertStatus> answerAlert(const registry::Library &library, const QString &model,
                                         const QString &rule, AlertAnswer answer, const QDateTime &now,
                                         const QDateTime &until, const QString &by)
{
    VT_TRY(monitor::AlertStore store, monitor::AlertStore::open(monitorStore(library), localStore(library)));
    QString who = by;
    if (who.isEmpty()) {
        VT_TRY(const git::Repository repository, git::Repository::open(library.path()));
        who = repository.identity().name;
    }
    switch (answer) {
    case AlertAnswer::Acknowledge: return store.acknowledge(model, rule, who, now);
    case AlertAnswer::Snooze: return store.snooze(model, rule, who, now, until);
    case AlertAnswer::Reopen: break;
    }
    return store.reopen(model, rule, now);
}

} // namespace vitrine::lifecycle
