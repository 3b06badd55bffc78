// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/columnguess.h"

#include "core/base/text.h"

#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Of the cells that are not missing.
template<typename Accepts>
double acceptedShare(const CellTexts &cells, const MissingTexts &missing, Accepts &&accepts)
{
    std::size_t present = 0;
    std::size_t accepted = 0;
    for (const std::string &cell : cells) {
        if (missing.contains(withoutSpaces(cell)))
            continue;
        ++present;
        accepted += accepts(cell) ? 1 : 0;
    }
    return present == 0 ? 0 : double(accepted) / double(present);
}

double numberShare(const CellTexts &cells, const MissingTexts &missing, const NumberForm &form)
{
    return acceptedShare(cells, missing, [&](const std::string &cell) {
        double value = 0;
        return parseNumber(cell, form, value);
    });
}

double timeShare(const CellTexts &cells, const MissingTexts &missing, TimeForm form)
{
    TimeText reader(form, QTimeZone::utc());
    return acceptedShare(cells, missing,
                         [&](const std::string &cell) { return reader.parse(cell).has_value(); });
}

constexpr double enough = 0.9;

// 1.5 and 1,234 are numbers of '.'; 1,5 and 1.234 of ','. Some texts are both.
struct Votes {
    int point = 0;
    int comma = 0;
};

Votes decimalVotes(std::span<const CellTexts> columns, const MissingTexts &missing)
{
    Votes votes;
    for (const CellTexts &cells : columns) {
        const bool point = numberShare(cells, missing, {'.', ','}) >= enough;
        const bool comma = numberShare(cells, missing, {',', '.'}) >= enough;
        votes.point += point && !comma ? 1 : 0;
        votes.comma += comma && !point ? 1 : 0;
    }
    return votes;
}

class Guesser final
{
public:
    Guesser(std::span<const CellTexts> columns, const DatasetOptions &options, bool commaCells)
        : m_options(options)
        , m_missing(options.missing)
    {
        if (options.decimal) {
            m_decimal = *options.decimal;
        } else {
            const Votes votes = decimalVotes(columns, m_missing);
            if (votes.comma > votes.point || (votes.comma == votes.point && commaCells && anyComma(columns)))
                m_decimal = ',';
        }
    }

    char decimal() const { return m_decimal; }

    CellForm guess(const QString &name, const CellTexts &cells, QStringList &notes) const
    {
        const auto asked = m_options.types.constFind(name);
        CellForm form;
        if (asked == m_options.types.constEnd() || *asked == ColumnType::Number) {
            const bool demanded = asked != m_options.types.constEnd();
            if (isNumber(cells, form, demanded) && (demanded || !isName(cells, form.number)))
                return form;
        }
        if (asked == m_options.types.constEnd() || *asked == ColumnType::Time) {
            if (isTime(name, cells, form, asked != m_options.types.constEnd(), notes))
                return form;
        }
        form.type = ColumnType::Text;
        return form;
    }

    // Texts of which a good part are numbers.
    bool isMixed(const QString &name, const CellForm &form, const CellTexts &cells) const
    {
        constexpr double some = 0.2;
        return form.type == ColumnType::Text && !m_options.types.contains(name) &&
               numberShare(cells, m_missing, {m_decimal, '\0'}) >= some && !isName(cells, form.number);
    }

    ColumnInfo describe(const QString &name, const CellForm &form, const CellTexts &cells) const
    {
        ColumnInfo column{name, form.type};
        if (form.type != ColumnType::Number)
            return column;
        const std::vector<double> values = numbersOf(cells, form.number);
        column.whole = isWhole(values);
        column.share = !values.empty() &&
                       std::ranges::all_of(values, [](double value) { return value >= 0 && value <= 1; });
        return column;
    }

private:
    static bool anyComma(std::span<const CellTexts> columns)
    {
        return std::ranges::any_of(columns, [](const CellTexts &cells) {
            return numberShare(cells, MissingTexts({}), {',', '\0'}) >= enough &&
                   std::ranges::any_of(
                       cells, [](const std::string &cell) { return cell.find(',') != std::string::npos; });
        });
    }

    bool isNumber(const CellTexts &cells, CellForm &form, bool demanded) const
    {
        form.type = ColumnType::Number;
        const bool allMissing = std::ranges::all_of(
            cells, [&](const std::string &cell) { return m_missing.contains(withoutSpaces(cell)); });
        double best = allMissing ? 1 : 0;
        form.number = {m_decimal, '\0'};
        for (const char thousands : {'\0', m_decimal == ',' ? '.' : ',', ' ', '\''}) {
            const double share = numberShare(cells, m_missing, {m_decimal, thousands});
            if (share > best) {
                best = share;
                form.number.thousands = thousands;
            }
        }
        return demanded || best >= enough;
    }

    std::vector<double> numbersOf(const CellTexts &cells, const NumberForm &form) const
    {
        std::vector<double> values;
        for (const std::string &cell : cells) {
            double value = 0;
            if (!m_missing.contains(withoutSpaces(cell)) && parseNumber(cell, form, value))
                values.push_back(value);
        }
        return values;
    }

    static bool isWhole(const std::vector<double> &values)
    {
        return !values.empty() && std::ranges::all_of(values, [](double value) {
            return std::isfinite(value) && value == std::floor(value);
        });
    }

    // Whole numbers beyond what a double holds digit by digit count nothing: they are ids.
    bool isName(const CellTexts &cells, const NumberForm &form) const
    {
        constexpr double exact = 9007199254740992.0;
        return isWhole(numbersOf(cells, form)) && std::ranges::any_of(cells, [&](const std::string &cell) {
                   double value = 0;
                   return cell.find_first_of("eE.") == std::string::npos && parseNumber(cell, form, value) &&
                          std::abs(value) > exact;
               });
    }

    bool isTime(const QString &name, const CellTexts &cells, CellForm &form, bool demanded,
                QStringList &notes) const
    {
        form.type = ColumnType::Time;
        const bool monthsFirst = m_options.dateOrder == DateOrder::MonthFirst;
        std::vector<TimeForm> forms{
            TimeForm::YearFirst, monthsFirst ? TimeForm::MonthFirst : TimeForm::DayFirst,
            monthsFirst ? TimeForm::DayFirst : TimeForm::MonthFirst, TimeForm::MonthName};
        if (m_options.dateOrder)
            forms.erase(forms.begin() + 2);
        if (demanded)
            forms.insert(forms.end(), {TimeForm::Compact, epochForm(cells)});
        double best = 0;
        double otherOrder = 0;
        for (const TimeForm one : forms) {
            const double share = timeShare(cells, m_missing, one);
            if (one == TimeForm::MonthFirst)
                otherOrder = share;
            if (share > best) {
                best = share;
                form.time = one;
            }
        }
        if (best >= enough && form.time == TimeForm::DayFirst && otherOrder == best) {
            notes << Text::tr("The dates of %1 may have the day or the month first; they were read as "
                              "day first.")
                         .arg(name);
        }
        return demanded || best >= enough;
    }

    // Numbers since 1970 by their size: seconds until the year 5138.
    TimeForm epochForm(const CellTexts &cells) const
    {
        double largest = 0;
        for (const std::string &cell : cells) {
            double value = 0;
            if (parseNumber(cell, {}, value) && std::isfinite(value))
                largest = std::max(largest, std::abs(value));
        }
        return largest < 1e11   ? TimeForm::Seconds
               : largest < 1e14 ? TimeForm::Milliseconds
               : largest < 1e17 ? TimeForm::Microseconds
                                : TimeForm::Nanoseconds;
    }

    const DatasetOptions &m_options;
    MissingTexts m_missing;
    char m_decimal = '.';
};

} // namespace

ColumnGuesses guessColumns(const QStringList &names, std::span<const CellTexts> columns,
                           const DatasetOptions &options, bool commaCells)
{
    const Guesser guesser(columns, options, commaCells);
    constexpr qsizetype mostNamed = 5;
    ColumnGuesses result;
    QStringList mixed;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const QString &name = names[static_cast<qsizetype>(i)];
        result.forms.push_back(guesser.guess(name, columns[i], result.notes));
        result.columns.append(guesser.describe(name, result.forms.back(), columns[i]));
        if (guesser.isMixed(name, result.forms.back(), columns[i]))
            mixed << name;
    }
    if (mixed.size() == 1)
        result.notes
            << Text::tr("Column %1 mixes numbers and texts; it was read as text.").arg(mixed.first());
    else if (!mixed.isEmpty())
        result.notes << Text::tr("Columns %1 mix numbers and texts; they were read as text.")
                            .arg(mixed.mid(0, mostNamed).join(u", "_s) +
                                 (mixed.size() > mostNamed ? u", …"_s : QString()));
    if (guesser.decimal() == ',' && !options.decimal)
        result.notes << Text::tr("Numbers were read with a decimal comma.");
    return result;
}

QStringList distinctNames(const QStringList &names)
{
    QStringList result;
    QSet<QString> taken(names.begin(), names.end());
    QSet<QString> used;
    for (qsizetype i = 0; i < names.size(); ++i) {
        QString name = names[i].isEmpty() ? u"column_%1"_s.arg(i + 1) : names[i];
        if (used.contains(name) || (names[i].isEmpty() && taken.contains(name))) {
            int copy = 2;
            while (taken.contains(u"%1_%2"_s.arg(name).arg(copy)))
                ++copy;
            name = u"%1_%2"_s.arg(name).arg(copy);
        }
        taken.insert(name);
        used.insert(name);
        result << name;
    }
    return result;
}

} // namespace vitrine::monitor
