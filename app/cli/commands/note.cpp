// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QJsonArray>

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
        parser.addOption({u"label"_s, Text::tr("Adds a label; may be repeated."), u"LABEL"_s});
        parser.addOption({u"unlabel"_s, Text::tr("Removes a label; may be repeated."), u"LABEL"_s});
        parser.addOption({u"history"_s, Text::tr("Who changed the note when; newest first.")});
        parser.addOption(
            {u"restore"_s, Text::tr("Makes the note what it was after that change."), u"COMMIT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("note takes one MODEL@VERSION.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        if (options.isSet(u"history"_s))
            return history(context, library, version);
        VT_TRY(const QJsonObject note, changed(library, version, options));
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

private:
    static Result<QJsonObject> changed(const registry::Library &library, const registry::Version &version,
                                       const QCommandLineParser &options)
    {
        VT_TRY(const registry::Authorship who, authorship(options));
        if (options.isSet(u"restore"_s))
            return library.restoreNote(version.model, version.name, options.value(u"restore"_s), who);
        registry::Library::NoteChange change;
        VT_TRY(change.set, keyValues(options.values(u"set"_s)));
        change.unset = options.values(u"unset"_s);
        change.addLabels = options.values(u"label"_s);
        change.removeLabels = options.values(u"unlabel"_s);
        const bool changes = !change.set.isEmpty() || !change.unset.isEmpty() ||
                             !change.addLabels.isEmpty() || !change.removeLabels.isEmpty();
        return changes ? library.editNote(version.model, version.name, change, who)
                       : library.note(version.model, version.name);
    }

    static Outcome history(const Context &context, const registry::Library &library,
                           const registry::Version &version)
    {
        VT_TRY(const QList<registry::NoteRevision> revisions,
               library.noteHistory(version.model, version.name));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::NoteRevision &revision : revisions) {
            array.append(QJsonObject{{u"commit"_s, revision.commit},
                                     {u"date"_s, isoText(revision.date)},
                                     {u"author"_s, revision.author},
                                     {u"note"_s, revision.note}});
            const QString text = revision.note.isEmpty()
                                     ? Text::tr("(removed)")
                                     : revision.note.value(u"text").toString().section(u'\n', 0, 0);
            rows.append({revision.commit.left(10), revision.date.date().toString(Qt::ISODate),
                         revision.author,
                         revision.note.value(u"labels").toVariant().toStringList().join(u", "_s), text});
        }
        if (context.json)
            context.print(array);
        else if (rows.isEmpty())
            context.say(Text::tr("%1@%2 has no note.").arg(version.model, version.name));
        else
            context.print(
                {Text::tr("COMMIT"), Text::tr("DATE"), Text::tr("BY"), Text::tr("LABELS"), Text::tr("TEXT")},
                rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeNote()
{
    return std::make_unique<Note>();
}

} // namespace vitrine::cli
