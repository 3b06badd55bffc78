// SPDX-License-Identifier: GPL-3.0-or-later
// A bus of our own with a portal of our own on it, so that the real one of the desktop is left alone.
#include "ui/theme/palette.h"
#include "ui/theme/systemappearance.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusVariant>
#include <QLabel>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

using Settings = QMap<QString, QVariantMap>;
Q_DECLARE_METATYPE(Settings)

// The settings portal, as far as it is asked.
class FakePortal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    explicit FakePortal(const QDBusConnection &bus) : m_bus(bus) {}
    Settings settings;

    void set(const QString &group, const QString &key, const QVariant &value)
    {
        settings[group][key] = value;
        QDBusMessage changed = QDBusMessage::createSignal(
            u"/org/freedesktop/portal/desktop"_s, u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        changed << group << key << QVariant::fromValue(QDBusVariant(value));
        m_bus.send(changed);
    }

public slots:
    Settings ReadAll(const QStringList &) { return settings; }

private:
    QDBusConnection m_bus;
};

class tst_SystemAppearance final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void withoutABusThePaletteDecides();
    void theFirstAnswerCounts();
    void changesArriveWhileRunning();
    void gnomesOwnKeysAreRead();
    void theWholeApplicationSwitchesLive();

private:
    static constexpr uint dark = 1, light = 2, none = 0;
    QProcess m_daemon;
    std::unique_ptr<FakePortal> m_portal;
};

void tst_SystemAppearance::initTestCase()
{
    const QString program = QStandardPaths::findExecutable(u"dbus-daemon"_s);
    if (program.isEmpty())
        QSKIP("dbus-daemon is not installed: following the desktop's appearance is not tested");
    m_daemon.start(program, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(m_daemon.waitForStarted());
    QVERIFY(m_daemon.waitForReadyRead());
    const QString address = QString::fromLatin1(m_daemon.readLine()).trimmed();
    QVERIFY(!address.isEmpty());
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toLatin1());
    qDBusRegisterMetaType<Settings>();
    QDBusConnection bus = QDBusConnection::connectToBus(address, u"portal"_s);
    QVERIFY2(bus.isConnected(), qPrintable(bus.lastError().message()));
    m_portal = std::make_unique<FakePortal>(bus);
    QVERIFY(bus.registerObject(u"/org/freedesktop/portal/desktop"_s, m_portal.get(),
                               QDBusConnection::ExportAllSlots));
    QVERIFY(bus.registerService(u"org.freedesktop.portal.Desktop"_s));
}

void tst_SystemAppearance::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(u"portal"_s);
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

void tst_SystemAppearance::withoutABusThePaletteDecides()
{
    const QDBusConnection nowhere(u"there is no such connection"_s);
    QVERIFY(SystemAppearance(nowhere, true).isDark());
    QVERIFY(!SystemAppearance(nowhere, false).isDark());
    QVERIFY(!SystemAppearance(nowhere, false).wantsHighContrast());
}

void tst_SystemAppearance::theFirstAnswerCounts()
{
    m_portal->settings = {
        {u"org.freedesktop.appearance"_s, {{u"color-scheme"_s, dark}, {u"contrast"_s, 1u}}}};
    SystemAppearance appearance(QDBusConnection::sessionBus(), false);
    QTRY_VERIFY(appearance.isDark());
    QTRY_VERIFY(appearance.wantsHighContrast());
    QVERIFY(!appearance.wantsLessMotion());
}

void tst_SystemAppearance::changesArriveWhileRunning()
{
    m_portal->settings = {{u"org.freedesktop.appearance"_s, {{u"color-scheme"_s, light}}}};
    SystemAppearance appearance(QDBusConnection::sessionBus(), false);
    QTRY_VERIFY(!appearance.isDark());
    QSignalSpy changed(&appearance, &SystemAppearance::changed);
    m_portal->set(u"org.freedesktop.appearance"_s, u"color-scheme"_s, dark);
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(appearance.isDark());
    m_portal->set(u"org.freedesktop.appearance"_s, u"color-scheme"_s, dark); // nothing new
    m_portal->set(u"org.freedesktop.appearance"_s, u"contrast"_s, 1u);
    QTRY_VERIFY(appearance.wantsHighContrast());
    QCOMPARE(changed.count(), 2);
    m_portal->set(u"org.freedesktop.appearance"_s, u"color-scheme"_s, none); // as the palette was
    QTRY_COMPARE(changed.count(), 3);
    QVERIFY(!appearance.isDark());
}

void tst_SystemAppearance::gnomesOwnKeysAreRead()
{
    m_portal->settings = {{u"org.gnome.desktop.interface"_s, {{u"enable-animations"_s, false}}},
                          {u"org.gnome.desktop.a11y.interface"_s, {{u"high-contrast"_s, true}}}};
    SystemAppearance appearance(QDBusConnection::sessionBus(), false);
    QTRY_VERIFY(appearance.wantsLessMotion());
    QTRY_VERIFY(appearance.wantsHighContrast());
}

void tst_SystemAppearance::theWholeApplicationSwitchesLive()
{
    m_portal->settings = {{u"org.freedesktop.appearance"_s, {{u"color-scheme"_s, light}}}};
    applyTheme(*qApp, ColourScheme::System);
    QLabel label;
    label.show();
    QTRY_COMPARE(label.palette().color(QPalette::Window), lightTokens().window);
    m_portal->set(u"org.freedesktop.appearance"_s, u"color-scheme"_s, dark);
    QTRY_COMPARE(label.palette().color(QPalette::Window), darkTokens().window);
    m_portal->set(u"org.freedesktop.appearance"_s, u"contrast"_s, 1u);
    QTRY_COMPARE(label.palette().color(QPalette::Window), highContrastDarkTokens().window);
    QVERIFY(tokens(label.palette()).highContrast);
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal); // a choice of the user's comes first
    QTRY_COMPARE(label.palette().color(QPalette::Window), lightTokens().window);
    m_portal->set(u"org.freedesktop.appearance"_s, u"color-scheme"_s, light);
    m_portal->set(u"org.freedesktop.appearance"_s, u"contrast"_s, 0u);
    applyTheme(*qApp, ColourScheme::System);
    QTRY_COMPARE(label.palette().color(QPalette::Window), lightTokens().window);
}

QTEST_MAIN(tst_SystemAppearance)
#include "tst_systemappearance.moc"
