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

QTEST_MAIN(tst_Commands)
#include "tst_commands.moc"
