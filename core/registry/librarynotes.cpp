// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

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
    VT_TRY(RegistryReader reader, this->reader());
    VT_TRY(const ModelState state, reader.state(model));
    VT_TRY(const VersionRecord record, reader.find(state, version));
    if (note.contains(u"labels")) {
        MetadataForm form;
        form.title = model;
        for (const QJsonValue label : note.value(u"labels").toArray())
            form.labels.append(label.toString());
        const QMap<QString, QString> faults = problems(form);
        if (!faults.isEmpty())
            return Error{Error::Code::InvalidArgument, faults.first(), {}};
    }
    if (reader.note(record) == note)
        return {};
    const QString message = u"Note on %1 of %2"_s.arg(record.name, model);
    return reader.repository().setNote(notesRef, RegistryReader::notedObject(record),
                                       note.isEmpty() ? QByteArray() : yaml::write(note), message,
                                       authorship.when, authorship.by);
}

} // namespace vitrine::registry
