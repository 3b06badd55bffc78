// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/celltext.h"

namespace vitrine::monitor {

// Appends cells to one column of a chunk. The column and the missing texts outlive it.
class ColumnBuilder final
{
public:
    ColumnBuilder(Column &column, const CellForm &form, const MissingTexts &missing, const QTimeZone &zone);

    // Appends the cell; one that is not of the column's type is appended as missing, and false.
    bool add(std::string_view cell);
    bool addNumber(double value); // to a text column as its shortest text
    void addMissing();
    QString complaint() const; // about a cell for which add() was false
    qint64 unclearTimes() const { return m_time ? m_time->unclear() : 0; }

private:
    bool addText(std::string_view cell);
    void enlarge();

    Column &m_column;
    const MissingTexts &m_missing;
    NumberForm m_form;
    std::optional<TimeText> m_time; // of a Time column
    std::vector<qint32> m_slots;    // open addressing: a code, or missingText
    qint32 m_last = missingText;
};

} // namespace vitrine::monitor
