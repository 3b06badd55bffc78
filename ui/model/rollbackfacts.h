// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/rollback.h"
#include "ui/model/followwatch.h"
#include "ui/model/recentmetrics.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"

#include <QWidget>

class QGridLayout;

namespace vitrine::ui {

class TextLabel;

// What putting a version into a stage will change: a line a fact, the verdict in words at its end.
class RollbackFacts final : public QWidget
{
    Q_OBJECT
public:
    explicit RollbackFacts(QWidget *parent = nullptr);

    // `noteIsTold`: somewhere else already.
    void show(const registry::RollbackPreview &preview, const QList<Follower> &followers, bool noteIsTold);
    // Comes later: what was monitored is read by itself.
    void showRecent(const RecentMetric &recent);
    void showRecentFailed(const Error &error); // in its place, with a link to try again

signals:
    void recentRetryRequested();

private:
    void clear();
    int addFact(const QString &label, const QString &text, const QString &verdict = {},
                Tone tone = Tone::Muted);
    void addMetrics(const registry::RollbackPreview &preview);
    void addPrototype(const format::PrototypeDifference &difference);
    void addPackages(const QList<registry::PackageChange> &packages);
    void addFollowers(const QList<Follower> &followers);

    QGridLayout *m_grid = nullptr;
    TextLabel *m_recentLabel = nullptr;
    TextLabel *m_recentText = nullptr;
    TextLabel *m_recentVerdict = nullptr;
    QString m_from;
};

} // namespace vitrine::ui
