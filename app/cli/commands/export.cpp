// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Export final : public Command
{
public:
    QString name() const override { return u"export"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE] FOLDER"_s; }
    QString summary() const override { return Text::tr("Write the files of a version into a folder."); }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 2)
            return WrongUse{Text::tr("export takes MODEL[@VERSION|#STAGE] and a FOLDER.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version version, resolve(library, words.first()));
        const Interruption interruption;
        VT_TRY(const QStringList files, library.saveFiles(version, words.last(), interruption.job()));
        if (context.json)
            context.print(QJsonObject{{u"model"_s, version.model},
                                      {u"version"_s, version.name},
                                      {u"folder"_s, QDir(words.last()).absolutePath()},
                                      {u"files"_s, QJsonArray::fromStringList(files)}});
        else
            context.say(Text::tr("Wrote %1 of %2@%3 to %4.")
                            .arg(files.join(u", "_s), version.model, version.name, words.last()));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeExport()
{
    return std::make_unique<Export>();
}

} // namespace vitrine::cli
