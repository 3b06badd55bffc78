// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"

#include <QStringList>

#include <string_view>
#include <unordered_map>

namespace vitrine::monitor {

// Numbers the distinct texts of a column over all its chunks, by first appearance.
class LevelTable final
{
public:
    LevelTable() = default;
    explicit LevelTable(const QStringList &levels); // known beforehand: 0, 1, …

    qint32 code(std::string_view level); // that of an earlier equal text, else a new one
    // The column's codes as numbers of this table; missing stays missing.
    std::vector<qint32> codes(const Column &column);

    qsizetype size() const { return m_names.size(); }
    const QStringList &names() const { return m_names; } // by code

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, qint32, Hash, std::equal_to<>> m_codes;
    QStringList m_names;
};

} // namespace vitrine::monitor
