// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace vitrine::serving::systemd {

// The listening socket that the service manager passed on (sd_listen_fds(3)), or -1. Takes the variables out
// of the environment, so that children do not claim it too.
int inheritedSocket();

// Tells the service manager about the state, "READY=1" (sd_notify(3)); nothing without one.
void notify(const QByteArray &state);

// A service unit that runs this program with `arguments`, and a socket unit for it where `address`
// ("127.0.0.1:8080") has a port of its own, as text with the name of each file above it.
QString units(const QString &name, const QString &program, const QStringList &arguments,
              const QString &address);

} // namespace vitrine::serving::systemd
