// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/restore.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/writingdialog.h"

class QLineEdit;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class Table;

// Makes the files and the metadata of a model what they were in a version: shows first what changes, then
// makes one new commit. Registered versions stay as they are.
class RestoreDialog final : public WritingDialog
{
    Q_OBJECT
public:
    RestoreDialog(Services &services, const registry::Library &library, const QString &model,
                  const QString &version, QWidget *parent);

    QString commit() const { return m_commit; } // once accepted

private:
    bool isReady() const override { return m_ready; }
    void build();
    void read();
    void apply(const Result<registry::RestorePreview> &preview);
    void restore();

    Services &m_services;
    registry::Library m_library;
    QString m_model;
    QString m_version;
    QString m_commit;
    bool m_ready = false;
    Latest<registry::RestorePreview> m_load;
    QStandardItemModel *m_rows;
    Table *m_table;
    FaceStack *m_faces;
    QLineEdit *m_reason;
};

} // namespace vitrine::ui
