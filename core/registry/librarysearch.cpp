// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

namespace vitrine::registry {

Result<QList<SearchHit>> Library::search(const QString &text, int limit) const
{
    VT_TRY(const SearchQuery query, SearchQuery::parse(text));
    if (query.isEmpty())
        return QList<SearchHit>();
    return withReader(m_info, m_pool, {},
                      [&](const RegistryReader &reader) { return reader.index().search(query, limit); });
}

} // namespace vitrine::registry
