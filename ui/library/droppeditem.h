// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace vitrine::ui {

// What somebody dropped onto the window, by a look at the names on the disk; no file is opened.
struct DroppedItem {
    enum class Kind {
        Nothing,     // no local files
        Repository,  // a Git repository: to be opened
        PinsBoard,   // of pins or vetiver
        MlflowStore, // an MLflow model or its mlruns folder
        ModelFiles   // anything else: files or a folder to register as a version
    } kind = Kind::Nothing;
    QStringList paths;
};

DroppedItem droppedItem(const QStringList &paths);

} // namespace vitrine::ui
