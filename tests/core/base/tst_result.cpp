// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;

namespace {

Result<int> half(int number)
{
    if (number % 2)
        return Error{Error::Code::InvalidArgument, u"%1 is odd."_s.arg(number), {}};
    return number / 2;
}

Result<int> quarter(int number)
{
    VT_TRY(const int once, half(number));
    VT_TRY(const int twice, half(once));
    return twice;
}

Result<> checked(int number)
{
    VT_CHECK(half(number));
    return {};
}

} // namespace

class tst_Result final : public QObject
{
    Q_OBJECT
private slots:
    void tryPassesTheValueOn();
    void tryReturnsTheFirstError();
    void checkReturnsTheError();
    void moveOnlyValuesAreCarried();
    void aRangeForOverATemporaryIsSafe();
    void contextComesInFront();
};

void tst_Result::tryPassesTheValueOn()
{
    QCOMPARE(*quarter(12), 3);
}

void tst_Result::tryReturnsTheFirstError()
{
    QCOMPARE(quarter(6).error().message, u"3 is odd."_s);
    QCOMPARE(quarter(6).value_or(-1), -1);
}

void tst_Result::checkReturnsTheError()
{
    QVERIFY(checked(2));
    QCOMPARE(checked(1).error().code, Error::Code::InvalidArgument);
}

void tst_Result::moveOnlyValuesAreCarried()
{
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> value = std::move(result).value();
    QCOMPARE(*value, 7);
}

void tst_Result::aRangeForOverATemporaryIsSafe()
{
    const auto make = [] { return Result<QStringList>(QStringList{u"a"_s, u"b"_s}); };
    QString joined;
    for (const QString &text : *make())
        joined += text;
    QCOMPARE(joined, u"ab"_s);
}

void tst_Result::contextComesInFront()
{
    const Error error{Error::Code::Busy, u"The tag is locked."_s, u"path"_s};
    const Error within = error.within(u"Cannot roll back churn"_s);
    QCOMPARE(within.message, u"Cannot roll back churn: The tag is locked."_s);
    QCOMPARE(within.code, Error::Code::Busy);
    QCOMPARE(within.detail, u"path"_s);
}

QTEST_GUILESS_MAIN(tst_Result)
#include "tst_result.moc"
