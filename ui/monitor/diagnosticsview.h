// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/monitor/diagnosisreading.h"
#include "ui/monitor/groupfigures.h"
#include "ui/monitor/monitorview.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QAbstractItemModel;
class QPushButton;
class QDoubleSpinBox;
class QSlider;
class QStackedWidget;

namespace vitrine::ui {

class ChoiceBox;
class DiagnosisPanel;
class FaceStack;
class GroupView;
class Table;
class TextLabel;
class XyTable;

// A stretch of time looked into: for regression predicted against actual and the residuals, for
// classification ROC, precision and recall, calibration and the confusion matrix with a slider for the
// operating point; one version, or two laid over each other; all rows together, or by group. Features come
// from what servers recorded, or from a file that has them by time.
class DiagnosticsView final : public QWidget
{
    Q_OBJECT
public:
    explicit DiagnosticsView(Services &services, QWidget *parent = nullptr);

    void setView(const registry::Library &library, const MonitorView &view, const QTimeZone &zone);
    // What is looked into; nothing: all that was observed.
    void setSpan(std::optional<std::pair<qint64, qint64>> span);
    void setVersion(const QString &version);
    QWidget *picture() const;                // what is visible, for exports
    const QAbstractItemModel *table() const; // the same as rows
    void setTableShown(bool shown);
    void refresh(); // when it becomes visible
    void setFeatureFile(const QString &path);
    QList<XyPicture> pictures() const { return m_pictures; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillCombos();
    void fillFeatures(const QStringList &features);
    void fillGroups(const QStringList &columns);
    int lookOf(const QString &version) const;
    bool isGrouped() const;
    void showPage();
    void chooseFeature();
    void chooseFeatureFile();
    QString featureFile() const;
    QString key(const QString &name) const; // in the settings, of this model
    void ask(bool quietly = false);         // quietly: what is shown stays until the answer is there
    void show(bool quietly);
    void showTable();
    void takeGroupPicture();
    void showOperatingPoint();
    void movedOperatingPoint();
    QString factsText() const;
    QWidget *makeOperatingRow();
    double threshold() const;

    Services &m_services;
    std::optional<registry::Library> m_library;
    MonitorView m_view;
    QTimeZone m_zone = QTimeZone::utc();
    std::optional<std::pair<qint64, qint64>> m_span;
    QList<DiagnosedVersion> m_versions;
    QList<XyPicture> m_pictures; // the last one of the groups, when there are some
    GroupSplit m_split;
    QString m_remark;
    bool m_stale = true;
    bool m_tableShown = false;

    ChoiceBox *m_version;
    ChoiceBox *m_other;
    ChoiceBox *m_event;
    ChoiceBox *m_feature;
    ChoiceBox *m_group;
    TextLabel *m_when;
    QPushButton *m_everything;
    DiagnosisPanel *m_panel;
    QSlider *m_slider;
    QDoubleSpinBox *m_point; // the same as a number
    TextLabel *m_operatingText;
    QWidget *m_operating;
    GroupView *m_groups;
    QStackedWidget *m_pages;
    QWidget *m_filled; // the pages below the operating point
    Table *m_tableView;
    XyTable *m_table;
    TextLabel *m_tableNote; // how many rows there are, and how to get them
    FaceStack *m_faces;
    Latest<DiagnosisAnswer> m_answer;
};

} // namespace vitrine::ui
