// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/space.h"

#include "core/registry/versionuse.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// Who has each content.
struct Owners {
    int versions = 0;
    QSet<QString> models;
};

QHash<QString, Owners> ownersOf(const QList<VersionUse> &uses)
{
    QHash<QString, Owners> owners;
    for (const VersionUse &use : uses) {
        for (auto file = use.files.begin(); file != use.files.end(); ++file) {
            Owners &owner = owners[file.key()];
            ++owner.versions;
            owner.models.insert(use.model);
        }
    }
    return owners;
}

VersionSpace versionSpace(const VersionUse &use, const QHash<QString, Owners> &owners)
{
    VersionSpace space{use.version.name, use.version.deregistered, 0, 0};
    for (auto file = use.files.begin(); file != use.files.end(); ++file) {
        space.bytes += file.value();
        if (owners[file.key()].versions == 1)
            space.unique += file.value();
    }
    return space;
}

} // namespace

Result<LibrarySpace> space(const Library &library, const Job &job)
{
    VT_TRY(const RegistryReader reader, library.reader(job));
    PointerScan scan(reader.repository());
    VT_TRY(const QList<VersionUse> uses, versionUses(reader, scan, {}, job));
    const QHash<QString, Owners> owners = ownersOf(uses);

    LibrarySpace total;
    QSet<QString> counted;
    QSet<QString> countedHere;
    QSet<QString> named;
    for (const VersionUse &use : uses) {
        if (total.models.isEmpty() || total.models.last().model != use.model) {
            total.models.append({use.model, 0, 0, {}});
            countedHere.clear();
        }
        ModelSpace &model = total.models.last();
        model.versions.append(versionSpace(use, owners));
        for (auto file = use.files.begin(); file != use.files.end(); ++file) {
            if (!counted.contains(file.key()))
                total.bytes += file.value();
            counted.insert(file.key());
            if (countedHere.contains(file.key()))
                continue;
            countedHere.insert(file.key());
            model.bytes += file.value();
            if (owners[file.key()].models.size() == 1)
                model.unique += file.value();
        }
        for (auto object = use.objects.begin(); object != use.objects.end(); ++object)
            named.insert(object.key());
    }
    VT_TRY(const QList<artifact::StoredObject> objects, reader.store().objects(job));
    for (const artifact::StoredObject &object : objects) {
        total.stored += object.size;
        if (!named.contains(object.sha256))
            total.unnamed += object.size;
    }
    return total;
}

} // namespace vitrine::registry
