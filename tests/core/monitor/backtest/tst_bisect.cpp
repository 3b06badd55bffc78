// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/bisect.h"

#include <QTest>

#include <cmath>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace Qt::StringLiterals;

namespace {

constexpr BisectBound aboveFour{BisectBound::Side::Above, 4};

QStringList versions(int count)
{
    QStringList names;
    for (int i = 0; i < count; ++i)
        names << u"v%1"_s.arg(i);
    return names;
}

// Values by version: a letter each. g good, b bad, u undefined, x cannot be tested.
Result<Bisection> search(const QString &letters, BisectMethod method = BisectMethod::Halves)
{
    return bisect(versions(int(letters.size())), aboveFour, method,
                  [&](const QString &name) -> Result<double> {
                      const QChar letter = letters[name.mid(1).toInt()];
                      if (letter == u'x')
                          return Error{Error::Code::NotFound, u"It is not downloaded."_s, {}};
                      return letter == u'u' ? std::nan("") : letter == u'b' ? 5.0 : 4.0;
                  });
}

QString found(const QString &letters, BisectMethod method = BisectMethod::Halves)
{
    const auto result = search(letters, method);
    return result ? result->lastGood + u'>' + result->firstBad : result.error().message;
}

} // namespace

class tst_Bisect final : public QObject
{
    Q_OBJECT
private slots:
    void findsTheFirstBadVersion();
    void takesFewTests();
    void nothingBadAndAllBad();
    void skipsWhatCannotBeTested();
    void tellsWhatMayHideTheChange();
    void testingAllChecksTheAssumption();
    void belowIsTheOtherSide();
    void boundItselfIsGood();
    void noVersionsIsAnError();
    void cancelledIsNotASkip();
};

void tst_Bisect::findsTheFirstBadVersion()
{
    for (int size = 2; size < 20; ++size) {
        for (int bad = 1; bad < size; ++bad) {
            const QString letters = QString(bad, u'g') + QString(size - bad, u'b');
            QCOMPARE(found(letters), u"v%1>v%2"_s.arg(bad - 1).arg(bad));
            QCOMPARE(found(letters, BisectMethod::All), u"v%1>v%2"_s.arg(bad - 1).arg(bad));
        }
    }
}

void tst_Bisect::takesFewTests()
{
    const auto result = search(QString(700, u'g') + QString(324, u'b'));
    QCOMPARE(result->firstBad, u"v700"_s);
    QVERIFY(result->steps.size() <= 12);
    QVERIFY(!result->isMonotone);
    QSet<QString> tested;
    for (const BisectStep &step : result->steps)
        tested.insert(step.version);
    QCOMPARE(tested.size(), result->steps.size()); // none twice
}

void tst_Bisect::nothingBadAndAllBad()
{
    QCOMPARE(found(u"ggggg"_s), u">"_s);
    QCOMPARE(search(u"ggggg"_s)->steps.size(), 1);
    QCOMPARE(found(u"bbbb"_s), u">v0"_s);
    QCOMPARE(found(u"b"_s), u">v0"_s);
    QCOMPARE(found(u"g"_s), u">"_s);
    QCOMPARE(found(u"xux"_s), u">"_s);
    QCOMPARE(found(u"xux"_s, BisectMethod::All), u">"_s);
}

void tst_Bisect::skipsWhatCannotBeTested()
{
    QCOMPARE(found(u"ggxuggbxbb"_s), u"v5>v6"_s);
    QCOMPARE(found(u"xgggbbx"_s), u"v3>v4"_s);
    QCOMPARE(found(u"gxxxxxxb"_s), u"v0>v7"_s);
    const auto result = search(u"gub"_s);
    QCOMPARE(result->steps.last().why, u"The metric is undefined."_s);
}

void tst_Bisect::tellsWhatMayHideTheChange()
{
    QCOMPARE(search(u"ggxxbb"_s)->untestable, (QStringList{u"v2"_s, u"v3"_s}));
    QCOMPARE(search(u"ggxxbb"_s, BisectMethod::All)->untestable, (QStringList{u"v2"_s, u"v3"_s}));
    QVERIFY(search(u"gxgbb"_s)->untestable.isEmpty());
    QCOMPARE(search(u"xbb"_s)->untestable, QStringList{u"v0"_s});
}

void tst_Bisect::testingAllChecksTheAssumption()
{
    QCOMPARE(search(u"ggbbb"_s, BisectMethod::All)->isMonotone, std::optional(true));
    const auto relapse = search(u"gbggbb"_s, BisectMethod::All);
    QCOMPARE(relapse->isMonotone, std::optional(false));
    QCOMPARE(relapse->firstBad, u"v1"_s);
    QCOMPARE(relapse->steps.size(), 6);
    const QString halves = found(u"gbggbb"_s); // one of the two changes
    QVERIFY(halves == u"v0>v1" || halves == u"v3>v4");
}

void tst_Bisect::belowIsTheOtherSide()
{
    const auto result =
        bisect(versions(4), {BisectBound::Side::Below, 0.8}, BisectMethod::Halves,
               [](const QString &name) -> Result<double> { return name > u"v1" ? 0.7 : 0.9; });
    QCOMPARE(result->firstBad, u"v2"_s);
}

void tst_Bisect::boundItselfIsGood()
{
    QVERIFY(!aboveFour.isBad(4));
    QVERIFY(aboveFour.isBad(4.0001));
    QVERIFY(!BisectBound({BisectBound::Side::Below, 4}).isBad(4));
    QVERIFY(!aboveFour.isBad(std::nan("")));
}

void tst_Bisect::noVersionsIsAnError()
{
    QCOMPARE(search(QString()).error().code, Error::Code::InvalidArgument);
}

void tst_Bisect::cancelledIsNotASkip()
{
    const auto result =
        bisect(versions(4), aboveFour, BisectMethod::Halves, [](const QString &) -> Result<double> {
            return Error{Error::Code::Cancelled, u"Cancelled."_s, {}};
        });
    QVERIFY(!result);
    QCOMPARE(result.error().code, Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_Bisect)
#include "tst_bisect.moc"
