// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/driftcell.h"
#include "ui/monitor/driftmatrix.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QAction;
class QAbstractItemModel;
class QComboBox;
class QPushButton;
class QStackedWidget;

namespace vitrine::ui {

class DriftDetail;
class DriftGrid;
class DriftTable;
class FaceStack;
class GridCard;
class GridLegend;
class Table;
class TextLabel;

// How the columns of new data changed: a heat map of columns and periods; of the chosen cell both
// distributions, the trend of its statistic and its threshold, which can be edited.
class DriftView final : public QWidget
{
    Q_OBJECT
public:
    explicit DriftView(Services &services, QWidget *parent = nullptr);

    void setModel(const registry::Library &library, const QString &model, monitor::PeriodUnit period,
                  const QTimeZone &zone);
    QWidget *picture() const;                // what is visible, for exports
    const QAbstractItemModel *table() const; // the same as rows
    void setTableShown(bool shown);
    void refresh();                    // when it becomes visible
    void setData(const QString &path); // or recordedData
    const DriftAnswer &answer() const { return m_answer; }
    QString comparedText() const; // "weather.csv against the same period a year earlier."
    DriftGrid *grid() const { return m_grid; }
    QList<XyPicture> pictures() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QString key(const QString &name) const; // in the settings, of this model
    void fillReferences(const QStringList &versions);
    void chooseData();
    void useRecorded();
    void chooseReference();
    void ask();
    void showAnswer();
    void showMatrix();
    void showCell();
    void setThreshold(std::optional<double> value); // nothing: the test's own
    QWidget *makePicture();
    DriftQuestion question() const;
    QMap<QString, double> thresholds() const;

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_model;
    monitor::PeriodUnit m_period = monitor::PeriodUnit::Month;
    QTimeZone m_zone = QTimeZone::utc();
    DriftAnswer m_answer;
    bool m_stale = true;

    QAction *m_choose;
    QAction *m_recorded;
    QPushButton *m_data;
    QComboBox *m_reference;
    TextLabel *m_remarks;
    FaceStack *m_faces;
    QStackedWidget *m_pages;
    DriftGrid *m_grid;
    GridLegend *m_legend;
    GridCard *m_card;
    DriftDetail *m_detail;
    QWidget *m_picture = nullptr; // the heat map with its detail
    Table *m_tableView;
    DriftTable *m_table;
    Latest<DriftSources> m_sources;
    Latest<DriftAnswer> m_drift;
    Latest<DriftCell> m_cell;
};

} // namespace vitrine::ui
