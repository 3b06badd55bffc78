// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Restore final : public Command
{
public:
    QString name() const override { return u"restore"_s; }
    QString arguments() const override { return u"MODEL@VERSION"_s; }
    QString summary() const override
    {
        return Text::tr("Make the files of a model what they were in a version; one new commit.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"dry-run"_s, Text::tr("Show what would change, change nothing.")});
        parser.addOption({{u"m"_s, u"message"_s}, Text::tr("Of the commit."), u"TEXT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("restore takes one MODEL@VERSION.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        VT_TRY(const registry::RestorePreview preview, library.previewRestore(version.model, version.name));
        QJsonObject object{{u"model"_s, preview.model},
                           {u"version"_s, preview.version.name},
                           {u"files"_s, QJsonArray::fromStringList(preview.files)},
                           {u"metadata"_s, QJsonArray::fromStringList(preview.metadata)},
                           {u"missing"_s, QJsonArray::fromStringList(preview.missing)}};
        if (options.isSet(u"dry-run"_s)) {
            if (context.json)
                context.print(object);
            else
                print(context, preview);
            return 0;
        }
        const Interruption interruption;
        VT_TRY(const QString commit,
               library.restoreFiles(version.model, version.name, options.value(u"message"_s), who,
                                    interruption.job()));
        object.insert(u"commit"_s, commit);
        if (context.json)
            context.print(object);
        else
            context.say(
                Text::tr("The files of %1 are those of %2 again, in commit %3. Register it when it is "
                         "to be a version.")
                    .arg(version.model, version.name, commit.left(10)));
        return 0;
    }

private:
    static void print(const Context &context, const registry::RestorePreview &preview)
    {
        QList<QStringList> rows;
        for (const QString &file : preview.files)
            rows.append({Text::tr("File"), file});
        for (const QString &key : preview.metadata)
            rows.append({Text::tr("Metadata"), key});
        for (const QString &file : preview.missing)
            rows.append({Text::tr("Not downloaded"), file});
        if (rows.isEmpty())
            context.say(Text::tr("The files of %1 are those of %2 already.")
                            .arg(preview.model, preview.version.name));
        else
            context.print({preview.model, u"→ "_s + preview.version.name}, rows);
    }
};

} // namespace

std::unique_ptr<Command> makeRestore()
{
    return std::make_unique<Restore>();
}

} // namespace vitrine::cli
