// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/storeschema.h"

#include "core/base/text.h"

namespace vitrine::monitor {

namespace {

constexpr qint64 currentVersion = 2;

// Times are milliseconds UTC. Observations are clustered by version and time, so that a stretch of a series
// is read in one sweep; `seq` keeps equal times apart in the order of arrival.
constexpr auto firstLayout = R"sql(
CREATE TABLE model(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    target TEXT
);
CREATE TABLE version(
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model(id),
    name TEXT NOT NULL,
    UNIQUE(model, name)
);
CREATE TABLE level(
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model(id),
    name TEXT NOT NULL,
    UNIQUE(model, name)
);
CREATE TABLE sequence(next INTEGER NOT NULL);
INSERT INTO sequence VALUES(1);
CREATE TABLE observation(
    version INTEGER NOT NULL REFERENCES version(id),
    time INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT,
    truth REAL,
    estimate REAL,
    truth_level INTEGER REFERENCES level(id),
    estimate_level INTEGER REFERENCES level(id),
    probabilities BLOB,
    PRIMARY KEY(version, time, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX observation_id ON observation(version, id) WHERE id IS NOT NULL;
CREATE TABLE occurrence(
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    version TEXT,
    stage TEXT,
    text TEXT
);
CREATE INDEX occurrence_model ON occurrence(model, time);
)sql";

// What servers answered, one row a request, in the order of arrival; `latency` in microseconds. `inputs` and
// `outputs` are JSON objects of columns with a list of values each, {"cyl":[6,4]}; columns that are not to be
// recorded are absent, and a long request has the first rows only. An id that the server made begins with the
// time in milliseconds, twelve hexadecimal digits, so that the index of times finds it; only ids that clients
// chose need an index of their own. No foreign key: it would be looked up for every request.
// Feedback is what came true, by the id of the request and the row in it, whether or not the request is known.
constexpr auto predictionLayout = R"sql(
CREATE TABLE prediction(
    seq INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    time INTEGER NOT NULL,
    id TEXT NOT NULL,
    chosen INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    status INTEGER NOT NULL,
    latency INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    inputs TEXT,
    outputs TEXT,
    error TEXT
);
CREATE INDEX prediction_time ON prediction(version, time);
CREATE INDEX prediction_chosen ON prediction(id) WHERE chosen = 1;
CREATE TABLE feedback(
    id TEXT NOT NULL,
    row INTEGER NOT NULL,
    time INTEGER NOT NULL,
    truth REAL,
    truth_level TEXT,
    PRIMARY KEY(id, row)
) WITHOUT ROWID;
)sql";

} // namespace

Result<> prepareStore(Database &database)
{
    VT_TRY(const qint64 before, database.userVersion());
    if (before == currentVersion)
        return {};
    VT_TRY(Transaction transaction, Transaction::begin(database));
    VT_TRY(const qint64 version, database.userVersion());
    if (version > currentVersion) {
        return Error{
            Error::Code::Unsupported,
            Text::tr(
                "The monitoring store was written by a newer version of Vitrine. Update Vitrine to open it."),
            {}};
    }
    if (version < 1)
        VT_CHECK(database.execute(firstLayout));
    if (version < 2)
        VT_CHECK(database.execute(predictionLayout));
    VT_CHECK(database.setUserVersion(currentVersion));
    return transaction.commit();
}

} // namespace vitrine::monitor
