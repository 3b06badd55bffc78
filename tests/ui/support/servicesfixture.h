// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/serving/deployments.h"
#include "ui/services/services.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QThreadPool>

namespace vitrine::test {

class FixedClock final : public Clock
{
public:
    QDateTime time{QDate(2015, 6, 1), QTime(12, 0), Qt::UTC};
    QDateTime now() const override { return time; }
};

// The services of a window, with settings of its own. Must outlive the window.
class ServicesFixture final
{
public:
    ServicesFixture() { writer.setMaxThreadCount(1); }
    ~ServicesFixture()
    {
        readers.waitForDone();
        writer.waitForDone();
    }

    QTemporaryDir dir;
    QSettings settings{dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    QThreadPool readers;
    QThreadPool writer;
    FixedClock clock;
    serving::Deployments deployments{QStringLiteral(VT_BINARY_DIR "/vitrine-serve")};
    ui::Services services{readers, writer, deployments, settings, clock};
};

} // namespace vitrine::test
