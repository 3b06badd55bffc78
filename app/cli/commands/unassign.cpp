// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/stageguard.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Unassign final : public Command
{
public:
    QString name() const override { return u"unassign"_s; }
    QString arguments() const override { return u"MODEL STAGE"_s; }
    QString summary() const override { return Text::tr("Empty a stage."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"version"_s,
                          Text::tr("Only this one leaves; as in GTO, the one before is in the stage again."),
                          u"VERSION"_s});
        parser.addOption({u"reason"_s, Text::tr("Why; kept in the tag."), u"TEXT"_s});
        parser.addOption(confirmOption());
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 2)
            return WrongUse{Text::tr("unassign takes MODEL STAGE.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_CHECK(checkConfirmed(library, words[0], words[1], options));
        VT_TRY(const registry::StageChange change, changed(library, words, options, who));
        if (context.json)
            context.print(toJson(change));
        else if (change.to.isEmpty())
            context.say(Text::tr("%1: %2 is no longer in %3 (tag %4).")
                            .arg(change.model, change.from, change.stage, change.tag));
        else
            context.say(Text::tr("%1: %2 left %3, %4 is in it (tag %5).")
                            .arg(change.model, change.left.value(0), change.stage, change.to, change.tag));
        return 0;
    }

private:
    static Result<registry::StageChange> changed(const registry::Library &library, const QStringList &words,
                                                 const QCommandLineParser &options,
                                                 const registry::Authorship &who)
    {
        const QString reason = options.value(u"reason"_s);
        if (!options.isSet(u"version"_s))
            return library.unassign(words[0], words[1], reason, who);
        VT_TRY(const registry::Version version, library.resolve({words[0], options.value(u"version"_s), {}}));
        return library.unassignVersion(words[0], version.name, words[1], reason, who);
    }
};

} // namespace

std::unique_ptr<Command> makeUnassign()
{
    return std::make_unique<Unassign>();
}

} // namespace vitrine::cli
