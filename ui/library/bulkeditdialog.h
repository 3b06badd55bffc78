// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/library/bulkchange.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class FormField;
class Table;
class TextLabel;

// The same change for many models, shown for each before it is written as one commit. Then it is accepted;
// inverse() puts everything back.
class BulkEditDialog final : public QDialog
{
    Q_OBJECT
public:
    // `labels`, `owners`, `types`: that occur in the library, to be offered.
    struct Vocabulary {
        QStringList labels;
        QStringList owners;
        QStringList types;
    };
    BulkEditDialog(Services &services, const registry::Library &library, const QStringList &models,
                   const Vocabulary &vocabulary, QWidget *parent = nullptr);

    const registry::BulkEdited &done() const { return m_done; }
    QList<registry::BulkEdit> inverse() const;

    void reject() override;

private:
    void buildForm(const Vocabulary &vocabulary);
    void buildPreview();
    void load();
    void apply(const Result<QList<BulkSubject>> &subjects);
    void showPreview();
    registry::BulkEdit edit() const;
    bool check();
    void write();
    void finish(const Result<registry::BulkEdited> &done);

    Services &m_services;
    registry::Library m_library;
    QStringList m_models;
    Latest<QList<BulkSubject>> m_load;
    QList<BulkSubject> m_subjects;
    registry::BulkEdit m_written;
    registry::BulkEdited m_done;
    bool m_writing = false;

    QLineEdit *m_add;
    FormField *m_addField;
    QLineEdit *m_remove;
    FormField *m_removeField;
    QLineEdit *m_owners;
    QComboBox *m_type;
    FormField *m_typeField;
    QLineEdit *m_licence;
    FormField *m_licenceField;
    QLineEdit *m_message;
    QStandardItemModel *m_changes;
    Table *m_table;
    FaceStack *m_faces;
    TextLabel *m_problem;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace vitrine::ui
