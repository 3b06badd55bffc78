// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/edit.h"
#include "core/registry/metadata.h"

namespace vitrine::ui {

// A model as it was looked at before a change of many.
struct BulkSubject {
    QString model;
    QByteArray yaml;
    registry::Metadata metadata;
};

// What the edit would change of the model, in words: "+ weather · − draft · owner Ada → Bob". Empty: nothing.
QString changeOf(const registry::BulkEdit &edit, const registry::Metadata &metadata);

// What puts everything back: usually one edit, more when the models differed before. `changed`: those that
// the edit changed.
QList<registry::BulkEdit> inverseOf(const registry::BulkEdit &edit, const QList<BulkSubject> &before,
                                    const QStringList &changed);

// Labels or owners as people write them: separated by commas, each once.
QStringList listFrom(const QString &text);

} // namespace vitrine::ui
