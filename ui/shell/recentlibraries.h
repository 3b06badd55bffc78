// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QSettings;

namespace vitrine::ui {

// The libraries that were open lately, kept in the settings.
class RecentLibraries final : public QObject
{
    Q_OBJECT
public:
    explicit RecentLibraries(QSettings &settings, QObject *parent = nullptr);

    QStringList paths() const; // newest first; folders that are gone are left out
    void remember(const QString &path);
    void forgetAll();

    // "weather" for ".../weather.git".
    static QString nameOf(const QString &path);

signals:
    void changed();

private:
    QSettings &m_settings;
};

} // namespace vitrine::ui
