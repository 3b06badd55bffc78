// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/library/libraryview.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QFuture>
#include <QWidget>

#include <optional>

class QAction;
class QMenu;
class QSplitter;
class QStackedWidget;

namespace vitrine::ui {

class BulkEditing;
class FaceStack;
class LibraryHeader;
class LibrarySearch;
class ModelIntake;
class ModelPreview;
class ModelTable;
class Prompter;
class SelectionPanel;

// Every model of the library: searched while typing, filtered, grouped and sorted, with a preview of the
// selected one, and what can be done with several at once.
class LibraryPage final : public QWidget
{
    Q_OBJECT
public:
    LibraryPage(Services &services, Prompter &prompter, QWidget *parent = nullptr);
    ~LibraryPage() override;

    void setLibrary(const registry::Library &library);
    void refresh();
    void focusSearch();
    QString selectedModel() const { return m_selected; }
    QStringList selectedModels() const; // as they are shown
    const QList<registry::Model> &models() const;

    // How the list is looked at.
    LibraryView view() const;
    void setView(const LibraryView &view);

    // Asks for the files first; then as addFiles().
    void chooseFilesToAdd();
    // Offers to register files or folders as a version.
    void addFiles(const QStringList &paths);
    void compareSelected();
    // Offers the same change of the metadata of all selected models.
    void editSelected();

signals:
    void modelActivated(const QString &model);
    void versionActivated(const QString &model, const QString &version);
    void serveRequested(const QString &model, const QString &version, const QString &stage);
    void monitorRequested(const QString &model);
    // Of each model the version in production, else the latest.
    void compareRequested(const QList<vitrine::registry::ModelRef> &versions);
    void modelsChanged();
    void selectionChanged();
    void libraryChanged(); // something was written
    void jobStarted(const QString &title, const QFuture<void> &future);
    void readingStarted(const QString &title, const QFuture<void> &future); // may be over in a moment
    void message(const vitrine::ui::Message &message);

private:
    void buildActions();
    void buildTable();
    void buildBody();
    void connectHeader();
    void connectTable();
    void connectWriting();
    void apply(const Result<QList<registry::Model>> &models);
    void showFound();
    void goToResults();
    void showFace();
    void updateCount();
    void updateSide();
    void clearFilters();
    void showContextMenu(const QPoint &at);
    QString settingsKey() const;
    void saveState() const;
    void restoreState();

    Services &m_services;
    std::optional<registry::Library> m_library;
    Latest<QList<registry::Model>> m_load;
    bool m_loaded = false;
    LibrarySearch *m_search;
    ModelIntake *m_intake;
    BulkEditing *m_editing;
    QAction *m_compare;
    QAction *m_edit;
    QAction *m_clear;
    LibraryHeader *m_header;
    ModelTable *m_table;
    FaceStack *m_faces;
    QSplitter *m_splitter;
    QStackedWidget *m_side;
    ModelPreview *m_preview;
    SelectionPanel *m_selection;
    QString m_selected;
    bool m_goToResults = false; // once the search has an answer
};

} // namespace vitrine::ui
