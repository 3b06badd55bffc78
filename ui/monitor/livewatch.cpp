// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/livewatch.h"

#include <QDateTime>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int tickMs = 1000;
}

LiveWatch::LiveWatch(QObject *parent) : QObject(parent)
{
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (const QByteArray now = look(); now != m_seen) {
            m_seen = now;
            emit changed();
        }
    });
}

void LiveWatch::start(const QString &storePath)
{
    m_path = storePath;
    m_seen = look();
    m_timer.start();
}

void LiveWatch::stop()
{
    m_timer.stop();
}

QByteArray LiveWatch::look() const
{
    QByteArray seen;
    for (const QString &suffix : {QString(), u"-wal"_s}) {
        const QFileInfo file(m_path + suffix);
        seen += QByteArray::number(file.size()) + ' ' +
                QByteArray::number(file.lastModified().toMSecsSinceEpoch()) + ' ';
    }
    return seen;
}

} // namespace vitrine::ui
