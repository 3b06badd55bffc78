// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/drifteffect.h"

#include "ui/widgets/wording.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(DriftEffect)
};

bool isWasserstein(const QString &name)
{
    return name == u"wasserstein";
}

bool isCramersV(const QString &name)
{
    return name == u"cramers_v";
}

QString titleOf(const QString &test)
{
    const auto found = monitor::driftTest(test);
    return found ? monitor::driftTestInfo(*found).title : test;
}

} // namespace

QString effectTitle(const QString &name)
{
    if (isWasserstein(name))
        return Wording::tr("Wasserstein distance, in σ of the reference");
    if (isCramersV(name))
        return Wording::tr("Cramér’s V of levels");
    return titleOf(name);
}

QString effectUnit(const QString &name)
{
    if (isWasserstein(name))
        return Wording::tr("σ of the reference");
    return isCramersV(name) ? Wording::tr("Cramér’s V") : titleOf(name);
}

QString effectText(const monitor::EffectSize &effect)
{
    if (effect.name.isEmpty() || !std::isfinite(effect.value))
        return {};
    const QString number = shortNumber(effect.value);
    if (isWasserstein(effect.name))
        return Wording::tr("moved by %1 σ").arg(number);
    if (isCramersV(effect.name))
        return Wording::tr("Cramér’s V %1").arg(number);
    return u"%1 %2"_s.arg(titleOf(effect.name), number);
}

QString testText(const monitor::DriftFinding &finding)
{
    if (!finding.why.isEmpty())
        return finding.why;
    const monitor::DriftTestInfo test = monitor::driftTestInfo(finding.test);
    return test.byP ? Wording::tr("%1 p %2").arg(test.title, shortNumber(finding.p))
                    : u"%1 %2"_s.arg(test.title, shortNumber(finding.statistic));
}

QString thresholdText(const monitor::DriftFinding &finding)
{
    const QString number = fullNumber(finding.threshold);
    if (!monitor::driftTestInfo(finding.test).byP)
        return Wording::tr("from %1 on").arg(number);
    return finding.test == monitor::DriftTest::KolmogorovSmirnov ? u"p ≤ %1"_s.arg(number)
                                                                 : u"p < %1"_s.arg(number);
}

} // namespace vitrine::ui
