// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Reindex final : public Command
{
public:
    QString name() const override { return u"reindex"_s; }
    QString arguments() const override { return u""_s; }
    QString summary() const override
    {
        return Text::tr("Make the index of the library anew; nothing else is changed.");
    }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (!words.isEmpty())
            return WrongUse{Text::tr("reindex takes no argument.")};
        VT_TRY(const registry::Library library, context.library());
        const Interruption interruption;
        VT_CHECK(library.reindex(interruption.job()));
        VT_TRY(const QList<registry::Model> models, library.models());
        qint64 versions = 0;
        for (const registry::Model &model : models)
            versions += model.versionCount;
        if (context.json)
            context.print(QJsonObject{{u"models"_s, models.size()}, {u"versions"_s, versions}});
        else
            context.say(Text::tr("Indexed %1: models %2, versions %3.")
                            .arg(library.name())
                            .arg(models.size())
                            .arg(versions));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeReindex()
{
    return std::make_unique<Reindex>();
}

} // namespace vitrine::cli
