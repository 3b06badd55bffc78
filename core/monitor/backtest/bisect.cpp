// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/backtest/bisect.h"

#include "core/base/text.h"

#include <cmath>
#include <map>

namespace vitrine::monitor {

namespace {

class Search final
{
public:
    Search(const QStringList &versions, const BisectBound &bound,
           const std::function<Result<double>(const QString &)> &test, const Job &job)
        : m_versions(versions)
        , m_bound(bound)
        , m_test(test)
        , m_job(job)
    {
    }

    Result<Bisection> halves();
    Result<Bisection> all();

private:
    Result<BisectStep> step(qsizetype at);
    // The testable version nearest to the middle of (low, high); -1 when there is none.
    Result<qsizetype> testableBetween(qsizetype low, qsizetype high);
    Bisection found(qsizetype good, qsizetype bad);

    const QStringList &m_versions;
    BisectBound m_bound;
    const std::function<Result<double>(const QString &)> &m_test;
    const Job &m_job;
    std::map<qsizetype, BisectStep> m_known;
    Bisection m_result;
};

Result<BisectStep> Search::step(qsizetype at)
{
    if (const auto known = m_known.find(at); known != m_known.end())
        return known->second;
    VT_CHECK(m_job.check());
    BisectStep step{.version = m_versions[at], .why = {}};
    const auto value = m_test(step.version);
    if (!value && value.error().code == Error::Code::Cancelled)
        return value.error();
    if (!value)
        step.why = value.error().message;
    else if (std::isnan(*value))
        step.why = Text::tr("The metric is undefined.");
    else
        step.value = *value;
    step.bad = step.isTested() && m_bound.isBad(step.value);
    m_known[at] = step;
    m_result.steps.append(step);
    m_job.report(m_result.steps.size(), 0);
    return step;
}

Result<qsizetype> Search::testableBetween(qsizetype low, qsizetype high)
{
    const qsizetype middle = low + (high - low) / 2;
    for (qsizetype distance = 0; distance < high - low; ++distance) {
        for (const qsizetype at : {middle - distance, middle + distance}) {
            if (at <= low || at >= high)
                continue;
            VT_TRY(const BisectStep tested, step(at));
            if (tested.isTested())
                return at;
        }
    }
    return qsizetype(-1);
}

Bisection Search::found(qsizetype good, qsizetype bad)
{
    if (good >= 0)
        m_result.lastGood = m_versions[good];
    m_result.firstBad = m_versions[bad];
    for (qsizetype at = good + 1; at < bad; ++at)
        m_result.untestable << m_versions[at];
    return m_result;
}

Result<Bisection> Search::halves()
{
    qsizetype low = 0;
    qsizetype high = m_versions.size() - 1;
    // The outermost that can be tested.
    VT_TRY(BisectStep newest, step(high));
    while (!newest.isTested() && high > low) {
        VT_TRY(newest, step(--high));
    }
    if (!newest.isTested() || !newest.bad)
        return m_result;
    VT_TRY(BisectStep oldest, step(low));
    while (!oldest.isTested() && low < high) {
        VT_TRY(oldest, step(++low));
    }
    if (oldest.bad)
        return found(-1, low);
    while (high - low > 1) {
        VT_TRY(const qsizetype middle, testableBetween(low, high));
        if (middle < 0)
            break;
        VT_TRY(const BisectStep tested, step(middle));
        (tested.bad ? high : low) = middle;
    }
    return found(low, high);
}

Result<Bisection> Search::all()
{
    qsizetype lastGood = -1;
    qsizetype firstBad = -1;
    bool monotone = true;
    for (qsizetype at = 0; at < m_versions.size(); ++at) {
        VT_TRY(const BisectStep tested, step(at));
        if (!tested.isTested())
            continue;
        if (firstBad < 0)
            (tested.bad ? firstBad : lastGood) = at;
        else
            monotone = monotone && tested.bad;
    }
    m_result.isMonotone = monotone;
    return firstBad < 0 ? m_result : found(lastGood, firstBad);
}

} // namespace

Result<Bisection> bisect(const QStringList &versions, const BisectBound &bound, BisectMethod method,
                         const std::function<Result<double>(const QString &)> &test, const Job &job)
{
    if (versions.isEmpty())
        return Error{Error::Code::InvalidArgument, Text::tr("There are no versions to search."), {}};
    Search search(versions, bound, test, job);
    return method == BisectMethod::Halves ? search.halves() : search.all();
}

} // namespace vitrine::monitor
