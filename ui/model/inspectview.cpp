// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/inspectview.h"

#include "ui/model/inspectionhtml.h"
#include "ui/model/structuremodel.h"
#include "ui/model/trustdialog.h"
#include "ui/model/versionchoice.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int factsWidth = 340;
constexpr int nameWidth = 280;
constexpr int leastContent = 160;
constexpr int searchWidth = 240;

} // namespace

InspectView::InspectView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_structure(new StructureModel(this))
{
    setObjectName(u"inspectView"_s);
    QWidget *bar = buildBar();
    m_faces = new FaceStack(buildBody(), u"inspect"_s, this);
    m_faces->setEmptyText(u"version"_s, tr("No versions yet"),
                          tr("What is inside the file is shown with the first version."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Space::m, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(bar);
    layout->addWidget(m_faces, 1);
    chainTabs({m_version->box(), m_search, m_table, m_facts, m_trust, m_revoke});
    connect(m_faces, &FaceStack::retryRequested, this, &InspectView::load);
}

QWidget *InspectView::buildBar()
{
    auto *bar = new QWidget(this);
    m_version = new VersionChoice(u"inspectVersion"_s, tr("Version whose file is inspected"), bar);
    m_search = new SearchField(bar);
    m_search->setObjectName(u"inspectSearch"_s);
    m_search->setAccessibleName(tr("Search what is inside the file"));
    m_search->setPlaceholderText(tr("Search inside the file"));
    m_search->setMaximumWidth(searchWidth);
    m_count = new TextLabel({}, TextRole::Body, Tone::Muted, bar);
    m_count->setObjectName(u"inspectCount"_s);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::m);
    row->addWidget(m_version);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    connect(m_version, &VersionChoice::chosen, this, &InspectView::load);
    connect(m_search, &QLineEdit::textChanged, this, &InspectView::search);
    return bar;
}

QWidget *InspectView::buildBody()
{
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setObjectName(u"inspectSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *list = new Card(m_splitter);
    m_table = new Table(u"inspectTable"_s, tr("What is inside the file"), list);
    m_table->setModel(m_structure);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumnWidth(StructureModel::Name, nameWidth);
    m_table->setStretchColumn(StructureModel::Content, leastContent);
    m_listFaces = new FaceStack(m_table, u"inspectList"_s, list);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(1, Space::xs, 1, Space::xs);
    listLayout->addWidget(m_listFaces);
    auto *side = new Card(m_splitter);
    m_facts = new Document(u"inspectFacts"_s, tr("The file and what loading it would run"), side);
    m_trust = new QPushButton(tr("Trust…"), side);
    m_trust->setObjectName(u"inspectTrust"_s);
    m_trust->setToolTip(tr("Let servers of this machine run the code in this file"));
    m_trust->setProperty("emphasis", u"primary"_s);
    m_revoke = new QPushButton(tr("No longer trust it"), side);
    m_revoke->setObjectName(u"inspectRevoke"_s);
    m_revoke->setToolTip(tr("Servers may no longer load this file"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(Space::l, 0, Space::l, Space::m);
    buttons->addWidget(m_trust);
    buttons->addWidget(m_revoke);
    buttons->addStretch();
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(1, Space::xs, 1, Space::xs);
    sideLayout->addWidget(m_facts, 1);
    sideLayout->addLayout(buttons);
    for (QPushButton *button : {m_trust, m_revoke}) {
        button->setAutoDefault(false);
        button->hide();
    }
    m_splitter->addWidget(list);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({2 * factsWidth, factsWidth});
    connect(m_table, &Table::headingToggled, m_structure, &StructureModel::toggle);
    connect(m_search, &SearchField::leftForResults, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_trust, &QPushButton::clicked, this, &InspectView::askForTrust);
    connect(m_revoke, &QPushButton::clicked, this, &InspectView::revoke);
    connect(m_facts, &Document::ownLinkActivated, this, [this](const QUrl &link) {
        if (link.scheme() != u"copy")
            return;
        QApplication::clipboard()->setText(link.path());
        emit copied(link.path());
    });
    return m_splitter;
}

void InspectView::begin(const registry::Library &library, const QString &model)
{
    m_library = library;
    m_model = model;
    m_load.forget();
    m_read.reset();
    m_loaded.clear();
    m_stale = true;
    m_version->clear();
    m_search->clear();
    m_structure->setStructure({});
    m_faces->showLoading(tr("Looking into the file of %1…").arg(model));
}

void InspectView::setVersions(const QList<registry::Version> &versions)
{
    m_version->setVersions(versions);
    load();
}

void InspectView::showVersion(const QString &version)
{
    m_version->choose(version);
}

void InspectView::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void InspectView::saveState(const QString &key) const
{
    m_table->saveColumns(m_services.settings, key + u"/inspect"_s);
    m_services.settings.setValue(key + u"/inspectSplitter"_s, m_splitter->saveState());
}

void InspectView::restoreState(const QString &key)
{
    m_table->restoreColumns(m_services.settings, key + u"/inspect"_s);
    m_splitter->restoreState(m_services.settings.value(key + u"/inspectSplitter"_s).toByteArray());
}

void InspectView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        load();
}

void InspectView::load()
{
    const QString version = m_version->version();
    m_stale = !isVisible();
    if (m_stale || !m_library)
        return;
    if (version.isEmpty()) {
        m_load.forget();
        m_faces->showEmpty();
        return;
    }
    if (version != m_loaded)
        m_faces->showLoading(tr("Looking into the file of %1…").arg(version));
    const auto future =
        runAsync(&m_services.readers, [library = *m_library, model = m_model, version](const Job &job) {
            return inspectVersion(library, model, version, job);
        });
    m_load.ask(future, this, [this, version](const Result<FileInspection> &read) {
        m_loaded = read ? version : QString();
        apply(read);
    });
    emit readingStarted(tr("Looking into %1@%2").arg(m_model, version), QFuture<void>(future));
}

void InspectView::apply(const Result<FileInspection> &read)
{
    if (!read) {
        m_faces->showFailed(
            read.error().code == Error::Code::Cancelled
                ? Error{Error::Code::Cancelled, tr("Looking into the file was cancelled."), {}}
                : read.error());
        return;
    }
    m_read = *read;
    m_structure->setStructure(read->structure.value_or(format::Structure()));
    m_facts->setHtmlMaker([shown = *read] {
        const Tokens &t = tokens(QApplication::palette());
        return securityHtml(shown, t) + fileFactsHtml(shown, t);
    });
    const bool runs = read->question.code.inspection.canRunCode;
    m_trust->setVisible(runs && !read->question.decision.trusted);
    m_revoke->setVisible(runs && read->question.decision.trusted);
    showCount();
    m_faces->showFilled();
}

void InspectView::search(const QString &text)
{
    m_structure->setSearch(text);
    m_table->cells()->setHighlight(m_structure->words());
    showCount();
}

void InspectView::showCount()
{
    const auto found = int(m_structure->found());
    m_count->setText(m_read && m_read->structure ? tr("%n item(s)", nullptr, found) : QString());
    if (found > 0) {
        m_listFaces->showFilled();
        return;
    }
    if (m_read && !m_read->structure)
        m_listFaces->setEmptyText(u"file"_s, tr("Its inside cannot be listed"), m_read->structureProblem);
    else
        m_listFaces->setEmptyText(u"search"_s, tr("Nothing matches"),
                                  tr("Press Escape in the search field to see all."));
    m_listFaces->showEmpty();
}

void InspectView::askForTrust()
{
    if (!m_read || !m_library)
        return;
    auto *dialog = new TrustDialog(m_services, *m_library, m_read->question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, subject = m_read->question.subject] {
        load();
        emit written();
        Message done;
        done.text = tr("%1 may run from now on").arg(subject);
        emit message(done);
    });
    dialog->open();
}

void InspectView::revoke()
{
    if (!m_read || !m_library)
        return;
    onFinished(runAsync(&m_services.writer,
                        [library = *m_library, question = m_read->question](const Job &) {
                            return serving::recordTrust(&library, question, false, {},
                                                        serving::TrustLedger());
                        }),
               this, [this, subject = m_read->question.subject](const Result<serving::TrustStatement> &said) {
                   load();
                   emit written();
                   Message done;
                   done.text = tr("%1 may no longer be loaded. Servers that run it now go on until they are "
                                  "stopped.")
                                   .arg(subject);
                   emit message(said ? done : Message::failure(said.error()));
               });
}

} // namespace vitrine::ui
