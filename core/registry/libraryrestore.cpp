// SPDX-License-Identifier: GPL-3.0-or-later
// "Restore these files": the files of an old version once more, as a new commit.
#include "core/artifact/transfer.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/library.h"
#include "core/registry/metadataedit.h"
#include "core/registry/rollbackdifference.h"

#include <QFileInfo>
#include <QMap>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Entries = QMap<QString, git::TreeEntry>;

// Everything in a commit that is the model's: its folder, or the annotated file, or what stands for it in
// DVC.
Result<Entries> entriesAt(const RegistryReader &reader, const QString &model, const git::Oid &commit,
                          const ModelFolder &folder)
{
    Entries entries;
    const git::Repository &repository = reader.repository();
    QStringList paths;
    if (!folder.folder.isEmpty())
        paths.append(folder.folder);
    for (const StoredFile &file : folder.files) {
        if (!folder.folder.isEmpty() && file.path.startsWith(folder.folder + u'/'))
            continue;
        const auto tracked = artifact::Transfer(repository).tracking(commit, file.path);
        if (tracked && tracked->file.endsWith(u"dvc.lock"))
            return Error{Error::Code::Unsupported,
                         Text::tr("The files of %1 are the output of a DVC pipeline. Check out its dvc.lock "
                                  "and run `dvc checkout`.")
                             .arg(model),
                         {}};
        if (tracked && !paths.contains(tracked->file))
            paths.append(tracked->file);
    }
    for (const QString &path : std::as_const(paths)) {
        VT_TRY(const git::TreeEntry entry, repository.entry(commit, path));
        QList<git::TreeEntry> all{entry};
        if (entry.type == git::TreeEntry::Type::Tree) {
            VT_TRY(all, repository.entries(commit, path, true));
        }
        for (const git::TreeEntry &each : std::as_const(all)) {
            if (each.type == git::TreeEntry::Type::Blob || each.type == git::TreeEntry::Type::Executable)
                entries.insert(each.path, each);
        }
    }
    return entries;
}

QList<git::Change> changesBetween(const Entries &now, const Entries &then)
{
    QList<git::Change> changes;
    for (const git::TreeEntry &entry : then) {
        const git::TreeEntry here = now.value(entry.path);
        if (here.id != entry.id || here.type != entry.type)
            changes.append({entry.path, {}, entry.id, entry.type == git::TreeEntry::Type::Executable});
    }
    for (const git::TreeEntry &entry : now) {
        if (!then.contains(entry.path))
            changes.append({entry.path, {}, {}, false});
    }
    return changes;
}

struct Restoration {
    VersionRecord version;
    ModelFolder now;
    ModelFolder then;
    QList<git::Change> changes;
};

Result<Restoration> planned(const RegistryReader &reader, const QString &model, const QString &version)
{
    Restoration restoration;
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(restoration.version, reader.find(state, version));
    VT_TRY(restoration.now, reader.folderNow(model));
    VT_TRY(restoration.then, reader.folder(restoration.version.commit, model));
    if (restoration.then.isEmpty())
        return Error{Error::Code::NotFound,
                     Text::tr("%1 of %2 has no files.").arg(restoration.version.name, model),
                     {}};
    VT_TRY(const Entries now, entriesAt(reader, model, reader.head(), restoration.now));
    VT_TRY(const Entries then, entriesAt(reader, model, restoration.version.commit, restoration.then));
    restoration.changes = changesBetween(now, then);
    return restoration;
}

} // namespace

Result<RestorePreview> Library::previewRestore(const QString &model, const QString &version) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const Restoration plan, planned(reader, model, version));
    VT_TRY(const ModelState state, reader.state(model));
    RestorePreview preview;
    preview.model = model;
    VT_TRY(preview.version, reader.version(state, plan.version));
    preview.files = fileChanges(plan.now.files, plan.then.files);
    for (const git::Change &change : plan.changes) {
        const QString name = QFileInfo(change.path).fileName();
        const bool ofFolder = change.path == plan.then.folder + u'/' + name;
        if (ofFolder)
            preview.files.append(change.blob.isEmpty() ? Text::tr("%1 removed").arg(name) : name);
    }
    for (const StoredFile &file : plan.then.files) {
        if (file.file.state == FileState::NotDownloaded)
            preview.missing.append(file.file.size < 0
                                       ? file.file.path
                                       : u"%1 (%2)"_s.arg(file.file.path, formatBytes(file.file.size)));
    }
    preview.metadata = changedKeys(yaml::parse(plan.now.yaml).value_or({}).toObject(),
                                   yaml::parse(plan.then.yaml).value_or({}).toObject());
    preview.nothingToDo = plan.changes.isEmpty();
    return preview;
}

Result<QString> Library::restoreFiles(const QString &model, const QString &version, const QString &message,
                                      const Authorship &authorship, const Job &job) const
{
    const auto plan = [&](const RegistryReader &reader) -> Result<PlannedCommit> {
        VT_TRY(const Restoration restoration, planned(reader, model, version));
        return PlannedCommit{restoration.changes, message.isEmpty() ? u"Restore the files of %1 %2"_s.arg(
                                                                          model, restoration.version.name)
                                                                    : message};
    };
    VT_TRY(const QString commit,
           writeCommit([this] { return reader(); }, Text::tr("The files of %1 are not restored").arg(model),
                       authorship, plan, job));
    if (commit.isEmpty()) {
        return Error{Error::Code::Conflict,
                     Text::tr("The files of %1 are those of %2 already.").arg(model, version),
                     {}};
    }
    return commit;
}

} // namespace vitrine::registry
