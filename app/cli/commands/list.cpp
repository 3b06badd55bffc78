// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
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
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (!words.isEmpty())
            return WrongUse{Text::tr("list takes no argument.")};
        VT_TRY(const registry::Library library, context.library());
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
                                     {u"updated"_s, isoText(model.updated)}});
            rows.append({model.name, model.type, model.latest, model.stages.value(u"production"_s),
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
};

} // namespace

std::unique_ptr<Command> makeList()
{
    return std::make_unique<List>();
}

} // namespace vitrine::cli
