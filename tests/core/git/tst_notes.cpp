// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

class tst_Notes final : public QObject
{
    Q_OBJECT
private slots:
    void gitReadsOurNotesAndWeReadGits();
    void everyChangeIsKept();
    void anEmptyContentRemovesTheNote();
};

namespace {
const QString ref = u"refs/notes/vitrine"_s;
}

void tst_Notes::gitReadsOurNotesAndWeReadGits()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QString other = scratch.commitFile(u"a"_s, "2", u"Two"_s);
    auto repository = Repository::open(scratch.path());
    QCOMPARE(*repository->note(ref, commit), QByteArray());
    QVERIFY(repository->setNote(ref, commit, "text: leak found\n", u"Note"_s));
    QCOMPARE(scratch.git({u"notes"_s, u"--ref=vitrine"_s, u"show"_s, commit}), u"text: leak found"_s);
    scratch.git({u"notes"_s, u"--ref=vitrine"_s, u"add"_s, u"-m"_s, u"by git"_s, other});
    QCOMPARE(repository->note(ref, other)->trimmed(), "by git");
    QCOMPARE(repository->notes(ref)->size(), 2);
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(scratch.isSound());
}

void tst_Notes::everyChangeIsKept()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QString other = scratch.commitFile(u"a"_s, "2", u"Two"_s);
    auto repository = Repository::open(scratch.path());
    const auto at = [](int minute) {
        return QDateTime::fromString(u"2024-05-01T10:%1:00Z"_s.arg(minute), Qt::ISODate);
    };
    QVERIFY(repository->setNote(ref, commit, "one", u"first"_s, at(10)));
    QVERIFY(repository->setNote(ref, other, "else", u"other"_s, at(11)));
    QVERIFY(repository->setNote(ref, commit, "two", u"second"_s, at(12)));
    const auto history = repository->noteHistory(ref, commit);
    QVERIFY(history);
    QCOMPARE(history->size(), 2);
    QCOMPARE(history->at(0).content, "two");
    QCOMPARE(history->at(0).commit.summary(), u"second"_s);
    QCOMPARE(history->at(1).content, "one");
    QCOMPARE(history->at(1).commit.author.when, at(10));
}

void tst_Notes::anEmptyContentRemovesTheNote()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->setNote(ref, commit, "one", u"first"_s));
    QVERIFY(repository->setNote(ref, commit, {}, u"gone"_s));
    QCOMPARE(*repository->note(ref, commit), QByteArray());
    QVERIFY(!scratch.gitSucceeds({u"notes"_s, u"--ref=vitrine"_s, u"show"_s, commit}));
}

QTEST_GUILESS_MAIN(tst_Notes)
#include "tst_notes.moc"
