// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/metadataeditor.h"

#include "core/base/clock.h"
#include "ui/model/yamlview.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/wording.h"

#include <QAction>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int formWidth = 620;
constexpr int settleMs = 120;
constexpr int descriptionLines = 5;

QComboBox *choiceBox(const QString &name, const QStringList &choices, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(name);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItems(choices);
    box->lineEdit()->setObjectName(name + u"Edit"_s);
    box->setCurrentText({});
    return box;
}

QLineEdit *lineEdit(const QString &name, QWidget *parent)
{
    auto *edit = new QLineEdit(parent);
    edit->setObjectName(name);
    return edit;
}

} // namespace

MetadataEditor::MetadataEditor(Services &services, QWidget *parent) : QWidget(parent), m_services(services)
{
    setObjectName(u"metadataEditor"_s);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    buildForm();
    buildLayout();
    connectEditors();
    validate();
}

void MetadataEditor::buildForm()
{
    m_title = lineEdit(u"metadataTitle"_s, this);
    m_description = new QPlainTextEdit(this);
    m_description->setObjectName(u"metadataDescription"_s);
    m_description->setTabChangesFocus(true);
    m_description->setUndoRedoEnabled(false);
    m_description->setFixedHeight(descriptionLines * fontMetrics().lineSpacing() + Space::xl);
    m_type = choiceBox(u"metadataType"_s,
                       {u"regression"_s, u"classification"_s, u"clustering"_s, u"forecasting"_s, u"ranking"_s,
                        u"embedding"_s, u"generation"_s},
                       this);
    m_labels = lineEdit(u"metadataLabels"_s, this);
    m_owners = lineEdit(u"metadataOwners"_s, this);
    m_licence = choiceBox(u"metadataLicence"_s,
                          {u"Apache-2.0"_s, u"BSD-3-Clause"_s, u"CC-BY-4.0"_s, u"CC0-1.0"_s,
                           u"GPL-3.0-or-later"_s, u"LGPL-3.0-or-later"_s, u"MIT"_s, u"MPL-2.0"_s},
                          this);
    m_fields = {
        new FormField(tr("&Title"), m_title, this),   new FormField(tr("&Description"), m_description, this),
        new FormField(tr("T&ype"), m_type, this),     new FormField(tr("&Labels"), m_labels, this),
        new FormField(tr("&Owners"), m_owners, this), new FormField(tr("L&icence"), m_licence, this)};
    m_fields[MetadataDraft::Labels]->setHint(tr("Separated by commas: weather, seattle"));
    m_fields[MetadataDraft::Owners]->setHint(tr("Separated by commas: who to ask about this model"));
    m_fields[MetadataDraft::Licence]->setHint(tr("An SPDX identifier, such as MIT"));

    m_undo = m_draft.undoStack()->createUndoAction(this, tr("Undo"));
    m_redo = m_draft.undoStack()->createRedoAction(this, tr("Redo"));
    m_undo->setObjectName(u"metadataUndo"_s);
    m_redo->setObjectName(u"metadataRedo"_s);
    m_undo->setIcon(icon(u"undo"_s));
    m_redo->setIcon(icon(u"redo"_s));
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo->setShortcut(QKeySequence::Redo);
    m_saveAction = new QAction(tr("Save"), this);
    m_saveAction->setObjectName(u"metadataSaveAction"_s);
    m_saveAction->setShortcut(QKeySequence::Save);
    for (QAction *action : {m_undo, m_redo, m_saveAction}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
    }
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(u"metadataSave"_s);
    m_save->setProperty("emphasis", u"primary"_s);
    m_save->setToolTip(
        tr("Save as one commit (%1)").arg(m_saveAction->shortcut().toString(QKeySequence::NativeText)));
    m_discard = new QPushButton(tr("Discard changes"), this);
    m_discard->setObjectName(u"metadataDiscard"_s);
    m_discard->setProperty("emphasis", u"quiet"_s);
    m_revision = new TextLabel({}, TextRole::Caption, Tone::Muted, this);
    m_revision->setObjectName(u"metadataRevision"_s);
    m_yaml = new YamlView(this);
}

void MetadataEditor::buildLayout()
{
    auto *form = new QWidget;
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(Space::l, Space::l, Space::l, Space::s);
    column->setSpacing(Space::m);
    column->addWidget(m_fields[MetadataDraft::Title]);
    column->addWidget(m_fields[MetadataDraft::Description]);
    auto *pair = new QHBoxLayout;
    pair->setSpacing(Space::l);
    pair->addWidget(m_fields[MetadataDraft::Type], 1, Qt::AlignTop);
    pair->addWidget(m_fields[MetadataDraft::Licence], 1, Qt::AlignTop);
    column->addLayout(pair);
    column->addWidget(m_fields[MetadataDraft::Labels]);
    column->addWidget(m_fields[MetadataDraft::Owners]);
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"metadataScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(form);
    form->setAutoFillBackground(false);

    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(Space::l, Space::s, Space::l, Space::m);
    for (QAction *action : {m_undo, m_redo}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setObjectName(action->objectName() + u"Button"_s);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRaise(true);
        button->setAccessibleName(action == m_undo ? tr("Undo") : tr("Redo"));
        buttons->addWidget(button);
    }
    buttons->addWidget(m_revision, 1);
    buttons->addWidget(m_discard);
    buttons->addWidget(m_save);

    auto *formCard = new Card;
    auto *formLayout = new QVBoxLayout(formCard);
    formLayout->setContentsMargins(1, 1, 1, 1);
    formLayout->setSpacing(0);
    formLayout->addWidget(scroll, 1);
    formLayout->addLayout(buttons);
    auto *side = new Card;
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(Space::l, Space::m, Space::xs, Space::s);
    sideLayout->addWidget(
        new TextLabel(tr("model.yaml, as it will be saved"), TextRole::Caption, Tone::Muted));
    sideLayout->addWidget(m_yaml, 1);
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->setObjectName(u"metadataSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(formCard);
    splitter->addWidget(side);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({formWidth, formWidth * 2 / 3});
    m_faces = new FaceStack(splitter, u"metadata"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Space::m, 0, 0);
    layout->addWidget(m_faces);
    chainTabs({m_title, m_description, m_type, m_licence, m_labels, m_owners, m_discard, m_save, m_yaml});
}

void MetadataEditor::connectEditors()
{
    const auto typed = [this](MetadataDraft::Field field) {
        return [this, field](const QString &text) { m_draft.set(field, text); };
    };
    connect(m_title, &QLineEdit::textChanged, this, typed(MetadataDraft::Title));
    connect(m_labels, &QLineEdit::textChanged, this, typed(MetadataDraft::Labels));
    connect(m_owners, &QLineEdit::textChanged, this, typed(MetadataDraft::Owners));
    connect(m_type, &QComboBox::currentTextChanged, this, typed(MetadataDraft::Type));
    connect(m_licence, &QComboBox::currentTextChanged, this, typed(MetadataDraft::Licence));
    connect(m_description, &QPlainTextEdit::textChanged, this,
            [this] { m_draft.set(MetadataDraft::Description, m_description->toPlainText()); });
    connect(&m_draft, &MetadataDraft::changed, this, [this](MetadataDraft::Field field) {
        showField(field);
        validate();
        m_settle.start();
    });
    connect(&m_settle, &QTimer::timeout, this, &MetadataEditor::showYaml);
    connect(m_faces, &FaceStack::retryRequested, this, &MetadataEditor::refresh);
    connect(m_saveAction, &QAction::triggered, this, &MetadataEditor::save);
    connect(m_save, &QPushButton::clicked, this, &MetadataEditor::save);
    connect(m_discard, &QPushButton::clicked, this, &MetadataEditor::discard);
    // Line editors have an undo of their own for what is typed in them; here one history covers the whole
    // form.
    for (QWidget *editor : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_description),
                            static_cast<QWidget *>(m_type->lineEdit()), static_cast<QWidget *>(m_labels),
                            static_cast<QWidget *>(m_owners), static_cast<QWidget *>(m_licence->lineEdit())})
        editor->installEventFilter(this);
}

bool MetadataEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void MetadataEditor::park()
{
    if (!m_loaded || m_model.isEmpty())
        return;
    if (!m_draft.isDirty()) {
        m_parked.remove(m_model);
        return;
    }
    MetadataDraft::Texts texts;
    for (int field = 0; field < MetadataDraft::FieldCount; ++field)
        texts[static_cast<size_t>(field)] = m_draft.text(static_cast<MetadataDraft::Field>(field));
    m_parked.insert(m_model, {m_draft.yaml(), m_draft.stored(), texts});
}

QStringList MetadataEditor::unsavedModels() const
{
    QStringList names = m_parked.keys();
    names.removeAll(m_model);
    if (isDirty())
        names << m_model;
    names.sort();
    return names;
}

void MetadataEditor::begin(const registry::Library &library, const QString &model)
{
    park();
    if (m_library && m_library->gitDir() != library.gitDir())
        m_parked.clear();
    m_library = library;
    m_model = model;
    m_loaded = false;
    setBusy(false);
    m_faces->showLoading(tr("Reading the metadata of %1…").arg(model));
    validate();
    refresh();
}

void MetadataEditor::refresh()
{
    if (!m_library || m_saving)
        return;
    m_load.ask(runAsync(&m_services.readers,
                        [library = *m_library, model = m_model](const Job &) -> Result<Stored> {
                            VT_TRY(const QByteArray yaml, library.metadataYaml(model));
                            VT_TRY(const registry::Metadata metadata, registry::parseMetadata(yaml));
                            VT_TRY(const auto revisions, library.metadataHistory(model));
                            return Stored{yaml, registry::formOf(metadata), revisions};
                        }),
               this, [this](const Result<Stored> &stored) { apply(stored); });
}

void MetadataEditor::apply(const Result<Stored> &stored)
{
    if (!stored) {
        if (stored.error().code != Error::Code::Cancelled)
            m_faces->showFailed(stored.error());
        return;
    }
    if (m_loaded) {
        if (stored->yaml != m_draft.yaml())
            m_draft.rebase(stored->yaml, stored->form);
    } else if (m_parked.contains(m_model)) {
        const Parked parked = m_parked.take(m_model);
        m_draft.reset(parked.yaml, parked.stored);
        for (int field = 0; field < MetadataDraft::FieldCount; ++field)
            m_draft.set(static_cast<MetadataDraft::Field>(field), parked.texts[static_cast<size_t>(field)]);
        m_draft.rebase(stored->yaml, stored->form);
    } else {
        m_draft.reset(stored->yaml, stored->form);
    }
    m_loaded = true;
    showRevision(*stored);
    m_faces->showFilled();
    validate();
    showYaml();
}

void MetadataEditor::showRevision(const Stored &stored)
{
    if (stored.revisions.isEmpty()) {
        m_revision->clear();
        return;
    }
    const registry::MetadataRevision &last = stored.revisions.first();
    m_revision->setText(
        tr("Last changed %1 by %2").arg(relativeTime(last.date, m_services.clock.now()), last.author));
    m_revision->setToolTip(exactTime(last.date) + u'\n' + last.message.section(u'\n', 0, 0));
}

void MetadataEditor::showField(MetadataDraft::Field field)
{
    const QString text = m_draft.text(field);
    const auto putLine = [&text](QLineEdit *edit) {
        if (edit->text() != text)
            edit->setText(text);
    };
    switch (field) {
    case MetadataDraft::Title: return putLine(m_title);
    case MetadataDraft::Labels: return putLine(m_labels);
    case MetadataDraft::Owners: return putLine(m_owners);
    case MetadataDraft::Type: return putLine(m_type->lineEdit());
    case MetadataDraft::Licence: return putLine(m_licence->lineEdit());
    case MetadataDraft::Description:
        if (m_description->toPlainText() != text)
            m_description->setPlainText(text);
        return;
    case MetadataDraft::FieldCount: return;
    }
}

void MetadataEditor::validate()
{
    const QMap<QString, QString> problems =
        m_loaded ? registry::problems(m_draft.form()) : QMap<QString, QString>();
    for (int field = 0; field < MetadataDraft::FieldCount; ++field)
        m_fields[field]->setProblem(
            problems.value(MetadataDraft::key(static_cast<MetadataDraft::Field>(field))));
    const bool dirty = isDirty();
    m_save->setEnabled(dirty && problems.isEmpty() && !m_saving);
    m_saveAction->setEnabled(m_save->isEnabled());
    m_discard->setEnabled(dirty && !m_saving);
    if (dirty != m_wasDirty) {
        m_wasDirty = dirty;
        emit dirtyChanged(dirty);
    }
}

void MetadataEditor::showYaml()
{
    const Result<QByteArray> now = registry::withForm(m_draft.yaml(), m_draft.form());
    m_yaml->show(QString::fromUtf8(m_draft.yaml()), QString::fromUtf8(now ? *now : m_draft.yaml()));
}

void MetadataEditor::setBusy(bool busy)
{
    m_saving = busy;
    for (FormField *field : std::as_const(m_fields))
        field->editor()->setEnabled(!busy);
    m_save->setText(busy ? tr("Saving…") : tr("Save"));
    validate();
}

void MetadataEditor::save()
{
    if (!m_save->isEnabled() || !m_library)
        return;
    const Stored before{m_draft.yaml(), m_draft.stored(), {}};
    const registry::MetadataForm form = m_draft.form();
    m_load.forget();
    setBusy(true);
    onFinished(runAsync(&m_services.writer,
                        [library = *m_library, model = m_model, before, form](const Job &) {
                            return library.saveMetadata(model, before.yaml, form);
                        }),
               this, [this, before, form, model = m_model](const Result<QString> &commit) {
                   const bool shown = model == m_model;
                   if (shown)
                       setBusy(false);
                   else if (commit)
                       m_parked.remove(model);
                   finishSave(model, commit, before, form);
               });
}

void MetadataEditor::finishSave(const QString &model, const Result<QString> &commit, const Stored &before,
                                const registry::MetadataForm &form)
{
    const bool shown = model == m_model;
    if (!commit) {
        const bool conflict = commit.error().code == Error::Code::Conflict;
        Message failure = Message::failure(commit.error());
        if (conflict) {
            failure.text = tr("%1 was changed elsewhere meanwhile. Your edits are kept on top of it: look "
                              "and save again.")
                               .arg(model);
        }
        emit message(failure);
        if (shown)
            refresh();
        return;
    }
    if (shown) {
        const Result<QByteArray> yaml = registry::withForm(before.yaml, form);
        m_draft.reset(yaml ? *yaml : before.yaml, form);
        validate();
        refresh();
    }
    emit saved();
    Message done;
    done.text = tr("Saved the metadata of %1").arg(model);
    done.actionText = tr("Undo");
    done.action = [this, library = *m_library, model, from = form, to = before.form] {
        takeBack(library, model, from, to);
    };
    emit message(done);
}

// Undo of a save is another save, of the fields that it changed.
void MetadataEditor::takeBack(const registry::Library &library, const QString &model,
                              const registry::MetadataForm &from, const registry::MetadataForm &to)
{
    onFinished(runAsync(&m_services.writer,
                        [library, model, from, to](const Job &) -> Result<QString> {
                            VT_TRY(const QByteArray yaml, library.metadataYaml(model));
                            VT_TRY(const registry::Metadata metadata, registry::parseMetadata(yaml));
                            registry::MetadataForm form = registry::formOf(metadata);
                            const auto restore = [&](auto field) {
                                if (from.*field != to.*field)
                                    form.*field = to.*field;
                            };
                            restore(&registry::MetadataForm::title);
                            restore(&registry::MetadataForm::description);
                            restore(&registry::MetadataForm::type);
                            restore(&registry::MetadataForm::labels);
                            restore(&registry::MetadataForm::owners);
                            restore(&registry::MetadataForm::licence);
                            return library.saveMetadata(model, yaml, form);
                        }),
               this, [this, model](const Result<QString> &commit) {
                   if (!commit) {
                       emit message(Message::failure(commit.error()));
                       return;
                   }
                   Message done;
                   done.text = tr("The metadata of %1 is as it was before").arg(model);
                   emit message(done);
                   emit saved();
                   if (model == m_model)
                       refresh();
               });
}

void MetadataEditor::discard()
{
    m_draft.reset(m_draft.yaml(), m_draft.stored());
    m_parked.remove(m_model);
    validate();
}

} // namespace vitrine::ui
