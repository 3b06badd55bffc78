// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/registry/version.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The versions of a model as rows, newest first, with their metrics and what changed against the version
// before and against the one in production. ValueRole is the registry::Version.
class VersionListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Field {
        Version,
        Stages,
        Metric,
        ChangeBefore,
        ChangeProduction,
        Date,
        Author,
        Message,
        Size,
        Labels
    };
    struct Column {
        Field field;
        QString metric; // of Metric and the changes
        QString title;
        bool isFurther = false; // shown only when somebody chooses it
        QString key() const;    // names it in settings, whatever the language
        bool operator==(const Column &) const = default;
    };

    explicit VersionListModel(const Clock &clock, QObject *parent = nullptr);

    // Newest first, as registry::Library::versions() gives them. `mainMetric` comes first and has the
    // changes.
    void setVersions(const QList<registry::Version> &versions, const QString &mainMetric);
    const QList<registry::Version> &versions() const { return m_versions; }
    const registry::Version &version(int row) const { return m_versions.at(row); }
    int rowOf(const QString &name) const;
    QString mainMetric() const { return m_mainMetric; }
    const QList<Column> &columns() const { return m_columns; }
    int columnOf(Field field) const; // the first one; -1: none
    // The version that is in production now; empty when there is none.
    QString productionVersion() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Change {
        double before;
        double after;
        QString against; // the version compared with; empty: none
    };
    Change change(int row, const Column &column) const;
    void findRows();
    QString metricText(int row, const Column &column) const;
    QString text(int row, const Column &column) const;
    QVariant sortValue(int row, const Column &column) const;
    static QString changeSentence(const QString &metric, const QString &version, const Change &change);
    QString toolTip(int row, const Column &column) const;
    QVariant tone(int row, const Column &column) const;
    QString filterText(const registry::Version &version) const;

    const Clock &m_clock;
    QList<registry::Version> m_versions;
    QList<Column> m_columns;
    QString m_mainMetric;
    int m_productionRow = -1;
    QList<int> m_before; // row → row of the version that it is compared with as the one before; -1: none
};

// 1 better, -1 worse, 0 the same or not comparable: by the metric's direction.
int betterOrWorse(const QString &metric, double before, double after);

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::registry::Version)
