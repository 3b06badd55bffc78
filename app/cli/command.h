// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/registry/library.h"

#include <QCommandLineParser>
#include <QJsonValue>
#include <QTextStream>

#include <memory>
#include <variant>
#include <vector>

namespace vitrine::cli {

// The command line itself was not understood: exit code 2.
struct WrongUse {
    QString message;
};

// How a verb ended: an exit code, or why not. Converts from what VT_TRY and VT_CHECK return.
class Outcome final
{
public:
    Outcome(int exitCode = 0) : m_state(exitCode) {}
    Outcome(Error error) : m_state(std::move(error)) {}
    Outcome(WrongUse use) : m_state(std::move(use)) {}

    const std::variant<int, Error, WrongUse> &state() const { return m_state; }

private:
    std::variant<int, Error, WrongUse> m_state;
};

// What every verb is given.
struct Context {
    QTextStream &out;
    QTextStream &err;
    QString libraryPath; // --library, else $VITRINE_LIBRARY, else the current folder
    bool json = false;
    bool quiet = false;

    Result<registry::Library> library() const { return registry::Library::open(libraryPath); }
    void print(const QJsonValue &value) const;                                   // one document, indented
    void print(const QStringList &header, const QList<QStringList> &rows) const; // an aligned table
    void say(const QString &line) const;                                         // unless --quiet
    void note(
        const QStringList &sentences) const; // on standard error, unless --quiet; empty ones are left out
};

class Command
{
public:
    virtual ~Command() = default;
    virtual QString name() const = 0;
    virtual QString arguments() const = 0; // for the usage line: "MODEL VERSION STAGE"
    virtual QString summary() const = 0;   // one sentence
    virtual void addOptions(QCommandLineParser &) const {}
    // A verb with verbs of its own ("monitor metrics"), borrowed from this one. Each is parsed and run like a
    // verb; run() of this one is for lines that name none of them.
    virtual std::vector<const Command *> verbs() const { return {}; }
    // `words`: the positional arguments behind the verb.
    virtual Outcome run(const Context &context, const QStringList &words,
                        const QCommandLineParser &options) const = 0;
};

// Every verb, in the order of the help text.
std::vector<std::unique_ptr<Command>> allCommands();

// KEY=VALUE pairs of --set; a value that is valid JSON is taken as such, else as text.
Result<QJsonObject> keyValues(const QStringList &pairs);

// --date as ISO 8601 with an offset; nothing when the option is not set.
Result<registry::Authorship> authorship(const QCommandLineParser &options);
QCommandLineOption dateOption();

QString isoText(const QDateTime &time); // with offset; empty for an invalid one

} // namespace vitrine::cli
