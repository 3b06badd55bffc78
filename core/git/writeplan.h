// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <QList>

#include <optional>
#include <vector>

namespace vitrine::git {

// What is left to do of a write once everything is in the object database: renames, each of which happens at
// once, in an order that does no harm when it ends in between (the working tree, its index, then the
// references). Kept as a file while it is carried out, so that whoever comes after a process that was killed
// can finish it.
struct WriteStep {
    enum class Kind : char {
        File = 'f',       // work tree, path, staged file (empty: remove), state before
        Index = 'i',      // work tree, path, id (empty: remove), mode, leftOut, doubted or empty
        Reference = 'r',  // name, staged file, id before, id after, line for the logs, the logs
        Removal = 'd',    // name
        PackedRefs = 'p', // staged file
    };
    Kind kind = Kind::File;
    QList<QByteArray> fields;
    bool operator==(const WriteStep &) const = default;
};

struct WritePlan {
    std::vector<WriteStep> steps;

    QByteArray toBytes() const;
    // Nothing when it is not whole, or names anything outside of the repository.
    static std::optional<WritePlan> fromBytes(const QByteArray &bytes);
};

// Of an Index step: for an entry whose file stays out of the working tree, and for one whose file may be
// another than its time and size say.
inline constexpr char leftOut[] = "left out";
inline constexpr char doubted[] = "doubted";

} // namespace vitrine::git
