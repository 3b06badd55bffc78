// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Wording)
};

constexpr int wordedDays = 30;
constexpr int mostDecimals = 6;

// Decimals of three significant digits.
int decimalsOf(double value)
{
    return value == 0
               ? 0
               : std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, mostDecimals);
}

} // namespace

QString relativeTime(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return u"–"_s;
    const QDateTime local = time.toLocalTime();
    const qint64 seconds = local.secsTo(now);
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (seconds < -60 || days > wordedDays)
        return QLocale().toString(local.date(), u"d MMM yyyy"_s);
    if (seconds < 60)
        return Wording::tr("just now");
    if (seconds < 3600)
        return Wording::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / 60));
    if (days == 0 || seconds < 6 * 3600)
        return Wording::tr("%n hour(s) ago", nullptr, static_cast<int>(seconds / 3600));
    if (days == 1)
        return Wording::tr("yesterday");
    return Wording::tr("%n day(s) ago", nullptr, static_cast<int>(days));
}

QString exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    return Wording::tr("%1, %2 %3")
        .arg(QLocale().toString(local.date(), u"d MMMM yyyy"_s),
             QLocale().toString(local.time(), u"HH:mm:ss"_s), local.timeZoneAbbreviation());
}

QString shortNumber(double value)
{
    if (!std::isfinite(value))
        return u"–"_s;
    if (value == 0)
        return QLocale().toString(0);
    const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
    if (magnitude < -4)
        return QLocale().toString(value, 'e', 2);
    return QLocale().toString(value, 'f', std::clamp(2 - magnitude, 0, 6));
}

QString fullNumber(double value)
{
    if (!std::isfinite(value))
        return Wording::tr("not recorded");
    return QLocale().toString(value, 'g', QLocale::FloatingPointShortest);
}

// As many decimals as the larger of the values has, so that the change can be checked by looking; more when
// it would vanish.
QString changeText(double before, double after)
{
    if (!std::isfinite(before) || !std::isfinite(after))
        return {};
    const double change = after - before;
    if (change == 0)
        return u"= 0"_s;
    const double size = std::abs(change);
    const int wanted = decimalsOf(std::max(std::abs(before), std::abs(after)));
    const int needed = -static_cast<int>(std::floor(std::log10(size)));
    const QString text = QLocale().toString(size, 'f', std::clamp(std::max(wanted, needed), 0, mostDecimals));
    return (change > 0 ? u"▲ +"_s : u"▼ −"_s) + text;
}

} // namespace vitrine::ui
