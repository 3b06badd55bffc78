// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"
#include "core/registry/versionnote.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Deprecate final : public Command
{
public:
    QString name() const override { return u"deprecate"_s; }
    QString arguments() const override { return u"MODEL[@VERSION]"_s; }
    QString summary() const override
    {
        return Text::tr("Mark a model as out of use, or one version as not to be used.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"undo"_s, Text::tr("Take the mark away.")});
        parser.addOption(
            {u"reason"_s, Text::tr("Why; kept in the tag, or in the note of the version."), u"TEXT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("deprecate takes one MODEL or MODEL@VERSION.")};
        VT_TRY(const registry::ModelRef ref, registry::ModelRef::parse(words.first()));
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        if (!ref.version.isEmpty() || !ref.stage.isEmpty())
            return version(context, library, ref, options, who);
        const bool undo = options.isSet(u"undo"_s);
        const QString reason = options.value(u"reason"_s);
        VT_TRY(const registry::RegistrationChange change,
               undo ? library.revive(ref.model, reason, who) : library.deprecate(ref.model, reason, who));
        if (context.json)
            context.print(toJson(change));
        else if (undo)
            context.say(Text::tr("%1 is in use again (tag %2).").arg(change.model, change.tag));
        else
            context.say(Text::tr("%1 is deprecated (tag %2).").arg(change.model, change.tag));
        return 0;
    }

private:
    // GTO has no word for it, so it is a label of the version's note.
    static Outcome version(const Context &context, const registry::Library &library,
                           const registry::ModelRef &ref, const QCommandLineParser &options,
                           const registry::Authorship &who)
    {
        VT_TRY(const registry::Version version, library.resolve(ref));
        const bool undo = options.isSet(u"undo"_s);
        registry::Library::NoteChange change;
        (undo ? change.removeLabels : change.addLabels) = QStringList{registry::deprecatedLabel};
        if (!undo && options.isSet(u"reason"_s))
            change.set.insert(u"text"_s, options.value(u"reason"_s));
        VT_TRY(const QJsonObject note, library.editNote(version.model, version.name, change, who));
        if (context.json)
            context.print(
                QJsonObject{{u"model"_s, version.model}, {u"version"_s, version.name}, {u"note"_s, note}});
        else if (undo)
            context.say(
                Text::tr("%1@%2 is no longer marked as deprecated.").arg(version.model, version.name));
        else
            context.say(Text::tr("%1@%2 is marked as deprecated and not offered for a rollback.")
                            .arg(version.model, version.name));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeDeprecate()
{
    return std::make_unique<Deprecate>();
}

} // namespace vitrine::cli
