// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/bulkediting.h"

#include "core/base/async.h"
#include "ui/library/bulkeditdialog.h"

namespace vitrine::ui {

namespace {

BulkEditDialog::Vocabulary vocabularyOf(const QList<registry::Model> &models)
{
    BulkEditDialog::Vocabulary vocabulary;
    for (const registry::Model &model : models) {
        vocabulary.labels << model.labels;
        vocabulary.owners << model.owners;
        vocabulary.types << model.type;
    }
    for (QStringList *words : {&vocabulary.labels, &vocabulary.owners, &vocabulary.types}) {
        words->removeAll(QString());
        words->removeDuplicates();
        words->sort();
    }
    return vocabulary;
}

} // namespace

BulkEditing::BulkEditing(Services &services, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_page(page)
{
}

void BulkEditing::edit(const QStringList &selected, const QList<registry::Model> &all)
{
    if (!m_library || selected.isEmpty())
        return;
    auto *dialog = new BulkEditDialog(m_services, *m_library, selected, vocabularyOf(all), m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, library = *m_library] {
        const auto count = static_cast<int>(dialog->done().changed.size());
        emit written();
        emit message({tr("Changed %n model(s) in one commit", nullptr, count),
                      tr("Undo"),
                      [this, library, inverse = dialog->inverse()] { undo(library, inverse); },
                      false,
                      {}});
    });
    dialog->open();
}

void BulkEditing::undo(const registry::Library &library, const QList<registry::BulkEdit> &inverse)
{
    const auto work = [library, inverse](const Job &) -> Result<int> {
        int changed = 0;
        for (const registry::BulkEdit &each : inverse) {
            VT_TRY(const registry::BulkEdited done, library.editAll(each));
            changed += static_cast<int>(done.changed.size());
        }
        return changed;
    };
    onFinished(
        runAsync(&m_services.writer, work), this, [this, library, inverse](const Result<int> &changed) {
            if (changed) {
                emit written();
                emit message(
                    {tr("%n model(s) are back at what they were", nullptr, *changed), {}, {}, false, {}});
            } else {
                emit message(
                    Message::failure(changed.error(), [this, library, inverse] { undo(library, inverse); }));
            }
        });
}

} // namespace vitrine::ui
