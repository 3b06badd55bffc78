// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/celltext.h"
#include "core/monitor/dataset/parsedpiece.h"

#include <QHash>

namespace vitrine::monitor {

// Whether every line is an object, or objects follow each other as they like (in an array).
enum class JsonShape { Lines, Objects };

// What to take from a file, shared by all who parse parts of it.
struct JsonPlan {
    JsonShape shape = JsonShape::Lines;
    std::vector<CellForm> forms; // of the columns
    QStringList names;           // of the columns: keys; of objects in objects joined by dots
    MissingTexts missing{{}};
    QTimeZone zone = QTimeZone::utc();
    qsizetype keptProblems = 100;
};

// Parses whole objects. A key that is not there is a missing value; true and false are texts, an array is its
// JSON as a text.
ParsedPiece parseJson(std::string_view bytes, const JsonPlan &plan);

// The columns of the first objects, by first appearance, and their cells as texts; at most `most` objects. An
// object without a key has no cell there.
struct JsonSample {
    QStringList names;
    std::vector<std::vector<std::string>> cells;
    int objects = 0;
};
JsonSample sampleJson(std::string_view bytes, JsonShape shape, int most);

} // namespace vitrine::monitor
