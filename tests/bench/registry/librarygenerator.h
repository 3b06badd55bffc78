// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine::bench {

struct LibrarySize {
    int models = 200;
    int versionsPerModel = 50;
    // Packed as `git gc` leaves it; else one file an object and a reference, as a library is before the
    // first.
    bool packed = true;
    int versions() const { return models * versionsPerModel; }
};

// A bare library of that size below `path`, made through `git fast-import` as years of use would have: one
// commit a version, a model.yaml of about 1 kB, a pointer file, a card, register and stage tags.
// The same size gives the same repository, byte for byte. False, with a line on stderr, when git fails.
bool generateLibrary(const QString &path, const LibrarySize &size);

} // namespace vitrine::bench
