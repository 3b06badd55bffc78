// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Edit final : public Command
{
public:
    QString name() const override { return u"edit"_s; }
    QString arguments() const override { return u"MODEL --set KEY=VALUE"_s; }
    QString summary() const override { return Text::tr("Change keys of a model's metadata; one commit."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"set"_s, Text::tr("A top-level key of model.yaml; may be repeated."), u"KEY=VALUE"_s});
        parser.addOption({u"unset"_s, Text::tr("Removes a key; may be repeated."), u"KEY"_s});
        parser.addOption({{u"m"_s, u"message"_s}, Text::tr("Of the commit."), u"TEXT"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("edit takes one MODEL.")};
        const QStringList remove = options.values(u"unset"_s);
        VT_TRY(const QJsonObject keys, keyValues(options.values(u"set"_s)));
        if (keys.isEmpty() && remove.isEmpty())
            return WrongUse{Text::tr("edit needs --set KEY=VALUE or --unset KEY.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const QString commit,
               library.setKeys(words.first(), keys, remove, options.value(u"message"_s), who));
        if (context.json)
            context.print(QJsonObject{{u"model"_s, words.first()}, {u"commit"_s, commit}});
        else
            context.say(Text::tr("Saved %1 in commit %2.").arg(words.first(), commit.left(10)));
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeEdit()
{
    return std::make_unique<Edit>();
}

} // namespace vitrine::cli
