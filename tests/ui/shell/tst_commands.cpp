// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include <QAction>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Commands final : public QObject
{
    Q_OBJECT
private slots:
    void aChangedShortcutComesBackAfterARestart();
    void aShortcutBelongsToOneCommand();
    void theUsualShortcutCanBeHadAgain();
    void allUsualShortcutsCanBeHadAgain();
    void keysForWritingStayFree_data();
    void keysForWritingStayFree();
};

namespace {

struct Two {
    explicit Two(QSettings &settings) : commands(settings)
    {
        open.setObjectName(u"open"_s);
        open.setShortcut(QKeySequence(u"Ctrl+O"_s));
        close.setObjectName(u"close"_s);
        close.setShortcut(QKeySequence(u"Ctrl+W"_s));
        commands.add(u"Library"_s, &open);
        commands.add(u"Library"_s, &close);
    }
    QAction open;
    QAction close;
    Commands commands;
};

} // namespace

void tst_Commands::aChangedShortcutComesBackAfterARestart()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    {
        Two two(settings);
        QVERIFY(two.commands.setShortcut(&two.open, QKeySequence(u"Ctrl+Shift+P"_s)));
        QVERIFY(two.commands.setShortcut(&two.close, {}));
    }
    Two again(settings);
    QCOMPARE(again.open.shortcut(), QKeySequence(u"Ctrl+Shift+P"_s));
    QVERIFY(again.close.shortcut().isEmpty());
}

void tst_Commands::aShortcutBelongsToOneCommand()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Two two(settings);
    QVERIFY(!two.commands.setShortcut(&two.open, QKeySequence(u"Ctrl+W"_s)));
    QCOMPARE(two.open.shortcut(), QKeySequence(u"Ctrl+O"_s));
    QCOMPARE(two.commands.holderOf(QKeySequence(u"Ctrl+W"_s))->action, &two.close);
    QVERIFY(two.commands.setShortcut(&two.open, QKeySequence(u"Ctrl+O"_s))); // its own is no conflict
}

void tst_Commands::theUsualShortcutCanBeHadAgain()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Two two(settings);
    QVERIFY(two.commands.setShortcut(&two.open, QKeySequence(u"F9"_s)));
    two.commands.resetShortcut(&two.open);
    QCOMPARE(two.open.shortcut(), QKeySequence(u"Ctrl+O"_s));
    Two again(settings);
    QCOMPARE(again.open.shortcut(), QKeySequence(u"Ctrl+O"_s));
}

void tst_Commands::allUsualShortcutsCanBeHadAgain()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Two two(settings);
    // The two change places.
    QVERIFY(two.commands.setShortcut(&two.open, {}));
    QVERIFY(two.commands.setShortcut(&two.close, QKeySequence(u"Ctrl+O"_s)));
    QVERIFY(two.commands.setShortcut(&two.open, QKeySequence(u"Ctrl+W"_s)));
    two.commands.resetAll();
    QCOMPARE(two.open.shortcut(), QKeySequence(u"Ctrl+O"_s));
    QCOMPARE(two.close.shortcut(), QKeySequence(u"Ctrl+W"_s));
    QVERIFY(settings.allKeys().isEmpty());
}

void tst_Commands::keysForWritingStayFree_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<bool>("reserved");
    for (const char *keys :
         {"A", "Shift+A", "Return", "Space", "Left", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Ctrl+S"})
        QTest::newRow(keys) << QString::fromLatin1(keys) << true;
    for (const char *keys : {"F2", "Shift+F5", "Ctrl+P", "Alt+Left", "Ctrl+Shift+A", ""})
        QTest::newRow(keys) << QString::fromLatin1(keys) << false;
}

void tst_Commands::keysForWritingStayFree()
{
    QFETCH(const QString, keys);
    QFETCH(const bool, reserved);
    QCOMPARE(Commands::isReserved(QKeySequence(keys)), reserved);
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    Two two(settings);
    QCOMPARE(two.commands.setShortcut(&two.open, QKeySequence(keys)), !reserved);
}

QTEST_MAIN(tst_Commands)
#include "tst_commands.moc"
