// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace vitrine::registry {

enum class EventKind { Registered, Deregistered, Assigned, Unassigned, Deprecated };

// One GTO tag, read as what happened.
struct Event {
    EventKind kind = EventKind::Registered;
    QString model;
    QString version; // that it is about; a commit's first 10 digits when the commit has no registered
                     // version; empty for Deprecated
    QString stage;   // of Assigned and Unassigned
    QString tag;
    QString commit;
    QDateTime date;
    QString author;
    QString message; // the reason; GTO's default texts are left out
    int counter = 0; // 0: the tag has none
    bool lightweight = false;
    bool operator==(const Event &) const = default;
};

// A registration event that was written, and what undoes it.
struct RegistrationChange {
    EventKind kind = EventKind::Registered;
    QString model;
    QString version; // empty for Deprecated
    QString tag;
    QString commit;
    QDateTime date;
    bool revived = false; // ended a deprecation
    bool operator==(const RegistrationChange &) const = default;
};

// "registered", "deregistered", "assigned", "unassigned", "deprecated".
QString eventKindName(EventKind kind);

// A stretch of time that a version spent in a stage. `end` is null while it lasts.
struct StageInterval {
    QString stage;
    QString version;
    QDateTime begin;
    QDateTime end;
    bool rolledBackTo = false; // begun by assigning an older version than the one before
    bool operator==(const StageInterval &) const = default;
};

} // namespace vitrine::registry
