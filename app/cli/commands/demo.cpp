// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/sample/samplelibrary.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Demo final : public Command
{
public:
    QString name() const override { return u"demo"_s; }
    QString arguments() const override { return u"PATH"_s; }
    QString summary() const override
    {
        return Text::tr("Make the sample library: two models of Seattle's weather.");
    }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("demo takes one PATH.")};
        const Interruption interruption;
        VT_TRY(const registry::Library library, sample::create(words.first(), interruption.job()));
        VT_TRY(const QList<registry::Model> models, library.models());
        if (context.json) {
            context.print(QJsonObject{{u"path"_s, library.path()}, {u"models"_s, models.size()}});
            return 0;
        }
        context.say(
            Text::tr("Made the sample library %1 (models: %2).").arg(words.first()).arg(models.size()));
        context.say(Text::tr("Look at it: vitrine %1").arg(words.first()));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeDemo()
{
    return std::make_unique<Demo>();
}

} // namespace vitrine::cli
