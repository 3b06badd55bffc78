// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/bulkchange.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(BulkChange)
};

QString shown(const QJsonValue &value)
{
    if (!value.isArray())
        return value.toString();
    QStringList items;
    for (const QJsonValue &item : value.toArray())
        items << item.toString();
    return items.join(u", "_s);
}

QString keyText(const QString &key)
{
    if (key == u"owners")
        return Words::tr("owners");
    if (key == u"licence")
        return Words::tr("licence");
    return key == u"type" ? Words::tr("type") : key;
}

QStringList addedTo(const registry::Metadata &metadata, const QStringList &labels)
{
    QStringList added;
    for (const QString &label : labels) {
        if (!metadata.labels.contains(label))
            added << label;
    }
    return added;
}

QStringList removedFrom(const registry::Metadata &metadata, const QStringList &labels)
{
    QStringList removed;
    for (const QString &label : labels) {
        if (metadata.labels.contains(label))
            removed << label;
    }
    return removed;
}

} // namespace

QString changeOf(const registry::BulkEdit &edit, const registry::Metadata &metadata)
{
    QStringList parts;
    for (const QString &label : addedTo(metadata, edit.addLabels))
        parts << u"+ "_s + label;
    for (const QString &label : removedFrom(metadata, edit.removeLabels))
        parts << u"− "_s + label;
    for (auto it = edit.set.begin(); it != edit.set.end(); ++it) {
        const QJsonValue before = metadata.all.value(it.key());
        if (before == it.value())
            continue;
        const QString old = shown(before);
        parts << Words::tr("%1: %2 → %3")
                     .arg(keyText(it.key()), old.isEmpty() ? u"–"_s : old, shown(it.value()));
    }
    return parts.join(u" · "_s);
}

QList<registry::BulkEdit> inverseOf(const registry::BulkEdit &edit, const QList<BulkSubject> &before,
                                    const QStringList &changed)
{
    QList<registry::BulkEdit> inverse;
    for (const BulkSubject &subject : before) {
        if (!changed.contains(subject.model))
            continue;
        registry::BulkEdit back;
        back.message = edit.message.isEmpty() ? Words::tr("Take back a change of several models")
                                              : Words::tr("Take back: %1").arg(edit.message);
        back.addLabels = removedFrom(subject.metadata, edit.removeLabels);
        back.removeLabels = addedTo(subject.metadata, edit.addLabels);
        for (const QString &key : edit.set.keys()) {
            if (const QJsonValue old = subject.metadata.all.value(key); old.isUndefined())
                back.unset << key;
            else
                back.set.insert(key, old);
        }
        const auto same =
            std::find_if(inverse.begin(), inverse.end(), [&back](const registry::BulkEdit &each) {
                return each.addLabels == back.addLabels && each.removeLabels == back.removeLabels &&
                       each.set == back.set && each.unset == back.unset;
            });
        if (same != inverse.end()) {
            same->models << subject.model;
        } else {
            back.models = QStringList{subject.model};
            inverse.append(back);
        }
    }
    return inverse;
}

QStringList listFrom(const QString &text)
{
    QStringList items;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        if (const QString item = part.simplified(); !item.isEmpty() && !items.contains(item))
            items << item;
    }
    return items;
}

} // namespace vitrine::ui
