// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "app/cli/deployedversions.h"
#include "app/cli/interruption.h"
#include "core/base/text.h"
#include "core/registry/reclaim.h"
#include "core/registry/retention.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Prune final : public Command
{
public:
    QString name() const override { return u"prune"_s; }
    QString arguments() const override { return u"[MODEL...]"_s; }
    QString summary() const override
    {
        return Text::tr("Show which versions may go and what that frees; do it with --yes.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {u"keep"_s,
             Text::tr("A rule: last:N, staged, monthly, best, best:METRIC or best:METRIC:N; may be "
                      "repeated. A version stays when any rule keeps it."),
             u"RULE"_s});
        parser.addOption({u"include"_s,
                          Text::tr("Frees a deregistered version's files although a stage has held it or a "
                                   "deployment used it; may be repeated."),
                          u"MODEL@VERSION"_s});
        parser.addOption({u"dry-run"_s, Text::tr("Change nothing; so it is without --yes too.")});
        parser.addOption({u"yes"_s, Text::tr("Deregister what no rule keeps, and free the files of "
                                             "deregistered versions.")});
        parser.addOption(dateOption());
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        const bool acts = options.isSet(u"yes"_s);
        if (acts && options.isSet(u"dry-run"_s))
            return WrongUse{Text::tr("--yes and --dry-run exclude each other.")};
        VT_TRY(const registry::RetentionRules rules,
               registry::RetentionRules::parse(options.values(u"keep"_s)));
        VT_TRY(const registry::Authorship who, authorship(options));
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const QStringList models, modelsOf(library, words));
        const Interruption interruption;
        const Job job = interruption.job();

        Pruning pruning;
        VT_TRY(pruning.request.deployed, deployedVersions(library));
        pruning.request.named = options.values(u"include"_s);
        if (options.isSet(u"keep"_s)) {
            for (const QString &model : models) {
                VT_TRY(registry::RetentionPlan plan, registry::planRetention(library, model, rules, job));
                keepDeployed(pruning.request, &plan);
                pruning.retention.append(plan);
            }
        }
        if (acts) {
            VT_CHECK(deregister(library, pruning, rules, who));
        } else {
            for (const registry::RetentionPlan &plan : std::as_const(pruning.retention)) {
                for (const QString &version : plan.leaving())
                    pruning.request.assume.append(plan.model + u'@' + version);
            }
        }
        VT_CHECK(reclaim(library, words, acts, job, &pruning));
        if (context.json)
            context.print(toJson(pruning));
        else
            print(context, pruning);
        return 0;
    }

private:
    struct Pruning {
        registry::ReclaimRequest request;
        QList<registry::RetentionPlan> retention; // by model, when rules were given
        registry::ReclaimPlan plan;
        std::optional<registry::Reclaimed> freed; // unless it was a dry run
    };

    static Result<QStringList> modelsOf(const registry::Library &library, const QStringList &words)
    {
        QStringList names = words;
        if (!words.isEmpty()) {
            for (const QString &word : words)
                VT_CHECK(library.model(word));
            return names;
        }
        VT_TRY(const QList<registry::Model> models, library.models());
        for (const registry::Model &model : models) {
            if (model.versionCount > 0)
                names.append(model.name);
        }
        return names;
    }

    static void keepDeployed(const registry::ReclaimRequest &request, registry::RetentionPlan *plan)
    {
        for (registry::RetentionDecision &decision : plan->decisions) {
            const QString name = plan->model + u'@' + decision.version.name;
            if (request.deployed.contains(name) && !request.named.contains(name))
                decision.reasons.append(Text::tr("a deployment used it"));
        }
    }

    static Result<> deregister(const registry::Library &library, const Pruning &pruning,
                               const registry::RetentionRules &rules, const registry::Authorship &who)
    {
        const QString reason = Text::tr("Pruned: keep %1").arg(rules.texts().join(u", "_s));
        for (const registry::RetentionPlan &plan : pruning.retention) {
            for (const QString &version : plan.leaving())
                VT_CHECK(library.deregister(plan.model, version, reason, who));
        }
        return {};
    }

    // Of the named models one after the other, else of the whole library.
    static Result<> reclaim(const registry::Library &library, const QStringList &models, bool acts,
                            const Job &job, Pruning *pruning)
    {
        QSet<QString> counted;
        if (acts)
            pruning->freed = registry::Reclaimed{};
        for (const QString &model : models.isEmpty() ? QStringList{QString()} : models) {
            registry::ReclaimRequest request = pruning->request;
            request.model = model;
            VT_TRY(const registry::ReclaimPlan plan, registry::planReclaim(library, request, job));
            pruning->plan.versions += plan.versions;
            for (const registry::ReclaimObject &object : plan.objects) {
                if (object.goes() && !counted.contains(object.sha256))
                    pruning->plan.bytes += object.bytes;
                counted.insert(object.sha256);
            }
            if (!acts)
                continue;
            VT_TRY(const registry::Reclaimed freed, registry::reclaim(library, plan, request, job));
            pruning->freed->objects += freed.objects;
            pruning->freed->bytes += freed.bytes;
        }
        return {};
    }

    static QJsonObject toJson(const Pruning &pruning)
    {
        QJsonArray leaving;
        QJsonArray staying;
        for (const registry::RetentionPlan &plan : pruning.retention) {
            for (const registry::RetentionDecision &decision : plan.decisions) {
                const QString name = plan.model + u'@' + decision.version.name;
                if (decision.stays())
                    staying.append(QJsonObject{{u"version"_s, name},
                                               {u"why"_s, QJsonArray::fromStringList(decision.reasons)}});
                else
                    leaving.append(name);
            }
        }
        QJsonArray versions;
        for (const registry::ReclaimVersion &version : pruning.plan.versions)
            versions.append(QJsonObject{
                {u"version"_s, version.name}, {u"bytes"_s, version.bytes}, {u"kept"_s, version.kept}});
        return {{u"dryRun"_s, !pruning.freed},
                {u"leaving"_s, leaving},
                {u"staying"_s, staying},
                {u"versions"_s, versions},
                {u"bytes"_s, pruning.freed ? pruning.freed->bytes : pruning.plan.bytes}};
    }

    static QString whyOf(const registry::ReclaimVersion &version)
    {
        return version.kept.isEmpty() ? formatBytes(version.bytes)
                                      : Text::tr("its files stay: %1").arg(version.kept);
    }

    static void print(const Context &context, const Pruning &pruning)
    {
        QMap<QString, registry::ReclaimVersion> gone;
        for (const registry::ReclaimVersion &version : pruning.plan.versions)
            gone.insert(version.name, version);
        QList<QStringList> rows;
        for (const registry::RetentionPlan &plan : pruning.retention) {
            for (const registry::RetentionDecision &decision : plan.decisions) {
                const QString name = plan.model + u'@' + decision.version.name;
                if (decision.stays())
                    rows.append({name, Text::tr("stays"), decision.reasons.join(u", "_s)});
                else
                    rows.append({name, Text::tr("leaves"), whyOf(gone.take(name))});
            }
        }
        for (const registry::ReclaimVersion &version : std::as_const(gone))
            rows.append({version.name, Text::tr("deregistered"), whyOf(version)});
        context.print({Text::tr("VERSION"), Text::tr("VERDICT"), Text::tr("WHY")}, rows);
        if (pruning.freed)
            context.say(Text::tr("Freed %1.").arg(formatBytes(pruning.freed->bytes)));
        else
            context.say(Text::tr("This would free %1. Nothing was changed; say --yes to do it.")
                            .arg(formatBytes(pruning.plan.bytes)));
    }
};

} // namespace

std::unique_ptr<Command> makePrune()
{
    return std::make_unique<Prune>();
}

} // namespace vitrine::cli
