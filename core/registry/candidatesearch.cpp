// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/candidatesearch.h"

#include "core/artifact/transfer.h"
#include "core/format/modelfile.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 largestSniffed = 8'000'000; // Git gives a whole blob or nothing

QString folderOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

bool isBelow(const QString &path, const QString &folder)
{
    return path == folder || path.startsWith(folder + u'/');
}

// Suffixes that say nothing by themselves; other unknown ones are not looked into.
bool isAmbiguous(const QString &format)
{
    static const QSet<QString> open{u"json"_s, u"txt"_s, u"model"_s, u"bin"_s, u"xml"_s, u"zip"_s};
    return open.contains(format);
}

class Search
{
public:
    Search(const RegistryReader &reader, const Job &job)
        : m_reader(reader)
        , m_transfer(reader.repository())
        , m_job(job)
    {
    }

    Result<QList<Candidate>> run()
    {
        const git::Oid head = m_reader.head();
        if (head.isEmpty())
            return QList<Candidate>();
        VT_TRY(const QStringList names, m_reader.index().modelNames());
        for (const QString &name : names)
            m_names.insert(name.toLower());
        VT_TRY(const QList<artifact::Content> contents, m_transfer.locateAll(head, {}, m_job));
        VT_CHECK(skipKnown(names));
        annotated(contents);
        const QSet<QString> folders = modelFolders(contents);
        qint64 done = 0;
        for (const artifact::Content &content : contents) {
            VT_CHECK(m_job.check());
            m_job.report(++done, contents.size());
            look(content, folders);
        }
        for (auto it = m_found.begin(); it != m_found.end(); ++it) {
            if (it->second.name.isEmpty())
                it->second.name = freeName(proposedName(it->first));
        }
        QList<Candidate> candidates;
        for (const auto &[path, candidate] : m_found)
            candidates.append(candidate);
        return candidates;
    }

private:
    // What a model of the library has already, and what artifacts.yaml says is something else.
    Result<> skipKnown(const QStringList &names)
    {
        QStringList directories;
        for (const QString &name : names) {
            const ModelName model = ModelName::of(name);
            m_known.insert(model.folder());
            if (!model.directory.isEmpty() && !directories.contains(model.directory))
                directories.append(model.directory);
        }
        for (const Annotation &each : annotationsAt(m_reader.repository(), m_reader.head(), directories)) {
            if (!each.path.isEmpty())
                m_known.insert(each.path);
        }
        return {};
    }

    bool isKnown(const QString &path) const { return isInOneOf(path, m_known); }

    static bool isInOneOf(const QString &path, const QSet<QString> &folders)
    {
        for (QString folder = path; !folder.isEmpty(); folder = folderOf(folder)) {
            if (folders.contains(folder))
                return true;
        }
        return false;
    }

    // Entries of the files of other folders of a monorepo, which nothing has named so far.
    void annotated(const QList<artifact::Content> &contents)
    {
        QStringList directories;
        for (const artifact::Content &content : contents) {
            const QString name = QFileInfo(content.path).fileName();
            const QString folder = folderOf(content.path);
            if ((name == u"dvc.yaml" || name == u"artifacts.yaml") && !folder.isEmpty() &&
                !directories.contains(folder))
                directories.append(folder);
        }
        for (const Annotation &each : annotationsAt(m_reader.repository(), m_reader.head(), directories)) {
            if (each.path.isEmpty() || m_names.contains(each.name.toLower()) || isKnown(each.path))
                continue;
            if (each.type.isEmpty() || each.type == u"model")
                addFolder(each.path, each.name, contents);
            m_known.insert(each.path);
        }
    }

    // Folders that are a model as a whole.
    QSet<QString> modelFolders(const QList<artifact::Content> &contents)
    {
        QSet<QString> folders;
        for (const artifact::Content &content : contents) {
            const QString name = QFileInfo(content.path).fileName();
            const QString folder = folderOf(content.path);
            if ((name == u"MLmodel" || name == u"saved_model.pb") && !folder.isEmpty() && !isKnown(folder))
                folders.insert(folder);
        }
        // The outermost one counts: MLflow keeps TensorFlow's in its own.
        QSet<QString> outermost;
        for (const QString &folder : std::as_const(folders)) {
            if (isInOneOf(folderOf(folder), folders))
                continue;
            outermost.insert(folder);
            addFolder(folder, {}, contents);
        }
        return outermost;
    }

    void addFolder(const QString &path, const QString &name, const QList<artifact::Content> &contents)
    {
        Candidate candidate{path, name, {}, 0, FileState::InGit, !name.isEmpty()};
        bool found = false;
        for (const artifact::Content &content : contents) {
            if (!isBelow(content.path, path))
                continue;
            found = true;
            add(content, &candidate);
            const QString file = QFileInfo(content.path).fileName();
            if (file == u"MLmodel")
                candidate.format = u"mlflow"_s;
            else if (file == u"saved_model.pb" && candidate.format != u"mlflow")
                candidate.format = u"savedmodel"_s;
            else if (candidate.format.isEmpty())
                candidate.format = formatOf(content);
        }
        if (found)
            m_found.insert({path, candidate});
    }

    static FileState stateOf(const artifact::Content &content)
    {
        if (!content.isPresent())
            return FileState::NotDownloaded;
        switch (content.place) {
        case artifact::Place::Store: return FileState::InStore;
        case artifact::Place::Dvc: return FileState::DvcCache;
        case artifact::Place::Git: break;
        }
        return FileState::InGit;
    }

    static void add(const artifact::Content &content, Candidate *candidate)
    {
        candidate->size = candidate->size < 0 || content.size < 0 ? -1 : candidate->size + content.size;
        if (stateOf(content) != FileState::InGit)
            candidate->state = stateOf(content);
    }

    void look(const artifact::Content &content, const QSet<QString> &folders)
    {
        if (isInOneOf(content.path, folders) || isKnown(content.path))
            return;
        const QString format = formatOf(content);
        if (format.isEmpty())
            return;
        // A directory that DVC tracks is one model.
        const QString path = directoryOf(content);
        const auto known = m_found.find(path);
        if (known != m_found.end()) {
            add(content, &known->second);
            return;
        }
        Candidate candidate{path, {}, format, 0, FileState::InGit, false};
        add(content, &candidate);
        m_found.insert({path, candidate});
    }

    QString directoryOf(const artifact::Content &content)
    {
        if (content.place != artifact::Place::Dvc)
            return content.path;
        const auto tracked = m_transfer.tracking(m_reader.head(), content.path);
        const bool isDirectory = tracked && tracked->content.endsWith(u".dir");
        return isDirectory && !tracked->path.isEmpty() ? tracked->path : content.path;
    }

    QString formatOf(const artifact::Content &content) const
    {
        const QString named = format::formatOfName(content.path);
        if (!format::isModelFormat(named) && !isAmbiguous(named))
            return {};
        const QString byName = format::isModelFormat(named) ? named : QString();
        if (content.place == artifact::Place::Git) {
            if (content.size > largestSniffed)
                return byName;
            const auto blob = m_reader.repository().blob(content.blob, largestSniffed);
            return blob ? format::modelFormat(content.path, view(*blob)) : byName;
        }
        QFile file(content.file);
        if (content.file.isEmpty() || !file.open(QIODevice::ReadOnly))
            return byName; // the name is all that can be had
        const uchar *bytes = file.map(0, file.size());
        if (!bytes)
            return file.size() == 0 ? QString() : byName;
        return format::modelFormat(
            content.path, {reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(file.size())});
    }

    static std::string_view view(const QByteArray &bytes)
    {
        return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
    }

    QString freeName(const QString &wanted)
    {
        QString name = wanted;
        for (int i = 2; m_names.contains(name.toLower()); ++i)
            name = wanted + u'-' + QString::number(i);
        m_names.insert(name.toLower());
        return name;
    }

    const RegistryReader &m_reader;
    artifact::Transfer m_transfer;
    const Job &m_job;
    QSet<QString> m_names; // taken, in lower case
    QSet<QString> m_known; // paths that are not looked at
    std::map<QString, Candidate> m_found;
};

QString grammatical(QString text)
{
    static const QRegularExpression other(u"[^A-Za-z0-9_-]+"_s);
    static const QRegularExpression edges(u"\\A[^A-Za-z0-9]+|[^A-Za-z0-9]+\\z"_s);
    return text.replace(other, u"-"_s).remove(edges);
}

} // namespace

QString proposedName(const QString &path)
{
    static const QSet<QString> saysNothing{u"model"_s,   u"models"_s,   u"best"_s,
                                           u"final"_s,   u"latest"_s,   u"output"_s,
                                           u"weights"_s, u"artifact"_s, u"checkpoint"_s};
    const auto speaks = [](const QString &name) {
        return !name.isEmpty() && !saysNothing.contains(name.toLower());
    };
    const QStringList parts = path.split(u'/');
    const bool isFile = !format::formatOfName(path).isEmpty();
    const QString own = grammatical(isFile ? QFileInfo(path).completeBaseName() : parts.last());
    for (qsizetype i = parts.size() - 1; i >= 0; --i) {
        const QString name = i == parts.size() - 1 ? own : grammatical(parts.at(i));
        if (speaks(name))
            return name;
    }
    return own.isEmpty() ? u"model"_s : own;
}

Result<QList<Candidate>> findCandidates(const RegistryReader &reader, const Job &job)
{
    return Search(reader, job).run();
}

} // namespace vitrine::registry
