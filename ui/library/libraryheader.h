// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryview.h"

#include <QWidget>

#include <functional>

class QAction;
class QPushButton;
class QToolButton;

namespace vitrine::ui {

class FilterBar;
class GroupButton;
class ModelListModel;
class Prompter;
class SearchField;
class SideToggle;
class TextLabel;
class ViewButton;

// What is above the table of models: its title, the search, filters, groups and views.
class LibraryHeader final : public QWidget
{
    Q_OBJECT
public:
    struct Parts {
        const ModelListModel &models;
        Prompter &prompter;
        QAction *addModel;
        QAction *showFiles; // offered beside what setFound() says
        std::function<LibraryView()> currentView;
        QWidget *page;  // whose width decides whether there is room for the preview
        int roomyWidth; // from here on it is shown by itself
    };
    LibraryHeader(const Parts &parts, QWidget *parent = nullptr);

    void setCount(const QString &text);
    // Files that look like models; empty: there are none.
    void setFound(const QString &text);
    // About what is searched for; empty: all is well.
    void setProblem(const QString &problem);
    void setNote(const QString &note);

    SearchField *search() const { return m_search; }
    FilterBar *filters() const { return m_filters; }
    GroupButton *group() const { return m_group; }
    ViewButton *view() const { return m_view; }
    QToolButton *columns() const { return m_columns; }
    SideToggle *previewToggle() const { return m_showPreview; }
    QList<QWidget *> tabOrder() const;

private:
    void buildSearch();
    TextLabel *m_count;
    SearchField *m_search;
    FilterBar *m_filters;
    GroupButton *m_group;
    ViewButton *m_view;
    QToolButton *m_columns;
    SideToggle *m_showPreview;
    QWidget *m_add;
    QPushButton *m_found;
    TextLabel *m_note;
};

} // namespace vitrine::ui
