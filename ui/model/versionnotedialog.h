// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/edit.h"
#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/writingdialog.h"

#include <QJsonObject>

class QLineEdit;
class QPlainTextEdit;
class QStandardItemModel;

namespace vitrine::ui {

class FaceStack;
class Table;

// What people wrote about a version: text and labels, with every earlier state, any of which can be taken
// up again. Other keys of the note stay. Ctrl+Return saves.
class VersionNoteDialog final : public WritingDialog
{
    Q_OBJECT
public:
    VersionNoteDialog(Services &services, const registry::Library &library, const QString &model,
                      const QString &version, QWidget *parent);

    // Once accepted: how to take it back.
    registry::Library::NoteChange inverse() const { return m_inverse; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    bool isReady() const override { return m_isRead && isChanged(); }
    struct Known {
        QJsonObject note;
        QList<registry::NoteRevision> history;
    };
    void build();
    void read();
    void apply(const Result<Known> &known);
    void showHistory();
    void takeUp(int row);
    void fill(const QJsonObject &note);
    QStringList labels() const;
    bool isChanged() const;
    void save();

    Services &m_services;
    registry::Library m_library;
    QString m_model;
    QString m_version;
    Known m_known;
    bool m_isRead = false;
    registry::Library::NoteChange m_inverse;
    Latest<Known> m_load;
    QPlainTextEdit *m_text;
    QLineEdit *m_labels;
    QStandardItemModel *m_rows;
    Table *m_table;
    FaceStack *m_faces;
};

} // namespace vitrine::ui
