// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/candidate.h"
#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QDialog>
#include <QFuture>

#include <optional>

class QComboBox;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace vitrine::ui {

class ElidedLabel;
class FormField;
class Prompter;
class TextLabel;

// Registers files as a new version of a model that is there or becomes one. It copies them into the library
// while it shows how far it is and can be cancelled; then it is accepted and added() says what was written.
class AddModelDialog final : public QDialog
{
    Q_OBJECT
public:
    AddModelDialog(Services &services, Prompter &prompter, const registry::Library &library,
                   const QList<registry::Model> &models, const QStringList &files, QWidget *parent = nullptr);
    // What is in the repository already and only wants a name and a version.
    AddModelDialog(Services &services, Prompter &prompter, const registry::Library &library,
                   const QList<registry::Model> &models, const registry::Candidate &found,
                   QWidget *parent = nullptr);

    const registry::Added &added() const { return *m_added; }

    void reject() override; // while it writes: stops that first

signals:
    void started(const QString &title, const QFuture<void> &future);

private:
    void build(const QList<registry::Model> &models);
    void buildForm();
    void buildButtons();
    void chooseFiles();
    void setFiles(const QStringList &files);
    void modelChanged();
    void suggestVersions(const QList<registry::Version> &versions);
    void check();
    void add();
    void finish(const Result<registry::Added> &added);
    void setWriting(bool writing);
    registry::AddRequest request() const;
    registry::RegisterRequest registration() const;
    bool isNew() const;

    Services &m_services;
    Prompter &m_prompter;
    registry::Library m_library;
    QStringList m_names;
    QStringList m_stages;
    QStringList m_files;
    std::optional<registry::Candidate> m_found;
    QStringList m_taken; // versions of the named model
    Latest<QList<registry::Version>> m_versions;
    QFuture<Result<registry::Added>> m_adding;
    std::optional<registry::Added> m_added;
    bool m_writing = false;
    bool m_versionIsOwn = false; // typed, not suggested

    ElidedLabel *m_what;
    QPushButton *m_choose;
    QComboBox *m_model;
    FormField *m_modelField;
    QLineEdit *m_title;
    FormField *m_titleField;
    QComboBox *m_version;
    FormField *m_versionField;
    QLineEdit *m_message;
    QComboBox *m_stage;
    FormField *m_stageField;
    TextLabel *m_problem;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_go;
};

// A model's name made from a file's: "Churn Model (3).onnx" → "churn-model-3".
QString modelNameFor(const QString &file);

} // namespace vitrine::ui
