// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/modelfolder.h"

#include <QMap>
#include <QString>

namespace vitrine::registry {

// What a list shows of a version besides its tags. It follows from the commit, so it never changes, except
// for a commit without files of the model, which HEAD's annotations may find later.
struct VersionFacts {
    qint64 size = -1;
    QMap<QString, double> metrics;
    QString format;
    QString summary; // first line of the commit's message
    git::Oid tree;   // of the model's folder
    bool operator==(const VersionFacts &) const = default;
};

// A commit whose objects are damaged has facts too: what could be read.
VersionFacts versionFacts(const git::Repository &repository, const artifact::ObjectStore &store,
                          const git::Oid &commit, const QString &model);

// The metrics of a model.yaml; none when they are not valid. The plain block form that Vitrine writes is read
// directly, because a full parse of ten thousand documents takes seconds.
QMap<QString, double> metricsOf(const QByteArray &yaml);

} // namespace vitrine::registry
