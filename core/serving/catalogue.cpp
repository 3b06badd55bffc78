// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/catalogue.h"

#include <algorithm>
#include <utility>

namespace vitrine::serving {

ServedVersionPtr ServedModel::exchange(ServedVersionPtr version)
{
    m_ownApi = version && version->engine->description().ownApi;
    return m_current.exchange(std::move(version), std::memory_order_acq_rel);
}

void ServedModel::offer(ServedVersionPtr version)
{
    const std::lock_guard lock(m_mutex);
    m_offered.push_back(std::move(version));
}

ServedVersionPtr ServedModel::find(std::string_view version) const
{
    if (ServedVersionPtr served = current(); served && served->version == version)
        return served;
    const std::lock_guard lock(m_mutex);
    const auto it = std::find_if(m_offered.begin(), m_offered.end(), [version](const ServedVersionPtr &each) {
        return each->version == version;
    });
    return it == m_offered.end() ? nullptr : *it;
}

std::vector<std::string> ServedModel::versions() const
{
    std::vector<std::string> names;
    if (const ServedVersionPtr served = current())
        names.push_back(served->version);
    const std::lock_guard lock(m_mutex);
    for (const ServedVersionPtr &version : m_offered) {
        if (std::find(names.begin(), names.end(), version->version) == names.end())
            names.push_back(version->version);
    }
    return names;
}

ServedModel &Catalogue::add(const std::string &name)
{
    return m_models.emplace_back(name);
}

ServedModel *Catalogue::find(std::string_view name)
{
    return const_cast<ServedModel *>(std::as_const(*this).find(name));
}

const ServedModel *Catalogue::find(std::string_view name) const
{
    const auto it = std::find_if(m_models.begin(), m_models.end(),
                                 [name](const ServedModel &model) { return model.name() == name; });
    return it == m_models.end() ? nullptr : &*it;
}

} // namespace vitrine::serving
