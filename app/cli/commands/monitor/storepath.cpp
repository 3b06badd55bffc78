// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/storepath.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

void addStoreOption(QCommandLineParser &parser)
{
    parser.addOption({u"store"_s,
                      Text::tr("The monitoring store: a file, or postgresql://user@host/database (default: "
                               "$VITRINE_MONITOR_STORE, else the library's)."),
                      u"WHERE"_s});
}

Result<monitor::Store> openStore(const registry::Library &library, const QCommandLineParser &options)
{
    if (options.isSet(u"store"_s))
        return monitor::Store::open(options.value(u"store"_s));
    const QString set = qEnvironmentVariable("VITRINE_MONITOR_STORE");
    return monitor::Store::open(set.isEmpty() ? library.dataDir() + u"/monitor.sqlite"_s : set);
}

} // namespace vitrine::cli
