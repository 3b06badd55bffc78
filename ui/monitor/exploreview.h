// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/exploredrows.h"
#include "ui/monitor/monitorview.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QAbstractItemModel;

namespace vitrine::ui {

class ChoiceBox;
class ExploredTable;
class FaceStack;
class Table;
class TextLabel;
class XyPlot;
struct XyPicture;

// The validation data by column: how one is distributed, or one against another, above the rows themselves.
// Looked at are the observations of a version, or the data that was chosen for drift or for the diagnostics.
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

private:
    void fillVersions();
    void fillSources();
    void fillColumns();
    void chooseSource();
    QString key(const QString &name) const; // in the settings, of this model
    void ask(bool quietly = false);         // quietly: what is shown stays until the answer is there
    void show(const ExploredRows &rows);
    void showColumn();
    QString sizeText() const;

    Services &m_services;
    std::optional<registry::Library> m_library;
    MonitorView m_view;
    bool m_stale = true;

    ChoiceBox *m_source;
    ChoiceBox *m_version;
    ChoiceBox *m_across;
    ChoiceBox *m_up;
    TextLabel *m_facts;
    TextLabel *m_size;
    XyPlot *m_plot;
    QWidget *m_picture;
    Table *m_tableView;
    ExploredTable *m_table;
    QWidget *m_content;
    FaceStack *m_faces;
    Latest<ExploredRows> m_answer;
};

} // namespace vitrine::ui
