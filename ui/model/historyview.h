// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QAction;
class QMenu;
class QSplitter;

namespace vitrine::ui {

class FaceStack;
class SearchField;
class SideToggle;
class Table;
class TextLabel;
class VersionFilter;
class VersionListModel;
class VersionPanel;

// The versions of one model: a table, newest first, and everything about the selected one beside it.
class HistoryView final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryView(Services &services, QWidget *parent = nullptr);

    void begin(const registry::Library &library, const QString &model);
    void setVersions(const QList<registry::Version> &versions, const QString &mainMetric);
    void showFailed(const Error &error);
    void select(const QString &version);
    QString selectedVersion() const;
    QStringList selectedVersions() const;
    VersionListModel *model() const { return m_model; }
    void setChanging(const QString &stage); // pulses that stage's chips
    void focusSearch();
    void focusTable();
    QList<QAction *> versionActions() const { return m_actions; }

    void saveState(const QString &key) const;
    void restoreState(const QString &key);

signals:
    void rollbackRequested(const QString &version);
    void serveRequested(const QString &version);
    void compareRequested(const QStringList &versions);
    void selectionChanged(const QString &version);
    void retryRequested();
    void copied(const QString &text);

private:
    void buildActions();
    void buildToolBar();
    void buildBody();
    void adjustColumns();
    void loadDetails();
    void updateActions();
    void showFace();
    void showMenu(const QPoint &at);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_modelName;
    Latest<registry::VersionDetails> m_details;
    VersionListModel *m_model;
    VersionFilter *m_filter;
    QList<QAction *> m_actions;
    QAction *m_rollBack;
    QAction *m_serve;
    QAction *m_compare;
    QAction *m_copyName;
    QAction *m_withdrawn;
    QWidget *m_toolBar;
    TextLabel *m_count;
    SearchField *m_search;
    SideToggle *m_showPanel;
    Table *m_table;
    FaceStack *m_faces;
    QSplitter *m_splitter;
    VersionPanel *m_panel;
    QString m_wanted; // to be selected once the versions are there
    bool m_columnsRestored = false;
};

} // namespace vitrine::ui
