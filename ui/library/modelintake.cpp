// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelintake.h"

#include "ui/library/addmodeldialog.h"
#include "ui/library/foundfilesdialog.h"
#include "ui/services/prompter.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ModelIntake::ModelIntake(Services &services, Prompter &prompter, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_prompter(prompter)
    , m_page(page)
    , m_add(new QAction(icon(u"plus"_s), tr("Add a model…"), this))
    , m_showFound(new QAction(tr("Register model files…"), this))
{
    m_add->setObjectName(u"libraryAdd"_s);
    m_add->setToolTip(
        tr("Register model files as a new version. Files can be dropped onto the window, too."));
    m_add->setEnabled(false);
    m_showFound->setObjectName(u"libraryFoundFiles"_s);
    m_showFound->setToolTip(tr("Files of this repository that look like models"));
    connect(m_add, &QAction::triggered, this, &ModelIntake::chooseFiles);
    connect(m_showFound, &QAction::triggered, this, &ModelIntake::showFound);
}

void ModelIntake::setLibrary(const registry::Library &library)
{
    m_library = library;
    m_models.clear();
    m_look.forget();
    m_found.clear();
    m_add->setEnabled(true);
    emit foundChanged();
}

void ModelIntake::setModels(const QList<registry::Model> &models)
{
    m_models = models;
    m_look.ask(runAsync(&m_services.readers,
                        [library = *m_library](const Job &job) { return library.candidates(job); }),
               this, [this](const Result<QList<registry::Candidate>> &found) {
                   if (!found || *found == m_found)
                       return; // what cannot be looked through is told by the list itself
                   m_found = *found;
                   if (m_dialog)
                       m_dialog->setFound(m_found);
                   emit foundChanged();
               });
}

void ModelIntake::chooseFiles()
{
    m_prompter.chooseFiles(m_page,
                           {tr("Add a model: choose its files"),
                            QStandardPaths::writableLocation(QStandardPaths::HomeLocation),
                            {},
                            false},
                           [this](const QStringList &files) {
                               if (!files.isEmpty())
                                   addFiles(files);
                           });
}

void ModelIntake::addFiles(const QStringList &paths)
{
    if (m_library)
        open(new AddModelDialog(m_services, m_prompter, *m_library, m_models, paths, m_page));
}

void ModelIntake::showFound()
{
    if (!m_library)
        return;
    m_dialog = new FoundFilesDialog(m_found, m_page);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &FoundFilesDialog::registerRequested, this, [this](const registry::Candidate &found) {
        open(new AddModelDialog(m_services, m_prompter, *m_library, m_models, found, m_dialog));
    });
    m_dialog->open();
}

void ModelIntake::open(AddModelDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddModelDialog::started, this, &ModelIntake::jobStarted);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { emit added(dialog->added().version); });
    dialog->open();
}

} // namespace vitrine::ui
