// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/modelpage.h"

#include "core/registry/rollbackoffer.h"
#include "ui/model/followwatch.h"
#include "ui/model/historyview.h"
#include "ui/model/inspectview.h"
#include "ui/model/metadataeditor.h"
#include "ui/model/modelheader.h"
#include "ui/model/overview.h"
#include "ui/model/rollbackdialog.h"
#include "ui/model/versionactions.h"
#include "ui/model/versionwriting.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"

#include <QSettings>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ModelPage::ModelPage(Services &services, Prompter &prompter, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_header(new ModelHeader(this))
    , m_history(new HistoryView(services))
    , m_overview(new Overview(services))
    , m_metadata(new MetadataEditor(services))
    , m_inspect(new InspectView(services))
    , m_writing(new VersionWriting(services, prompter, this))
    , m_tabs(new QTabWidget)
{
    setObjectName(u"modelPage"_s);
    m_tabs->setObjectName(u"modelTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setObjectName(u"modelTabBar"_s);
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the model"));
    m_tabs->tabBar()->setDrawBase(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->addTab(m_history, tr("History"));
    m_tabs->addTab(m_overview, tr("Overview"));
    m_tabs->addTab(m_metadata, tr("Metadata"));
    m_tabs->addTab(m_inspect, tr("Inspect"));
    m_faces = new FaceStack(m_tabs, u"model"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::s);
    layout->addWidget(m_header);
    layout->addWidget(m_faces, 1);
    connectViews();
    connectWriting();
}

ModelPage::~ModelPage()
{
    if (m_library)
        saveState();
}

void ModelPage::connectViews()
{
    connect(m_header, &ModelHeader::rollbackRequested, this, [this] { rollBack(); });
    connect(m_header, &ModelHeader::compareRequested, this, &ModelPage::compareSelected);
    connect(m_history, &HistoryView::compareRequested, this, &ModelPage::compareSelected);
    connect(m_header, &ModelHeader::monitorRequested, this, [this] { emit monitorRequested(m_name); });
    connect(m_header, &ModelHeader::serveRequested, this,
            [this](const QString &version, const QString &stage) {
                emit serveRequested(m_name, version, stage);
            });
    connect(m_history, &HistoryView::rollbackRequested, this, &ModelPage::rollBack);
    connect(m_history, &HistoryView::moveRequested, this,
            [this](const QString &stage, const QString &version) { openDialog(stage, version); });
    connect(m_history, &HistoryView::monitoringFailed, this,
            [this](const Error &error) { emit message(Message::failure(error, [this] { refresh(); })); });
    connect(m_history, &HistoryView::serveRequested, this,
            [this](const QString &version) { emit serveRequested(m_name, version, {}); });
    connect(m_history, &HistoryView::selectionChanged, m_header, &ModelHeader::setSelectedVersion);
    connect(m_history, &HistoryView::selectionChanged, m_overview, &Overview::showVersion);
    connect(m_history, &HistoryView::selectionChanged, m_inspect, &InspectView::showVersion);
    connect(m_history, &HistoryView::retryRequested, this, &ModelPage::refresh);
    connect(m_history, &HistoryView::copied, this, &ModelPage::sayCopied);
    connect(m_overview, &Overview::copied, this, &ModelPage::sayCopied);
    connect(m_inspect, &InspectView::copied, this, &ModelPage::sayCopied);
    connect(m_inspect, &InspectView::message, this, &ModelPage::message);
    connect(m_inspect, &InspectView::written, this, &ModelPage::libraryChanged);
    connect(m_inspect, &InspectView::readingStarted, this, &ModelPage::readingStarted);
    connect(m_metadata, &MetadataEditor::message, this, &ModelPage::message);
    connect(m_metadata, &MetadataEditor::saved, this, &ModelPage::libraryChanged);
    connect(m_metadata, &MetadataEditor::dirtyChanged, this, [this](bool dirty) {
        m_tabs->setTabText(int(Tab::Metadata), dirty ? tr("Metadata •") : tr("Metadata"));
        m_tabs->setTabToolTip(int(Tab::Metadata),
                              dirty ? tr("There are changes that are not saved") : QString());
    });
    connect(m_faces, &FaceStack::retryRequested, this, &ModelPage::refresh);
    connect(m_tabs, &QTabWidget::currentChanged, this, &ModelPage::tabChanged);
}

void ModelPage::connectWriting()
{
    const VersionActions *actions = m_history->actions();
    const auto on = [this](QAction *action, const auto &work) {
        connect(action, &QAction::triggered, this, [this, work] {
            if (const registry::Version *version = selectedVersion())
                work(*version);
        });
    };
    on(actions->note, [this](const registry::Version &v) { m_writing->editNote(v.model, v.name); });
    on(actions->saveFiles, [this](const registry::Version &v) { m_writing->saveFiles(v); });
    on(actions->restoreFiles,
       [this](const registry::Version &v) { m_writing->restoreFiles(v.model, v.name); });
    on(actions->withdraw, [this](const registry::Version &v) { m_writing->withdraw(v.model, v.name); });
    on(actions->bringBack, [this](const registry::Version &v) { m_writing->bringBack(v.model, v.name); });
    connect(m_writing, &VersionWriting::message, this, &ModelPage::message);
    connect(m_writing, &VersionWriting::workStarted, this, &ModelPage::readingStarted);
    connect(m_writing, &VersionWriting::written, this, [this] {
        emit libraryChanged();
        refresh();
    });
}

const registry::Version *ModelPage::selectedVersion() const
{
    if (!m_loaded)
        return nullptr;
    const auto &versions = m_loaded->versions;
    const auto it = std::find_if(versions.begin(), versions.end(), [this](const registry::Version &version) {
        return version.name == m_history->selectedVersion();
    });
    return it == versions.end() ? nullptr : &*it;
}

void ModelPage::setLibrary(const registry::Library &library)
{
    m_writing->setLibrary(library);
    if (m_library)
        saveState();
    m_library = library;
    m_name.clear();
    m_loaded.reset();
    m_load.forget();
}

void ModelPage::showModel(const QString &model, const QString &version)
{
    if (!m_library)
        return;
    if (model != m_name) {
        if (!m_name.isEmpty())
            saveState();
        m_name = model;
        m_loaded.reset();
        m_toRollBack.reset();
        m_header->showName(model);
        m_faces->showLoading(tr("Reading %1…").arg(model));
        m_history->begin(*m_library, model);
        m_overview->begin(*m_library, model);
        m_metadata->begin(*m_library, model);
        m_inspect->begin(*m_library, model);
        refresh();
    }
    if (!version.isEmpty()) {
        m_history->select(version);
        showTab(Tab::History);
    }
}

void ModelPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
}

ModelPage::Tab ModelPage::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void ModelPage::refresh()
{
    if (!m_library || m_name.isEmpty())
        return;
    if (m_faces->face() == FaceStack::Face::Failed)
        m_faces->showLoading(tr("Reading %1…").arg(m_name));
    m_load.ask(runAsync(&m_services.readers,
                        [library = *m_library, name = m_name](const Job &job) -> Result<Loaded> {
                            VT_TRY(const registry::Model model, library.model(name));
                            VT_TRY(const auto versions, library.versions(name, job));
                            VT_TRY(const auto intervals, library.intervals(name));
                            return Loaded{model, versions, intervals};
                        }),
               this, [this](const Result<Loaded> &loaded) { apply(loaded); });
    if (m_loaded)
        m_metadata->refresh();
}

void ModelPage::apply(const Result<Loaded> &loaded)
{
    if (!loaded) {
        if (loaded.error().code == Error::Code::Cancelled)
            return;
        if (m_loaded)
            emit message(Message::failure(loaded.error(), [this] { refresh(); }));
        else
            m_faces->showFailed(loaded.error());
        return;
    }
    const bool first = !m_loaded;
    m_loaded = *loaded;
    m_header->showModel(loaded->model);
    m_history->setHistory(loaded->versions, loaded->intervals, loaded->model.mainMetric);
    m_overview->setVersions(loaded->versions);
    m_inspect->setVersions(loaded->versions);
    if (first) {
        m_history->restoreState(settingsKey());
        m_overview->restoreState(settingsKey());
        m_inspect->restoreState(settingsKey());
        m_overview->showVersion(m_history->selectedVersion());
        m_inspect->showVersion(m_history->selectedVersion());
    }
    m_faces->showFilled();
    if (const auto version = std::exchange(m_toRollBack, std::nullopt))
        rollBack(*version);
}

QString ModelPage::usualStage() const
{
    if (!m_loaded || m_loaded->model.stages.isEmpty())
        return u"production"_s;
    const QStringList stages = m_loaded->model.stages.keys();
    for (const QString &stage : stages) {
        if (stage.startsWith(u"prod", Qt::CaseInsensitive))
            return stage;
    }
    return stages.first();
}

void ModelPage::rollBack(const QString &version)
{
    if (!m_loaded) {
        if (!m_name.isEmpty())
            m_toRollBack = version; // once it is read
        return;
    }
    if (m_loaded->versions.isEmpty())
        return;
    const QString stage = usualStage();
    if (!version.isEmpty()) {
        openDialog(stage, version);
        return;
    }
    const auto lookup = [this](const QString &name) -> std::optional<registry::Version> {
        for (const registry::Version &each : m_loaded->versions) {
            if (each.name == name)
                return each;
        }
        return {};
    };
    const registry::RollbackOffer offer = registry::rollbackOffer(m_loaded->intervals, stage, lookup);
    if (!offer.version.isEmpty()) {
        openDialog(stage, offer.version, offer.why);
        return;
    }
    // Nothing good was there before: the dialog says so and lets the user choose.
    const QString selected = m_history->selectedVersion();
    openDialog(stage, selected.isEmpty() ? m_loaded->versions.first().name : selected, offer.why);
}

void ModelPage::openDialog(const QString &stage, const QString &version, const QString &why)
{
    if (!m_loaded)
        return;
    RollbackDialog::Known known{m_name, m_loaded->model.mainMetric, m_loaded->versions, m_loaded->intervals,
                                m_loaded->model.stages.keys()};
    for (const QString &usual : {u"production"_s, u"staging"_s}) {
        if (!known.stages.contains(usual))
            known.stages << usual;
    }
    auto *dialog = new RollbackDialog(m_services, *m_library, known, {stage, version, why}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RollbackDialog::written, this, [this, dialog] { finish(dialog->change()); });
    connect(dialog, &QDialog::accepted, this, [this, dialog, library = *m_library] {
        if (dialog->isFollowing())
            follow(library, dialog->change());
    });
    dialog->open();
}

void ModelPage::finish(const registry::StageChange &change)
{
    m_header->pulse(change.stage);
    emit libraryChanged();
    refresh();
    Message done;
    done.text = tr("%1: %2 → %3").arg(change.model, change.stage, change.to);
    done.actionText = tr("Undo");
    done.action = [this, library = *m_library, change] { undo(library, change); };
    emit message(done);
}

void ModelPage::undo(const registry::Library &library, const registry::StageChange &change)
{
    onFinished(runAsync(&m_services.writer, [library, change](const Job &) { return library.undo(change); }),
               this, [this, library](const Result<registry::StageChange> &undone) {
                   if (!undone) {
                       emit message(Message::failure(undone.error()));
                       return;
                   }
                   emit libraryChanged();
                   refresh();
                   if (!undone->to.isEmpty())
                       follow(library, *undone);
                   Message done;
                   done.text = undone->to.isEmpty()
                                   ? tr("%1: %2 is empty again").arg(undone->model, undone->stage)
                                   : tr("%1: %2 is back at %3").arg(undone->model, undone->stage, undone->to);
                   emit message(done);
               });
}

void ModelPage::follow(const registry::Library &library, const registry::StageChange &change)
{
    auto *watch =
        new FollowWatch(m_services.deployments, library.path(), change.model, change.stage, change.to, this);
    if (watch->followers().isEmpty()) {
        delete watch;
        return;
    }
    connect(watch, &FollowWatch::finished, this, [this, watch] {
        Message done;
        done.text = watch->summary();
        done.isError = watch->hasFailed();
        emit message(done);
        watch->deleteLater();
    });
    watch->begin();
}

void ModelPage::compareSelected()
{
    if (!m_loaded || m_loaded->versions.isEmpty())
        return;
    QStringList names;
    for (const QString &version : m_history->versionsToCompare())
        names << m_name + u'@' + version;
    emit compareRequested(names);
}

void ModelPage::sayCopied(const QString &text)
{
    Message done;
    done.text = tr("Copied %1").arg(text);
    emit message(done);
}

QStringList ModelPage::unsavedModels() const
{
    return m_metadata->unsavedModels();
}

void ModelPage::focusSearch()
{
    if (tab() == Tab::Inspect) {
        m_inspect->focusSearch();
        return;
    }
    showTab(Tab::History);
    m_history->focusSearch();
}

QString ModelPage::settingsKey() const
{
    return u"library/"_s +
           QString::fromLatin1(m_library->gitDir().toUtf8().toBase64(QByteArray::Base64UrlEncoding)) +
           u"/model"_s;
}

void ModelPage::saveState() const
{
    m_history->saveState(settingsKey());
    m_overview->saveState(settingsKey());
    m_inspect->saveState(settingsKey());
}

} // namespace vitrine::ui
