// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"
#include "core/monitor/dataset/timetext.h"

#include <QStringList>

#include <array>
#include <unordered_set>

namespace vitrine::monitor {

// How numbers are written in a file. 1,234.5 has the decimal '.' and the thousands ','.
struct NumberForm {
    char decimal = '.';
    char thousands = '\0'; // none; ' ' stands for every kind of space
    bool operator==(const NumberForm &) const = default;
};

// The whole text is a number of that form. "inf" and "Infinity" are, "nan" is NaN.
bool parseNumber(std::string_view text, const NumberForm &form, double &value);

// How the cells of one column are read.
struct CellForm {
    ColumnType type = ColumnType::Text;
    NumberForm number;
    TimeForm time = TimeForm::YearFirst;
};

// The texts that stand for a missing value. Nothing at all always does.
class MissingTexts final
{
public:
    explicit MissingTexts(const QStringList &texts); // none: what pandas and R write and read
    bool contains(std::string_view text) const
    {
        return text.empty() || (m_begins[static_cast<unsigned char>(text.front())] && isListed(text));
    }

private:
    bool isListed(std::string_view text) const;

    std::array<bool, 256> m_begins{};
    std::vector<std::string> m_texts;
};

std::string_view withoutSpaces(std::string_view text); // at both ends

} // namespace vitrine::monitor
