// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Register final : public Command
{
public:
    QString name() const override { return u"register"_s; }
    QString arguments() const override { return u"MODEL|PATH"_s; }
    QString summary() const override { return Text::tr("Make a version of what is in a commit already."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"model"_s, Text::tr("Of a PATH; default: the name that list --found proposes."), u"NAME"_s});
        parser.addOption({u"commit"_s, Text::tr("Default: the newest commit."), u"COMMIT"_s});
        parser.addOption({u"version"_s, Text::tr("Default: the greatest one, bumped."), u"vX.Y.Z"_s});
        parser.addOption({u"bump"_s, Text::tr("major, minor or patch (default)."), u"PART"_s, u"patch"_s});
        parser.addOption({{u"m"_s, u"message"_s}, Text::tr("What is new in this version."), u"TEXT"_s});
        parser.addOption({u"stage"_s, Text::tr("Assigned at once; may be repeated."), u"STAGE"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("register takes one MODEL or the PATH of a found file.")};
        const auto bump = bumpOf(options.value(u"bump"_s));
        if (!bump)
            return WrongUse{Text::tr("--bump takes major, minor or patch.")};
        registry::RegisterRequest request;
        request.bump = *bump;
        request.commit = options.value(u"commit"_s);
        request.message = options.value(u"message"_s);
        request.stages = options.values(u"stage"_s);
        if (options.isSet(u"version"_s)) {
            VT_TRY(const registry::SemVer version, registry::SemVer::parse(options.value(u"version"_s)));
            request.version = version;
        }
        VT_TRY(request.authorship, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_CHECK(name(library, words.first(), options.value(u"model"_s), &request));
        VT_TRY(const registry::Added added, library.registerCommit(request));
        QJsonObject object = toJson(added.version);
        object.insert(u"model"_s, added.version.model);
        if (context.json)
            context.print(object);
        else
            context.say(Text::tr("Registered %1@%2 at commit %3.")
                            .arg(added.version.model, added.version.name, added.version.commit.left(10)));
        return 0;
    }

private:
    using Command::name;
    // A word is a model that there is, else the path of a file.
    static Result<> name(const registry::Library &library, const QString &word, const QString &model,
                         registry::RegisterRequest *request)
    {
        if (model.isEmpty() && library.model(word)) {
            request->model = word;
            return {};
        }
        request->path = word;
        request->model = model;
        if (!model.isEmpty())
            return {};
        VT_TRY(const QList<registry::Candidate> candidates, library.candidates());
        for (const registry::Candidate &candidate : candidates) {
            if (candidate.path == word)
                request->model = candidate.name;
        }
        if (!request->model.isEmpty())
            return {};
        return Error{
            Error::Code::NotFound,
            Text::tr("There is no model “%1”, and no model file of that path is found. Name the model "
                     "with --model to register it all the same.")
                .arg(word),
            {}};
    }
};

} // namespace

std::unique_ptr<Command> makeRegister()
{
    return std::make_unique<Register>();
}

} // namespace vitrine::cli
