// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionwriting.h"

#include "core/base/async.h"
#include "ui/model/restoredialog.h"
#include "ui/model/versionnotedialog.h"
#include "ui/services/prompter.h"

#include <QStandardPaths>
#include <QWidget>

namespace vitrine::ui {

VersionWriting::VersionWriting(Services &services, Prompter &prompter, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_prompter(prompter)
    , m_page(page)
{
}

void VersionWriting::editNote(const QString &model, const QString &version)
{
    if (!m_library)
        return;
    auto *dialog = new VersionNoteDialog(m_services, *m_library, model, version, m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, library = *m_library, model, version] {
        emit written();
        const auto undo = [this, library, model, version, inverse = dialog->inverse()] {
            onFinished(
                runAsync(&m_services.writer,
                         [=](const Job &) { return library.editNote(model, version, inverse); }),
                this, [this, model, version](const Result<QJsonObject> &note) {
                    if (note) {
                        emit written();
                        emit message(
                            {tr("The note on %1 %2 is what it was").arg(model, version), {}, {}, false, {}});
                    } else {
                        emit message(Message::failure(note.error()));
                    }
                });
        };
        emit message({tr("Saved the note on %1 %2").arg(model, version), tr("Undo"), undo, false, {}});
    });
    dialog->open();
}

void VersionWriting::saveFiles(const registry::Version &version)
{
    if (!m_library)
        return;
    const QString what = version.model + u' ' + version.name;
    m_prompter.chooseFolder(
        m_page,
        {tr("Save the files of %1 in").arg(what),
         QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)},
        [this, version, what, library = *m_library](const QString &folder) {
            if (folder.isEmpty())
                return;
            const auto future = runAsync(&m_services.readers, [library, version, folder](const Job &job) {
                return library.saveFiles(version, folder, job);
            });
            onFinished(future, this, [this, what, folder](const Result<QStringList> &files) {
                if (files)
                    emit message(
                        {tr("Saved %n file(s) of %1 in %2", nullptr, int(files->size())).arg(what, folder),
                         {},
                         {},
                         false,
                         {}});
                else if (files.error().code != Error::Code::Cancelled)
                    emit message(Message::failure(files.error()));
            });
            emit workStarted(tr("Saving the files of %1").arg(what), QFuture<void>(future));
        });
}

void VersionWriting::restoreFiles(const QString &model, const QString &version)
{
    if (!m_library)
        return;
    auto *dialog = new RestoreDialog(m_services, *m_library, model, version, m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, model, version] {
        emit written();
        emit message({tr("The files of %1 are those of %2 again, in commit %3")
                          .arg(model, version, dialog->commit().left(10)),
                      {},
                      {},
                      false,
                      {}});
    });
    dialog->open();
}

void VersionWriting::withdraw(const QString &model, const QString &version)
{
    if (!m_library)
        return;
    m_prompter.askText(
        m_page, tr("Withdraw %1 %2").arg(model, version),
        tr("It is hidden and cannot be put into a stage until you bring it back; its history and files "
           "stay. Why?"),
        {}, [this, library = *m_library, model, version](const QString &reason) {
            if (reason.trimmed().isEmpty())
                return;
            changeRegistration(
                tr("Withdrew %1 %2").arg(model, version),
                [=] { return library.deregister(model, version, reason.trimmed()); }, true);
        });
}

void VersionWriting::bringBack(const QString &model, const QString &version)
{
    if (m_library)
        changeRegistration(
            tr("%1 %2 counts again").arg(model, version),
            [=, library = *m_library] { return library.reregister(model, version, {}); }, true);
}

void VersionWriting::changeRegistration(const QString &text,
                                        const std::function<Result<registry::RegistrationChange>()> &work,
                                        bool canBeUndone)
{
    onFinished(
        runAsync(&m_services.writer, [work](const Job &) { return work(); }), this,
        [this, text, canBeUndone, library = *m_library](const Result<registry::RegistrationChange> &change) {
            if (!change) {
                emit message(Message::failure(change.error()));
                return;
            }
            emit written();
            Message done;
            done.text = text;
            if (canBeUndone) {
                done.actionText = tr("Undo");
                done.action = [this, library, change = *change] {
                    changeRegistration(
                        tr("%1 %2 is what it was").arg(change.model, change.version),
                        [library, change] { return library.undo(change); }, false);
                };
            }
            emit message(done);
        });
}

} // namespace vitrine::ui
