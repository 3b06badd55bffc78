// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Versions final : public Command
{
public:
    QString name() const override { return u"versions"_s; }
    QString arguments() const override { return u"MODEL"_s; }
    QString summary() const override { return Text::tr("Every version of a model, newest first."); }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("versions takes one MODEL.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const QList<registry::Version> versions, library.versions(words.first()));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Version &version : versions) {
            array.append(toJson(version));
            rows.append({version.name, version.date.date().toString(Qt::ISODate),
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
};

} // namespace

std::unique_ptr<Command> makeVersions()
{
    return std::make_unique<Versions>();
}

} // namespace vitrine::cli
