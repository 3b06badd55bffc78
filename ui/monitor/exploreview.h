// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/roworder.h"
#include "ui/monitor/exploredcolumn.h"
#include "ui/monitor/exploredrows.h"
#include "ui/monitor/monitorview.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QAbstractItemModel;
class QProgressBar;
class QPushButton;

namespace vitrine::ui {

class ChoiceBox;
class ExploredTable;
class FaceStack;
class SearchField;
class Table;
class TextLabel;
class XyPlot;
struct XyPicture;

// The validation data by column: how one is distributed, or one against another, above the rows themselves,
// however many, filtered and sorted. Looked at are the observations of a version, or the data that was chosen
// for drift or for the diagnostics.
class ExploreView final : public QWidget
{
    Q_OBJECT
public:
    explicit ExploreView(Services &services, QWidget *parent = nullptr);

    void setView(const registry::Library &library, const MonitorView &view);
    void setTableShown(bool shown);          // alone, without the picture
    QWidget *picture() const;                // what is visible, for exports
    const QAbstractItemModel *table() const; // the same as rows
    void refresh();                          // when it becomes visible
    void setData(const QString &path);
    QList<XyPicture> pictures() const;
    // All rows that the filter shows, in their order, outside of the GUI thread; says by exported() what came
    // of it, unless it is cancelled. Waits for rows that are still being read.
    void exportCsv(const QString &path);

signals:
    void exported(const QString &path, const vitrine::Result<> &written);

protected:
    void showEvent(QShowEvent *event) override;

private:
    using Pages = std::shared_ptr<const monitor::RowPages>;
    using Order = std::shared_ptr<const monitor::RowOrder>;

    void layOut();
    void connectChoices();
    void fillVersions();
    void fillSources();
    void fillColumns();
    void chooseSource();
    QString key(const QString &name) const; // in the settings, of this model
    void ask(bool quietly = false);         // quietly: what is shown stays until the answer is there
    bool isWorthReading();                  // anew, of a live page
    void watchReading();
    void take(const ExploredRows &rows);
    void arrange();                             // filters and sorts what was read
    bool isOtherData(const Pages &pages) const; // than what the table shows
    void forgetOrder();
    void show(const Pages &pages, const Order &order);
    void showColumn();
    void showColumns(const QList<ExploredColumn> &columns);
    void showSize();
    void beginWork(const QString &text);
    void endWork();
    void cancelExport();

    Services &m_services;
    std::optional<registry::Library> m_library;
    MonitorView m_view;
    bool m_stale = true;
    std::shared_ptr<ExploredReading> m_reading; // while it is shown as it grows; else null
    QTimer m_watch;
    QTimer m_later; // to the next reading of what takes long
    QElapsedTimer m_sinceAsked;
    qint64 m_readMs = 0;  // that the last reading took
    QString m_readSource; // and of what
    QString m_readStamp;
    monitor::RowQuestion m_question;
    monitor::RowQuestion m_arranged; // that the order of the table answers
    Pages m_pages;                   // that were read whole
    QString m_exportTo;              // once they are

    ChoiceBox *m_source;
    ChoiceBox *m_version;
    ChoiceBox *m_across;
    ChoiceBox *m_up;
    SearchField *m_filter;
    QTimer m_typing;
    TextLabel *m_facts;
    TextLabel *m_size;
    QProgressBar *m_progress; // of the export
    QPushButton *m_cancel;
    XyPlot *m_plot;
    QWidget *m_picture;
    Table *m_tableView;
    ExploredTable *m_table;
    QWidget *m_content;
    FaceStack *m_faces;
    Latest<ExploredRows> m_answer;
    Latest<monitor::RowOrder> m_ordered;
    Latest<QList<ExploredColumn>> m_sampled;
    Latest<bool> m_written;
};

} // namespace vitrine::ui
