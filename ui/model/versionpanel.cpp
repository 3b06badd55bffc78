// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionpanel.h"

#include "ui/model/detailshtml.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QClipboard>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

VersionPanel::VersionPanel(QWidget *parent)
    : QWidget(parent)
    , m_name(new TextLabel({}, TextRole::Lead, Tone::Neutral, this))
    , m_chips(new QWidget(this))
    , m_document(new Document(u"versionDetails"_s, tr("Details of the version"), this))
    , m_faces(new FaceStack(m_document, u"versionDetails"_s, this))
{
    setObjectName(u"versionPanel"_s);
    m_name->setObjectName(u"versionPanelName"_s);
    new FlowLayout(m_chips, Space::xs);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(Space::l, Space::l, Space::l, Space::s);
    top->setSpacing(Space::m);
    top->addWidget(m_name);
    top->addWidget(m_chips);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);
    m_faces->setEmptyText(u"version"_s, tr("No version selected"),
                          tr("Select one to see its files, metrics and note."));
    connect(m_faces, &FaceStack::retryRequested, this, &VersionPanel::retryRequested);
    connect(m_document, &Document::ownLinkActivated, this, [this](const QUrl &link) {
        if (link.scheme() != u"copy")
            return;
        QApplication::clipboard()->setText(link.path());
        emit copied(link.path());
    });
    clear();
}

void VersionPanel::showHeader(const registry::Version &version)
{
    m_name->setText(version.name);
    QLayout *chips = m_chips->layout();
    while (QLayoutItem *item = chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString &stage : version.stages)
        chips->addWidget(new Chip(stage, stageLook(stage), m_chips));
    for (const QString &label : version.labels)
        chips->addWidget(new Chip(label, ChipLook::Neutral, m_chips));
    m_chips->setVisible(chips->count() > 0);
    m_name->show();
}

void VersionPanel::showLoading(const registry::Version &version)
{
    showHeader(version);
    m_faces->showLoading(tr("Reading %1…").arg(version.name));
}

void VersionPanel::showDetails(const registry::VersionDetails &details)
{
    showHeader(details.version);
    m_document->setHtmlMaker([details] {
        const Tokens &t = tokens(QApplication::palette());
        return factsHtml(details, t) + noteHtml(details, t) + metricsHtml(details, t) +
               filesHtml(details, t) + prototypeHtml(details.metadata.prototype, t) +
               packagesHtml(details, t) + trainingHtml(details, t);
    });
    m_faces->showFilled();
}

void VersionPanel::showFailed(const registry::Version &version, const Error &error)
{
    showHeader(version);
    m_faces->showFailed(error);
}

void VersionPanel::clear()
{
    m_name->hide();
    m_chips->hide();
    m_faces->showEmpty();
}

} // namespace vitrine::ui
