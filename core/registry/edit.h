// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::registry {

// Who and when, for a write. Defaults: the repository's identity, now.
struct Authorship {
    std::optional<QDateTime> when;
    std::optional<git::Person> by;
};

// The same change of the metadata of several models, as one commit.
struct BulkEdit {
    QStringList models;
    QStringList addLabels;
    QStringList removeLabels;
    QJsonObject set;   // top-level keys of model.yaml
    QStringList unset; // top-level keys to remove
    // model.yaml as it was looked at, by model. Where it is another by now, nothing is written. Models that
    // are not in here are changed from whatever they are.
    QMap<QString, QByteArray> expected;
    QString message;
    Authorship authorship;
};

struct BulkEdited {
    QString commit;        // empty when nothing was to change
    QStringList changed;   // models
    QStringList unchanged; // that said all of it already
};

// A change of model.yaml or CARD.md: who wrote what, when.
struct MetadataRevision {
    QString commit;
    QDateTime date;
    QString author;
    QString message;
    QStringList changed; // keys of model.yaml that it changed, and "CARD.md"
};

// A change of the note of a version, with what it was afterwards (empty: removed).
struct NoteRevision {
    QString commit;
    QDateTime date;
    QString author;
    QString message;
    QJsonObject note;
};

} // namespace vitrine::registry
