// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/candidate.h"

#include <QDialog>

class QPushButton;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class Table;
class TextLabel;

// What in the repository looks like a model and is not registered: one after another can be.
class FoundFilesDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit FoundFilesDialog(const QList<registry::Candidate> &found, QWidget *parent = nullptr);

    // After one was registered, or something else changed.
    void setFound(const QList<registry::Candidate> &found);

signals:
    void registerRequested(const vitrine::registry::Candidate &found);

private:
    void registerCurrent();
    QList<registry::Candidate> m_found;
    QStandardItemModel *m_rows;
    TextLabel *m_text;
    Table *m_table;
    FaceStack *m_faces;
    QPushButton *m_register;
};

} // namespace vitrine::ui
