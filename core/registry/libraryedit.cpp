// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/eventwriter.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <algorithm>
#include <functional>
#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

QString yamlPath(const QString &model)
{
    return ModelName::of(model).folder() + u"/model.yaml"_s;
}

Result<QByteArray> yamlNow(const RegistryReader &reader, const QString &model)
{
    if (reader.head().isEmpty())
        return QByteArray();
    auto text = reader.repository().file(reader.head(), yamlPath(model));
    if (!text && text.error().code == Error::Code::NotFound)
        return QByteArray();
    return text;
}

// Changes model.yaml of a model by `edit` in one commit; tried again when somebody else committed meanwhile.
using Open = std::function<Result<RegistryReader>()>;

Result<QString> editYaml(const Open &open, const QString &model, const QString &message,
                         const Authorship &authorship,
                         const std::function<Result<QByteArray>(const QByteArray &)> &edit)
{
    std::optional<Error> conflict;
    git::Oid conflictHead;
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        if (conflict && reader.head() == conflictHead)
            return conflict->within(
                Text::tr("The metadata of %1 is not saved").arg(model)); // nobody else moved it
        VT_CHECK(reader.state(model));
        VT_TRY(const QByteArray before, yamlNow(reader, model));
        VT_TRY(const QByteArray after, edit(before));
        if (after == before)
            return reader.head();
        git::Repository::Transaction transaction;
        transaction.expectedHead = reader.head();
        transaction.changes = {{yamlPath(model), after, {}, false}};
        transaction.message = message.isEmpty() ? u"Edit the metadata of %1"_s.arg(model) : message;
        transaction.when = authorship.when;
        transaction.by = authorship.by;
        conflictHead = reader.head();
        const auto written = reader.repository().write(transaction);
        if (written)
            return written->commit;
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(Text::tr("The metadata of %1 is not saved").arg(model));
        conflict = written.error();
    }
}

} // namespace

Result<QByteArray> Library::metadataYaml(const QString &model) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_CHECK(reader.state(model));
    return yamlNow(reader, model);
}

Result<Metadata> Library::metadata(const QString &model) const
{
    VT_TRY(const QByteArray yaml, metadataYaml(model));
    return parseMetadata(yaml);
}

Result<QList<MetadataRevision>> Library::metadataHistory(const QString &model) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_CHECK(reader.state(model));
    QList<MetadataRevision> revisions;
    if (reader.head().isEmpty())
        return revisions;
    QStringList seen;
    const QString folder = ModelName::of(model).folder();
    for (const QString &path : {folder + u"/model.yaml"_s, folder + u"/CARD.md"_s}) {
        VT_TRY(const QList<git::Commit> commits, reader.repository().historyOf(path, reader.head(), 0));
        for (const git::Commit &commit : commits) {
            if (seen.contains(commit.id))
                continue;
            seen.append(commit.id);
            revisions.append({commit.id, commit.committer.when, commit.author.person.name, commit.summary()});
        }
    }
    std::stable_sort(revisions.begin(), revisions.end(),
                     [](const MetadataRevision &a, const MetadataRevision &b) { return a.date > b.date; });
    return revisions;
}

Result<QString> Library::saveMetadata(const QString &model, const QByteArray &expectedYaml,
                                      const MetadataForm &form, const QString &message,
                                      const Authorship &authorship) const
{
    const QMap<QString, QString> faults = problems(form);
    if (!faults.isEmpty())
        return Error{Error::Code::InvalidArgument, faults.first(), faults.keys().join(u", "_s)};
    return editYaml(
        [this] { return reader(); }, model, message, authorship,
        [&](const QByteArray &yaml) -> Result<QByteArray> {
            if (yaml != expectedYaml) {
                return Error{
                    Error::Code::Conflict,
                    Text::tr("Somebody else changed the metadata of %1 meanwhile. Reload it and edit again.")
                        .arg(model),
                    {}};
            }
            return withForm(yaml, form);
        });
}

Result<QString> Library::setKeys(const QString &model, const QJsonObject &keys, const QStringList &remove,
                                 const QString &message, const Authorship &authorship) const
{
    return editYaml([this] { return reader(); }, model, message, authorship,
                    [&](const QByteArray &yaml) -> Result<QByteArray> {
                        QByteArray text = yaml;
                        for (auto it = keys.begin(); it != keys.end(); ++it) {
                            VT_TRY(text, yaml::withKey(text, it.key(), it.value()));
                        }
                        for (const QString &key : remove) {
                            VT_TRY(text, yaml::withKey(text, key, QJsonValue::Undefined));
                        }
                        VT_TRY(const Metadata metadata, parseMetadata(text));
                        // Only what these keys can have broken: an old fault elsewhere must not lock the
                        // file.
                        const QMap<QString, QString> faults = problems(formOf(metadata));
                        for (auto it = faults.begin(); it != faults.end(); ++it) {
                            if (keys.contains(it.key()))
                                return Error{Error::Code::InvalidArgument, it.value(), it.key()};
                        }
                        return text;
                    });
}

} // namespace vitrine::registry
