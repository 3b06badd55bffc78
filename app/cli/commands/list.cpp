// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QJsonObject stagesOf(const registry::Model &model)
{
    QJsonObject stages;
    for (auto it = model.stages.cbegin(); it != model.stages.cend(); ++it)
        stages.insert(it.key(), it.value());
    return stages;
}

class List final : public Command
{
public:
    QString name() const override { return u"list"_s; }
    QString arguments() const override { return {}; }
    QString summary() const override { return Text::tr("The models of the library."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"found"_s, Text::tr("Model files in the repository that are no model yet.")});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (!words.isEmpty())
            return WrongUse{Text::tr("list takes no argument.")};
        VT_TRY(const registry::Library library, context.library());
        if (options.isSet(u"found"_s))
            return found(context, library);
        VT_TRY(const QList<registry::Model> models, library.models());
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Model &model : models) {
            array.append(QJsonObject{{u"name"_s, model.name},
                                     {u"type"_s, model.type},
                                     {u"title"_s, model.title},
                                     {u"latest"_s, model.latest},
                                     {u"versions"_s, model.versionCount},
                                     {u"stages"_s, stagesOf(model)},
                                     {u"updated"_s, isoText(model.updated)},
                                     {u"deprecated"_s, model.deprecated}});
            rows.append({model.deprecated ? Text::tr("%1 (deprecated)").arg(model.name) : model.name,
                         model.type, model.latest, model.stages.value(u"production"_s),
                         QString::number(model.versionCount), model.updated.date().toString(Qt::ISODate)});
        }
        if (context.json)
            context.print(array);
        else if (models.isEmpty())
            context.say(Text::tr("No models yet. Add one: vitrine-cli add FILE --model NAME"));
        else
            context.print({Text::tr("MODEL"), Text::tr("TYPE"), Text::tr("LATEST"), Text::tr("PRODUCTION"),
                           Text::tr("VERSIONS"), Text::tr("CHANGED")},
                          rows);
        return 0;
    }

private:
    static Outcome found(const Context &context, const registry::Library &library)
    {
        const Interruption interruption;
        VT_TRY(const QList<registry::Candidate> candidates, library.candidates(interruption.job()));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Candidate &candidate : candidates) {
            const bool present = candidate.state != registry::FileState::NotDownloaded;
            array.append(QJsonObject{{u"path"_s, candidate.path},
                                     {u"name"_s, candidate.name},
                                     {u"format"_s, candidate.format},
                                     {u"size"_s, candidate.size},
                                     {u"present"_s, present}});
            const QString size = candidate.size < 0 ? QString() : formatBytes(candidate.size);
            rows.append({candidate.path, candidate.name, candidate.format,
                         present ? size : Text::tr("%1 (not downloaded)").arg(size).trimmed()});
        }
        if (context.json)
            context.print(array);
        else if (candidates.isEmpty())
            context.say(Text::tr("There are no other model files in %1.").arg(library.name()));
        else
            context.print({Text::tr("FILE"), Text::tr("NAME"), Text::tr("FORMAT"), Text::tr("SIZE")}, rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeList()
{
    return std::make_unique<List>();
}

} // namespace vitrine::cli
