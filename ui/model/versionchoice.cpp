// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionchoice.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

VersionChoice::VersionChoice(const QString &name, const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_box(new QComboBox(this))
{
    m_box->setObjectName(name);
    m_box->setAccessibleName(accessibleName);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Space::s);
    row->addWidget(new TextLabel(tr("As of"), TextRole::Body, Tone::Muted, this));
    row->addWidget(m_box);
    setFocusProxy(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, &VersionChoice::chosen);
}

void VersionChoice::clear()
{
    const QSignalBlocker quiet(m_box);
    m_box->clear();
}

void VersionChoice::setVersions(const QList<registry::Version> &versions)
{
    const QString before = version();
    const QSignalBlocker quiet(m_box);
    m_box->clear();
    for (const registry::Version &each : versions) {
        if (each.deregistered)
            continue;
        const QString stages = each.stages.join(u", "_s);
        m_box->addItem(stages.isEmpty() ? each.name : each.name + u" – "_s + stages, each.name);
    }
    if (m_box->count() > 0)
        m_box->setCurrentIndex(std::max(0, m_box->findData(before)));
}

void VersionChoice::choose(const QString &version)
{
    if (const int at = m_box->findData(version); at >= 0)
        m_box->setCurrentIndex(at);
}

QString VersionChoice::version() const
{
    return m_box->currentData().toString();
}

} // namespace vitrine::ui
