// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Init final : public Command
{
public:
    QString name() const override { return u"init"_s; }
    QString arguments() const override { return u"PATH"_s; }
    QString summary() const override
    {
        return Text::tr("Make a library: a Git repository ready for models.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"worktree"_s, Text::tr("With a working tree; bare without.")});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("init takes one PATH.")};
        VT_TRY(const registry::Library library,
               registry::Library::create(words.first(), !options.isSet(u"worktree"_s)));
        if (context.json)
            context.print(QJsonObject{{u"path"_s, library.path()}, {u"gitDir"_s, library.gitDir()}});
        else
            context.say(Text::tr("Made the library %1.").arg(words.first()));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeInit()
{
    return std::make_unique<Init>();
}

} // namespace vitrine::cli
