// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

#include <functional>

namespace vitrine::ui {

// What a page asks the shell to show at the bottom: a toast that passes, or an error that stays until closed.
// Pages emit `void message(const vitrine::ui::Message &)`; only the shell shows it.
struct Message {
    QString text;
    QString actionText;           // "Undo", "Retry"; empty: no button
    std::function<void()> action; // runs once, in the GUI thread
    bool isError = false;
    QString detail; // behind a "Details" button

    static Message failure(const Error &error, std::function<void()> retry = {});
};

} // namespace vitrine::ui
