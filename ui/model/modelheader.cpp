// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/modelheader.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chipstrip.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int leastName = 200; // of the model's name, before it is cut
}

ModelHeader::ModelHeader(QWidget *parent)
    : QWidget(parent)
    , m_name(new ElidedLabel({}, this, TextRole::Title))
    , m_line(new ElidedLabel({}, this, TextRole::Body, Tone::Muted))
    , m_chips(new ChipStrip(this))
    , m_serveMenu(new QMenu(this))
    , m_serve(new QPushButton(icon(u"serve"_s), tr("Serve"), this))
    , m_monitor(new QPushButton(icon(u"monitor"_s), tr("Monitor"), this))
    , m_compare(new QPushButton(icon(u"compare"_s), tr("Compare"), this))
    , m_rollBack(new QPushButton(icon(u"rollback"_s), tr("Roll back…"), this))
{
    m_name->setObjectName(u"modelName"_s);
    m_line->setObjectName(u"modelLine"_s);
    m_line->setElideMode(Qt::ElideRight);
    m_serve->setObjectName(u"modelServe"_s);
    m_serve->setMenu(m_serveMenu);
    m_serveMenu->setObjectName(u"modelServeMenu"_s);
    m_serve->setToolTip(tr("Start a local server that answers with this model"));
    m_monitor->setObjectName(u"modelMonitor"_s);
    m_monitor->setToolTip(tr("See how this model performed over time"));
    m_rollBack->setObjectName(u"modelRollBack"_s);
    m_rollBack->setToolTip(tr("Put an earlier version back into production"));
    m_compare->setObjectName(u"modelCompare"_s);
    m_compare->setAccessibleName(tr("Compare versions of this model"));
    m_compare->setToolTip(tr("Compare versions side by side"));
    m_compare->setAccessibleName(tr("Compare versions of this model"));
    m_chips->setObjectName(u"modelStages"_s);

    auto *first = new QHBoxLayout;
    first->setSpacing(Space::m);
    first->addWidget(m_name);
    first->addWidget(m_chips, 1);
    first->addSpacing(Space::s);
    first->addWidget(m_serve);
    first->addWidget(m_monitor);
    first->addWidget(m_compare);
    first->addWidget(m_rollBack);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::xs);
    layout->addLayout(first);
    layout->addWidget(m_line);
    connect(m_rollBack, &QPushButton::clicked, this, &ModelHeader::rollbackRequested);
    connect(m_monitor, &QPushButton::clicked, this, &ModelHeader::monitorRequested);
    connect(m_compare, &QPushButton::clicked, this, &ModelHeader::compareRequested);
}

void ModelHeader::showName(const QString &model)
{
    m_model = {};
    m_model.name = model;
    m_selected.clear();
    m_name->setText(model);
    m_name->setMinimumWidth(std::min(m_name->sizeHint().width(), leastName));
    m_line->setText(u" "_s);
    showChips(m_model);
    m_serve->setEnabled(false);
    m_rollBack->setEnabled(false);
    m_compare->setEnabled(false);
}

void ModelHeader::showModel(const registry::Model &model)
{
    m_model = model;
    m_name->setText(model.name);
    QStringList facts{model.title == model.name ? QString() : model.title, model.type,
                      tr("%n version(s)", nullptr, model.versionCount), model.format.toUpper()};
    if (!model.owners.isEmpty())
        facts << tr("owner %1").arg(model.owners.join(u", "_s));
    if (model.deprecated)
        facts << tr("deprecated");
    facts.removeAll(QString());
    m_line->setText(facts.join(u" · "_s));
    showChips(model);
    m_serve->setEnabled(model.versionCount > 0);
    m_rollBack->setEnabled(model.versionCount > 0);
    m_compare->setEnabled(model.versionCount > 1);
    rebuildServeMenu();
}

void ModelHeader::showChips(const registry::Model &model)
{
    QStringList stages = model.stages.keys();
    std::stable_sort(stages.begin(), stages.end(), [](const QString &a, const QString &b) {
        return int(stageLook(a)) < int(stageLook(b));
    });
    QList<ChipStrip::Entry> entries;
    for (const QString &stage : std::as_const(stages))
        entries.append({stage + u' ' + model.stages.value(stage), stageLook(stage), u"stageChip_"_s + stage});
    m_chips->setEntries(entries);
}

void ModelHeader::pulse(const QString &stage)
{
    if (auto *chip = m_chips->findChild<Chip *>(u"stageChip_"_s + stage))
        chip->pulse();
}

void ModelHeader::setSelectedVersion(const QString &version)
{
    m_selected = version;
    rebuildServeMenu();
}

void ModelHeader::rebuildServeMenu()
{
    m_serveMenu->clear();
    for (auto it = m_model.stages.begin(); it != m_model.stages.end(); ++it) {
        QAction *follow = m_serveMenu->addAction(tr("Follow %1 (now %2)").arg(it.key(), it.value()));
        follow->setObjectName(u"serveStage_"_s + it.key());
        connect(follow, &QAction::triggered, this,
                [this, stage = it.key()] { emit serveRequested({}, stage); });
    }
    if (!m_model.stages.isEmpty())
        m_serveMenu->addSeparator();
    QStringList versions{m_selected, m_model.latest};
    versions.removeAll(QString());
    versions.removeDuplicates();
    for (const QString &version : std::as_const(versions)) {
        QAction *pin =
            m_serveMenu->addAction(version == m_model.latest ? tr("Stay at %1 (latest)").arg(version)
                                                             : tr("Stay at %1").arg(version));
        pin->setObjectName(u"serveVersion_"_s + version);
        connect(pin, &QAction::triggered, this, [this, version] { emit serveRequested(version, {}); });
    }
}

} // namespace vitrine::ui
