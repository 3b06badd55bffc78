// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Fuzzy final : public QObject
{
    Q_OBJECT
private slots:
    void lettersMustOccurInOrder();
    void beginningsOfWordsWin();
    void runsWin();
    void theLettersThatMatchedAreTold();
    void nothingTypedMatchesEverything();
    void longTextsAreNoTrap();
};

void tst_Fuzzy::lettersMustOccurInOrder()
{
    QVERIFY(fuzzyMatch(u"smx"_s, u"seattle-tmax"_s).score >= 0);
    QVERIFY(fuzzyMatch(u"SMX"_s, u"seattle-tmax"_s).score >= 0);
    QVERIFY(fuzzyMatch(u"s m x"_s, u"seattle-tmax"_s).score >= 0);
    QVERIFY(fuzzyMatch(u"xms"_s, u"seattle-tmax"_s).score < 0);
    QVERIFY(fuzzyMatch(u"tmaxx"_s, u"tmax"_s).score < 0);
}

void tst_Fuzzy::beginningsOfWordsWin()
{
    QVERIFY(fuzzyMatch(u"st"_s, u"seattle-tmax"_s).score > fuzzyMatch(u"st"_s, u"costs"_s).score);
    QVERIFY(fuzzyMatch(u"rb"_s, u"Roll back"_s).score > fuzzyMatch(u"rb"_s, u"Carbon"_s).score);
    QVERIFY(fuzzyMatch(u"tv2"_s, u"tmax@v2.0.0"_s).score > fuzzyMatch(u"tv2"_s, u"tmax@v1.2.0"_s).score);
}

void tst_Fuzzy::runsWin()
{
    QVERIFY(fuzzyMatch(u"ttl"_s, u"seattle"_s).score > fuzzyMatch(u"ttl"_s, u"statale"_s).score);
}

void tst_Fuzzy::theLettersThatMatchedAreTold()
{
    QCOMPARE(fuzzyMatch(u"tm"_s, u"seattle-tmax"_s).positions, (QList<int>{8, 9}));
    QCOMPARE(fuzzyMatch(u"st"_s, u"seattle-tmax"_s).positions, (QList<int>{0, 8}));
}

void tst_Fuzzy::nothingTypedMatchesEverything()
{
    QCOMPARE(fuzzyMatch(u"  "_s, u"anything"_s).score, 0);
    QVERIFY(fuzzyMatch(u"a"_s, QString()).score < 0);
}

void tst_Fuzzy::longTextsAreNoTrap()
{
    const QString text = u"ab"_s.repeated(2000);
    const FuzzyMatch match = fuzzyMatch(u"ba"_s.repeated(20), text);
    QCOMPARE(match.positions.size(), 40);
}

QTEST_GUILESS_MAIN(tst_Fuzzy)
#include "tst_fuzzy.moc"
