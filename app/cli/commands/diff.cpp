// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

QString shortText(const QJsonValue &value)
{
    if (value.isUndefined())
        return u"–"_s;
    if (value.isArray() || value.isObject())
        return Text::tr("(changed)");
    return value.toVariant().toString();
}

class Diff final : public Command
{
public:
    QString name() const override { return u"diff"_s; }
    QString arguments() const override { return u"MODEL A B"_s; }
    QString summary() const override
    {
        return Text::tr("How two versions differ: metrics, prototype, metadata, files.");
    }
    Outcome run(const Context &context, const QStringList &words, const QCommandLineParser &) const override
    {
        if (words.size() != 3)
            return WrongUse{Text::tr("diff takes MODEL A B.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const registry::Version first, library.resolve({words[0], words[1], {}}));
        VT_TRY(const registry::Version second, library.resolve({words[0], words[2], {}}));
        VT_TRY(const registry::VersionDetails a, library.details(first.model, first.name));
        VT_TRY(const registry::VersionDetails b, library.details(second.model, second.name));
        const format::PrototypeDifference prototype =
            format::compare(a.metadata.prototype, b.metadata.prototype);

        QJsonArray changes;
        QList<QStringList> rows;
        const auto add = [&](const QString &what, const QJsonValue &before, const QJsonValue &after) {
            changes.append(QJsonObject{{u"what"_s, what}, {u"before"_s, before}, {u"after"_s, after}});
            rows.append({what, shortText(before), shortText(after)});
        };
        QStringList metrics = a.metadata.metrics.keys() + b.metadata.metrics.keys();
        metrics.sort();
        metrics.removeDuplicates();
        for (const QString &metric : std::as_const(metrics)) {
            const auto value = [&](const registry::VersionDetails &of) {
                return of.metadata.metrics.contains(metric) ? QJsonValue(of.metadata.metrics.value(metric))
                                                            : QJsonValue(QJsonValue::Undefined);
            };
            if (value(a) != value(b))
                add(u"metrics."_s + metric, value(a), value(b));
        }
        for (const QString &key : registry::changedKeys(a.metadata.all, b.metadata.all)) {
            if (key != u"metrics" && key != u"prototype")
                add(key, a.metadata.all.value(key), b.metadata.all.value(key));
        }
        if (a.files != b.files)
            add(u"files"_s, formatBytes(first.size), formatBytes(second.size));
        if (context.json)
            context.print(QJsonObject{{u"prototype"_s, prototype.summary()}, {u"changes"_s, changes}});
        else {
            rows.append({u"prototype"_s, prototype.summary(), {}});
            context.print({{}, first.name, second.name}, rows);
        }
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeDiff()
{
    return std::make_unique<Diff>();
}

} // namespace vitrine::cli
