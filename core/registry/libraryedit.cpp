// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of model.yaml.
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/library.h"
#include "core/registry/metadataedit.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

Error changedMeanwhile(const QStringList &models)
{
    return {Error::Code::Conflict,
            Text::tr("Somebody else changed the metadata of %1 meanwhile. Reload it and edit again.")
                .arg(models.join(u", "_s)),
            models.join(u' ')};
}

// Only what these keys can have broken: an old fault elsewhere must not lock the file.
Result<> checkKeys(const QByteArray &yaml, const QStringList &keys)
{
    VT_TRY(const Metadata metadata, parseMetadata(yaml));
    const QMap<QString, QString> faults = problems(formOf(metadata));
    for (auto it = faults.begin(); it != faults.end(); ++it) {
        if (keys.contains(it.key()))
            return Error{Error::Code::InvalidArgument, it.value(), it.key()};
    }
    return {};
}

Result<QByteArray> withKeys(QByteArray yaml, const QJsonObject &keys, const QStringList &remove)
{
    for (auto it = keys.begin(); it != keys.end(); ++it) {
        VT_TRY(yaml, yaml::withKey(yaml, it.key(), it.value()));
    }
    for (const QString &key : remove) {
        VT_TRY(yaml, yaml::withKey(yaml, key, QJsonValue::Undefined));
    }
    VT_CHECK(checkKeys(yaml, keys.keys()));
    return yaml;
}

// Labels keep their order; new ones go to the end.
Result<QByteArray> withLabels(const QByteArray &yaml, const QStringList &add, const QStringList &remove)
{
    if (add.isEmpty() && remove.isEmpty())
        return yaml;
    VT_TRY(const Metadata metadata, parseMetadata(yaml));
    QStringList labels = metadata.labels;
    for (const QString &label : remove)
        labels.removeAll(label);
    for (const QString &label : add) {
        if (!labels.contains(label))
            labels.append(label);
    }
    if (labels == metadata.labels)
        return yaml;
    const QJsonValue value =
        labels.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(QJsonArray::fromStringList(labels));
    VT_TRY(const QByteArray edited, yaml::withKey(yaml, u"labels"_s, value));
    VT_CHECK(checkKeys(edited, {u"labels"_s}));
    return edited;
}

// The commit of an edit of one model; HEAD when nothing was to change.
Result<QString> oneModel(const std::function<Result<RegistryReader>()> &open, const QString &model,
                         const QString &message, const Authorship &authorship,
                         const std::function<Result<QByteArray>(const QByteArray &)> &edit)
{
    VT_TRY(const MetadataWritten written,
           editMetadata(open, {model}, message, authorship,
                        [&edit](const QString &, const QByteArray &yaml) { return edit(yaml); }));
    if (!written.commit.isEmpty())
        return written.commit;
    VT_TRY(const RegistryReader reader, open());
    return reader.head();
}

} // namespace

Result<QByteArray> Library::metadataYaml(const QString &model) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_CHECK(reader.state(model));
    return metadataNow(reader, model);
}

Result<Metadata> Library::metadata(const QString &model) const
{
    VT_TRY(const QByteArray yaml, metadataYaml(model));
    return parseMetadata(yaml);
}

Result<QString> Library::saveMetadata(const QString &model, const QByteArray &expectedYaml,
                                      const MetadataForm &form, const QString &message,
                                      const Authorship &authorship) const
{
    const QMap<QString, QString> faults = problems(form);
    if (!faults.isEmpty())
        return Error{Error::Code::InvalidArgument, faults.first(), faults.keys().join(u", "_s)};
    return oneModel([this] { return reader(); }, model, message, authorship,
                    [&](const QByteArray &yaml) -> Result<QByteArray> {
                        if (yaml != expectedYaml)
                            return changedMeanwhile({model});
                        return withForm(yaml, form);
                    });
}

Result<QString> Library::saveYaml(const QString &model, const QByteArray &expectedYaml,
                                  const QByteArray &yaml, const QString &message,
                                  const Authorship &authorship) const
{
    VT_CHECK(parseMetadata(yaml));
    return oneModel([this] { return reader(); }, model, message, authorship,
                    [&](const QByteArray &now) -> Result<QByteArray> {
                        if (now != expectedYaml)
                            return changedMeanwhile({model});
                        return yaml;
                    });
}

Result<QString> Library::setKeys(const QString &model, const QJsonObject &keys, const QStringList &remove,
                                 const QString &message, const Authorship &authorship) const
{
    return oneModel([this] { return reader(); }, model, message, authorship,
                    [&](const QByteArray &yaml) { return withKeys(yaml, keys, remove); });
}

Result<BulkEdited> Library::editAll(const BulkEdit &edit) const
{
    QStringList models = edit.models;
    models.removeDuplicates();
    if (models.isEmpty())
        return Error{Error::Code::InvalidArgument, Text::tr("No model is named to be edited."), {}};
    VT_TRY(const RegistryReader reader, this->reader());
    QStringList stale; // all of them at once, so that people reload once
    for (const QString &model : std::as_const(models)) {
        VT_CHECK(reader.state(model));
        VT_TRY(const QByteArray now, metadataNow(reader, model));
        if (edit.expected.contains(model) && edit.expected.value(model) != now)
            stale.append(model);
    }
    if (!stale.isEmpty())
        return changedMeanwhile(stale);
    const auto change = [&edit](const QString &model, const QByteArray &yaml) -> Result<QByteArray> {
        if (edit.expected.contains(model) && edit.expected.value(model) != yaml)
            return changedMeanwhile({model});
        const auto labelled = withLabels(yaml, edit.addLabels, edit.removeLabels);
        const auto changed = labelled ? withKeys(*labelled, edit.set, edit.unset) : labelled;
        return changed ? changed : changed.error().within(model);
    };
    VT_TRY(const MetadataWritten written,
           editMetadata([this] { return this->reader(); }, models, edit.message, edit.authorship, change));
    BulkEdited done{written.commit, written.changed, {}};
    for (const QString &model : std::as_const(models)) {
        if (!written.changed.contains(model))
            done.unchanged.append(model);
    }
    return done;
}

} // namespace vitrine::registry
