// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/modelfolder.h"

#include "core/artifact/transfer.h"
#include "core/base/yaml.h"
#include "core/format/modelfile.h"

#include <QFileInfo>
#include <QHash>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxTextFile = 10'000'000;
constexpr qint64 maxPointer = 1024;
constexpr int maxFolderDepth = 16;

Result<StoredFile> storedFile(const git::Repository &repository, const artifact::ObjectStore &store,
                              const git::TreeEntry &entry, const QString &shownPath)
{
    StoredFile stored;
    stored.path = entry.path;
    stored.blob = entry.id;
    stored.file.path = shownPath;
    stored.file.blob = entry.id;
    VT_TRY(stored.file.size, repository.blobSize(entry.id));
    if (stored.file.size >= maxPointer)
        return stored;
    VT_TRY(const QByteArray text, repository.blob(entry.id));
    if (!artifact::looksLikePointer(text))
        return stored;
    const auto pointer = artifact::pointerFromText(text);
    if (!pointer)
        return stored; // shown as the small text that it is; verify() says what is wrong with it
    stored.pointer = *pointer;
    stored.file.size = pointer->size;
    stored.file.sha256 = pointer->sha256;
    stored.file.state = store.contains(*pointer) ? FileState::InStore : FileState::NotDownloaded;
    return stored;
}

bool isFile(const git::TreeEntry &entry)
{
    return entry.type == git::TreeEntry::Type::Blob || entry.type == git::TreeEntry::Type::Executable;
}

QByteArray textFile(const git::Repository &repository, const git::Oid &commit, const QString &path)
{
    return repository.file(commit, path, maxTextFile).value_or(QByteArray());
}

StoredFile storedFile(const artifact::Content &content)
{
    StoredFile stored;
    stored.path = content.path;
    stored.blob = content.blob;
    stored.file.path = content.path;
    stored.file.size = content.size;
    switch (content.place) {
    case artifact::Place::Git: break;
    case artifact::Place::Store:
        stored.pointer = artifact::Pointer{content.sha256, content.size};
        stored.file.sha256 = content.sha256;
        stored.file.state = content.isPresent() ? FileState::InStore : FileState::NotDownloaded;
        break;
    case artifact::Place::Dvc:
        stored.dvcMd5 = content.md5;
        stored.dvcFile = content.file;
        stored.file.state = content.isPresent() ? FileState::DvcCache : FileState::NotDownloaded;
        break;
    }
    return stored;
}

// The files of a model that lies anywhere in the tree: one file, a folder, or what DVC tracks there.
Result<QList<StoredFile>> annotatedFiles(const git::Repository &repository,
                                         const artifact::ObjectStore &store, const git::Oid &commit,
                                         const QString &path)
{
    QList<StoredFile> files;
    const auto entry = repository.entry(commit, path);
    if (entry && isFile(*entry)) {
        VT_TRY(StoredFile stored, storedFile(repository, store, *entry, entry->path));
        files.append(std::move(stored));
        return files;
    }
    const auto contents = artifact::Transfer(repository).locateAll(commit, path);
    if (!contents)
        return contents.error().code == Error::Code::NotFound ? Result<QList<StoredFile>>(files)
                                                              : contents.error();
    for (const artifact::Content &content : *contents)
        files.append(storedFile(content));
    return files;
}

QString artefactAmong(const QList<StoredFile> &files, const QByteArray &yaml, const QString &annotated)
{
    const auto named = [&](const QString &path) {
        return !path.isEmpty() && std::any_of(files.begin(), files.end(), [&](const StoredFile &each) {
            return each.file.path == path || each.file.path == u"files/"_s + path || each.path == path;
        });
    };
    QString chosen;
    if (yaml.contains("artefact")) {
        const auto document = yaml::parse(yaml);
        chosen = document ? document->toObject().value(u"artefact").toString() : QString();
    }
    for (const QString &path : {chosen, annotated}) {
        if (!named(path))
            continue;
        for (const StoredFile &each : files) {
            if (each.file.path == path || each.file.path == u"files/"_s + path || each.path == path)
                return each.file.path;
        }
    }
    if (files.size() == 1)
        return files.first().file.path;
    for (const bool onnxOnly : {true, false}) {
        QStringList candidates;
        for (const StoredFile &each : files) {
            if (onnxOnly ? format::formatOfName(each.path) == u"onnx"
                         : format::isModelFormat(format::formatOfName(each.path)))
                candidates.append(each.file.path);
        }
        if (candidates.size() == 1)
            return candidates.first();
    }
    return {};
}

class FolderSearch
{
public:
    FolderSearch(const git::Repository &repository, const QMap<QString, git::Oid> &known)
        : m_repository(repository)
        , m_known(known)
    {
    }

    QMap<QString, git::Oid> found;

    // `tree`: of models/ or of a folder in it, which is called `name` there.
    void search(const git::Oid &tree, const QString &prefix, const QString &name, int depth)
    {
        if (!name.isEmpty() && keepKnown(tree, prefix + name))
            return;
        const auto entries = m_repository.entries(tree, {}, false);
        if (!entries || depth > maxFolderDepth)
            return;
        bool isModel = false;
        for (const git::TreeEntry &entry : *entries) {
            const bool isFolder = entry.type == git::TreeEntry::Type::Tree;
            const bool isOfModel = entry.path == u"model.yaml" || entry.path == u"CARD.md" ||
                                   (entry.path == u"files" && isFolder);
            isModel |= isOfModel && !name.isEmpty();
            if (isFolder && (name.isEmpty() || entry.path != u"files"))
                search(entry.id, prefix, name.isEmpty() ? entry.path : name + u'/' + entry.path, depth + 1);
        }
        if (isModel && isFullName(prefix + name))
            found.insert(prefix + name, tree);
    }

private:
    // The same tree holds the same models, those in folders below it too.
    bool keepKnown(const git::Oid &tree, const QString &fullName)
    {
        if (m_known.value(fullName) != tree)
            return false;
        found.insert(fullName, tree);
        const QString below = fullName + u'/';
        for (auto it = m_known.lowerBound(below); it != m_known.end() && it.key().startsWith(below); ++it)
            found.insert(it.key(), it.value());
        return true;
    }

    const git::Repository &m_repository;
    const QMap<QString, git::Oid> &m_known;
};

} // namespace

qint64 ModelFolder::size() const
{
    qint64 total = files.isEmpty() ? -1 : 0;
    for (const StoredFile &each : files) {
        if (each.file.size < 0)
            return -1;
        total += each.file.size;
    }
    return total;
}

const StoredFile *ModelFolder::artefactFile() const
{
    const auto found = std::find_if(files.begin(), files.end(),
                                    [this](const StoredFile &each) { return each.file.path == artefact; });
    return found == files.end() ? nullptr : &*found;
}

Result<ModelFolder> readModelFolder(const git::Repository &repository, const artifact::ObjectStore &store,
                                    const git::Oid &commit, const QString &model,
                                    const std::function<QList<Annotation>()> &annotations)
{
    ModelFolder result;
    const QString folder = ModelName::of(model).folder();
    const auto entry = repository.entry(commit, folder);
    if (entry && entry->type == git::TreeEntry::Type::Tree) {
        result.folder = folder;
        result.tree = entry->id;
        const auto yaml = repository.file(commit, folder + u"/model.yaml"_s, maxTextFile);
        if (yaml)
            result.yaml = *yaml;
        else if (yaml.error().code != Error::Code::NotFound)
            result.problem = yaml.error().within(u"model.yaml"_s).message;
        result.card = textFile(repository, commit, folder + u"/CARD.md"_s);
        const auto files = repository.entries(commit, folder + u"/files"_s, true);
        for (const git::TreeEntry &each : files ? *files : QList<git::TreeEntry>()) {
            if (!isFile(each))
                continue;
            VT_TRY(StoredFile stored, storedFile(repository, store, each, each.path.mid(folder.size() + 1)));
            result.files.append(std::move(stored));
        }
    } else if (!entry && entry.error().code != Error::Code::NotFound) {
        return entry.error();
    }

    result.artefact = artefactAmong(result.files, result.yaml, {});
    if (!result.artefact.isEmpty())
        return result;
    for (const Annotation &annotation : annotations()) {
        if (annotation.name != model || annotation.path.isEmpty())
            continue;
        if (result.files.isEmpty()) {
            VT_TRY(result.files, annotatedFiles(repository, store, commit, annotation.path));
        }
        result.artefact = artefactAmong(result.files, result.yaml, annotation.path);
        break;
    }
    return result;
}

Result<QMap<QString, git::Oid>> modelFolders(const git::Repository &repository, const git::Oid &commit,
                                             const QStringList &directories,
                                             const QMap<QString, git::Oid> &known)
{
    FolderSearch search(repository, known);
    for (const QString &directory : QStringList{QString()} + directories) {
        const QString path = directory.isEmpty() ? u"models"_s : directory + u"/models"_s;
        const auto models =
            commit.isEmpty() ? Result<git::TreeEntry>(Error{}) : repository.entry(commit, path);
        if (models && models->type == git::TreeEntry::Type::Tree)
            search.search(models->id, directory.isEmpty() ? QString() : directory + u':', {}, 0);
    }
    return search.found;
}

QList<Annotation> annotationsAt(const git::Repository &repository, const git::Oid &commit,
                                const QStringList &directories)
{
    QList<Annotation> all;
    if (commit.isEmpty())
        return all;
    for (const QString &directory : QStringList{QString()} + directories) {
        const QString prefix = directory.isEmpty() ? QString() : directory + u'/';
        const QByteArray gto = textFile(repository, commit, prefix + u"artifacts.yaml"_s);
        const QByteArray dvc = textFile(repository, commit, prefix + u"dvc.yaml"_s);
        QList<Annotation> here = parseDvcYaml(dvc).value_or({});
        here += parseArtifactsYaml(gto).value_or({});
        for (Annotation &annotation : here) {
            if (!directory.isEmpty()) {
                annotation.name = directory + u':' + annotation.name;
                if (!annotation.path.isEmpty())
                    annotation.path.prepend(prefix);
            }
            all.append(annotation);
        }
    }
    return all;
}

QList<Annotation> annotationsFor(const git::Repository &repository, const git::Oid &commit,
                                 const QString &model)
{
    const QString directory = ModelName::of(model).directory;
    const QStringList directories = directory.isEmpty() ? QStringList() : QStringList{directory};
    QList<Annotation> found = annotationsAt(repository, commit, directories);
    const git::Oid head = repository.info().head;
    const bool known = std::any_of(found.begin(), found.end(), [&model](const Annotation &each) {
        return each.name == model && !each.path.isEmpty();
    });
    if (!known && commit != head)
        found += annotationsAt(repository, head, directories);
    return found;
}

QByteArray withoutFrontMatter(const QByteArray &markdown)
{
    const QByteArrayView text = QByteArrayView(markdown).trimmed();
    if (!text.startsWith("---\n") && !text.startsWith("---\r\n"))
        return markdown;
    const qsizetype begin = markdown.indexOf("---");
    for (qsizetype line = markdown.indexOf('\n', begin); line >= 0; line = markdown.indexOf('\n', line + 1)) {
        const qsizetype end = markdown.indexOf('\n', line + 1);
        const QByteArray content = markdown.mid(line + 1, end < 0 ? -1 : end - line - 1);
        if (content.startsWith("---") && content.mid(3).trimmed().isEmpty())
            return end < 0 ? QByteArray() : markdown.mid(end + 1);
    }
    return markdown;
}

} // namespace vitrine::registry
