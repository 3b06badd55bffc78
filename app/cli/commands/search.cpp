// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

class Search final : public Command
{
public:
    QString name() const override { return u"search"_s; }
    QString arguments() const override { return u"QUERY"_s; }
    QString summary() const override
    {
        return Text::tr("Find models and versions by what is written about them.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        parser.addOption({u"limit"_s, Text::tr("How many hits at most (default: 50)."), u"N"_s, u"50"_s});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        bool isNumber = false;
        const int limit = options.value(u"limit"_s).toInt(&isNumber);
        if (words.isEmpty())
            return WrongUse{Text::tr("search takes a QUERY, such as: churn stage:production metric.rmse<3")};
        if (!isNumber || limit < 1)
            return WrongUse{Text::tr("--limit takes a number from 1 on.")};
        VT_TRY(const registry::Library library, context.library());
        VT_TRY(const QList<registry::SearchHit> hits, library.search(words.join(u' '), limit));
        QJsonArray array;
        QList<QStringList> rows;
        for (const registry::SearchHit &hit : hits) {
            array.append(QJsonObject{{u"model"_s, hit.model},
                                     {u"version"_s, hit.version},
                                     {u"title"_s, hit.title},
                                     {u"reason"_s, hit.reason},
                                     {u"snippet"_s, hit.snippet},
                                     {u"score"_s, hit.score}});
            const QString name = hit.version.isEmpty() ? hit.model : hit.model + u'@' + hit.version;
            rows.append({name, hit.reason, QString(hit.snippet).simplified()});
        }
        if (context.json)
            context.print(array);
        else if (hits.isEmpty())
            context.say(Text::tr("Nothing matches “%1”.").arg(words.join(u' ')));
        else
            context.print({Text::tr("FOUND"), Text::tr("IN"), Text::tr("TEXT")}, rows);
        return 0;
    }
};

} // namespace

std::unique_ptr<Command> makeSearch()
{
    return std::make_unique<Search>();
}

} // namespace vitrine::cli
