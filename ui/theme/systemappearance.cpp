// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/systemappearance.h"

#include <QDBusAbstractInterface>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusVariant>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr auto portalName = "org.freedesktop.portal.Desktop"_L1;
constexpr auto portalPath = "/org/freedesktop/portal/desktop"_L1;
constexpr auto settingsInterface = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance"_L1;
constexpr auto gnomeInterface = "org.gnome.desktop.interface"_L1;
constexpr auto gnomeAccess = "org.gnome.desktop.a11y.interface"_L1;
// A portal that runs answers in a millisecond or two; the first picture waits for it no longer than this.
constexpr int patienceMs = 100;

enum Preference { NoPreference = 0, Dark = 1 };

// Its signal is the portal's: it carries the portal's name.
class SettingsPortal final : public QDBusAbstractInterface
{
    Q_OBJECT
public:
    SettingsPortal(const QDBusConnection &bus, QObject *parent)
        : QDBusAbstractInterface(portalName, portalPath, settingsInterface, bus, parent)
    {
    }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

QDBusMessage readAllCall()
{
    QDBusMessage call = QDBusMessage::createMethodCall(portalName, portalPath,
                                                       QString::fromLatin1(settingsInterface), u"ReadAll"_s);
    call << QStringList{appearance, gnomeInterface, gnomeAccess};
    return call;
}

// Older portals wrap values twice.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

QMap<QString, QVariantMap> settingsIn(const QDBusMessage &reply)
{
    QMap<QString, QVariantMap> all;
    if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().isEmpty() &&
        reply.signature() == u"a{sa{sv}}")
        reply.arguments().constFirst().value<QDBusArgument>() >> all;
    return all;
}

} // namespace

SystemAppearance::SystemAppearance(const QDBusConnection &bus, bool darkPalette, QObject *parent)
    : QObject(parent)
    , m_darkPalette(darkPalette)
    , m_dark(darkPalette)
{
    if (!bus.isConnected())
        return;
    auto *portal = new SettingsPortal(bus, this);
    connect(portal, &SettingsPortal::SettingChanged, this, &SystemAppearance::take);
    readAll(bus);
}

void SystemAppearance::readAll(const QDBusConnection &bus)
{
    if (bus.interface()->isServiceRegistered(portalName)) {
        const QDBusMessage reply = bus.call(readAllCall(), QDBus::Block, patienceMs);
        if (reply.type() == QDBusMessage::ReplyMessage)
            return takeAll(settingsIn(reply));
    }
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(readAllCall()), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        takeAll(settingsIn(watcher->reply()));
    });
}

void SystemAppearance::takeAll(const QMap<QString, QVariantMap> &all)
{
    bool differs = false;
    for (auto group = all.begin(); group != all.end(); ++group) {
        for (auto entry = group->begin(); entry != group->end(); ++entry)
            differs = takeQuietly(group.key(), entry.key(), entry.value()) || differs;
    }
    if (differs)
        emit changed();
}

void SystemAppearance::take(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (takeQuietly(group, key, value.variant()))
        emit changed();
}

// True when something is different now.
bool SystemAppearance::takeQuietly(const QString &group, const QString &key, const QVariant &value)
{
    const auto set = [](bool &member, bool wanted) {
        const bool differs = member != wanted;
        member = wanted;
        return differs;
    };
    const QVariant plain = unwrapped(value);
    if (group == appearance && key == u"color-scheme") {
        const int preference = plain.toInt();
        return set(m_dark, preference == NoPreference ? m_darkPalette : preference == Dark);
    }
    if ((group == appearance && key == u"contrast") || (group == gnomeAccess && key == u"high-contrast"))
        return set(m_highContrast, plain.toInt() == 1);
    if (group == appearance && key == u"reduced-motion")
        return set(m_lessMotion, plain.toInt() == 1);
    if (group == gnomeInterface && key == u"enable-animations")
        return set(m_lessMotion, !plain.toBool());
    return false;
}

} // namespace vitrine::ui

#include "systemappearance.moc"
