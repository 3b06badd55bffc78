// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QWidget>

#include <optional>

class QSplitter;
class QToolButton;

namespace vitrine::ui {

class FaceStack;
class FilterButton;
class ModelFilter;
class ModelListModel;
class ModelPreview;
class SearchField;
class SideToggle;
class Table;
class TextLabel;

// Every model of the library, searched and filtered while typing, with a preview of the selected one.
class LibraryPage final : public QWidget
{
    Q_OBJECT
public:
    explicit LibraryPage(Services &services, QWidget *parent = nullptr);
    ~LibraryPage() override;

    void setLibrary(const registry::Library &library);
    void refresh();
    void focusSearch();
    QString selectedModel() const;
    const QList<registry::Model> &models() const;

signals:
    void modelActivated(const QString &model);
    void serveRequested(const QString &model, const QString &version, const QString &stage);
    void monitorRequested(const QString &model);
    void modelsChanged();
    void message(const vitrine::ui::Message &message);

private:
    void buildHeader();
    void buildBody();
    void apply(const Result<QList<registry::Model>> &models);
    void showFace();
    void updateFilters();
    void updateCount();
    void updatePreview();
    void select(const QString &model);
    void activateCurrent();
    void clearFilters();
    QString settingsKey() const;
    void saveState() const;
    void restoreState();

    Services &m_services;
    std::optional<registry::Library> m_library;
    Latest<QList<registry::Model>> m_load;
    bool m_loaded = false;
    ModelListModel *m_model;
    ModelFilter *m_filter;
    QWidget *m_header;
    TextLabel *m_count;
    SearchField *m_search;
    FilterButton *m_type;
    FilterButton *m_stage;
    FilterButton *m_label;
    QToolButton *m_columns;
    SideToggle *m_showPreview;
    Table *m_table;
    FaceStack *m_faces;
    QSplitter *m_splitter;
    ModelPreview *m_preview;
    QString m_selected;
};

} // namespace vitrine::ui
