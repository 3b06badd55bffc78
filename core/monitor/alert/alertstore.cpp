// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertstore.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Beside the store's own tables, whose version they do not change: what does not know them passes them over.
constexpr auto layout = R"sql(
CREATE TABLE IF NOT EXISTS alert(
    model TEXT NOT NULL,
    rule TEXT NOT NULL,
    state TEXT NOT NULL,
    since INTEGER,
    incident INTEGER,
    last_period INTEGER,
    snoozed_until INTEGER,
    by TEXT,
    value REAL,
    threshold REAL,
    why TEXT,
    PRIMARY KEY(model, rule)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert_event(
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    rule TEXT NOT NULL,
    time INTEGER NOT NULL,
    old_state TEXT NOT NULL,
    new_state TEXT NOT NULL,
    value REAL,
    by TEXT,
    text TEXT
);
CREATE INDEX IF NOT EXISTS alert_event_model ON alert_event(model, time);
)sql";

constexpr auto localLayout = R"sql(
CREATE TABLE IF NOT EXISTS alert_hook(
    fingerprint TEXT PRIMARY KEY,
    time INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alert_shown(
    model TEXT NOT NULL,
    rule TEXT NOT NULL,
    incident INTEGER NOT NULL,
    PRIMARY KEY(model, rule)
) WITHOUT ROWID;
)sql";

Result<> run(StoreStatement statement)
{
    VT_CHECK(statement.execute());
    return {};
}

void bindTime(StoreStatement &statement, int index, const QDateTime &time)
{
    if (time.isValid())
        statement.bind(index, time.toMSecsSinceEpoch());
    else
        statement.bindNull(index);
}

QDateTime timeOf(const StoreStatement &statement, int column)
{
    return statement.isNull(column) ? QDateTime()
                                    : QDateTime::fromMSecsSinceEpoch(statement.integer(column), Qt::UTC);
}

} // namespace

Result<AlertStore> AlertStore::open(const QString &where, const QString &local)
{
    VT_TRY(StoreConnection database, StoreConnection::open(where));
    VT_CHECK(database.addTables(layout));
    const QString file = local.isEmpty() ? where : local;
    if (isPostgres(file))
        return AlertStore(std::move(database), std::nullopt);
    VT_TRY(StoreConnection here, StoreConnection::open(file));
    VT_CHECK(here.addTables(localLayout));
    return AlertStore(std::move(database), std::move(here));
}

Result<AlertStatus> AlertStore::status(const QString &model, const QString &rule)
{
    VT_TRY(
        StoreStatement statement,
        m_database.prepare("SELECT state, since, incident, last_period, snoozed_until, by, value, threshold, "
                           "why FROM alert WHERE model = ?1 AND rule = ?2"));
    statement.bind(1, model);
    statement.bind(2, rule);
    VT_TRY(const bool found, statement.step());
    AlertStatus status;
    if (!found)
        return status;
    status.state = alertState(statement.text(0));
    status.since = timeOf(statement, 1);
    status.incident = timeOf(statement, 2);
    status.lastPeriod = timeOf(statement, 3);
    status.snoozedUntil = timeOf(statement, 4);
    status.by = statement.text(5);
    status.value = statement.real(6);
    status.threshold = statement.real(7);
    status.why = statement.text(8);
    return status;
}

Result<> AlertStore::save(const QString &model, const QString &rule, const AlertStatus &status)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare("INSERT INTO alert(model, rule, state, since, incident, last_period, "
                              "snoozed_until, by, value, threshold, why) "
                              "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
                              "ON CONFLICT(model, rule) DO UPDATE SET state = excluded.state, "
                              "since = excluded.since, incident = excluded.incident, "
                              "last_period = excluded.last_period, snoozed_until = excluded.snoozed_until, "
                              "by = excluded.by, value = excluded.value, threshold = excluded.threshold, "
                              "why = excluded.why"));
    statement.bind(1, model);
    statement.bind(2, rule);
    statement.bind(3, alertStateName(status.state));
    bindTime(statement, 4, status.since);
    bindTime(statement, 5, status.incident);
    bindTime(statement, 6, status.lastPeriod);
    bindTime(statement, 7, status.snoozedUntil);
    statement.bind(8, status.by);
    statement.bind(9, status.value);
    statement.bind(10, status.threshold);
    statement.bind(11, status.why);
    return run(std::move(statement));
}

Result<> AlertStore::note(const AlertEvent &event)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare(
               "INSERT INTO alert_event(model, rule, time, old_state, new_state, value, by, text) "
               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    statement.bind(1, event.model);
    statement.bind(2, event.rule);
    statement.bind(3, event.time.toMSecsSinceEpoch());
    statement.bind(4, alertStateName(event.from));
    statement.bind(5, alertStateName(event.to));
    statement.bind(6, event.value);
    statement.bind(7, event.by);
    statement.bind(8, event.text);
    return run(std::move(statement));
}

Result<AlertOutcome> AlertStore::evaluate(const AlertRule &rule, const AlertEvidence &evidence,
                                          const QDateTime &now)
{
    VT_TRY(StoreTransaction transaction, StoreTransaction::beginAlone(m_database));
    VT_TRY(const AlertStatus before, status(evidence.model, rule.name));
    const AlertOutcome outcome = evaluateAlert(rule, before, evidence, now);
    VT_CHECK(save(evidence.model, rule.name, outcome.status));
    if (outcome.status.state != before.state)
        VT_CHECK(note({now,
                       evidence.model,
                       rule.name,
                       before.state,
                       outcome.status.state,
                       outcome.status.value,
                       {},
                       outcome.text}));
    if (outcome.notice && outcome.notice->kind == AlertNotice::Kind::Fired) {
        VT_TRY(StoreStatement occurrence,
               m_database.prepare("INSERT INTO occurrence(model, time, kind, version, stage, text) "
                                  "VALUES(?1, ?2, 'alert', ?3, ?4, ?5)"));
        occurrence.bind(1, evidence.model);
        occurrence.bind(2, now.toMSecsSinceEpoch());
        occurrence.bind(3, evidence.version);
        occurrence.bind(4, rule.stage);
        occurrence.bind(5, rule.name + u": "_s + outcome.text);
        VT_CHECK(occurrence.execute());
    }
    VT_CHECK(transaction.commit());
    return outcome;
}

Result<AlertStatus> AlertStore::answer(const QString &model, const QString &rule, const QString &by,
                                       const QDateTime &now, const QDateTime &until, Answer change)
{
    VT_TRY(StoreTransaction transaction, StoreTransaction::beginAlone(m_database));
    VT_TRY(const AlertStatus before, status(model, rule));
    const auto after = change(before, by, now, until);
    if (!after)
        return after.error().within(Text::tr("Alert “%1” of %2").arg(rule, model));
    VT_CHECK(save(model, rule, *after));
    VT_CHECK(note({now, model, rule, before.state, after->state, after->value, by, {}}));
    VT_CHECK(transaction.commit());
    return after;
}

Result<AlertStatus> AlertStore::acknowledge(const QString &model, const QString &rule, const QString &by,
                                            const QDateTime &now)
{
    return answer(model, rule, by, now, {},
                  [](const AlertStatus &status, const QString &who, const QDateTime &at, const QDateTime &) {
                      return acknowledged(status, who, at);
                  });
}

Result<AlertStatus> AlertStore::snooze(const QString &model, const QString &rule, const QString &by,
                                       const QDateTime &now, const QDateTime &until)
{
    return answer(model, rule, by, now, until,
                  [](const AlertStatus &status, const QString &who, const QDateTime &at,
                     const QDateTime &end) { return snoozed(status, who, at, end); });
}

Result<AlertStatus> AlertStore::reopen(const QString &model, const QString &rule, const QDateTime &now)
{
    return answer(model, rule, {}, now, {},
                  [](const AlertStatus &status, const QString &, const QDateTime &at, const QDateTime &) {
                      return reopened(status, at);
                  });
}

Result<> AlertStore::keepOnly(const QString &model, const QStringList &rules)
{
    QStringList gone;
    {
        VT_TRY(StoreStatement known, m_database.prepare("SELECT rule FROM alert WHERE model = ?1"));
        known.bind(1, model);
        while (true) {
            VT_TRY(const bool row, known.step());
            if (!row)
                break;
            if (!rules.contains(known.text(0)))
                gone << known.text(0);
        }
    }
    for (const QString &rule : std::as_const(gone)) {
        VT_TRY(StoreStatement remove, m_database.prepare("DELETE FROM alert WHERE model = ?1 AND rule = ?2"));
        remove.bind(1, model);
        remove.bind(2, rule);
        VT_CHECK(remove.execute());
    }
    return {};
}

Result<QList<AlertEvent>> AlertStore::events(const QString &model, int limit)
{
    VT_TRY(StoreStatement statement,
           m_database.prepare("SELECT time, rule, old_state, new_state, value, by, text FROM alert_event "
                              "WHERE model = ?1 ORDER BY time DESC, id DESC LIMIT ?2"));
    statement.bind(1, model);
    statement.bind(2, limit);
    QList<AlertEvent> events;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return events;
        events.append({timeOf(statement, 0), model, statement.text(1), alertState(statement.text(2)),
                       alertState(statement.text(3)), statement.real(4), statement.text(5),
                       statement.text(6)});
    }
}

Result<bool> AlertStore::isAllowed(const AlertHook &hook)
{
    if (!m_local)
        return false;
    VT_TRY(StoreStatement statement, m_local->prepare("SELECT 1 FROM alert_hook WHERE fingerprint = ?1"));
    statement.bind(1, hook.fingerprint());
    return statement.step();
}

Result<> AlertStore::allow(const AlertHook &hook, const QDateTime &now)
{
    if (!m_local)
        return Error{Error::Code::Unsupported,
                     Text::tr("Commands and webhooks are allowed for one computer, not for a database that "
                              "others share."),
                     {}};
    VT_TRY(StoreStatement statement,
           m_local->prepare("INSERT INTO alert_hook(fingerprint, time) VALUES(?1, ?2) "
                            "ON CONFLICT(fingerprint) DO NOTHING"));
    statement.bind(1, hook.fingerprint());
    statement.bind(2, now.toMSecsSinceEpoch());
    return run(std::move(statement));
}

Result<bool> AlertStore::claimIncident(const QString &model, const QString &rule, const QDateTime &incident)
{
    if (!m_local)
        return true;
    VT_TRY(StoreStatement statement,
           m_local->prepare("INSERT INTO alert_shown(model, rule, incident) VALUES(?1, ?2, ?3) "
                            "ON CONFLICT(model, rule) DO UPDATE SET incident = excluded.incident "
                            "WHERE alert_shown.incident <> excluded.incident"));
    statement.bind(1, model);
    statement.bind(2, rule);
    statement.bind(3, incident.toMSecsSinceEpoch());
    VT_TRY(const qint64 changed, statement.execute());
    return changed > 0;
}

} // namespace vitrine::monitor
