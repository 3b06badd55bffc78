// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelpreview.h"

#include "ui/library/modelglance.h"
#include "ui/theme/icons.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostHits = 6;
constexpr int lineHeight = 44;

} // namespace

ModelPreview::ModelPreview(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_content(new QWidget(this))
    , m_none(new TextLabel(tr("Select a model to see more of it."), TextRole::Body, Tone::Muted, this))
    , m_name(new ElidedLabel({}, m_content, TextRole::Lead))
    , m_title(new TextLabel({}, TextRole::Body, Tone::Neutral, m_content))
    , m_description(new TextLabel({}, TextRole::Body, Tone::Muted, m_content))
    , m_chips(new QWidget(m_content))
    , m_foundTitle(new TextLabel(tr("Found in"), TextRole::Caption, Tone::Muted, m_content))
    , m_hits(new QStandardItemModel(this))
    , m_facts(new QFormLayout)
    , m_open(new QPushButton(tr("Open"), this))
    , m_serve(new QPushButton(icon(u"serve"_s), tr("Serve"), this))
    , m_monitor(new QPushButton(icon(u"monitor"_s), tr("Monitor"), this))
{
    setObjectName(u"modelPreview"_s);
    for (TextLabel *label : {m_title, m_description, m_none})
        label->setWordWrap(true);
    m_none->setAlignment(Qt::AlignCenter);
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
    m_glance = buildGlance();
    buildFound();

    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_open, m_serve, m_monitor})
        buttons->addWidget(button);
    buttons->addStretch();
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    column->setSpacing(Space::m);
    column->addWidget(m_name);
    column->addWidget(m_title);
    column->addWidget(m_chips);
    column->addLayout(buttons);
    column->addWidget(m_foundTitle);
    column->addWidget(m_found);
    column->addWidget(m_glance);
    column->addWidget(m_description);
    column->addLayout(m_facts);
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    m_scroll = scroll;
    scroll->setObjectName(u"previewScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(m_content);
    m_content->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_none, 1);
    layout->addWidget(scroll, 1);
    connect(m_open, &QPushButton::clicked, this, [this] { emit openRequested(m_shown.model.name); });
    connect(m_monitor, &QPushButton::clicked, this, [this] { emit monitorRequested(m_shown.model.name); });
    connect(m_serve, &QPushButton::clicked, this, [this] {
        const QString stage = lifecycle::productionStage(m_shown.model);
        emit serveRequested(m_shown.model.name, stage.isEmpty() ? m_shown.model.latest : QString(), stage);
    });
    clear();
}

QWidget *ModelPreview::buildGlance()
{
    auto *glance = new QWidget(m_content);
    m_metric = new TextLabel({}, TextRole::Caption, Tone::Muted, glance);
    m_value = new TextLabel({}, TextRole::Number, Tone::Neutral, glance);
    m_value->setObjectName(u"previewValue"_s);
    m_source = new TextLabel({}, TextRole::Caption, Tone::Muted, glance);
    m_source->setWordWrap(true);
    m_line = new Sparkline(glance);
    m_line->setObjectName(u"previewLine"_s);
    m_line->setFixedHeight(lineHeight);
    m_health = new Badge({}, Tone::Neutral, glance);
    m_health->setObjectName(u"previewHealth"_s);
    m_retraining = new Badge({}, Tone::Neutral, glance);
    m_retraining->setObjectName(u"previewRetraining"_s);
    m_healthReason = new TextLabel({}, TextRole::Caption, Tone::Muted, glance);
    m_retrainingReason = new TextLabel({}, TextRole::Caption, Tone::Muted, glance);
    for (TextLabel *reason : {m_healthReason, m_retrainingReason})
        reason->setWordWrap(true);
    auto *numbers = new QVBoxLayout;
    numbers->setSpacing(0);
    numbers->addWidget(m_metric);
    numbers->addWidget(m_value);
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::l);
    row->addLayout(numbers);
    row->addWidget(m_line, 1);
    auto *column = new QVBoxLayout(glance);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::xs);
    column->addLayout(row);
    column->addWidget(m_source);
    column->addSpacing(Space::xs);
    for (QWidget *widget : {static_cast<QWidget *>(m_health), static_cast<QWidget *>(m_healthReason),
                            static_cast<QWidget *>(m_retraining), static_cast<QWidget *>(m_retrainingReason)})
        column->addWidget(widget);
    return glance;
}

void ModelPreview::buildFound()
{
    m_found = new Table(u"previewFound"_s, tr("Where the search found this model"), m_content);
    m_found->setModel(m_hits);
    m_found->horizontalHeader()->hide();
    m_found->horizontalHeader()->setStretchLastSection(true);
    m_found->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_found, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (const QString version = index.data(ValueRole).toString(); !version.isEmpty())
            emit versionRequested(m_shown.model.name, version);
        else
            emit openRequested(m_shown.model.name);
    });
}

void ModelPreview::clear()
{
    m_shown = {};
    m_scroll->hide();
    m_none->show();
    for (QPushButton *button : {m_open, m_serve, m_monitor})
        button->setEnabled(false);
}

void ModelPreview::setContent(const Content &content)
{
    if (content == m_shown && !m_scroll->isHidden())
        return;
    const bool other = content.model != m_shown.model || m_scroll->isHidden();
    m_shown = content;
    if (other) {
        m_name->setText(content.model.name);
        m_title->setText(content.model.title);
        m_title->setVisible(!content.model.title.isEmpty());
        m_description->setText(content.model.description.simplified());
        m_description->setVisible(!content.model.description.isEmpty());
        showChips();
        showFacts();
    }
    showGlance();
    showFound();
    m_open->setEnabled(true);
    m_monitor->setEnabled(true);
    m_serve->setEnabled(!content.model.latest.isEmpty());
    m_none->hide();
    m_scroll->show();
}

void ModelPreview::showGlance()
{
    m_glance->setVisible(m_shown.insight.has_value());
    if (!m_shown.insight)
        return;
    const lifecycle::Insight &insight = *m_shown.insight;
    const double newest = newestValue(insight);
    const bool measured = !std::isnan(newest);
    m_metric->setText(insight.metric);
    m_value->setText(shortNumber(newest));
    m_value->setToolTip(fullNumber(newest));
    for (QWidget *widget : {static_cast<QWidget *>(m_metric), static_cast<QWidget *>(m_value),
                            static_cast<QWidget *>(m_source)})
        widget->setVisible(measured);
    m_line->setSpark(insight.values.size() > 1 ? sparkOf(insight) : Spark());
    m_line->setVisible(insight.values.size() > 1);
    m_line->setAccessibleName(tr("The main metric over time"));
    m_line->setAccessibleDescription(sparkSentence(insight));
    m_line->setToolTip(sparkSentence(insight));
    m_source->setText(
        insight.source == lifecycle::Insight::Source::Monitoring
            ? tr("by period, %1 in production, n = %2")
                  .arg(lifecycle::productionVersion(m_shown.model), QLocale().toString(insight.observations))
            : tr("at registration, by version"));
    const BadgeText health = healthBadge(insight.health);
    m_health->setState(health.word, health.tone);
    m_healthReason->setText(insight.health.reason);
    const QString sentence = retrainingSentence(insight, m_clock.now());
    const auto badge = retrainingBadge(insight);
    m_retraining->setState(badge ? badge->word : QString(), badge ? badge->tone : Tone::Neutral);
    m_retrainingReason->setText(sentence);
    m_retrainingReason->setVisible(!sentence.isEmpty());
}

void ModelPreview::showFound()
{
    m_hits->clear();
    for (const registry::SearchHit &hit : m_shown.hits.mid(0, mostHits)) {
        auto *item = new QStandardItem(placeText(hit) + hit.snippet);
        item->setData(QVariant::fromValue(marksOf(hit)), MarksRole);
        item->setData(hit.version, ValueRole);
        item->setToolTip(item->text());
        m_hits->appendRow(item);
    }
    const bool any = m_hits->rowCount() > 0;
    m_foundTitle->setVisible(any);
    m_found->setVisible(any);
    m_found->setFixedHeight(m_hits->rowCount() * m_found->verticalHeader()->defaultSectionSize() + 2);
}

void ModelPreview::addFact(const QString &label, const QString &value, const QString &tip)
{
    if (value.isEmpty())
        return;
    auto *field = new ElidedLabel(value, m_content);
    field->setToolTip(tip);
    m_facts->addRow(new TextLabel(label, TextRole::Body, Tone::Muted, m_content), field);
}

void ModelPreview::showChips()
{
    QLayout *chips = m_chips->layout();
    while (QLayoutItem *item = chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const registry::Model &model = m_shown.model;
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it)
        chips->addWidget(new Chip(it.key() + u' ' + it.value(), stageLook(it.key()), m_chips));
    for (const QString &label : model.labels)
        chips->addWidget(new Chip(label, ChipLook::Neutral, m_chips));
    for (Chip *chip : m_chips->findChildren<Chip *>())
        chip->show();
    m_chips->setVisible(chips->count() > 0);
}

void ModelPreview::showFacts()
{
    const registry::Model &model = m_shown.model;
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    addFact(tr("Type"), model.type);
    addFact(tr("Format"), model.format);
    addFact(tr("Latest version"), model.latest);
    addFact(tr("Versions"), QLocale().toString(model.versionCount));
    addFact(tr("Last change"), relativeTime(model.updated, m_clock.now()), exactTime(model.updated));
    addFact(tr("Owner"), model.owners.join(u", "_s));
    addFact(tr("Licence"), model.licence);
}

} // namespace vitrine::ui
