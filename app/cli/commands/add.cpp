// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/interruption.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"
#include "core/monitor/sketch/referencesketch.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

Result<QByteArray> readAll(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(path, file.errorString()), {}};
    return file.readAll();
}

class Add final : public Command
{
public:
    QString name() const override { return u"add"_s; }
    QString arguments() const override { return u"FILE|FOLDER... --model NAME"_s; }
    QString summary() const override { return Text::tr("Register files as a new version of a model."); }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"model"_s, Text::tr("The model; made when it does not exist."), u"NAME"_s});
        parser.addOption({u"version"_s, Text::tr("Default: the greatest one, bumped."), u"vX.Y.Z"_s});
        parser.addOption({u"bump"_s, Text::tr("major, minor or patch (default)."), u"PART"_s, u"patch"_s});
        parser.addOption({{u"m"_s, u"message"_s}, Text::tr("What is new in this version."), u"TEXT"_s});
        parser.addOption({u"prototype"_s,
                          Text::tr("The input schema as JSON: vetiver's or a list of columns."), u"FILE"_s});
        parser.addOption({u"reference"_s,
                          Text::tr("The data it was trained on, sketched column by column for drift: CSV and "
                                   "what else monitor reads."),
                          u"FILE"_s});
        parser.addOption({u"card"_s, Text::tr("The model card, Markdown."), u"FILE"_s});
        parser.addOption(
            {u"set"_s, Text::tr("A top-level key of model.yaml; may be repeated."), u"KEY=VALUE"_s});
        parser.addOption({u"stage"_s, Text::tr("Assigned at once; may be repeated."), u"STAGE"_s});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.isEmpty())
            return WrongUse{Text::tr("add takes at least one FILE or FOLDER.")};
        if (!options.isSet(u"model"_s))
            return WrongUse{Text::tr("add needs --model NAME.")};
        const auto bump = bumpOf(options.value(u"bump"_s));
        if (!bump)
            return WrongUse{Text::tr("--bump takes major, minor or patch.")};
        registry::AddRequest request;
        request.model = options.value(u"model"_s);
        request.files = words;
        request.bump = *bump;
        request.message = options.value(u"message"_s);
        request.stages = options.values(u"stage"_s);
        if (options.isSet(u"version"_s)) {
            VT_TRY(const registry::SemVer version, registry::SemVer::parse(options.value(u"version"_s)));
            request.version = version;
        }
        if (options.isSet(u"prototype"_s)) {
            VT_TRY(const QByteArray json, readAll(options.value(u"prototype"_s)));
            VT_TRY(request.prototype, format::prototypeFromJson(json));
        }
        if (options.isSet(u"card"_s)) {
            VT_TRY(const QByteArray card, readAll(options.value(u"card"_s)));
            request.card = QString::fromUtf8(card);
        }
        VT_TRY(request.metadata, keyValues(options.values(u"set"_s)));
        VT_TRY(request.authorship, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        const Interruption interruption;
        if (options.isSet(u"reference"_s)) {
            VT_TRY(const monitor::Dataset dataset, monitor::Dataset::open(options.value(u"reference"_s)));
            VT_TRY(const monitor::ReferenceSketch reference,
                   monitor::captureReference(dataset, interruption.job()));
            if (!reference.problems.isEmpty())
                context.err << u"vitrine-cli: "_s << reference.problems.summary() << '\n';
            request.reference = reference.toJson();
        }
        VT_TRY(const registry::Added added, library.add(request, interruption.job()));
        if (context.json) {
            QJsonObject object = toJson(added.version);
            object.insert(u"model"_s, added.version.model);
            context.print(object);
        } else {
            context.say(Text::tr("Registered %1@%2 (%3).")
                            .arg(added.version.model, added.version.name, formatBytes(added.version.size)));
        }
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeAdd()
{
    return std::make_unique<Add>();
}

} // namespace vitrine::cli
