// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/stageguard.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Assign final : public Command
{
public:
    QString name() const override { return u"assign"_s; }
    QString arguments() const override { return u"MODEL VERSION STAGE"_s; }
    QString summary() const override { return Text::tr("Put a version into a stage."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"reason"_s, Text::tr("Why; kept in the tag."), u"TEXT"_s});
        parser.addOption(confirmOption());
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 3)
            return WrongUse{Text::tr("assign takes MODEL VERSION STAGE.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_CHECK(checkConfirmed(library, words[0], words[2], options));
        VT_TRY(const registry::Version version, library.resolve({words[0], words[1], {}}));
        VT_TRY(const registry::StageChange change,
               library.assign(words[0], version.name, words[2], options.value(u"reason"_s), who));
        if (context.json)
            context.print(toJson(change));
        else
            context.say(Text::tr("%1: %2 is now in %3 (tag %4).")
                            .arg(change.model, change.to, change.stage, change.tag));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeAssign()
{
    return std::make_unique<Assign>();
}

} // namespace vitrine::cli
