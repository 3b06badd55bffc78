// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/restore.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class Table;
class TextLabel;

// Makes the files and the metadata of a model what they were in a version: shows first what changes, then
// makes one new commit. Registered versions stay as they are.
class RestoreDialog final : public QDialog
{
    Q_OBJECT
public:
    RestoreDialog(Services &services, const registry::Library &library, const QString &model,
                  const QString &version, QWidget *parent);

    QString commit() const { return m_commit; } // once accepted

    void reject() override;

private:
    void build();
    void read();
    void apply(const Result<registry::RestorePreview> &preview);
    void updateButton();
    void restore();
    void finish(const Result<QString> &commit);

    Services &m_services;
    registry::Library m_library;
    QString m_model;
    QString m_version;
    QString m_commit;
    bool m_ready = false;
    bool m_writing = false;
    Latest<registry::RestorePreview> m_load;
    QStandardItemModel *m_rows;
    Table *m_table;
    FaceStack *m_faces;
    QLineEdit *m_reason;
    TextLabel *m_problem;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

} // namespace vitrine::ui
