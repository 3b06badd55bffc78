// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/addition.h"

#include "core/artifact/transfer.h"
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/annotationedit.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

Error invalid(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

Result<> checkTarget(const QString &target)
{
    for (const QString &part : target.split(u'/')) {
        const bool hasControl = std::any_of(part.begin(), part.end(),
                                            [](QChar c) { return c.category() == QChar::Other_Control; });
        if (part.isEmpty() || part == u"." || part == u".." ||
            part.compare(u".git", Qt::CaseInsensitive) == 0 || part.contains(u'\\') || hasControl)
            return invalid(Text::tr("A file named “%1” cannot be kept in Git. Rename it.").arg(target));
    }
    return {};
}

Result<> appendFolder(const QString &folder, QList<SourceFile> *files)
{
    const QDir root(folder);
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        const QString target = root.relativeFilePath(path);
        // A repository of its own inside the folder is not part of the model.
        if (target.startsWith(u".git/"))
            continue;
        files->append({path, target});
    }
    return {};
}

// What belongs to one version and must not pass as the next one's.
QByteArray withoutFactsOfTheLastVersion(QByteArray yaml, const QJsonObject &keys)
{
    if (!keys.contains(u"metrics"))
        yaml = yaml::withKey(yaml, u"metrics"_s, QJsonValue::Undefined).value_or(yaml);
    if (!keys.contains(u"training")) {
        const auto document = yaml::parse(yaml);
        QJsonObject training = document ? document->toObject().value(u"training").toObject() : QJsonObject();
        const qsizetype before = training.size();
        for (const QString &fact : {u"data_sha256"_s, u"commit"_s, u"date"_s})
            training.remove(fact);
        if (training.size() != before) {
            const QJsonValue left =
                training.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(training);
            yaml = yaml::withKey(yaml, u"training"_s, left).value_or(yaml);
        }
    }
    return yaml;
}

Result<QByteArray> newYaml(const QByteArray &before, const AddRequest &request, bool newFiles)
{
    QByteArray yaml = newFiles ? withoutFactsOfTheLastVersion(before, request.metadata) : before;
    QJsonObject keys = request.metadata;
    if (request.prototype)
        keys.insert(u"prototype"_s, format::toList(*request.prototype));
    if (before.trimmed().isEmpty() && !keys.contains(u"title")) {
        VT_TRY(yaml, yaml::withKey(yaml, u"title"_s, ModelName::of(request.model).name));
    }
    for (auto it = keys.begin(); it != keys.end(); ++it) {
        VT_TRY(yaml, yaml::withKey(yaml, it.key(), it.value()));
    }
    VT_TRY(const Metadata metadata, parseMetadata(yaml));
    const QMap<QString, QString> faults = problems(formOf(metadata));
    for (auto it = faults.begin(); it != faults.end(); ++it) {
        if (keys.contains(it.key()))
            return Error{Error::Code::InvalidArgument, it.value(), it.key()};
    }
    return yaml;
}

QByteArray textAtHead(const RegistryReader &reader, const QString &path)
{
    return reader.head().isEmpty() ? QByteArray()
                                   : reader.repository().file(reader.head(), path).value_or(QByteArray());
}

void appendWhenChanged(const QString &path, const QByteArray &before, const QByteArray &after,
                       QList<git::Change> *changes)
{
    if (after != before)
        changes->append({path, after, {}, false});
}

void appendAttributes(const RegistryReader &reader, const QString &model, QList<git::Change> *changes)
{
    const QByteArray before = textAtHead(reader, u".gitattributes"_s);
    const QByteArray line = attributesLine(model);
    if (before.split('\n').contains(line))
        return;
    const QByteArray separator = before.isEmpty() || before.endsWith('\n') ? QByteArray() : QByteArray("\n");
    changes->append({u".gitattributes"_s, before + separator + line + '\n', {}, false});
}

QString annotatedPath(const QString &folder, const QList<PlacedFile> &files)
{
    return files.size() == 1 ? folder + u"/files/"_s + files.first().target : folder + u"/files"_s;
}

AnnotationChange annotationOf(const QByteArray &before, const QByteArray &after, const QString &path)
{
    AnnotationChange change =
        annotationChange(parseMetadata(before).value_or({}), parseMetadata(after).value_or({}));
    change.path = path;
    change.type = u"model"_s;
    return change;
}

} // namespace

Result<QList<SourceFile>> sourceFiles(const QStringList &paths)
{
    QList<SourceFile> files;
    for (const QString &path : paths) {
        const QFileInfo info(path);
        if (!info.exists())
            return Error{Error::Code::NotFound, Text::tr("There is no file %1.").arg(path), {}};
        if (info.isDir())
            VT_CHECK(appendFolder(info.absoluteFilePath(), &files));
        else if (info.isFile())
            files.append({info.absoluteFilePath(), info.fileName()});
        else
            return invalid(Text::tr("%1 is neither a file nor a folder.").arg(path));
    }
    if (files.isEmpty() && !paths.isEmpty())
        return Error{
            Error::Code::NotFound, Text::tr("There are no files in %1.").arg(paths.join(u", "_s)), {}};
    QHash<QString, QString>
        targets; // without case, because the tree may be checked out where it does not count
    for (const SourceFile &file : std::as_const(files)) {
        VT_CHECK(checkTarget(file.target));
        const QString key = file.target.normalized(QString::NormalizationForm_C).toCaseFolded();
        if (targets.contains(key))
            return invalid(Text::tr("Two files would both be kept as “%1”: %2 and %3.")
                               .arg(file.target, targets.value(key), file.source));
        targets.insert(key, file.source);
    }
    return files;
}

Result<QList<PlacedFile>> storeFiles(const QList<SourceFile> &files, artifact::ObjectStore &store,
                                     const Job &job)
{
    qint64 total = 0;
    for (const SourceFile &file : files)
        total += QFileInfo(file.source).size();
    qint64 done = 0;
    QList<PlacedFile> placed;
    for (const SourceFile &file : files) {
        VT_CHECK(job.check());
        Job part;
        part.stop = job.stop;
        part.progress = [&](qint64 bytes, qint64) { job.report(done + bytes, total); };
        VT_TRY(const artifact::Pointer pointer, store.put(file.source, part));
        done += pointer.size;
        job.report(done, total);
        placed.append({file.target, artifact::toText(pointer)});
    }
    return placed;
}

Result<QList<git::Change>> additionChanges(const RegistryReader &reader, const AddRequest &request,
                                           const QList<PlacedFile> &files)
{
    const QString folder = ModelName::of(request.model).folder();
    VT_TRY(const ModelFolder now, reader.folderNow(request.model));
    if (files.isEmpty() && now.files.isEmpty())
        return invalid(Text::tr("%1 has no files yet. Name the model file to add.").arg(request.model));

    QList<git::Change> changes;
    QStringList kept;
    for (const PlacedFile &file : files) {
        const QString path = folder + u"/files/"_s + file.target;
        kept.append(path);
        changes.append({path, file.pointer, {}, false});
    }
    for (const StoredFile &old : now.files) {
        if (!files.isEmpty() && old.path.startsWith(folder + u"/files/"_s) && !kept.contains(old.path))
            changes.append({old.path, {}, {}, false});
    }
    VT_TRY(const QByteArray yaml, newYaml(now.yaml, request, !files.isEmpty()));
    appendWhenChanged(folder + u"/model.yaml"_s, now.yaml, yaml, &changes);
    const QString reference = folder + u"/reference.json"_s;
    if (request.reference)
        appendWhenChanged(reference, textAtHead(reader, reference), *request.reference, &changes);
    else if (!files.isEmpty() && reader.repository().entry(reader.head(), reference))
        changes.append({reference, {}, {}, false}); // of the data that the last version was trained on
    if (request.card)
        appendWhenChanged(folder + u"/CARD.md"_s, now.card, request.card->toUtf8(), &changes);
    if (!files.isEmpty()) {
        appendAttributes(reader, request.model, &changes);
        AnnotationEdits annotations(reader.repository(), reader.head());
        annotations.apply(request.model, annotationOf(now.yaml, yaml, annotatedPath(folder, files)),
                          UnlessAnnotated::Add);
        changes += annotations.changes();
    }
    return changes;
}

void checkOutFiles(RegistryReader &reader, const QList<git::Change> &changes, const Job &job)
{
    git::Repository &repository = reader.repository();
    if (repository.info().workTree.isEmpty())
        return;
    QStringList paths;
    for (const git::Change &change : changes) {
        if (!change.blob.isEmpty() || (change.content && artifact::looksLikePointer(*change.content)))
            paths.append(change.path);
    }
    const auto replaced = artifact::Transfer(repository).checkOut(reader.head(), paths, job);
    if (replaced && !replaced->isEmpty())
        static_cast<void>(repository.refreshIndex(*replaced));
}

QByteArray attributesLine(const QString &model)
{
    const QString folder = ModelName::of(model).folder();
    return folder.section(u'/', 0, -2).toUtf8() + "/*/files/** filter=lfs diff=lfs merge=lfs -text";
}

} // namespace vitrine::registry
