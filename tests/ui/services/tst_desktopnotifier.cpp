// SPDX-License-Identifier: GPL-3.0-or-later
// Notifications over a real bus of its own.
#include "ui/services/desktopnotifier.h"

#include <QDBusConnection>
#include <QGuiApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QVariantMap>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

namespace {

// As a desktop does.
class Desktop final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown {
        QString program;
        QString title;
        QString text;
        QVariantMap hints;
    };
    QList<Shown> shown;

public slots:
    uint Notify(const QString &program, uint, const QString &, const QString &title, const QString &text,
                const QStringList &, const QVariantMap &hints, int)
    {
        shown.append({program, title, text, hints});
        return uint(shown.size());
    }
};

} // namespace

class tst_DesktopNotifier final : public QObject
{
    Q_OBJECT
private slots:
    void theDesktopShowsWhatItIsGiven();
    void withoutADesktopNothingHappens();
};

void tst_DesktopNotifier::theDesktopShowsWhatItIsGiven()
{
    if (QStandardPaths::findExecutable(u"dbus-daemon"_s).isEmpty())
        QSKIP("SKIPPED: dbus-daemon is not installed (package dbus-daemon)");
    QProcess daemon;
    daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(daemon.waitForReadyRead(10'000));
    const QString address = QString::fromUtf8(daemon.readLine()).trimmed();
    QDBusConnection theirs = QDBusConnection::connectToBus(address, u"desktop"_s);
    QVERIFY2(theirs.isConnected(), qPrintable(address));
    Desktop desktop;
    QVERIFY(theirs.registerObject(u"/org/freedesktop/Notifications"_s, &desktop,
                                  QDBusConnection::ExportAllSlots));
    QVERIFY(theirs.registerService(u"org.freedesktop.Notifications"_s));
    DesktopNotifier notifier(QDBusConnection::connectToBus(address, u"program"_s));
    notifier.notify({u"high: bikes"_s, u"rmse is 4 < 5 & more"_s, true});
    notifier.notify({u"low: bikes"_s, u"über"_s, false});
    QTRY_COMPARE(desktop.shown.size(), 2);
    QCOMPARE(desktop.shown[0].program, QGuiApplication::applicationDisplayName());
    QCOMPARE(desktop.shown[0].title, u"high: bikes"_s);
    QCOMPARE(desktop.shown[0].text, u"rmse is 4 &lt; 5 &amp; more"_s);
    QCOMPARE(desktop.shown[0].hints[u"urgency"_s].toInt(), 2);
    QCOMPARE(desktop.shown[1].text, u"über"_s);
    QCOMPARE(desktop.shown[1].hints[u"urgency"_s].toInt(), 1);
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    QDBusConnection::disconnectFromBus(u"program"_s);
    daemon.terminate();
    QVERIFY(daemon.waitForFinished(10'000));
}

void tst_DesktopNotifier::withoutADesktopNothingHappens()
{
    DesktopNotifier notifier(QDBusConnection::connectToBus(u"unix:path=/nowhere/at/all"_s, u"nobody"_s));
    notifier.notify({u"high"_s, u"text"_s, true});
}

QTEST_MAIN(tst_DesktopNotifier)
#include "tst_desktopnotifier.moc"
