// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/commands.h"
#include "core/base/text.h"
#include "core/serving/serveoptions.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <vector>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// Becomes vitrine-serve: one process, so that signals, output and exit code are the server's own.
class Serve final : public Command
{
public:
    QString name() const override { return u"serve"_s; }
    QString arguments() const override { return u"MODEL[@VERSION|#STAGE]..."_s; }
    QString summary() const override
    {
        return Text::tr("Serve versions, or follow stages, over HTTP in the foreground.");
    }
    void addOptions(QCommandLineParser &parser) const override { serving::addServeOptions(parser); }
    Outcome run(const Context &context, const QStringList &words,
                const QCommandLineParser &options) const override
    {
        if (words.isEmpty())
            return WrongUse{Text::tr("serve takes a MODEL[@VERSION|#STAGE], or several.")};
        const QString program = QCoreApplication::applicationDirPath() + u"/vitrine-serve"_s;
        QStringList arguments{program, u"--library"_s, context.libraryPath};
        for (const QString &word : words)
            arguments << u"--model"_s << word;
        arguments += serving::givenServeOptions(options);
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
};

} // namespace

std::unique_ptr<Command> makeServe()
{
    return std::make_unique<Serve>();
}

} // namespace vitrine::cli
