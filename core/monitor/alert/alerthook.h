// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/alert/alertevaluation.h"

#include <QByteArray>
#include <QStringList>

#include <chrono>

namespace vitrine::monitor {

// {"kind", "model", "version", "rule", "severity", "value", "threshold", "period", "text", "message"}: what a
// command reads on its standard input and a webhook is posted. `text` makes it readable in chats that take
// webhooks.
QByteArray alertNoticeJson(const AlertNotice &notice);

// The words of a command with {kind} {model} {version} {rule} {severity} {value} {threshold} {period} {text}
// {message} replaced, each word on its own: nothing in a notice can become another word.
QStringList commandWords(const QStringList &command, const AlertNotice &notice);

// Runs or posts, and waits for it. The error names the hook without its address, its arguments or its output,
// which may hold secrets. The caller has asked AlertStore::isAllowed().
Result<> deliver(const AlertHook &hook, const AlertNotice &notice,
                 std::chrono::milliseconds patience = std::chrono::seconds(15));

} // namespace vitrine::monitor
