// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/columnbuilder.h"

#include "core/base/text.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace vitrine::monitor {

namespace {

constexpr std::size_t firstSlots = 64;

// FNV-1a: labels are a few bytes long.
std::size_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return static_cast<std::size_t>(hash ^ hash >> 32);
}

} // namespace

ColumnBuilder::ColumnBuilder(Column &column, const CellForm &form, const MissingTexts &missing,
                             const QTimeZone &zone)
    : m_column(column)
    , m_missing(missing)
    , m_form(form.number)
{
    if (form.type == ColumnType::Time)
        m_time.emplace(form.time, zone);
    m_column.type = form.type;
}

bool ColumnBuilder::add(std::string_view cell)
{
    switch (m_column.type) {
    case ColumnType::Number: {
        double value = 0;
        if (parseNumber(cell, m_form, value)) {
            m_column.numbers.push_back(value);
            return true;
        }
        break;
    }
    case ColumnType::Time:
        if (const auto ms = m_time->parse(cell)) {
            m_column.times.push_back(*ms);
            return true;
        }
        break;
    case ColumnType::Text: return addText(cell);
    }
    addMissing();
    return m_missing.contains(withoutSpaces(cell));
}

bool ColumnBuilder::addNumber(double value)
{
    if (m_column.type == ColumnType::Number) {
        m_column.numbers.push_back(value);
        return true;
    }
    // Shortest text that reads back as the same number: 1, 0.5, 1e+30.
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return add({text, static_cast<std::size_t>(end - text)});
}

void ColumnBuilder::addMissing()
{
    switch (m_column.type) {
    case ColumnType::Number: m_column.numbers.push_back(std::numeric_limits<double>::quiet_NaN()); break;
    case ColumnType::Time: m_column.times.push_back(missingTime); break;
    case ColumnType::Text: m_column.codes.push_back(missingText); break;
    }
}

bool ColumnBuilder::addText(std::string_view cell)
{
    if (m_last != missingText && m_column.texts[static_cast<std::size_t>(m_last)] == cell) {
        m_column.codes.push_back(m_last);
        return true;
    }
    if (m_column.texts.size() * 2 >= m_slots.size())
        enlarge();
    std::size_t slot = hashOf(cell) & (m_slots.size() - 1);
    while (m_slots[slot] != missingText && m_column.texts[static_cast<std::size_t>(m_slots[slot])] != cell)
        slot = (slot + 1) & (m_slots.size() - 1);
    if (m_slots[slot] == missingText) {
        if (m_missing.contains(cell)) {
            addMissing();
            return true;
        }
        m_slots[slot] = static_cast<qint32>(m_column.texts.size());
        m_column.texts.emplace_back(cell);
    }
    m_last = m_slots[slot];
    m_column.codes.push_back(m_last);
    return true;
}

void ColumnBuilder::enlarge()
{
    m_slots.assign(std::max(firstSlots, m_slots.size() * 2), missingText);
    for (std::size_t code = 0; code < m_column.texts.size(); ++code) {
        std::size_t slot = hashOf(m_column.texts[code]) & (m_slots.size() - 1);
        while (m_slots[slot] != missingText)
            slot = (slot + 1) & (m_slots.size() - 1);
        m_slots[slot] = static_cast<qint32>(code);
    }
}

QString ColumnBuilder::complaint() const
{
    return m_column.type == ColumnType::Time ? Text::tr("is not a time as in the rest of its column")
                                             : Text::tr("is not a number");
}

} // namespace vitrine::monitor
