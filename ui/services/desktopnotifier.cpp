// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/desktopnotifier.h"

#include <QDBusMessage>
#include <QGuiApplication>
#include <QStringList>
#include <QVariantMap>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void DesktopNotifier::notify(const Notification &notification)
{
    if (!m_bus.isConnected())
        return;
    constexpr uchar usual = 1;
    constexpr uchar critical = 2;
    constexpr int asTheDesktopLikes = -1;
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                                       u"/org/freedesktop/Notifications"_s,
                                                       u"org.freedesktop.Notifications"_s, u"Notify"_s);
    const QVariantMap hints{{u"urgency"_s, QVariant::fromValue(notification.isUrgent ? critical : usual)},
                            {u"desktop-entry"_s, QGuiApplication::desktopFileName()}};
    // The text may be read as markup.
    call.setArguments({QGuiApplication::applicationDisplayName(), 0u, u"vitrine"_s, notification.title,
                       notification.text.toHtmlEscaped(), QStringList(), hints, asTheDesktopLikes});
    m_bus.send(call);
}

} // namespace vitrine::ui
