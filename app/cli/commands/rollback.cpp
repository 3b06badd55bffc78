// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/stageguard.h"
#include "app/cli/versiontext.h"
#include "core/base/text.h"
#include "core/registry/rollbackoffer.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QString verdictText(format::Verdict verdict)
{
    switch (verdict) {
    case format::Verdict::Compatible: return u"compatible"_s;
    case format::Verdict::Widening: return u"widening"_s;
    case format::Verdict::Breaking: break;
    }
    return u"breaking"_s;
}

QJsonObject previewJson(const registry::RollbackPreview &preview)
{
    QJsonArray metrics;
    for (const registry::MetricChange &change : preview.metrics) {
        metrics.append(QJsonObject{{u"metric"_s, change.metric},
                                   {u"before"_s, change.before},
                                   {u"after"_s, change.after},
                                   {u"better"_s, change.better}});
    }
    QJsonArray packages;
    for (const registry::PackageChange &change : preview.packages) {
        packages.append(QJsonObject{
            {u"package"_s, change.package}, {u"before"_s, change.before}, {u"after"_s, change.after}});
    }
    return {{u"model"_s, preview.model},
            {u"stage"_s, preview.stage},
            {u"from"_s, preview.current.name},
            {u"to"_s, preview.target.name},
            {u"prototype"_s, preview.prototype.summary()},
            {u"verdict"_s, verdictText(preview.prototype.verdict)},
            {u"metrics"_s, metrics},
            {u"packages"_s, packages},
            {u"files"_s, QJsonArray::fromStringList(preview.files)},
            {u"problems"_s, QJsonArray::fromStringList(preview.problems)},
            {u"protected"_s, preview.needsStageName}};
}

class Rollback final : public Command
{
public:
    QString name() const override { return u"rollback"_s; }
    QString arguments() const override { return u"MODEL STAGE"_s; }
    QString summary() const override
    {
        return Text::tr("Put the last good version back into a stage; history is kept.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"to"_s, Text::tr("Default: the last version that was in the stage before."), u"VERSION"_s});
        parser.addOption({u"reason"_s, Text::tr("Why; kept in the tag."), u"TEXT"_s});
        parser.addOption(confirmOption());
        parser.addOption({u"dry-run"_s, Text::tr("Show what would change, change nothing.")});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 2)
            return WrongUse{Text::tr("rollback takes MODEL STAGE.")};
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version target, options.isSet(u"to"_s)
                                                   ? library.resolve({words[0], options.value(u"to"_s), {}})
                                                   : library.rollbackTarget(words[0], words[1]));
        if (options.isSet(u"dry-run"_s)) {
            VT_TRY(const registry::RollbackPreview preview, library.preview(words[0], words[1], target.name));
            VT_TRY(const registry::StagePast past, pastOf(library, preview));
            if (context.json) {
                QJsonObject object = previewJson(preview);
                object.insert(u"past"_s, past.sentence);
                context.print(object);
            } else {
                print(context, preview, past);
            }
            return 0;
        }
        VT_CHECK(checkConfirmed(library, words[0], words[1], options));
        VT_TRY(const registry::StageChange change,
               library.assign(words[0], target.name, words[1], options.value(u"reason"_s), who));
        if (context.json)
            context.print(toJson(change));
        else
            context.say(Text::tr("%1: %2 is back from %3 to %4 (tag %5).")
                            .arg(change.model, change.stage, change.from, change.to, change.tag));
        return 0;
    }

private:
    static Result<registry::StagePast> pastOf(const registry::Library &library,
                                              const registry::RollbackPreview &preview)
    {
        VT_TRY(const QList<registry::StageInterval> intervals, library.intervals(preview.model));
        return registry::pastInStage(intervals, preview.stage, preview.target.name, [&](const QString &name) {
            return name == preview.target.name ? std::optional(preview.target) : std::nullopt;
        });
    }

    static void print(const Context &context, const registry::RollbackPreview &preview,
                      const registry::StagePast &past)
    {
        QList<QStringList> rows{{Text::tr("Past"), past.sentence}};
        for (const registry::MetricChange &change : preview.metrics) {
            const QString verdict = change.better > 0   ? Text::tr("better")
                                    : change.better < 0 ? Text::tr("worse")
                                                        : Text::tr("same or not comparable");
            rows.append(
                {change.metric,
                 u"%1 → %2  %3"_s.arg(change.before, 0, 'g', 4).arg(change.after, 0, 'g', 4).arg(verdict)});
        }
        for (const QString &problem : preview.problems)
            rows.append({Text::tr("Problem"), problem});
        if (preview.problems.isEmpty())
            rows.append({Text::tr("Prototype"), preview.prototype.summary()});
        for (const registry::PackageChange &change : preview.packages)
            rows.append({change.package, change.before + u" → "_s + change.after});
        for (const QString &file : preview.files)
            rows.append({Text::tr("File"), file});
        context.print(
            {preview.model + u'#' + preview.stage, preview.current.name + u" → "_s + preview.target.name},
            rows);
    }
};

} // namespace

std::unique_ptr<Command> makeRollback()
{
    return std::make_unique<Rollback>();
}

} // namespace vitrine::cli
