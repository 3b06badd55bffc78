// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/addmodeldialog.h"

#include "core/base/text.h"
#include "core/registry/gtotag.h"
#include "ui/services/prompter.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/taborder.h"

#include <QComboBox>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int dialogWidth = 520;

QString filesText(const QStringList &files)
{
    qint64 bytes = 0;
    for (const QString &file : files)
        bytes += QFileInfo(file).isDir() ? 0 : QFileInfo(file).size();
    const QFileInfo first(files.value(0));
    if (files.isEmpty())
        return AddModelDialog::tr("No file is chosen");
    if (files.size() == 1)
        return first.isDir() ? AddModelDialog::tr("The folder %1 with everything in it").arg(first.fileName())
                             : u"%1 · %2"_s.arg(first.fileName(), formatBytes(bytes));
    return AddModelDialog::tr("%n files", nullptr, static_cast<int>(files.size())) + u" · "_s +
           formatBytes(bytes);
}

// The greatest one made greater in three ways; the first of a model that has none.
QStringList nextVersions(const QStringList &taken)
{
    using registry::SemVer;
    std::optional<SemVer> greatest;
    for (const QString &name : taken) {
        const auto version = SemVer::parse(name);
        if (version && (!greatest || *version > *greatest))
            greatest = *version;
    }
    if (!greatest)
        return {u"v1.0.0"_s, u"v0.1.0"_s};
    return {greatest->bumped(registry::Bump::Patch).text(), greatest->bumped(registry::Bump::Minor).text(),
            greatest->bumped(registry::Bump::Major).text()};
}

QComboBox *editableBox(const QString &name, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(name);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->lineEdit()->setObjectName(name + u"Edit"_s);
    return box;
}

} // namespace

QString modelNameFor(const QString &file)
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    static const QRegularExpression edges(u"^[-0-9]+|-+$"_s);
    QString name = QFileInfo(file).completeBaseName().toLower().replace(others, u"-"_s).remove(edges);
    return registry::isFullName(name) ? name : QString();
}

AddModelDialog::AddModelDialog(Services &services, Prompter &prompter, const registry::Library &library,
                               const QList<registry::Model> &models, const QStringList &files,
                               QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_prompter(prompter)
    , m_library(library)
{
    build(models);
    m_model->setCurrentText(modelNameFor(files.value(0)));
    setFiles(files);
}

AddModelDialog::AddModelDialog(Services &services, Prompter &prompter, const registry::Library &library,
                               const QList<registry::Model> &models, const registry::Candidate &found,
                               QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_prompter(prompter)
    , m_library(library)
    , m_found(found)
{
    build(models);
    setWindowTitle(tr("Register a model"));
    m_go->setText(tr("Register"));
    m_choose->hide();
    m_what->setText(found.size < 0 ? found.path : u"%1 · %2"_s.arg(found.path, formatBytes(found.size)));
    m_what->setToolTip(found.path);
    m_model->setCurrentText(found.name);
    modelChanged();
}

void AddModelDialog::build(const QList<registry::Model> &models)
{
    for (const registry::Model &model : models) {
        m_names << model.name;
        m_stages << model.stages.keys();
    }
    m_stages.removeDuplicates();
    m_stages.sort();
    setObjectName(u"addModelDialog"_s);
    setWindowTitle(tr("Add a model"));
    setMinimumWidth(dialogWidth);
    buildForm();
    buildButtons();
    chainTabs({m_choose, m_model, m_title, m_version, m_message, m_stage, m_cancel, m_go});
    m_model->setFocus();
}

void AddModelDialog::buildForm()
{
    m_what = new ElidedLabel({}, this);
    m_what->setObjectName(u"addFiles"_s);
    m_choose = new QPushButton(tr("Choose…"), this);
    m_choose->setObjectName(u"addChoose"_s);
    m_choose->setAccessibleName(tr("Choose other files"));
    m_choose->setAutoDefault(false);
    connect(m_choose, &QPushButton::clicked, this, &AddModelDialog::chooseFiles);
    m_model = editableBox(u"addModel"_s, this);
    m_model->addItems(m_names);
    m_model->setCurrentText({});
    m_modelField = new FormField(tr("&Model"), m_model, this);
    m_title = new QLineEdit(this);
    m_title->setObjectName(u"addTitle"_s);
    m_titleField = new FormField(tr("&Title"), m_title, this);
    m_titleField->setHint(tr("One line that says what it predicts"));
    m_version = editableBox(u"addVersion"_s, this);
    m_versionField = new FormField(tr("&Version"), m_version, this);
    m_message = new QLineEdit(this);
    m_message->setObjectName(u"addMessage"_s);
    m_message->setPlaceholderText(tr("What is new in it? It becomes part of the history"));
    m_stage = editableBox(u"addStage"_s, this);
    m_stage->addItems(m_stages);
    m_stage->setCurrentText({});
    m_stage->lineEdit()->setPlaceholderText(tr("none"));
    m_stageField = new FormField(tr("&Stage"), m_stage, this);
    connect(m_model, &QComboBox::currentTextChanged, this, &AddModelDialog::modelChanged);
    connect(m_stage, &QComboBox::currentTextChanged, this, &AddModelDialog::check);
    connect(m_version, &QComboBox::currentTextChanged, this, &AddModelDialog::check);
    connect(m_version->lineEdit(), &QLineEdit::textEdited, this, [this] { m_versionIsOwn = true; });
}

void AddModelDialog::buildButtons()
{
    m_problem = new TextLabel({}, TextRole::Body, Tone::Bad, this);
    m_problem->setObjectName(u"addProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(u"addProgress"_s);
    m_progress->setAccessibleName(tr("Copying into the library"));
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(u"addCancel"_s);
    m_cancel->setAutoDefault(false);
    m_go = new QPushButton(tr("Add"), this);
    m_go->setObjectName(u"addGo"_s);
    m_go->setDefault(true);
    connect(m_cancel, &QPushButton::clicked, this, &AddModelDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &AddModelDialog::add);

    auto *what = new QHBoxLayout;
    what->addWidget(m_what, 1);
    what->addWidget(m_choose);
    auto *pair = new QHBoxLayout;
    pair->setSpacing(Space::l);
    pair->addWidget(m_versionField, 1, Qt::AlignTop);
    pair->addWidget(m_stageField, 1, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress, 1);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    column->setSpacing(Space::l);
    column->addLayout(what);
    column->addWidget(m_modelField);
    column->addWidget(m_titleField);
    column->addLayout(pair);
    column->addWidget(new FormField(tr("M&essage"), m_message, this));
    column->addWidget(m_problem);
    column->addStretch();
    column->addLayout(buttons);
}

void AddModelDialog::chooseFiles()
{
    m_prompter.chooseFiles(this, {tr("Files of the model"), QFileInfo(m_files.value(0)).path(), {}, false},
                           [this](const QStringList &files) {
                               if (!files.isEmpty())
                                   setFiles(files);
                           });
}

void AddModelDialog::setFiles(const QStringList &files)
{
    m_files = files;
    m_what->setText(filesText(files));
    m_what->setToolTip(files.join(u'\n'));
    if (m_model->currentText().isEmpty())
        m_model->setCurrentText(modelNameFor(files.value(0)));
    modelChanged();
}

bool AddModelDialog::isNew() const
{
    return !m_names.contains(m_model->currentText().trimmed());
}

void AddModelDialog::modelChanged()
{
    m_titleField->setVisible(isNew() && !m_found);
    m_taken.clear();
    if (isNew()) {
        m_versions.forget();
        suggestVersions({});
        return;
    }
    m_versions.ask(
        runAsync(&m_services.readers, [library = m_library, name = m_model->currentText().trimmed()](
                                          const Job &job) { return library.versions(name, job); }),
        this,
        [this](const Result<QList<registry::Version>> &versions) { suggestVersions(versions.value_or({})); });
    check();
}

void AddModelDialog::suggestVersions(const QList<registry::Version> &versions)
{
    for (const registry::Version &version : versions)
        m_taken << version.name;
    const QString typed = m_version->currentText();
    m_version->clear();
    m_version->addItems(nextVersions(m_taken));
    if (m_versionIsOwn)
        m_version->setCurrentText(typed);
    check();
}

void AddModelDialog::check()
{
    const QString model = m_model->currentText().trimmed();
    const QString version = m_version->currentText().trimmed();
    const QString stage = m_stage->currentText().trimmed();
    const auto parsed = registry::SemVer::parse(version);
    m_modelField->setHint(isNew() ? tr("A new model") : tr("A new version of a model that is here already"));
    m_modelField->setProblem(model.isEmpty() || registry::isFullName(model)
                                 ? QString()
                                 : tr("Use letters, digits, - _ and /, with a letter at the beginning."));
    if (version.isEmpty() || !parsed)
        m_versionField->setProblem(version.isEmpty() ? QString() : parsed.error().message);
    else
        m_versionField->setProblem(
            m_taken.contains(parsed->text()) ? tr("%1 exists already.").arg(parsed->text()) : QString());
    m_stageField->setProblem(
        stage.isEmpty() || registry::isStageName(stage) ? QString() : tr("Use letters, digits, - and _."));
    m_go->setEnabled(!m_writing && (m_found || !m_files.isEmpty()) && registry::isFullName(model) && parsed &&
                     m_versionField->problem().isEmpty() && m_stageField->problem().isEmpty());
}

registry::AddRequest AddModelDialog::request() const
{
    registry::AddRequest request;
    request.model = m_model->currentText().trimmed();
    request.files = m_files;
    request.version = registry::SemVer::parse(m_version->currentText().trimmed()).value();
    request.message = m_message->text().trimmed();
    if (const QString title = m_title->text().simplified(); isNew() && !title.isEmpty())
        request.metadata.insert(u"title"_s, title);
    if (const QString stage = m_stage->currentText().trimmed(); !stage.isEmpty())
        request.stages << stage;
    return request;
}

registry::RegisterRequest AddModelDialog::registration() const
{
    const registry::AddRequest written = request();
    registry::RegisterRequest registration;
    registration.model = written.model;
    registration.path = m_found->path;
    registration.version = written.version;
    registration.message = written.message;
    registration.stages = written.stages;
    return registration;
}

void AddModelDialog::add()
{
    if (!m_go->isEnabled())
        return;
    setWriting(true);
    if (m_found)
        m_adding = runAsync(&m_services.writer, [library = m_library, request = registration()](const Job &) {
            return library.registerCommit(request);
        });
    else
        m_adding = runAsync(&m_services.writer, [library = m_library, request = request()](const Job &job) {
            return library.add(request, job);
        });
    auto *watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcherBase::progressRangeChanged, m_progress, &QProgressBar::setRange);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, m_progress, &QProgressBar::setValue);
    watcher->setFuture(QFuture<void>(m_adding));
    emit started(tr("Adding %1").arg(m_model->currentText().trimmed()), QFuture<void>(m_adding));
    onFinished(m_adding, this, [this](const Result<registry::Added> &added) { finish(added); });
}

void AddModelDialog::finish(const Result<registry::Added> &added)
{
    setWriting(false);
    if (added) {
        m_added = *added;
        accept();
    } else if (added.error().code == Error::Code::Cancelled) {
        QDialog::reject();
    } else {
        m_problem->setText(added.error().message);
        m_problem->setToolTip(added.error().detail);
        m_problem->show();
        check();
    }
}

void AddModelDialog::setWriting(bool writing)
{
    m_writing = writing;
    m_problem->hide();
    m_progress->setRange(0, 0);
    m_progress->setVisible(writing);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_choose), static_cast<QWidget *>(m_model), static_cast<QWidget *>(m_title),
          static_cast<QWidget *>(m_version), static_cast<QWidget *>(m_message),
          static_cast<QWidget *>(m_stage), static_cast<QWidget *>(m_go)})
        widget->setEnabled(!writing);
    if (writing)
        m_cancel->setFocus();
}

void AddModelDialog::reject()
{
    if (m_writing)
        m_adding.cancel(); // nothing half-made stays; finish() closes
    else
        QDialog::reject();
}

} // namespace vitrine::ui
