// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/bulkeditdialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"

#include <QComboBox>
#include <QCompleter>
#include <QHeaderView>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 680;
constexpr int previewHeight = 200;

Result<QList<BulkSubject>> readSubjects(const registry::Library &library, const QStringList &models,
                                        const Job &job)
{
    QList<BulkSubject> subjects;
    for (const QString &model : models) {
        VT_CHECK(job.check());
        VT_TRY(const QByteArray yaml, library.metadataYaml(model));
        const auto metadata = registry::parseMetadata(yaml);
        if (!metadata)
            return metadata.error().within(model);
        subjects.append({model, yaml, *metadata});
    }
    return subjects;
}

} // namespace

BulkEditDialog::BulkEditDialog(Services &services, const registry::Library &library,
                               const QStringList &models, const Vocabulary &vocabulary, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_models(models)
{
    setObjectName(u"bulkEditDialog"_s);
    setWindowTitle(tr("Edit %n model(s)", nullptr, static_cast<int>(models.size())));
    setMinimumWidth(dialogWidth);
    buildForm(vocabulary);
    buildPreview();
    load();
}

void BulkEditDialog::buildForm(const Vocabulary &vocabulary)
{
    const auto line = [this](const QString &name) {
        auto *edit = new QLineEdit(this);
        edit->setObjectName(name);
        connect(edit, &QLineEdit::textChanged, this, &BulkEditDialog::showPreview);
        return edit;
    };
    m_add = line(u"bulkAddLabels"_s);
    m_addField = new FormField(tr("&Add labels"), m_add, this);
    m_addField->setHint(
        vocabulary.labels.isEmpty()
            ? tr("Separated by commas")
            : tr("Separated by commas. In use: %1").arg(vocabulary.labels.mid(0, 6).join(u", "_s)));
    m_remove = line(u"bulkRemoveLabels"_s);
    m_removeField = new FormField(tr("&Remove labels"), m_remove, this);
    m_removeField->setHint(tr("Those that a model does not have are no mistake"));
    m_owners = line(u"bulkOwners"_s);
    m_owners->setPlaceholderText(tr("as they are"));
    m_owners->setCompleter(new QCompleter(vocabulary.owners, m_owners));
    m_owners->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    m_type = new QComboBox(this);
    m_type->setObjectName(u"bulkType"_s);
    m_type->setEditable(true);
    m_type->setInsertPolicy(QComboBox::NoInsert);
    m_type->lineEdit()->setObjectName(u"bulkTypeEdit"_s);
    m_type->addItems(vocabulary.types);
    m_type->setCurrentText({});
    m_type->lineEdit()->setPlaceholderText(tr("as it is"));
    connect(m_type, &QComboBox::currentTextChanged, this, &BulkEditDialog::showPreview);
    m_typeField = new FormField(tr("&Type"), m_type, this);
    m_licence = line(u"bulkLicence"_s);
    m_licence->setPlaceholderText(tr("as it is"));
    m_licenceField = new FormField(tr("&Licence"), m_licence, this);
    m_message = line(u"bulkMessage"_s);
    m_message->setPlaceholderText(tr("Why? It becomes the message of the commit"));
}

void BulkEditDialog::buildPreview()
{
    m_changes = new QStandardItemModel(0, 2, this);
    m_changes->setHorizontalHeaderLabels({tr("Model"), tr("What changes")});
    m_table = new Table(u"bulkPreview"_s, tr("What changes"), this);
    m_table->setModel(m_changes);
    m_table->setColumnWidth(0, dialogWidth / 3);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_faces = new FaceStack(m_table, u"bulk"_s, this);
    m_faces->setFixedHeight(previewHeight);
    connect(m_faces, &FaceStack::retryRequested, this, &BulkEditDialog::load);
    m_problem = new TextLabel({}, TextRole::Body, Tone::Bad, this);
    m_problem->setObjectName(u"bulkProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(u"bulkCancel"_s);
    m_cancel->setAutoDefault(false);
    m_go = new QPushButton(this);
    m_go->setObjectName(u"bulkGo"_s);
    m_go->setDefault(true);
    connect(m_cancel, &QPushButton::clicked, this, &BulkEditDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &BulkEditDialog::write);

    const auto pair = [](QWidget *left, QWidget *right) {
        auto *row = new QHBoxLayout;
        row->setSpacing(Space::l);
        row->addWidget(left, 1, Qt::AlignTop);
        row->addWidget(right, 1, Qt::AlignTop);
        return row;
    };
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    column->setSpacing(Space::m);
    column->addLayout(pair(m_addField, m_removeField));
    auto *ownersField = new FormField(tr("&Owners"), m_owners, this);
    ownersField->setHint(tr("Separated by commas; they take the place of those that are there"));
    column->addWidget(ownersField);
    column->addLayout(pair(m_typeField, m_licenceField));
    column->addWidget(m_faces);
    column->addWidget(new FormField(tr("M&essage"), m_message, this));
    column->addWidget(m_problem);
    column->addLayout(buttons);
    chainTabs({m_add, m_remove, m_owners, m_type, m_licence, m_table, m_message, m_cancel, m_go});
    m_add->setFocus();
}

void BulkEditDialog::load()
{
    m_faces->showLoading(tr("Reading the metadata…"));
    m_subjects.clear();
    m_go->setEnabled(false);
    m_load.ask(runAsync(&m_services.readers,
                        [library = m_library, models = m_models](const Job &job) {
                            return readSubjects(library, models, job);
                        }),
               this, [this](const Result<QList<BulkSubject>> &subjects) { apply(subjects); });
    showPreview();
}

void BulkEditDialog::apply(const Result<QList<BulkSubject>> &subjects)
{
    if (!subjects) {
        if (subjects.error().code != Error::Code::Cancelled)
            m_faces->showFailed(subjects.error());
        return;
    }
    m_subjects = *subjects;
    m_faces->showFilled();
    showPreview();
}

registry::BulkEdit BulkEditDialog::edit() const
{
    registry::BulkEdit edit;
    edit.models = m_models;
    edit.addLabels = listFrom(m_add->text());
    edit.removeLabels = listFrom(m_remove->text());
    if (const QStringList owners = listFrom(m_owners->text()); !owners.isEmpty())
        edit.set.insert(u"owners"_s, QJsonArray::fromStringList(owners));
    if (const QString type = m_type->currentText().simplified(); !type.isEmpty())
        edit.set.insert(u"type"_s, type);
    if (const QString licence = m_licence->text().simplified(); !licence.isEmpty())
        edit.set.insert(u"licence"_s, licence);
    edit.message = m_message->text().trimmed();
    return edit;
}

// The rules are those of the form for one model.
bool BulkEditDialog::check()
{
    registry::MetadataForm form;
    form.title = u"-"_s; // not edited here
    form.labels = listFrom(m_add->text());
    form.type = m_type->currentText().simplified();
    form.licence = m_licence->text().simplified();
    const QMap<QString, QString> problems = registry::problems(form);
    m_addField->setProblem(problems.value(u"labels"_s));
    m_typeField->setProblem(problems.value(u"type"_s));
    m_licenceField->setProblem(problems.value(u"licence"_s));
    return problems.isEmpty();
}

void BulkEditDialog::showPreview()
{
    const registry::BulkEdit wanted = edit();
    m_changes->setRowCount(0);
    int changed = 0;
    for (const BulkSubject &subject : std::as_const(m_subjects)) {
        const QString change = changeOf(wanted, subject.metadata);
        changed += change.isEmpty() ? 0 : 1;
        auto *what = new QStandardItem(change.isEmpty() ? tr("nothing") : change);
        if (change.isEmpty())
            what->setData(int(Tone::Muted), ToneRole);
        m_changes->appendRow({new QStandardItem(subject.model), what});
    }
    const bool fine = check();
    m_go->setText(changed == 0 ? tr("Change") : tr("Change %n model(s)", nullptr, changed));
    m_go->setEnabled(fine && changed > 0 && !m_writing);
}

void BulkEditDialog::write()
{
    if (!m_go->isEnabled())
        return;
    m_written = edit();
    for (const BulkSubject &subject : std::as_const(m_subjects))
        m_written.expected.insert(subject.model, subject.yaml);
    m_writing = true;
    m_problem->hide();
    showPreview();
    onFinished(runAsync(&m_services.writer, [library = m_library, edit = m_written](
                                                const Job &) { return library.editAll(edit); }),
               this, [this](const Result<registry::BulkEdited> &done) { finish(done); });
}

void BulkEditDialog::finish(const Result<registry::BulkEdited> &done)
{
    m_writing = false;
    if (done) {
        m_done = *done;
        accept();
        return;
    }
    m_problem->setText(done.error().message);
    m_problem->show();
    if (done.error().code == Error::Code::Conflict)
        load(); // what it is now
    else
        showPreview();
}

QList<registry::BulkEdit> BulkEditDialog::inverse() const
{
    return inverseOf(m_written, m_subjects, m_done.changed);
}

void BulkEditDialog::reject()
{
    if (!m_writing) // a commit takes a moment and cannot be taken back half-way
        QDialog::reject();
}

} // namespace vitrine::ui
