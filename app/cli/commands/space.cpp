// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/space.h"
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Space final : public Command
{
public:
    QString name() const override { return u"space"_s; }
    QString arguments() const override { return u"[MODEL]"_s; }
    QString summary() const override
    {
        return Text::tr("What the files of models and versions take on the disk.");
    }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() > 1)
            return WrongUse{Text::tr("space takes at most one MODEL.")};
        VT_TRY(const registry::Library library, context.library());
        if (!words.isEmpty())
            VT_CHECK(library.model(words.first()));
        const Interruption interruption;
        VT_TRY(const registry::LibrarySpace space, registry::space(library, interruption.job()));
        QJsonArray models;
        QList<QStringList> rows;
        for (const registry::ModelSpace &model : space.models) {
            if (!words.isEmpty() && model.model != words.first())
                continue;
            models.append(toJson(model));
            if (words.isEmpty())
                rows.append({model.model, formatBytes(model.bytes), formatBytes(model.unique),
                             formatBytes(model.shared())});
            for (const registry::VersionSpace &version :
                 words.isEmpty() ? QList<registry::VersionSpace>() : model.versions)
                rows.append({version.deregistered ? Text::tr("%1 (deregistered)").arg(version.version)
                                                  : version.version,
                             formatBytes(version.bytes), formatBytes(version.unique),
                             formatBytes(version.shared())});
        }
        if (context.json) {
            context.print(QJsonObject{{u"bytes"_s, space.bytes},
                                      {u"stored"_s, space.stored},
                                      {u"unnamed"_s, space.unnamed},
                                      {u"models"_s, models}});
            return 0;
        }
        context.print({words.isEmpty() ? Text::tr("MODEL") : Text::tr("VERSION"), Text::tr("SIZE"),
                       Text::tr("ITS OWN"), Text::tr("SHARED")},
                      rows);
        context.say(Text::tr("Stored: %1, of which no version has %2.")
                        .arg(formatBytes(space.stored), formatBytes(space.unnamed)));
        return 0;
    }

private:
    static QJsonObject toJson(const registry::ModelSpace &model)
    {
        QJsonArray versions;
        for (const registry::VersionSpace &version : model.versions) {
            versions.append(QJsonObject{{u"version"_s, version.version},
                                        {u"deregistered"_s, version.deregistered},
                                        {u"bytes"_s, version.bytes},
                                        {u"unique"_s, version.unique},
                                        {u"shared"_s, version.shared()}});
        }
        return {{u"name"_s, model.model},
                {u"bytes"_s, model.bytes},
                {u"unique"_s, model.unique},
                {u"shared"_s, model.shared()},
                {u"versions"_s, versions}};
    }
};

} // namespace

std::unique_ptr<Command> makeSpace()
{
    return std::make_unique<Space>();
}

} // namespace vitrine::cli
