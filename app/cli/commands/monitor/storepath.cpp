// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/storepath.h"

#include "core/base/text.h"
#include "core/lifecycle/alertsources.h"

using namespace Qt::StringLiterals;

namespace vitrine::cli {

void addStoreOption(QCommandLineParser &parser)
{
    parser.addOption({u"store"_s,
                      Text::tr("The monitoring store: a file, or postgresql://user@host/database (default: "
                               "$VITRINE_MONITOR_STORE, else the library's)."),
                      u"WHERE"_s});
}

QString storeOf(const registry::Library &library, const QCommandLineParser &options)
{
    return options.isSet(u"store"_s) ? options.value(u"store"_s) : lifecycle::monitorStore(library);
}

Result<monitor::Store> openStore(const registry::Library &library, const QCommandLineParser &options)
{
    return monitor::Store::open(storeOf(library, options));
}

} // namespace vitrine::cli
