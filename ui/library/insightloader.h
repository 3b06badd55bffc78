// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/insight.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <optional>

namespace vitrine::ui {

// Reads the insights of a library's models in the background, a few at a time, and again only for those that
// changed. Those that are looked at come first.
class InsightLoader final : public QObject
{
    Q_OBJECT
public:
    explicit InsightLoader(Services &services, QObject *parent = nullptr);

    void setLibrary(const registry::Library &library);
    void load(const QList<registry::Model> &models);
    void prefer(const QStringList &models);
    void forget(); // everything is read again by the next load()

signals:
    void loaded(const QHash<QString, vitrine::lifecycle::Insight> &insights);
    // Once until it can be read again; what was loaded before stays.
    void monitoringFailed(const vitrine::Error &error);

private:
    using Insights = QHash<QString, lifecycle::Insight>;
    void next();
    void take(Insights insights);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QHash<QString, registry::Model> m_known; // as they were when they were read
    QByteArray m_store;                      // what the monitoring store looked like then
    QList<registry::Model> m_waiting;
    QSet<QString> m_monitored; // models that have been told of with what was monitored
    bool m_isAway = false;     // the monitoring store, and it was said
    Latest<Insights> m_load;
    bool m_running = false;
};

} // namespace vitrine::ui
