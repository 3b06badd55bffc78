// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/artifact/posixfile.h"
#include "core/base/job.h"

#include <QString>

namespace vitrine::artifact {

// From this size on it is worth work to spare the disk and the page cache.
inline constexpr qint64 largeFile = 64 * copyBlock;

// Both copy all of `source` into `target`, whatever it held: bytes left by an interrupted copy are compared
// and kept, others are overwritten. A few blocks are in memory at a time. Conflict when the source changed
// meanwhile.

// Returns the SHA-256 of exactly the bytes that were stored. Hashing and writing run side by side.
Result<QString> copyHashed(PosixFile &source, PosixFile &target, const Job &job);

// Without hashing: inside the kernel where it can.
Result<> copyPlain(PosixFile &source, PosixFile &target, const Job &job);

// Compares a few places of two files of one size: false when they differ there. Cheap, however large they
// are.
Result<bool> lookEqual(PosixFile &source, PosixFile &other);

} // namespace vitrine::artifact
