// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/notifier.h"

#include <QDBusConnection>

namespace vitrine::ui {

// Notifications of the desktop (org.freedesktop.Notifications, Desktop Notifications Specification 1.2).
// Never waits for the desktop; without one nothing happens.
class DesktopNotifier final : public Notifier
{
public:
    explicit DesktopNotifier(const QDBusConnection &bus = QDBusConnection::sessionBus()) : m_bus(bus) {}
    void notify(const Notification &notification) override;

private:
    QDBusConnection m_bus;
};

} // namespace vitrine::ui
