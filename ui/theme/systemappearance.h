// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariantMap>

class QDBusConnection;
class QDBusVariant;

namespace vitrine::ui {

// What the desktop asks programs to look like, as it is now and whenever it changes: the settings portal of
// freedesktop.org (org.freedesktop.appearance, and GNOME's own keys where those are older). Without a portal
// it is what the platform's palette said at the start.
class SystemAppearance final : public QObject
{
    Q_OBJECT
public:
    // `darkPalette`: whether the platform's palette was dark before any theme was applied.
    SystemAppearance(const QDBusConnection &bus, bool darkPalette, QObject *parent = nullptr);

    bool isDark() const { return m_dark; }
    bool wantsHighContrast() const { return m_highContrast; }
    bool wantsLessMotion() const { return m_lessMotion; }

signals:
    void changed();

private:
    void take(const QString &group, const QString &key, const QDBusVariant &value);
    bool takeQuietly(const QString &group, const QString &key, const QVariant &value);
    void readAll(const QDBusConnection &bus);
    void takeAll(const QMap<QString, QVariantMap> &all);

    bool m_darkPalette;
    bool m_dark;
    bool m_highContrast = false;
    bool m_lessMotion = false;
};

} // namespace vitrine::ui
