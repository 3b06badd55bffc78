// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelpreview.h"

#include "ui/library/modellistmodel.h"
#include "ui/theme/icons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/wording.h"

#include <QFormLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ModelPreview::ModelPreview(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_content(new QWidget(this))
    , m_none(new TextLabel(tr("Select a model to see more of it."), TextRole::Body, Tone::Muted, this))
    , m_name(new ElidedLabel({}, m_content))
    , m_title(new TextLabel({}, TextRole::Body, Tone::Neutral, m_content))
    , m_description(new TextLabel({}, TextRole::Body, Tone::Muted, m_content))
    , m_chips(new QWidget(m_content))
    , m_facts(new QFormLayout)
    , m_open(new QPushButton(tr("Open"), m_content))
    , m_serve(new QPushButton(icon(u"serve"_s), tr("Serve"), m_content))
    , m_monitor(new QPushButton(icon(u"monitor"_s), tr("Monitor"), m_content))
{
    setObjectName(u"modelPreview"_s);
    m_name->setFont(vitrine::ui::font(TextRole::Lead));
    m_title->setWordWrap(true);
    m_description->setWordWrap(true);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    new FlowLayout(m_chips, Space::xs);
    m_facts->setHorizontalSpacing(Space::l);
    m_facts->setVerticalSpacing(Space::s);
    m_facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_open->setObjectName(u"previewOpen"_s);
    m_open->setProperty("emphasis", u"primary"_s);
    m_serve->setObjectName(u"previewServe"_s);
    m_monitor->setObjectName(u"previewMonitor"_s);
    m_serve->setToolTip(tr("Start a local server that answers with this model"));
    m_monitor->setToolTip(tr("See how this model performed over time"));

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_serve);
    buttons->addWidget(m_monitor);
    buttons->addStretch();
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_name);
    column->addWidget(m_title);
    column->addWidget(m_chips);
    column->addLayout(buttons);
    column->addWidget(m_description);
    column->addLayout(m_facts);
    column->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_content, 1);
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_model.name); });
    connect(m_monitor, &QPushButton::clicked, this, [this] { emit monitorRequested(m_model.name); });
    connect(m_serve, &QPushButton::clicked, this, [this] {
        const QString production = productionVersion(m_model);
        emit serveRequested(m_model.name, production.isEmpty() ? QString() : m_model.stages.key(production));
    });
    clear();
}

void ModelPreview::clear()
{
    m_model = {};
    m_content->hide();
    m_none->show();
}

void ModelPreview::addFact(const QString &label, const QString &value, const QString &tip)
{
    if (value.isEmpty())
        return;
    auto *field = new ElidedLabel(value, m_content);
    field->setToolTip(tip);
    m_facts->addRow(new TextLabel(label, TextRole::Body, Tone::Muted, m_content), field);
}

void ModelPreview::addChips(const registry::Model &model)
{
    QLayout *chips = m_chips->layout();
    while (QLayoutItem *item = chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it)
        chips->addWidget(new Chip(it.key() + u' ' + it.value(), stageLook(it.key()), m_chips));
    for (const QString &label : model.labels)
        chips->addWidget(new Chip(label, ChipLook::Neutral, m_chips));
    for (Chip *chip : m_chips->findChildren<Chip *>())
        chip->show();
    m_chips->setVisible(chips->count() > 0);
}

void ModelPreview::setModel(const registry::Model &model)
{
    if (model == m_model && !m_content->isHidden())
        return;
    m_model = model;
    m_name->setText(model.name);
    m_title->setText(model.title);
    m_title->setVisible(!model.title.isEmpty());
    m_description->setText(model.description.simplified());
    m_description->setVisible(!model.description.isEmpty());
    addChips(model);
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    addFact(tr("Type"), model.type);
    addFact(tr("Format"), model.format);
    addFact(tr("Latest version"), model.latest);
    addFact(tr("Versions"), QLocale().toString(model.versionCount));
    addFact(tr("Last change"), relativeTime(model.updated, m_clock.now()), exactTime(model.updated));
    addFact(tr("Main metric"), model.mainMetric);
    addFact(tr("Owner"), model.owners.join(u", "_s));
    addFact(tr("Licence"), model.licence);
    m_serve->setEnabled(!model.latest.isEmpty());
    m_none->hide();
    m_content->show();
}

} // namespace vitrine::ui
