// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"

#include <QList>
#include <QString>

#include <optional>

namespace vitrine::format {

// One thing inside a model file: an input, a node, a tensor, a coefficient, a fact about its trees.
struct StructureEntry {
    QString name;                 // unique in its group: the same name in another file is the same thing
    QString text;                 // what it is: "float32 1×5, 20 bytes"
    std::optional<double> number; // when it is one: a coefficient, a count
    quint64 digest = 0; // of content that the text does not show; equal content, equal digest in a process
    bool operator==(const StructureEntry &) const = default;
};

struct StructureGroup {
    enum class Kind { Summary, Inputs, Outputs, Trees, Coefficients, Operators, Nodes, Tensors };
    Kind kind = Kind::Summary;
    QList<StructureEntry> entries; // in the order of the file; operators by name
    qsizetype leftOut = 0;         // entries beyond the limit of the group
    bool operator==(const StructureGroup &) const = default;
};

// What is inside a model file, as far as it can be told by looking, in the same form for every format.
struct Structure {
    QString format; // "ONNX"
    QList<StructureGroup> groups;
    const StructureGroup *group(StructureGroup::Kind kind) const; // null: the format or file has none
    bool operator==(const Structure &) const = default;
};

// By content; `name` is what people call the file, whose path may be a hash. The file is mapped, never loaded
// whole, never executed. Of formats other than ONNX it is what inspectFile() finds. Unsupported when the
// format is not known; Corrupt names what is wrong.
Result<Structure> readStructure(const QString &path, const QString &name, const Job &job = {});

} // namespace vitrine::format
