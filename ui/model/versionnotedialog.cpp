// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionnotedialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wording.h"

#include <QJsonArray>
#include <QKeyEvent>
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
    : WritingDialog(services.writer, u"versionNote"_s, tr("Save"), parent)
    , m_services(services)
    , m_library(library)
    , m_model(model)
    , m_version(version)
    , m_text(new QPlainTextEdit(this))
    , m_labels(new QLineEdit(this))
    , m_rows(new QStandardItemModel(0, 3, this))
    , m_table(new Table(u"noteHistory"_s, tr("Earlier states of the note"), this))
{
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
    goButton()->setToolTip(tr("Save (Ctrl+Return)"));
    column()->addWidget(new FormField(tr("&Note"), m_text, this));
    column()->addWidget(labels);
    column()->addWidget(
        new TextLabel(tr("Earlier states; Return takes one up again"), TextRole::Caption, Tone::Muted, this));
    column()->addWidget(m_faces, 1);
    finishLayout();
    chainTabs({m_text, m_labels, m_table, cancelButton(), goButton()});
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] { updateButton(); });
    connect(m_labels, &QLineEdit::textChanged, this, [this] { updateButton(); });
    connect(m_table, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { takeUp(index.row()); });
    connect(m_faces, &FaceStack::retryRequested, this, &VersionNoteDialog::read);
    connect(goButton(), &QPushButton::clicked, this, &VersionNoteDialog::save);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this,
                &VersionNoteDialog::save);
    m_text->setFocus();
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
    updateButton();
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
    for (const int column : {0, 1})
        m_table->resizeColumnToContents(column);
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

void VersionNoteDialog::save()
{
    m_inverse = changeTo(m_known.note[u"text"_s].toString(), labelsOf(m_known.note));
    const registry::Library::NoteChange change = changeTo(m_text->toPlainText().trimmed(), labels());
    write([library = m_library, model = m_model, version = m_version,
           change](const Job &) { return library.editNote(model, version, change); },
          [](const QJsonObject &) {});
}

// In the list Return takes a state up, which is no wish to save it.
void VersionNoteDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isReturn || !m_table->hasFocus())
        WritingDialog::keyPressEvent(event);
}

} // namespace vitrine::ui
