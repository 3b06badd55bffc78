// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/rollbackdifference.h"

#include "core/base/text.h"
#include "core/registry/metricdirection.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

const StoredFile *fileNamed(const QList<StoredFile> &files, const QString &path)
{
    for (const StoredFile &each : files) {
        if (each.file.path == path)
            return &each;
    }
    return nullptr;
}

QString sizeText(const StoredFile &stored)
{
    return stored.file.size < 0 ? Text::tr("size not known") : formatBytes(stored.file.size);
}

QString shortPath(const StoredFile &stored)
{
    const QString &path = stored.file.path;
    return path.startsWith(u"files/") ? path.mid(6) : path;
}

// The same blob is the same content, of a pointer too.
bool sameContent(const StoredFile &a, const StoredFile &b)
{
    return a.blob == b.blob && a.dvcMd5 == b.dvcMd5;
}

} // namespace

QList<MetricChange> metricChanges(const QMap<QString, double> &before, const QMap<QString, double> &after)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    QMap<QString, double> names = before;
    names.insert(after);
    QList<MetricChange> changes;
    for (auto it = names.begin(); it != names.end(); ++it) {
        MetricChange change{it.key(), before.value(it.key(), none), after.value(it.key(), none), 0};
        change.better = metricImprovement(it.key(), change.before, change.after);
        changes.append(change);
    }
    return changes;
}

QList<PackageChange> packageChanges(const QMap<QString, QString> &before, const QMap<QString, QString> &after)
{
    QMap<QString, QString> names = before;
    names.insert(after);
    QList<PackageChange> changes;
    for (auto it = names.begin(); it != names.end(); ++it) {
        const bool same = before.contains(it.key()) && after.contains(it.key()) &&
                          before.value(it.key()) == after.value(it.key());
        if (!same)
            changes.append({it.key(), before.value(it.key()), after.value(it.key())});
    }
    return changes;
}

QStringList fileChanges(const QList<StoredFile> &before, const QList<StoredFile> &after)
{
    QStringList lines;
    for (const StoredFile &each : after) {
        const StoredFile *old = fileNamed(before, each.file.path);
        if (!old)
            lines.append(Text::tr("%1 added, %2").arg(shortPath(each), sizeText(each)));
        else if (!sameContent(*old, each))
            lines.append(Text::tr("%1 %2 → %3").arg(shortPath(each), sizeText(*old), sizeText(each)));
    }
    for (const StoredFile &each : before) {
        if (!fileNamed(after, each.file.path))
            lines.append(Text::tr("%1 removed, %2").arg(shortPath(each), sizeText(each)));
    }
    return lines;
}

} // namespace vitrine::registry
