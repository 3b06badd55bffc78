// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"
#include "core/registry/metadata.h"

#include <QDateTime>
#include <QMap>
#include <QString>
#include <QStringList>

namespace vitrine::registry {

// One row of a model's history.
struct Version {
    QString model;
    QString name; // "v1.2.0"; for an unregistered version the first 10 digits of the commit
    QString commit;
    QString tag;    // full tag name; empty when unregistered
    QDateTime date; // when it was registered (else committed)
    QString author;
    QString message;               // of the tag, without GTO's default text; else the commit's summary
    qint64 size = -1;              // bytes of all its files; -1 when not known
    QStringList stages;            // that it is in now
    QMap<QString, double> metrics; // at registration, from model.yaml; undefined ones are left out
    QStringList labels;            // of its note
    QString note;                  // text of its note
    bool registered = true;
    bool deregistered = false; // a cancelling tag came last: hidden by default
    bool lightweight = false;  // named by a lightweight tag, which GTO ignores
    bool operator==(const Version &) const = default;
};

enum class FileState { InGit, InStore, NotDownloaded, DvcCache };

struct VersionFile {
    QString path; // below the model's folder
    qint64 size = 0;
    QString sha256; // empty for a plain Git blob whose content was not hashed
    FileState state = FileState::InGit;
    QString blob; // Git's id of the content, or of the pointer to it; empty for a file that DVC keeps
    bool operator==(const VersionFile &) const = default;
};

// Everything about one version that its page shows.
struct VersionDetails {
    Version version;
    Metadata metadata;       // as it was at that commit; empty when it cannot be read
    QString metadataProblem; // why it cannot; one sentence
    QByteArray yaml;         // model.yaml at that commit
    QString card;            // CARD.md without front matter, Markdown
    QList<VersionFile> files;
    QString artefact; // path (below the folder) of the file that is served; empty when unclear
};

} // namespace vitrine::registry
