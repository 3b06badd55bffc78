// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/model/ribbon/ribbonstory.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QWidget>

#include <optional>

class QAction;
class QSplitter;
class QToolButton;

namespace vitrine::ui {

class FaceStack;
class HistoryRibbon;
class SearchField;
class SideToggle;
class Table;
class TextLabel;
class VersionActions;
class VersionFilter;
class VersionListModel;
class VersionPanel;

// The history of one model: the ribbon along time, below it the versions as a table, newest first, and
// everything about the selected one beside it.
class HistoryView final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryView(Services &services, QWidget *parent = nullptr);

    void begin(const registry::Library &library, const QString &model);
    void setHistory(const QList<registry::Version> &versions, const QList<registry::StageInterval> &intervals,
                    const QString &mainMetric);
    void showFailed(const Error &error);
    void select(const QString &version);
    QString selectedVersion() const;
    QStringList selectedVersions() const;
    // The baseline first: what is in production, else the oldest; a single selected version brings along the
    // one in production or, when it is that, the one before.
    QStringList versionsToCompare() const;
    VersionListModel *model() const { return m_model; }
    void setChanging(const QString &stage); // pulses that stage's chips
    void focusSearch();
    void focusTable();
    HistoryRibbon *ribbon() const { return m_ribbon; }

    // Those of the menu of a version; what they do besides comparing, serving, moving and copying is up to
    // the page.
    VersionActions *actions() const { return m_actions; }
    void saveState(const QString &key) const;
    void restoreState(const QString &key);

signals:
    void rollbackRequested(const QString &version);
    void moveRequested(const QString &stage, const QString &version);
    void serveRequested(const QString &version);
    void compareRequested();
    void selectionChanged(const QString &version);
    void retryRequested();
    void copied(const QString &text);
    void monitoringFailed(const vitrine::Error &error); // the ribbon shows what it can without it

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void shareHeight();
    void connectActions();
    void buildToolBar();
    void buildRibbon();
    void buildBody();
    void connectBody();
    int fittingWidth(int column) const;
    void adjustColumns();
    void loadStory(const QString &mainMetric);
    void loadDetails();
    void updateActions();
    void showFace();
    QString windowKey(const QString &key) const;
    void inspect(const QString &version);
    void showMenu(const QString &version, const QPoint &globalPosition);

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_modelName;
    Latest<registry::VersionDetails> m_details;
    Latest<RibbonStory> m_story;
    VersionListModel *m_model;
    VersionFilter *m_filter;
    VersionActions *m_actions;
    QAction *m_withdrawn;
    HistoryRibbon *m_ribbon;
    QWidget *m_ribbonCard;
    QToolButton *m_showRibbon;
    QWidget *m_toolBar;
    TextLabel *m_count;
    SearchField *m_search;
    SideToggle *m_showPanel;
    Table *m_table;
    FaceStack *m_faces;
    QSplitter *m_halves;   // the ribbon above the table
    QSplitter *m_splitter; // the table beside the panel
    VersionPanel *m_panel;
    QString m_wanted;      // to be selected once the versions are there
    int m_stagesWidth = 0; // as it was made by itself
    bool m_columnsRestored = false;
    bool m_halvesChosen = false; // somebody moved the handle between ribbon and table
    bool m_fresh = true;         // nothing of this model was shown yet
};

} // namespace vitrine::ui
