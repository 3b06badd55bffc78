// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

namespace vitrine::registry {

// How many bytes the files of versions take. A content that several versions have is stored once, so the sums
// of `unique` say what would be gone without each of them, not what all take together.

struct VersionSpace {
    QString version;
    bool deregistered = false;
    qint64 bytes = 0;  // of its files
    qint64 unique = 0; // of those that no other version of any model has
    qint64 shared() const { return bytes - unique; }
    bool operator==(const VersionSpace &) const = default;
};

struct ModelSpace {
    QString model;
    qint64 bytes = 0;             // each content counted once
    qint64 unique = 0;            // that no other model has
    QList<VersionSpace> versions; // newest first
    qint64 shared() const { return bytes - unique; }
    bool operator==(const ModelSpace &) const = default;
};

struct LibrarySpace {
    QList<ModelSpace> models; // by name
    qint64 bytes = 0;         // of all versions, each content counted once
    qint64 stored = 0;        // of all objects in the LFS store, also those that no version has
    qint64 unnamed = 0;       // of the objects in the LFS store that no version has
    bool operator==(const LibrarySpace &) const = default;
};

// Blocks; any thread. Fails when a version cannot be read.
Result<LibrarySpace> space(const Library &library, const Job &job = {});

} // namespace vitrine::registry
