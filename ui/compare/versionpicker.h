// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>

class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class SearchField;
class Table;

// Finds versions of any model of the library to add to a comparison: type a part of a name, a message, a
// stage; Return takes the selected ones.
class VersionPicker final : public QDialog
{
    Q_OBJECT
public:
    // `preferred`: the model whose versions come first; `taken`: names that are compared already.
    VersionPicker(Services &services, const registry::Library &library, const QString &preferred,
                  const QStringList &taken, QWidget *parent = nullptr);

    QStringList chosen() const; // "model@v1.2.0"

private:
    void load(const registry::Library &library);
    void fill(const QList<registry::Version> &versions);
    void updateButton();

    Services &m_services;
    QString m_preferred;
    QStringList m_taken;
    Latest<QList<registry::Version>> m_load;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_filter;
    SearchField *m_search;
    Table *m_table;
    FaceStack *m_faces;
    QPushButton *m_add;
};

} // namespace vitrine::ui
