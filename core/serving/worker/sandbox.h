// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace vitrine::serving {

// Whether bubblewrap is installed and the system lets it make a sandbox; else one sentence why not, with what
// to do. Asked once.
Result<> sandboxWorks();

// The command line that runs `command` (an absolute path first) where nothing can be written but a private
// /tmp, no network is reachable and no other process can be seen. `readable`: files and folders, without
// symbolic links in their paths, that must be seen even when they lie below what is hidden. Hidden are /tmp,
// /run (the sockets of the session), and what keys and passwords are kept in below the home folder.
QStringList sandboxed(const QStringList &command, const QStringList &readable);

} // namespace vitrine::serving
