// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Deregister final : public Command
{
public:
    QString name() const override { return u"deregister"_s; }
    QString arguments() const override { return u"MODEL@VERSION"_s; }
    QString summary() const override
    {
        return Text::tr("Hide a version; its history and files stay, and it can be undone.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"undo"_s, Text::tr("Register the version again.")});
        parser.addOption({u"reason"_s, Text::tr("Why; kept in the tag."), u"TEXT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("deregister takes one MODEL@VERSION.")};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.first()));
        if (ref.version.isEmpty())
            return WrongUse{Text::tr("deregister takes one MODEL@VERSION.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        const bool undo = options.isSet(u"undo"_s);
        const QString reason = options.value(u"reason"_s);
        VT_TRY(const registry::RegistrationChange change,
               undo ? library.reregister(ref.model, ref.version, reason, who)
                    : library.deregister(ref.model, ref.version, reason, who));
        if (context.json)
            context.print(toJson(change));
        else if (undo)
            context.say(Text::tr("%1@%2 is registered again (tag %3).")
                            .arg(change.model, change.version, change.tag));
        else
            context.say(
                Text::tr("%1@%2 is deregistered (tag %3).").arg(change.model, change.version, change.tag));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeDeregister()
{
    return std::make_unique<Deregister>();
}

} // namespace vitrine::cli
