// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/dataset/roles.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr auto N = ColumnType::Number;
constexpr auto X = ColumnType::Text;
constexpr auto T = ColumnType::Time;

} // namespace

class tst_Roles final : public QObject
{
    Q_OBJECT
private slots:
    void namesOfR();
    void namesOfPython();
    void theFirstTimeWithoutAKnownName();
    void nothingIsGuessedFromNothing();
    void aWrongColumnIsNamed();
    void levelsKeepTheirNumbersOverChunks();
};

void tst_Roles::namesOfR()
{
    const Roles roles = guessRoles({{u"date"_s, T},
                                    {u"truth"_s, X},
                                    {u".pred_class"_s, X},
                                    {u".pred_yes"_s, N, false, true},
                                    {u".pred_no"_s, N, false, true},
                                    {u"age"_s, N}});
    QCOMPARE(roles.time, u"date"_s);
    QCOMPARE(roles.truth, u"truth"_s);
    QCOMPARE(roles.estimate, u".pred_class"_s);
    QCOMPARE(roles.probabilities,
             (QList<Roles::Probability>{{u"yes"_s, u".pred_yes"_s}, {u"no"_s, u".pred_no"_s}}));
    QCOMPARE(roles.features, QStringList{u"age"_s});
}

void tst_Roles::namesOfPython()
{
    const Roles roles = guessRoles({{u"Timestamp"_s, T},
                                    {u"x1"_s, N},
                                    {u"y_true"_s, N},
                                    {u"y_pred"_s, N},
                                    {u"sample_weight"_s, N},
                                    {u"request_id"_s, X}});
    QCOMPARE(roles.time, u"Timestamp"_s);
    QCOMPARE(roles.truth, u"y_true"_s);
    QCOMPARE(roles.estimate, u"y_pred"_s);
    QCOMPARE(roles.weight, u"sample_weight"_s);
    QCOMPARE(roles.id, u"request_id"_s);
    QCOMPARE(roles.features, QStringList{u"x1"_s});
}

void tst_Roles::theFirstTimeWithoutAKnownName()
{
    QCOMPARE(guessRoles({{u"a"_s, N}, {u"when"_s, T}, {u"then"_s, T}}).time, u"when"_s);
    // A number is no time, whatever its name.
    QCOMPARE(guessRoles({{u"time"_s, N}}).time, QString());
}

void tst_Roles::nothingIsGuessedFromNothing()
{
    QCOMPARE(guessRoles({}), Roles());
    // Numbers beyond 1 are no probabilities, whatever their name.
    QVERIFY(guessRoles({{u"prob_yes"_s, N}}).probabilities.isEmpty());
}

void tst_Roles::aWrongColumnIsNamed()
{
    const QList<ColumnInfo> columns{{u"t"_s, T}, {u"x"_s, X}};
    QVERIFY(checkRoles(guessRoles(columns), columns));
    Roles roles;
    roles.truth = u"y"_s;
    QCOMPARE(checkRoles(roles, columns).error().message, u"The dataset has no column “y” for the truth."_s);
    roles = {};
    roles.time = u"x"_s;
    QVERIFY(checkRoles(roles, columns).error().message.contains(u"“x” does not read as times"));
    roles = {};
    roles.weight = u"x"_s;
    QVERIFY(checkRoles(roles, columns).error().message.contains(u"“x” does not read as numbers"));
}

void tst_Roles::levelsKeepTheirNumbersOverChunks()
{
    LevelTable levels({u"no"_s});
    Column first;
    first.type = X;
    first.texts = {"yes", "no"};
    first.codes = {0, 1, missingText, 0};
    QCOMPARE(levels.codes(first), (std::vector<qint32>{1, 0, missingText, 1}));
    Column second;
    second.type = X;
    second.texts = {"maybe", "yes"};
    second.codes = {1, 0};
    QCOMPARE(levels.codes(second), (std::vector<qint32>{1, 2}));
    QCOMPARE(levels.names(), (QStringList{u"no"_s, u"yes"_s, u"maybe"_s}));
}

QTEST_GUILESS_MAIN(tst_Roles)
#include "tst_roles.moc"
