// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/servedversion.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// One model that a server answers for: the version in use, which can be exchanged under load, and versions
// that may be asked for by name.
class ServedModel final
{
public:
    explicit ServedModel(std::string name) : m_name(std::move(name)) {}

    const std::string &name() const { return m_name; }

    // Null until the first version was set. Any thread.
    ServedVersionPtr current() const { return m_current.load(std::memory_order_acquire); }
    // The version in use takes requests as they are; see EngineDescription. Any thread.
    bool hasOwnApi() const { return m_ownApi.load(std::memory_order_relaxed); }
    // Requests that began keep the old version; it is returned so that the caller can free it when they are
    // done.
    ServedVersionPtr exchange(ServedVersionPtr version);

    // Versions that `?version=` may name besides the current one. Any thread.
    void offer(ServedVersionPtr version);
    ServedVersionPtr find(std::string_view version) const; // the current one too; null when unknown
    std::vector<std::string> versions() const;             // current first

private:
    std::string m_name;
    std::atomic<ServedVersionPtr> m_current;
    std::atomic<bool> m_ownApi{false};
    mutable std::mutex m_mutex;
    std::vector<ServedVersionPtr> m_offered;
};

// The models of one server. Models are added before it starts; after that any thread may read.
class Catalogue final
{
public:
    ServedModel &add(const std::string &name);
    const ServedModel *find(std::string_view name) const;
    ServedModel *find(std::string_view name);
    const ServedModel *first() const { return m_models.empty() ? nullptr : &m_models.front(); }
    const std::deque<ServedModel> &models() const { return m_models; }

private:
    std::deque<ServedModel> m_models;
};

} // namespace vitrine::serving
