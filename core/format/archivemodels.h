// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"
#include "core/format/unpacking.h"

namespace vitrine::format {

// What kind of model a zip archive is, by its members.
FileFormat sniffArchive(const ZipArchive &archive);

// Adds what the archive's members tell: every pickle in it is followed, skops' types are judged, Keras'
// layers are listed. Members are unpacked one by one and within limits.
void inspectArchive(const ZipArchive &archive, Inspection &inspection);

} // namespace vitrine::format
