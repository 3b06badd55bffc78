// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryfilter.h"

#include <QPushButton>
#include <QWidget>

class QMenu;

namespace vitrine::ui {

class ModelListModel;

// One field that filters, as a pill: a click changes what is chosen, the cross takes it away.
class FilterChip final : public QWidget
{
    Q_OBJECT
public:
    FilterChip(ModelField field, const QString &text, QWidget *parent = nullptr);
    ModelField field() const { return m_field; }

signals:
    void changeRequested(const QPoint &globalPosition);
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ModelField m_field;
};

// The filters of a list: a button that offers every field with the values that occur and how often, and a
// pill for each field that filters.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(const ModelListModel &models, QWidget *parent = nullptr);

    void setFilter(const LibraryFilter &filter);
    const LibraryFilter &filter() const { return m_filter; }
    QPushButton *button() const { return m_button; } // belongs beside the search, the pills below

signals:
    void filterChanged(const vitrine::ui::LibraryFilter &filter);

private:
    void fillMenu();
    void fillValues(QMenu *menu, ModelField field);
    void showValues(ModelField field, const QPoint &at);
    void choose(ModelField field, const QString &value, bool chosen);
    void rebuild();

    const ModelListModel &m_models;
    LibraryFilter m_filter;
    QPushButton *m_button;
    QMenu *m_menu;
};

} // namespace vitrine::ui
