// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class History final : public Command
{
public:
    QString name() const override { return u"history"_s; }
    QString arguments() const override { return u"MODEL"_s; }
    QString summary() const override
    {
        return Text::tr("What happened to a model, oldest first; or who was where at a moment.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"stage"_s, Text::tr("Only this stage."), u"STAGE"_s});
        parser.addOption({u"at"_s, Text::tr("Which versions were in which stages then."), u"ISO"_s});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("history takes one MODEL.")};
        VT_TRY(const registry::Library library, context.library());
        if (options.isSet(u"at"_s))
            return at(context, library, words.first(), options);
        VT_TRY(const QList<registry::Event> events,
               library.history(words.first(), options.value(u"stage"_s)));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::Event &event : events) {
            array.append(QJsonObject{{u"event"_s, registry::eventKindName(event.kind)},
                                     {u"version"_s, event.version},
                                     {u"stage"_s, event.stage},
                                     {u"tag"_s, event.tag},
                                     {u"date"_s, isoText(event.date)},
                                     {u"author"_s, event.author},
                                     {u"message"_s, event.message}});
            rows.append({event.date.date().toString(Qt::ISODate), registry::eventKindName(event.kind),
                         event.version, event.stage, event.author, event.message.section(u'\n', 0, 0)});
        }
        if (context.json)
            context.print(array);
        else
            context.print({Text::tr("DATE"), Text::tr("EVENT"), Text::tr("VERSION"), Text::tr("STAGE"),
                           Text::tr("BY"), Text::tr("MESSAGE")},
                          rows);
        return 0;
    }

private:
    static Outcome at(const Context &context, const registry::Library &library, const QString &model,
                      const QCommandLineParser &options)
    {
        const QDateTime moment = QDateTime::fromString(options.value(u"at"_s), Qt::ISODate);
        if (!moment.isValid())
            return WrongUse{Text::tr("--at takes a date such as 2025-03-02 or 2025-03-02T09:30:00+01:00.")};
        VT_TRY(const QList<registry::StageInterval> intervals, library.intervalsAt(model, moment));
        QJsonObject object;
        QList<QStringList> rows;
        for (const registry::StageInterval &interval : intervals) {
            if (options.isSet(u"stage"_s) && interval.stage != options.value(u"stage"_s))
                continue;
            object.insert(interval.stage, interval.version);
            rows.append({interval.stage, interval.version, interval.begin.date().toString(Qt::ISODate)});
        }
        if (context.json)
            context.print(object);
        else if (rows.isEmpty())
            context.say(Text::tr("No version of %1 was in a stage then.").arg(model));
        else
            context.print({Text::tr("STAGE"), Text::tr("VERSION"), Text::tr("SINCE")}, rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeHistory()
{
    return std::make_unique<History>();
}

} // namespace vitrine::cli
