// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/watcher.h"

#include "tests/support/scratchrepo.h"

#include <QSignalSpy>
#include <QTest>

using namespace vitrine::registry;
using namespace Qt::StringLiterals;
using vitrine::test::ScratchRepo;

class tst_LibraryWatcher final : public QObject
{
    Q_OBJECT
private slots:
    void aTagOfAnotherProgramIsNoticed();
    void aCommitAndANoteAreNoticed();
    void tagsInNewFoldersAndPackedOnesAreNoticed();
    void nothingIsSaidWhenNothingMoved();
    void aVanishedRepositoryIsSaidOnce();
};

void tst_LibraryWatcher::aTagOfAnotherProgramIsNoticed()
{
    ScratchRepo repo;
    repo.commitFile(u"a"_s, "a", u"a"_s);
    LibraryWatcher watcher(repo.gitDir());
    QSignalSpy changed(&watcher, &LibraryWatcher::changed);
    repo.tag(u"m@v1.0.0"_s, u"x"_s);
    QVERIFY(changed.wait());
    repo.tag(u"m#production#1"_s, u"x"_s);
    QVERIFY(changed.wait());
}

void tst_LibraryWatcher::aCommitAndANoteAreNoticed()
{
    ScratchRepo repo;
    repo.commitFile(u"a"_s, "a", u"a"_s);
    LibraryWatcher watcher(repo.gitDir());
    QSignalSpy changed(&watcher, &LibraryWatcher::changed);
    repo.commitFile(u"b"_s, "b", u"b"_s);
    QVERIFY(changed.wait());
    repo.git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"x"_s, u"HEAD"_s});
    QVERIFY(changed.wait());
}

void tst_LibraryWatcher::tagsInNewFoldersAndPackedOnesAreNoticed()
{
    ScratchRepo repo;
    repo.commitFile(u"a"_s, "a", u"a"_s);
    repo.tag(u"m@v1.0.0"_s, u"x"_s);
    repo.git({u"pack-refs"_s, u"--all"_s});
    LibraryWatcher watcher(repo.gitDir());
    QSignalSpy changed(&watcher, &LibraryWatcher::changed);
    repo.tag(u"nlp/m@v1.0.0"_s, u"x"_s);
    QVERIFY(changed.wait());
    repo.tag(u"nlp/m@v2.0.0"_s, u"x"_s);
    QVERIFY(changed.wait());
    repo.git({u"tag"_s, u"-d"_s, u"m@v1.0.0"_s});
    QVERIFY(changed.wait());
}

void tst_LibraryWatcher::nothingIsSaidWhenNothingMoved()
{
    ScratchRepo repo;
    repo.commitFile(u"a"_s, "a", u"a"_s);
    LibraryWatcher watcher(repo.gitDir());
    QSignalSpy changed(&watcher, &LibraryWatcher::changed);
    repo.writeFile(u".git/vitrine/index.sqlite"_s, "x");
    repo.writeFile(u".git/description"_s, "x");
    watcher.check();
    QCOMPARE(changed.count(), 0);
    repo.tag(u"m@v1.0.0"_s, u"x"_s);
    watcher.check();
    watcher.check();
    QCOMPARE(changed.count(), 1);
}

void tst_LibraryWatcher::aVanishedRepositoryIsSaidOnce()
{
    auto repo = std::make_unique<ScratchRepo>();
    repo->commitFile(u"a"_s, "a", u"a"_s);
    LibraryWatcher watcher(repo->gitDir());
    QSignalSpy changed(&watcher, &LibraryWatcher::changed);
    repo.reset();
    watcher.check();
    watcher.check();
    QCOMPARE(changed.count(), 1);
}

QTEST_GUILESS_MAIN(tst_LibraryWatcher)
#include "tst_watcher.moc"
