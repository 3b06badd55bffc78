// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"
#include "core/serving/enginesettings.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// Becomes vitrine-serve: one process, so that signals, output and exit code are the server's own.
class Serve final : public Command
{
public:
    QString name() const override { return u"serve"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE]"_s; }
    QString summary() const override
    {
        return Text::tr("Serve a version, or follow a stage, over HTTP in the foreground.");
    }
    void addOptions(QCommandLineParser &parser) const override
    {
        for (const auto &[option, text, value] : passedOn())
            parser.addOption({option, text, value});
    }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.size() != 1)
            return WrongUse{Text::tr("serve takes one MODEL[@VERSION|#STAGE].")};
        const QString program = QCoreApplication::applicationDirPath() + u"/vitrine-serve"_s;
        QStringList arguments{program, u"--library"_s, context.libraryPath, u"--model"_s, words.first()};
        for (const auto &[option, text, value] : passedOn()) {
            if (options.isSet(option))
                arguments << u"--"_s + option << options.value(option);
        }
        std::vector<QByteArray> bytes;
        for (const QString &argument : std::as_const(arguments))
            bytes.push_back(argument.toLocal8Bit());
        std::vector<char *> raw;
        for (QByteArray &argument : bytes)
            raw.push_back(argument.data());
        raw.push_back(nullptr);
        execv(raw.front(), raw.data());
        return Error{Error::Code::Io,
                     Text::tr("Couldn't start %1: %2. Install vitrine-serve beside vitrine-cli.")
                         .arg(program, QString::fromLocal8Bit(strerror(errno))),
                     {}};
    }

private:
    struct Passed {
        QString option;
        QString text;
        QString value;
    };
    static QList<Passed> passedOn()
    {
        QList<Passed> options{
            {u"host"_s, Text::tr("Default: 127.0.0.1."), u"H"_s},
            {u"port"_s, Text::tr("0, the default, picks a free one."), u"N"_s},
            {u"flavour"_s, Text::tr("default, python or r."), u"F"_s},
            {u"token-file"_s, Text::tr("Requests must carry the token in this file."), u"FILE"_s}};
        for (const QString &name : serving::engineOptionNames())
            options.append({name, Text::tr("See vitrine-serve --help."), u"VALUE"_s});
        return options;
    }
};

} // namespace

std::unique_ptr<Command> makeServe()
{
    return std::make_unique<Serve>();
}

} // namespace vitrine::cli
