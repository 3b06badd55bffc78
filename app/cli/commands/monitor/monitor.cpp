// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/monitor.h"

#include "app/cli/commands/commands.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// In the order of the help text.
std::vector<std::unique_ptr<Command>> monitorCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make : {
             makeMonitorIngest,
             makeMonitorMetrics,
             makeMonitorDrift,
             makeMonitorEstimate,
             makeMonitorBacktest,
             makeMonitorBisect,
             makeMonitorCheck,
             makeMonitorExport,
             makeMonitorRetention,
         })
        commands.push_back(make());
    return commands;
}

class Monitor final : public Command
{
public:
    Monitor() : m_commands(monitorCommands()) {}

    QString name() const override { return u"monitor"_s; }
    QString arguments() const override { return names().join(u'|') + u" ..."_s; }
    QString summary() const override
    {
        return Text::tr("Performance over time: metrics, drift, alerts, backtests.");
    }
    std::vector<const Command *> verbs() const override
    {
        std::vector<const Command *> verbs;
        for (const auto &command : m_commands)
            verbs.push_back(command.get());
        return verbs;
    }
    // Only when no verb of monitor's own was named.
    Outcome run(const Context &, const QStringList &, const QCommandLineParser &) const override
    {
        return WrongUse{Text::tr("monitor takes one of: %1.").arg(names().join(u", "_s))};
    }

private:
    QStringList names() const
    {
        QStringList names;
        for (const auto &command : m_commands)
            names << command->name();
        return names;
    }

    std::vector<std::unique_ptr<Command>> m_commands;
};

} // namespace

std::unique_ptr<Command> makeMonitor()
{
    return std::make_unique<Monitor>();
}

} // namespace vitrine::cli
