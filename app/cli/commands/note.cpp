// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Note final : public Command
{
public:
    QString name() const override { return u"note"_s; }
    QString arguments() const override { return u"MODEL@VERSION [--set KEY=VALUE]"_s; }
    QString summary() const override
    {
        return Text::tr("Show or change the note of a version (text, labels, any key).");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"set"_s, Text::tr("For example text=\"leak found\"; may be repeated."), u"KEY=VALUE"_s});
        parser.addOption({u"unset"_s, Text::tr("Removes a key; may be repeated."), u"KEY"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("note takes one MODEL@VERSION.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        VT_TRY(QJsonObject note, library.note(version.model, version.name));
        VT_TRY(const QJsonObject keys, keyValues(options.values(u"set"_s)));
        const QStringList remove = options.values(u"unset"_s);
        for (auto it = keys.begin(); it != keys.end(); ++it)
            note.insert(it.key(), it.value());
        for (const QString &key : remove)
            note.remove(key);
        if (!keys.isEmpty() || !remove.isEmpty()) {
            VT_TRY(const registry::Authorship who, authorship(options));
            VT_CHECK(library.setNote(version.model, version.name, note, who));
        }
        if (context.json) {
            context.print(note);
            return 0;
        }
        QList<QStringList> rows;
        for (auto it = note.begin(); it != note.end(); ++it)
            rows.append({it.key(), it.value().isArray() ? it.value().toVariant().toStringList().join(u", "_s)
                                                        : it.value().toVariant().toString()});
        if (rows.isEmpty())
            context.say(Text::tr("%1@%2 has no note.").arg(version.model, version.name));
        else
            context.print({Text::tr("KEY"), Text::tr("VALUE")}, rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeNote()
{
    return std::make_unique<Note>();
}

} // namespace vitrine::cli
