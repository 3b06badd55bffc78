// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/leveltable.h"

namespace vitrine::monitor {

LevelTable::LevelTable(const QStringList &levels)
{
    for (const QString &level : levels)
        code(level.toStdString());
}

qint32 LevelTable::code(std::string_view level)
{
    const auto found = m_codes.find(level);
    if (found != m_codes.end())
        return found->second;
    const auto next = static_cast<qint32>(m_names.size());
    m_codes.emplace(level, next);
    m_names.append(QString::fromUtf8(level.data(), static_cast<qsizetype>(level.size())));
    return next;
}

std::vector<qint32> LevelTable::codes(const Column &column)
{
    std::vector<qint32> known;
    known.reserve(column.texts.size());
    for (const std::string &text : column.texts)
        known.push_back(code(text));
    std::vector<qint32> result;
    result.reserve(column.codes.size());
    for (const qint32 local : column.codes)
        result.push_back(local == missingText ? missingText : known[static_cast<std::size_t>(local)]);
    return result;
}

} // namespace vitrine::monitor
