// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/base/text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_EnglishPlurals final : public QObject
{
    Q_OBJECT
private slots:
    void oneAndManyAreWorded();
    void otherTextsStayAsTheyAre();
};

void tst_EnglishPlurals::oneAndManyAreWorded()
{
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    QCOMPARE(Text::tr("%n model(s)", nullptr, 0), u"0 models"_s);
    QCOMPARE(Text::tr("%n model(s)", nullptr, 1), u"1 model"_s);
    QCOMPARE(Text::tr("%n model(s)", nullptr, 12), u"12 models"_s);
    QCoreApplication::removeTranslator(&plurals);
}

void tst_EnglishPlurals::otherTextsStayAsTheyAre()
{
    EnglishPlurals plurals;
    QVERIFY(QCoreApplication::installTranslator(&plurals));
    QCOMPARE(Text::tr("Cancelled."), u"Cancelled."_s);
    QCOMPARE(Text::tr("file(s)"), u"file(s)"_s); // without a number there is nothing to choose by
    QCoreApplication::removeTranslator(&plurals);
}

QTEST_GUILESS_MAIN(tst_EnglishPlurals)
#include "tst_englishplurals.moc"
