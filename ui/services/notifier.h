// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vitrine::ui {

// Tells people who are not looking at the window. Belongs to the GUI thread.
class Notifier
{
public:
    virtual ~Notifier() = default;

    struct Notification {
        QString title;
        QString text;
        bool isUrgent = false; // stays until somebody has seen it
    };
    virtual void notify(const Notification &notification) = 0;
};

} // namespace vitrine::ui
