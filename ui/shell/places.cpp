// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/places.h"

namespace vitrine::ui {

namespace {

constexpr qsizetype mostPlaces = 200;

} // namespace

void Places::visit(const Place &place)
{
    if (m_at >= 0 && m_places.at(m_at) == place)
        return;
    m_places = m_places.mid(0, m_at + 1);
    m_places.append(place);
    if (m_places.size() > mostPlaces)
        m_places.removeFirst();
    m_at = m_places.size() - 1;
}

std::optional<Place> Places::back()
{
    if (!canGoBack())
        return std::nullopt;
    return m_places.at(--m_at);
}

std::optional<Place> Places::forward()
{
    if (!canGoForward())
        return std::nullopt;
    return m_places.at(++m_at);
}

std::optional<Place> Places::current() const
{
    return m_at < 0 ? std::nullopt : std::optional<Place>(m_places.at(m_at));
}

void Places::clear()
{
    m_places.clear();
    m_at = -1;
}

} // namespace vitrine::ui
