// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QWidget>

#include <optional>

class QTabWidget;

namespace vitrine::ui {

class FaceStack;
class HistoryView;
class InspectView;
class MetadataEditor;
class ModelHeader;
class Overview;
class Prompter;
class VersionWriting;

// Everything about one model: its history, its card, its metadata; from here it is rolled back and served.
class ModelPage final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { History, Overview, Metadata, Inspect };

    ModelPage(Services &services, Prompter &prompter, QWidget *parent = nullptr);
    ~ModelPage() override;

    void setLibrary(const registry::Library &library);
    void showModel(const QString &model, const QString &version = {});
    void showTab(Tab tab);
    Tab tab() const;
    void refresh();
    QString model() const { return m_name; }
    // "production" where there is one, else a stage that is in use.
    QString usualStage() const;
    QStringList unsavedModels() const;

    // Offers the last version that was in production before and was good; `version` names another one.
    void rollBack(const QString &version = {});
    void focusSearch();
    // The selected versions; a single one with the one in production, else with the one before.
    void compareSelected();

signals:
    void compareRequested(const QStringList &names); // "model@v1.2.0", the baseline first
    void serveRequested(const QString &model, const QString &version, const QString &stage);
    void monitorRequested(const QString &model);
    void libraryChanged(); // something was written
    void tabChanged();
    void readingStarted(const QString &title, const QFuture<void> &future); // may be over in a moment
    void message(const vitrine::ui::Message &message);

private:
    struct Loaded {
        registry::Model model;
        QList<registry::Version> versions;
        QList<registry::StageInterval> intervals;
    };
    void connectViews();
    void connectWriting();
    const registry::Version *selectedVersion() const;
    void apply(const Result<Loaded> &loaded);
    void openDialog(const QString &stage, const QString &version, const QString &why = {});
    void finish(const registry::StageChange &change);
    // Says by message how the servers that follow the stage do.
    void follow(const registry::Library &library, const registry::StageChange &change);
    void undo(const registry::Library &library, const registry::StageChange &change);
    void sayCopied(const QString &text);
    QString settingsKey() const;
    void saveState() const;

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_name;
    std::optional<Loaded> m_loaded;
    std::optional<QString> m_toRollBack; // asked for while the model was being read
    Latest<Loaded> m_load;
    ModelHeader *m_header;
    HistoryView *m_history;
    Overview *m_overview;
    MetadataEditor *m_metadata;
    InspectView *m_inspect;
    VersionWriting *m_writing;
    QTabWidget *m_tabs;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
