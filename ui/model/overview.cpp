// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/overview.h"

#include "ui/model/detailshtml.h"
#include "ui/model/versionchoice.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/taborder.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QSettings>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int factsWidth = 340;

QWidget *inCard(QWidget *content)
{
    auto *card = new Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, Space::xs, 1, Space::xs);
    layout->addWidget(content);
    return card;
}

} // namespace

Overview::Overview(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_version(new VersionChoice(u"overviewVersion"_s, tr("Version whose card is shown"), this))
    , m_card(new Document(u"modelCard"_s, tr("Model card")))
    , m_facts(new Document(u"modelFacts"_s, tr("Prototype, packages and origin")))
    , m_cardFaces(new FaceStack(m_card, u"modelCard"_s))
{
    setObjectName(u"overview"_s);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_version);
    bar->addStretch();
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setObjectName(u"overviewSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(inCard(m_cardFaces));
    m_splitter->addWidget(inCard(m_facts));
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({2 * factsWidth, factsWidth});
    m_faces = new FaceStack(m_splitter, u"overview"_s, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Space::m, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(bar);
    layout->addWidget(m_faces, 1);
    m_faces->setEmptyText(u"version"_s, tr("No versions yet"),
                          tr("The card is shown with the first version."));
    m_cardFaces->setEmptyText(u"file"_s, tr("No model card"),
                              tr("Write CARD.md beside the model to say what it is for, how it was made and "
                                 "where it should not be used."));
    chainTabs({m_version->box(), m_card, m_facts});
    connect(m_version, &VersionChoice::chosen, this, &Overview::load);
    connect(m_faces, &FaceStack::retryRequested, this, &Overview::load);
    connect(m_facts, &Document::ownLinkActivated, this, [this](const QUrl &link) {
        if (link.scheme() != u"copy")
            return;
        QApplication::clipboard()->setText(link.path());
        emit copied(link.path());
    });
}

void Overview::begin(const registry::Library &library, const QString &model)
{
    m_library = library;
    m_model = model;
    m_load.forget();
    m_version->clear();
    m_faces->showLoading(tr("Reading the card of %1…").arg(model));
}

void Overview::setVersions(const QList<registry::Version> &versions)
{
    m_version->setVersions(versions);
    load();
}

void Overview::showVersion(const QString &version)
{
    m_version->choose(version);
}

void Overview::saveState(const QString &key) const
{
    m_services.settings.setValue(key + u"/overviewSplitter"_s, m_splitter->saveState());
}

void Overview::restoreState(const QString &key)
{
    m_splitter->restoreState(m_services.settings.value(key + u"/overviewSplitter"_s).toByteArray());
}

void Overview::load()
{
    const QString version = m_version->version();
    if (version.isEmpty() || !m_library) {
        m_load.forget();
        m_faces->showEmpty();
        return;
    }
    m_load.ask(runAsync(&m_services.readers, [library = *m_library, model = m_model, version](
                                                 const Job &) { return library.details(model, version); }),
               this, [this](const Result<registry::VersionDetails> &details) { apply(details); });
}

void Overview::apply(const Result<registry::VersionDetails> &details)
{
    if (!details) {
        if (details.error().code != Error::Code::Cancelled)
            m_faces->showFailed(details.error());
        return;
    }
    m_card->setMarkdownText(details->card);
    if (details->card.trimmed().isEmpty())
        m_cardFaces->showEmpty();
    else
        m_cardFaces->showFilled();
    m_facts->setHtmlMaker([details = *details] {
        const Tokens &t = tokens(QApplication::palette());
        return factsHtml(details, t) + prototypeHtml(details.metadata.prototype, t) +
               metricsHtml(details, t) + trainingHtml(details, t) + packagesHtml(details, t) +
               filesHtml(details, t);
    });
    m_faces->showFilled();
}

} // namespace vitrine::ui
