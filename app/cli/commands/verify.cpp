// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Verify final : public Command
{
public:
    QString name() const override { return u"verify"_s; }
    QString arguments() const override { return {}; }
    QString summary() const override
    {
        return Text::tr("Check references, objects and large files; exit 1 when something is wrong.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"deep"_s, Text::tr("Read and hash every object.")});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (!words.isEmpty())
            return WrongUse{Text::tr("verify takes no argument.")};
        VT_TRY(const registry::Library library, context.library());
        const Interruption interruption;
        VT_TRY(const QList<registry::Problem> problems,
               library.verify(options.isSet(u"deep"_s), interruption.job()));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Problem &problem : problems) {
            array.append(
                QJsonObject{{u"what"_s, problem.what}, {u"where"_s, problem.where}, {u"why"_s, problem.why}});
            rows.append({problem.what, problem.where, problem.why});
        }
        if (context.json)
            context.print(QJsonObject{{u"ok"_s, problems.isEmpty()}, {u"problems"_s, array}});
        else if (problems.isEmpty())
            context.say(Text::tr("Nothing is wrong with %1.").arg(library.name()));
        else
            context.print({Text::tr("PROBLEM"), Text::tr("WHERE"), Text::tr("WHY")}, rows);
        return problems.isEmpty() ? 0 : 1;
    }
};

} // namespace

std::unique_ptr<Command> makeVerify()
{
    return std::make_unique<Verify>();
}

} // namespace vitrine::cli
