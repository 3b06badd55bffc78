// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/eventwriter.h"
#include "core/registry/library.h"
#include "core/registry/versionnote.h"

#include <QJsonArray>

#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Open = std::function<Result<RegistryReader>()>;
using NoteEdit = std::function<Result<QJsonObject>(const RegistryReader &, const git::Oid &object,
                                                   const QJsonObject &before)>;

Result<> checkLabels(const QJsonObject &note)
{
    if (!note.contains(u"labels"))
        return {};
    MetadataForm form;
    form.title = u"-"_s;
    for (const QJsonValue label : note.value(u"labels").toArray())
        form.labels.append(label.toString());
    const QMap<QString, QString> faults = problems(form);
    return faults.isEmpty() ? Result<>() : Error{Error::Code::InvalidArgument, faults.first(), {}};
}

// Writes what `edit` makes of the note; made again when somebody else changed it meanwhile.
Result<QJsonObject> writeNote(const Open &open, const QString &model, const QString &version,
                              const Authorship &authorship, const NoteEdit &edit)
{
    for (int attempt = 1;; ++attempt) {
        VT_TRY(RegistryReader reader, open());
        VT_TRY(const ModelState state, reader.state(model));
        VT_TRY(const VersionRecord record, reader.find(state, version));
        const git::Oid object = RegistryReader::notedObject(record);
        VT_TRY(const QByteArray before, reader.repository().note(notesRef, object));
        VT_TRY(const QJsonObject note, edit(reader, object, noteFrom(before)));
        VT_CHECK(checkLabels(note));
        if (note == noteFrom(before))
            return note;
        const auto written = reader.repository().setNote(
            notesRef, object, note.isEmpty() ? QByteArray() : yaml::write(note),
            u"Note on %1 of %2"_s.arg(record.name, model), authorship.when, authorship.by, before);
        if (written)
            return note;
        if (written.error().code != Error::Code::Conflict || attempt == writeAttempts)
            return written.error().within(
                Text::tr("The note of %1 of %2 is not saved").arg(record.name, model));
    }
}

QJsonObject changed(QJsonObject note, const Library::NoteChange &change)
{
    for (auto it = change.set.begin(); it != change.set.end(); ++it)
        note.insert(it.key(), it.value());
    for (const QString &key : change.unset)
        note.remove(key);
    if (change.addLabels.isEmpty() && change.removeLabels.isEmpty())
        return note;
    QStringList labels = note.value(u"labels").toVariant().toStringList();
    for (const QString &label : change.removeLabels)
        labels.removeAll(label);
    for (const QString &label : change.addLabels) {
        if (!labels.contains(label))
            labels.append(label);
    }
    if (labels.isEmpty())
        note.remove(u"labels"_s);
    else
        note.insert(u"labels"_s, QJsonArray::fromStringList(labels));
    return note;
}

} // namespace

Result<QJsonObject> Library::note(const QString &model, const QString &version) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord record, reader.find(state, version));
    return reader.note(record);
}

Result<> Library::setNote(const QString &model, const QString &version, const QJsonObject &note,
                          const Authorship &authorship) const
{
    VT_CHECK(
        writeNote([this] { return reader(); }, model, version, authorship,
                  [&note](const RegistryReader &, const git::Oid &, const QJsonObject &) { return note; }));
    return {};
}

Result<QJsonObject> Library::editNote(const QString &model, const QString &version, const NoteChange &change,
                                      const Authorship &authorship) const
{
    return writeNote([this] { return reader(); }, model, version, authorship,
                     [&change](const RegistryReader &, const git::Oid &, const QJsonObject &before) {
                         return changed(before, change);
                     });
}

Result<QList<NoteRevision>> Library::noteHistory(const QString &model, const QString &version) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord record, reader.find(state, version));
    VT_TRY(const auto found, reader.repository().noteHistory(notesRef, RegistryReader::notedObject(record)));
    QList<NoteRevision> revisions;
    for (const auto &[commit, content] : found)
        revisions.append({commit.id, commit.committer.when, commit.author.person.name, commit.summary(),
                          noteFrom(content)});
    return revisions;
}

Result<QJsonObject> Library::restoreNote(const QString &model, const QString &version, const QString &commit,
                                         const Authorship &authorship) const
{
    return writeNote([this] { return reader(); }, model, version, authorship,
                     [&](const RegistryReader &reader, const git::Oid &object,
                         const QJsonObject &) -> Result<QJsonObject> {
                         VT_TRY(const auto found, reader.repository().noteHistory(notesRef, object));
                         for (const auto &[each, content] : found) {
                             if (commit.size() >= 4 && each.id.startsWith(commit.toLower()))
                                 return noteFrom(content);
                         }
                         return Error{
                             Error::Code::NotFound,
                             Text::tr("The note of %1 of %2 has no change “%3”.").arg(version, model, commit),
                             {}};
                     });
}

} // namespace vitrine::registry
