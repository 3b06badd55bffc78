// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QJsonArray filesOf(const registry::VersionDetails &details)
{
    QJsonArray files;
    for (const registry::VersionFile &file : details.files) {
        files.append(QJsonObject{{u"path"_s, file.path},
                                 {u"size"_s, file.size},
                                 {u"sha256"_s, file.sha256},
                                 {u"present"_s, file.state != registry::FileState::NotDownloaded}});
    }
    return files;
}

class Show final : public Command
{
public:
    QString name() const override { return u"show"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE]"_s; }
    QString summary() const override { return Text::tr("One version: metadata, prototype, files, stages."); }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("show takes one MODEL[@VERSION|#STAGE].")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        VT_TRY(const registry::VersionDetails details, library.details(version.model, version.name));
        if (context.json) {
            QJsonObject object = toJson(version);
            object.insert(u"model"_s, version.model);
            object.insert(u"metadata"_s, details.metadata.all);
            if (!details.metadataProblem.isEmpty())
                object.insert(u"problem"_s, details.metadataProblem);
            object.insert(u"prototype"_s, format::toList(details.metadata.prototype));
            object.insert(u"files"_s, filesOf(details));
            context.print(object);
        } else {
            print(context, details);
        }
        return 0;
    }

private:
    static void print(const Context &context, const registry::VersionDetails &details)
    {
        const registry::Version &version = details.version;
        QList<QStringList> rows = {
            {Text::tr("Title"), details.metadata.title},
            {Text::tr("Registered"), isoText(version.date) + u", "_s + version.author},
            {Text::tr("Message"), version.message.trimmed()},
            {Text::tr("Commit"), version.commit},
            {Text::tr("Stages"), version.stages.join(u", "_s)},
            {Text::tr("Metrics"), metricsText(version.metrics)},
            {Text::tr("Owners"), details.metadata.owners.join(u", "_s)},
            {Text::tr("Licence"), details.metadata.licence},
        };
        if (!details.metadataProblem.isEmpty())
            rows.append({Text::tr("Problem"), details.metadataProblem});
        for (const registry::VersionFile &file : details.files) {
            const QString size = file.size < 0 ? Text::tr("size not known") : formatBytes(file.size);
            rows.append({Text::tr("File"), file.state == registry::FileState::NotDownloaded
                                               ? Text::tr("%1, %2, not downloaded").arg(file.path, size)
                                               : u"%1, %2"_s.arg(file.path, size)});
        }
        for (const format::Column &column : details.metadata.prototype.columns) {
            QString text = column.name + u": "_s + format::columnTypeName(column.type);
            if (!column.unit.isEmpty())
                text += u" ("_s + column.unit + u')';
            rows.append({Text::tr("Column"), text});
        }
        if (!version.note.isEmpty())
            rows.append({Text::tr("Note"), version.note.trimmed()});
        context.print({version.model + u'@' + version.name, {}}, rows);
    }
};

} // namespace

std::unique_ptr<Command> makeShow()
{
    return std::make_unique<Show>();
}

} // namespace vitrine::cli
