// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionnotedialog.h"

#include "core/base/async.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wording.h"

#include <QJsonArray>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 620;
constexpr int textHeight = 110;
constexpr int historyHeight = 140;
constexpr int leastTextWidth = 200;

QStringList labelsOf(const QJsonObject &note)
{
    QStringList labels;
    for (const QJsonValue label : note[u"labels"_s].toArray())
        labels << label.toString();
    return labels;
}

registry::Library::NoteChange changeTo(const QString &text, const QStringList &labels)
{
    registry::Library::NoteChange change;
    if (text.isEmpty())
        change.unset << u"text"_s;
    else
        change.set.insert(u"text"_s, text);
    if (labels.isEmpty())
        change.unset << u"labels"_s;
    else
        change.set.insert(u"labels"_s, QJsonArray::fromStringList(labels));
    return change;
}

} // namespace

VersionNoteDialog::VersionNoteDialog(Services &services, const registry::Library &library,
                                     const QString &model, const QString &version, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_model(model)
    , m_version(version)
    , m_text(new QPlainTextEdit(this))
    , m_labels(new QLineEdit(this))
    , m_rows(new QStandardItemModel(0, 3, this))
    , m_table(new Table(u"noteHistory"_s, tr("Earlier states of the note"), this))
    , m_problem(new TextLabel({}, TextRole::Body, Tone::Bad, this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setObjectName(u"versionNoteDialog"_s);
    setWindowTitle(tr("Note on %1 %2").arg(model, version));
    setMinimumWidth(dialogWidth);
    build();
    read();
}

void VersionNoteDialog::build()
{
    m_text->setObjectName(u"versionNoteText"_s);
    m_text->setPlaceholderText(tr("What should others know about this version?"));
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(textHeight);
    m_labels->setObjectName(u"versionNoteLabels"_s);
    m_labels->setPlaceholderText(tr("reviewed, deprecated"));
    auto *labels = new FormField(tr("&Labels"), m_labels, this);
    labels->setHint(tr("Between commas. A version labelled “deprecated” or “harmful” is not offered for a "
                       "rollback."));
    m_rows->setHorizontalHeaderLabels({tr("When"), tr("Who"), tr("Note")});
    m_table->setModel(m_rows);
    m_table->setStretchColumn(2, leastTextWidth);
    m_table->setMinimumHeight(historyHeight);
    m_faces = new FaceStack(m_table, u"noteHistory"_s, this);
    m_faces->setEmptyText(u"clock"_s, tr("Nobody wrote anything yet"),
                          tr("Every state of the note is kept and can be taken up again."));
    m_problem->setObjectName(u"versionNoteProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_cancel->setObjectName(u"versionNoteCancel"_s);
    m_cancel->setAutoDefault(false);
    m_save->setObjectName(u"versionNoteSave"_s);
    m_save->setProperty("emphasis", u"primary"_s);
    m_save->setToolTip(tr("Save (Ctrl+Return)"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(new FormField(tr("&Note"), m_text, this));
    layout->addWidget(labels);
    layout->addWidget(
        new TextLabel(tr("Earlier states; Return takes one up again"), TextRole::Caption, Tone::Muted, this));
    layout->addWidget(m_faces, 1);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    chainTabs({m_text, m_labels, m_table, m_cancel, m_save});
    connect(m_text, &QPlainTextEdit::textChanged, this, &VersionNoteDialog::updateButtons);
    connect(m_labels, &QLineEdit::textChanged, this, &VersionNoteDialog::updateButtons);
    connect(m_table, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { takeUp(index.row()); });
    connect(m_faces, &FaceStack::retryRequested, this, &VersionNoteDialog::read);
    connect(m_cancel, &QPushButton::clicked, this, &VersionNoteDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &VersionNoteDialog::save);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this,
                &VersionNoteDialog::save);
    m_text->setFocus();
    updateButtons();
}

void VersionNoteDialog::read()
{
    m_faces->showLoading(tr("Reading the note…"));
    m_load.ask(
        runAsync(&m_services.readers,
                 [library = m_library, model = m_model, version = m_version](const Job &) -> Result<Known> {
                     VT_TRY(const QJsonObject note, library.note(model, version));
                     VT_TRY(const QList<registry::NoteRevision> history, library.noteHistory(model, version));
                     return Known{note, history};
                 }),
        this, [this](const Result<Known> &known) { apply(known); });
}

void VersionNoteDialog::apply(const Result<Known> &known)
{
    if (!known) {
        m_faces->showFailed(known.error());
        return;
    }
    const bool untouched = m_text->toPlainText().isEmpty() && m_labels->text().isEmpty();
    m_known = *known;
    m_isRead = true;
    if (untouched)
        fill(m_known.note);
    showHistory();
    updateButtons();
}

void VersionNoteDialog::showHistory()
{
    m_rows->setRowCount(0);
    for (const registry::NoteRevision &each : std::as_const(m_known.history)) {
        QString text = each.note[u"text"_s].toString().simplified();
        const QStringList labels = labelsOf(each.note);
        if (!labels.isEmpty())
            text += (text.isEmpty() ? u"["_s : u"  ["_s) + labels.join(u", "_s) + u']';
        if (text.isEmpty())
            text = tr("(removed)");
        QList<QStandardItem *> row;
        for (const QString &cell : {exactTime(each.date), each.author, text})
            row << new QStandardItem(cell);
        m_rows->appendRow(row);
    }
    if (m_known.history.isEmpty())
        m_faces->showEmpty();
    else
        m_faces->showFilled();
}

void VersionNoteDialog::takeUp(int row)
{
    if (row >= 0 && row < m_known.history.size())
        fill(m_known.history.at(row).note);
}

void VersionNoteDialog::fill(const QJsonObject &note)
{
    m_text->setPlainText(note[u"text"_s].toString());
    m_labels->setText(labelsOf(note).join(u", "_s));
}

QStringList VersionNoteDialog::labels() const
{
    QStringList labels;
    for (const QString &each : m_labels->text().split(u',', Qt::SkipEmptyParts)) {
        const QString label = each.simplified();
        if (!label.isEmpty() && !labels.contains(label))
            labels << label;
    }
    return labels;
}

bool VersionNoteDialog::isChanged() const
{
    return m_text->toPlainText().trimmed() != m_known.note[u"text"_s].toString().trimmed() ||
           labels() != labelsOf(m_known.note);
}

void VersionNoteDialog::updateButtons()
{
    m_save->setEnabled(m_isRead && !m_writing && isChanged());
}

void VersionNoteDialog::save()
{
    if (!m_save->isEnabled())
        return;
    m_writing = true;
    m_problem->hide();
    updateButtons();
    m_inverse = changeTo(m_known.note[u"text"_s].toString(), labelsOf(m_known.note));
    const registry::Library::NoteChange change = changeTo(m_text->toPlainText().trimmed(), labels());
    onFinished(runAsync(&m_services.writer,
                        [library = m_library, model = m_model, version = m_version, change](const Job &) {
                            return library.editNote(model, version, change);
                        }),
               this, [this](const Result<QJsonObject> &note) { finish(note); });
}

void VersionNoteDialog::finish(const Result<QJsonObject> &note)
{
    m_writing = false;
    updateButtons();
    if (note) {
        accept();
        return;
    }
    m_problem->setText(note.error().message);
    m_problem->setToolTip(note.error().detail);
    m_problem->show();
}

void VersionNoteDialog::reject()
{
    if (!m_writing)
        QDialog::reject();
}

} // namespace vitrine::ui
