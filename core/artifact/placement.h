// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"

#include <QByteArray>
#include <QString>

namespace vitrine::artifact {

enum class Linking { Allowed, Forbidden };

// Both write `target` beside itself and then rename, so that it is either what it was or complete; missing
// folders are made. InvalidArgument when the target is a folder.

// The content of `source` by reflink, else hard link (when allowed, both made read-only), else copy. A copy
// that was killed is continued by the next one of the same file.
Result<> placeFile(const QString &source, const QString &target, Linking linking, const Job &job);
Result<> placeBytes(const QByteArray &content, const QString &target);

// Io with both numbers when the disk of `folder` has less than `bytes` free.
Result<> checkSpace(const QString &folder, qint64 bytes);

// Permissions of an object in `folder`: what the folder lets people do, but nobody may write, because objects
// never change and may be hard-linked.
unsigned objectMode(const QString &folder);

} // namespace vitrine::artifact
