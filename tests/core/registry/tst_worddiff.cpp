// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/worddiff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vitrine::registry;
using namespace Qt::StringLiterals;

namespace {

QString printed(const QList<TextRun> &runs)
{
    QString text;
    for (const TextRun &run : runs) {
        switch (run.kind) {
        case TextRun::Kind::Same: text += run.text; break;
        case TextRun::Kind::Removed: text += u"[-"_s + run.text + u"-]"_s; break;
        case TextRun::Kind::Added: text += u"{+"_s + run.text + u"+}"_s; break;
        }
    }
    return text;
}

QString side(const QList<TextRun> &runs, TextRun::Kind changed)
{
    QString text;
    for (const TextRun &run : runs) {
        if (run.kind == TextRun::Kind::Same || run.kind == changed)
            text += run.text;
    }
    return text;
}

} // namespace

class tst_WordDiff final : public QObject
{
    Q_OBJECT
private slots:
    void wordsAreKeptPutInAndTakenOut_data();
    void wordsAreKeptPutInAndTakenOut();
    void bothSidesCanBeReadOff();
    void aLongTextIsComparedQuickly();
};

void tst_WordDiff::wordsAreKeptPutInAndTakenOut_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &before, const QString &after,
                        const QString &expected) { QTest::newRow(name) << before << after << expected; };
    row("nothing", u""_s, u""_s, u""_s);
    row("the same", u"One station only."_s, u"One station only."_s, u"One station only."_s);
    row("new", u""_s, u"One station."_s, u"{+One station.+}"_s);
    row("gone", u"One station."_s, u""_s, u"[-One station.-]"_s);
    row("a word", u"Trained on one station."_s, u"Trained on two station."_s,
        u"Trained on [-one-]{+two+} station."_s);
    row("two words are one change", u"with the linear model here"_s, u"with a boosted model here"_s,
        u"with [-the linear-]{+a boosted+} model here"_s);
    row("punctuation alone", u"Snow is rare."_s, u"Snow is rare!"_s, u"Snow is rare[-.-]{+!+}"_s);
    row("numbers are whole", u"rmse 2.856."_s, u"rmse 2.239."_s, u"rmse [-2.856-]{+2.239+}."_s);
    row("a new line", u"one\ntwo"_s, u"one\nmore\ntwo"_s, u"one\n{+more\n+}two"_s);
    row("umlauts stay whole", u"größer"_s, u"größere"_s, u"[-größer-]{+größere+}"_s);
}

void tst_WordDiff::wordsAreKeptPutInAndTakenOut()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    QFETCH(const QString, expected);
    QCOMPARE(printed(wordDiff(before, after)), expected);
}

void tst_WordDiff::bothSidesCanBeReadOff()
{
    QRandomGenerator random(7);
    const QStringList alphabet{u"rain"_s, u"sun"_s, u" "_s,    u"\n"_s,  u"."_s,
                               u"  "_s,   u"é"_s,   u"\x01"_s, u"🌧"_s};
    for (int round = 0; round < 300; ++round) {
        QString texts[2];
        for (QString &text : texts) {
            for (int word = random.bounded(30); word > 0; --word)
                text += alphabet.at(random.bounded(int(alphabet.size())));
        }
        const auto runs = wordDiff(texts[0], texts[1]);
        QCOMPARE(side(runs, TextRun::Kind::Removed), texts[0]);
        QCOMPARE(side(runs, TextRun::Kind::Added), texts[1]);
    }
}

void tst_WordDiff::aLongTextIsComparedQuickly()
{
    QString before;
    for (int word = 0; word < 60000; ++word)
        before += u"word%1 "_s.arg(word % 977);
    QString after = before;
    after.replace(u"word500 "_s, u"other "_s);
    const auto runs = wordDiff(before, after);
    QCOMPARE(side(runs, TextRun::Kind::Added), after);
    QVERIFY(runs.size() > 100 && runs.size() < 400);
}

QTEST_GUILESS_MAIN(tst_WordDiff)
#include "tst_worddiff.moc"
