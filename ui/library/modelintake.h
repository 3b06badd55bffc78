// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/candidate.h"
#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QFuture>
#include <QObject>
#include <QPointer>

#include <optional>

class QAction;
class QWidget;

namespace vitrine::ui {

class AddModelDialog;
class FoundFilesDialog;
class Prompter;

// How models come into a library: files from the disk, and files of the repository that look like models and
// are not registered yet.
class ModelIntake final : public QObject
{
    Q_OBJECT
public:
    // `page`: what its dialogs belong to.
    ModelIntake(Services &services, Prompter &prompter, QWidget *page);

    void setLibrary(const registry::Library &library);
    // The models that are there; looks for files that belong to none of them.
    void setModels(const QList<registry::Model> &models);
    int foundCount() const { return static_cast<int>(m_found.size()); }

    QAction *addAction() const { return m_add; }
    QAction *showFoundAction() const { return m_showFound; }
    // Asks for the files first; then as addFiles().
    void chooseFiles();
    void addFiles(const QStringList &paths);

signals:
    void foundChanged();
    void added(const vitrine::registry::Version &version);
    void jobStarted(const QString &title, const QFuture<void> &future);

private:
    void showFound();
    void open(AddModelDialog *dialog);

    Services &m_services;
    Prompter &m_prompter;
    QWidget *m_page;
    std::optional<registry::Library> m_library;
    QList<registry::Model> m_models;
    Latest<QList<registry::Candidate>> m_look;
    QList<registry::Candidate> m_found;
    QPointer<FoundFilesDialog> m_dialog;
    QAction *m_add;
    QAction *m_showFound;
};

} // namespace vitrine::ui
