// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/library/libraryview.h"
#include "ui/library/modelpreview.h"
#include "ui/services/services.h"

#include <QTimer>
#include <QWidget>

namespace vitrine::ui {

class InsightLoader;
class ModelArrangement;
class ModelListModel;
class Table;
struct SearchOutcome;

// The table of a library's models: arranged, with what is known of each read while it is looked at.
class ModelTable final : public QWidget
{
    Q_OBJECT
public:
    explicit ModelTable(Services &services, QWidget *parent = nullptr);

    void setLibrary(const registry::Library &library);
    void setModels(const QList<registry::Model> &models);
    const QList<registry::Model> &models() const;
    // What was found, the best first until a column is sorted by.
    void showFound(const SearchOutcome &outcome);

    // What the table itself knows of a view: everything but what is searched for.
    void addTo(LibraryView *view) const;
    void setColumns(const QVariantMap &columns);
    void resetColumns();

    // The model is selected where it is shown first; the first one when it is not shown.
    void select(const QString &model);
    QString current() const;                                   // empty: none, or a heading
    QStringList selected() const;                              // as they are shown
    ModelPreview::Content content(const QString &model) const; // without a name when there is no such model
    // What is in production of each of the selected ones, else its latest version.
    QList<registry::ModelRef> selectedVersions() const;

    const ModelListModel &list() const { return *m_list; }
    ModelArrangement *arrangement() const { return m_arrangement; }
    Table *table() const { return m_table; }

signals:
    void activated(const QString &model);
    void selectionChanged(); // or what is known of it
    void arranged();         // other rows, perhaps
    void monitoringFailed(const vitrine::Error &error);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void connectTable();
    void loadInsights();
    void preferVisible();

    ModelListModel *m_list;
    ModelArrangement *m_arrangement;
    InsightLoader *m_insights;
    Table *m_table;
    QVariantMap m_usualColumns;
    QTimer m_look;        // a moment after scrolling
    int m_sortColumn = 0; // before a search put the best first
};

} // namespace vitrine::ui
