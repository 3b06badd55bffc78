// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Versions final : public Command
{
public:
    QString name() const override { return u"versions"_s; }
    QString arguments() const override { return u"MODEL"_s; }
    QString summary() const override { return Text::tr("Every version of a model, newest first."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"all"_s, Text::tr("Also deregistered ones, and commits that nobody registered.")});
        parser.addOption({u"file"_s,
                          Text::tr("The history of a file or folder that is no model yet, in place "
                                   "of MODEL."),
                          u"PATH"_s});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != (options.isSet(u"file"_s) ? 0 : 1))
            return WrongUse{Text::tr("versions takes one MODEL, or --file PATH.")};
        VT_TRY(const registry::Library library, context.library());
        const Interruption interruption;
        VT_TRY(const QList<registry::Version> versions,
               options.isSet(u"file"_s)
                   ? library.pathVersions(options.value(u"file"_s), interruption.job())
                   : versionsOf(library, words.first(), options.isSet(u"all"_s), interruption.job()));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Version &version : versions) {
            array.append(toJson(version));
            rows.append({shownName(version), version.date.date().toString(Qt::ISODate),
                         version.stages.join(u", "_s),
                         version.size < 0 ? QString() : formatBytes(version.size),
                         metricsText(version.metrics), version.message.section(u'\n', 0, 0)});
        }
        if (context.json)
            context.print(array);
        else
            context.print({Text::tr("VERSION"), Text::tr("DATE"), Text::tr("STAGES"), Text::tr("SIZE"),
                           Text::tr("METRICS"), Text::tr("MESSAGE")},
                          rows);
        return 0;
    }

private:
    static Result<QList<registry::Version>> versionsOf(const registry::Library &library, const QString &model,
                                                       bool all, const Job &job)
    {
        VT_TRY(QList<registry::Version> versions, library.versions(model, job));
        if (!all) {
            versions.removeIf([](const registry::Version &version) { return version.deregistered; });
            return versions;
        }
        VT_TRY(const QList<registry::Version> commits, library.unregisteredVersions(model, job));
        for (const registry::Version &commit : commits) {
            const bool known =
                std::any_of(versions.begin(), versions.end(), [&commit](const registry::Version &version) {
                    return version.commit == commit.commit;
                });
            if (!known)
                versions.append(commit);
        }
        std::stable_sort(
            versions.begin(), versions.end(),
            [](const registry::Version &a, const registry::Version &b) { return a.date > b.date; });
        return versions;
    }
};

} // namespace

std::unique_ptr<Command> makeVersions()
{
    return std::make_unique<Versions>();
}

} // namespace vitrine::cli
