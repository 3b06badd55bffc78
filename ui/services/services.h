// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QSettings;
class QThreadPool;

namespace vitrine {
class Clock;
namespace serving {
class Deployments;
}
} // namespace vitrine

namespace vitrine::ui {

// What app/desktop builds once and hands to the window and its pages. Everything outlives the window.
struct Services {
    QThreadPool &readers; // any number of threads
    QThreadPool &writer;  // one thread: writes to a repository queue
    serving::Deployments &deployments;
    QSettings &settings;
    Clock &clock;
};

} // namespace vitrine::ui
