// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/restoredialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"

#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 560;
constexpr int listHeight = 160;
constexpr int leastTextWidth = 260;

} // namespace

RestoreDialog::RestoreDialog(Services &services, const registry::Library &library, const QString &model,
                             const QString &version, QWidget *parent)
    : WritingDialog(services.writer, u"restore"_s, tr("Restore"), parent)
    , m_services(services)
    , m_library(library)
    , m_model(model)
    , m_version(version)
    , m_rows(new QStandardItemModel(0, 2, this))
    , m_table(new Table(u"restoreChanges"_s, tr("What changes"), this))
    , m_reason(new QLineEdit(this))
{
    setWindowTitle(tr("Restore the files of %1 %2").arg(model, version));
    setMinimumWidth(dialogWidth);
    build();
    read();
}

void RestoreDialog::build()
{
    auto *text = new TextLabel(tr("The newest files and metadata of %1 become those of %2 again, in one new "
                                  "commit. Versions and stages stay as they are.")
                                   .arg(m_model, m_version),
                               TextRole::Body, Tone::Muted, this);
    text->setWordWrap(true);
    m_rows->setHorizontalHeaderLabels({tr("What"), tr("Change")});
    m_table->setModel(m_rows);
    m_table->setStretchColumn(1, leastTextWidth);
    m_table->setMinimumHeight(listHeight);
    m_faces = new FaceStack(m_table, u"restore"_s, this);
    m_faces->setEmptyText(u"check"_s, tr("There is nothing to restore"),
                          tr("The newest files are those of %1 already.").arg(m_version));
    m_reason->setObjectName(u"restoreReason"_s);
    m_reason->setPlaceholderText(tr("Why? For others and for later"));
    column()->addWidget(text);
    column()->addWidget(m_faces, 1);
    column()->addWidget(new FormField(tr("&Reason"), m_reason, this));
    finishLayout();
    chainTabs({m_table, m_reason, cancelButton(), goButton()});
    connect(m_faces, &FaceStack::retryRequested, this, &RestoreDialog::read);
    connect(goButton(), &QPushButton::clicked, this, &RestoreDialog::restore);
    m_reason->setFocus();
}

void RestoreDialog::read()
{
    m_faces->showLoading(tr("Comparing…"));
    m_load.ask(runAsync(&m_services.readers,
                        [library = m_library, model = m_model, version = m_version](const Job &) {
                            return library.previewRestore(model, version);
                        }),
               this, [this](const Result<registry::RestorePreview> &preview) { apply(preview); });
}

void RestoreDialog::apply(const Result<registry::RestorePreview> &preview)
{
    if (!preview) {
        m_faces->showFailed(preview.error());
        return;
    }
    m_rows->setRowCount(0);
    const auto add = [this](const QString &what, const QStringList &lines) {
        for (const QString &line : lines)
            m_rows->appendRow({new QStandardItem(what), new QStandardItem(line)});
    };
    add(tr("File"), preview->files);
    add(tr("Metadata"), preview->metadata);
    add(tr("Not downloaded"), preview->missing);
    m_table->resizeColumnToContents(0);
    m_ready = !preview->nothingToDo;
    if (m_ready)
        m_faces->showFilled();
    else
        m_faces->showEmpty();
    updateButton();
}

void RestoreDialog::restore()
{
    write([library = m_library, model = m_model, version = m_version, reason = m_reason->text().trimmed()](
              const Job &job) { return library.restoreFiles(model, version, reason, {}, job); },
          [this](const QString &commit) { m_commit = commit; });
}

} // namespace vitrine::ui
