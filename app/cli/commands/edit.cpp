// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Edit final : public Command
{
public:
    QString name() const override { return u"edit"_s; }
    QString arguments() const override { return u"MODEL..."_s; }
    QString summary() const override
    {
        return Text::tr("Change the metadata of one or many models; one commit.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"set"_s, Text::tr("A top-level key of model.yaml; may be repeated."), u"KEY=VALUE"_s});
        parser.addOption({u"unset"_s, Text::tr("Removes a key; may be repeated."), u"KEY"_s});
        parser.addOption({u"label"_s, Text::tr("Adds a label; may be repeated."), u"LABEL"_s});
        parser.addOption({u"unlabel"_s, Text::tr("Removes a label; may be repeated."), u"LABEL"_s});
        parser.addOption({u"history"_s, Text::tr("Who changed what when; newest first.")});
        parser.addOption({u"restore"_s,
                          Text::tr("Makes model.yaml and CARD.md what they were after that commit."),
                          u"COMMIT"_s});
        parser.addOption({{u"m"_s, u"message"_s}, Text::tr("Of the commit."), u"TEXT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        const bool single = options.isSet(u"history"_s) || options.isSet(u"restore"_s);
        if (words.isEmpty())
            return WrongUse{Text::tr("edit takes at least one MODEL.")};
        if (single && words.size() != 1)
            return WrongUse{Text::tr("--history and --restore take one MODEL.")};
        registry::BulkEdit edit;
        edit.models = words;
        VT_TRY(edit.set, keyValues(options.values(u"set"_s)));
        edit.unset = options.values(u"unset"_s);
        edit.addLabels = options.values(u"label"_s);
        edit.removeLabels = options.values(u"unlabel"_s);
        edit.message = options.value(u"message"_s);
        VT_TRY(edit.authorship, authorship(options));
        const bool changes = !edit.set.isEmpty() || !edit.unset.isEmpty() || !edit.addLabels.isEmpty() ||
                             !edit.removeLabels.isEmpty();
        if (!changes && !single)
            return WrongUse{
                Text::tr("edit needs --set KEY=VALUE, --unset KEY, --label LABEL or --unlabel LABEL.")};
        VT_TRY(const registry::Library library, context.library());
        if (options.isSet(u"history"_s))
            return history(context, library, words.first());
        if (options.isSet(u"restore"_s))
            return restore(context, library, options.value(u"restore"_s), edit);
        VT_TRY(const registry::BulkEdited done, library.editAll(edit));
        print(context, done);
        return 0;
    }

private:
    static void print(const Context &context, const registry::BulkEdited &done)
    {
        if (context.json) {
            QJsonObject object{{u"commit"_s, done.commit},
                               {u"changed"_s, QJsonArray::fromStringList(done.changed)},
                               {u"unchanged"_s, QJsonArray::fromStringList(done.unchanged)}};
            if (done.changed.size() + done.unchanged.size() == 1)
                object.insert(u"model"_s, (done.changed + done.unchanged).first());
            context.print(object);
            return;
        }
        if (!done.changed.isEmpty())
            context.say(
                Text::tr("Saved %1 in commit %2.").arg(done.changed.join(u", "_s), done.commit.left(10)));
        if (!done.unchanged.isEmpty())
            context.say(Text::tr("Nothing was to change in %1.").arg(done.unchanged.join(u", "_s)));
    }

    static Outcome restore(const Context &context, const registry::Library &library, const QString &from,
                           const registry::BulkEdit &edit)
    {
        const QString &model = edit.models.first();
        VT_TRY(const QString commit, library.restoreMetadata(model, from, edit.message, edit.authorship));
        if (context.json)
            context.print(QJsonObject{{u"model"_s, model}, {u"commit"_s, commit}});
        else
            context.say(Text::tr("Saved %1 in commit %2.").arg(model, commit.left(10)));
        return 0;
    }

    static Outcome history(const Context &context, const registry::Library &library, const QString &model)
    {
        VT_TRY(const QList<registry::MetadataRevision> revisions, library.metadataHistory(model));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::MetadataRevision &revision : revisions) {
            array.append(QJsonObject{{u"commit"_s, revision.commit},
                                     {u"date"_s, isoText(revision.date)},
                                     {u"author"_s, revision.author},
                                     {u"message"_s, revision.message},
                                     {u"changed"_s, QJsonArray::fromStringList(revision.changed)}});
            rows.append({revision.commit.left(10), revision.date.date().toString(Qt::ISODate),
                         revision.author, revision.changed.join(u", "_s), revision.message});
        }
        if (context.json)
            context.print(array);
        else if (rows.isEmpty())
            context.say(Text::tr("%1 has no metadata.").arg(model));
        else
            context.print({Text::tr("COMMIT"), Text::tr("DATE"), Text::tr("BY"), Text::tr("CHANGED"),
                           Text::tr("MESSAGE")},
                          rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeEdit()
{
    return std::make_unique<Edit>();
}

} // namespace vitrine::cli
