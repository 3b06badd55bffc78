// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/followpanel.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

FollowPanel::FollowPanel(QWidget *parent) : QWidget(parent), m_rows(new QVBoxLayout(this))
{
    setObjectName(u"followPanel"_s);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(Space::m);
    m_rows->addStretch();
}

void FollowPanel::watch(FollowWatch *watch)
{
    connect(watch, &FollowWatch::changed, this, [this, watch] { show(*watch); });
    show(*watch);
}

void FollowPanel::show(const FollowWatch &watch)
{
    qDeleteAll(findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    int at = 0;
    for (const Follower &follower : watch.followers()) {
        auto *row = new QWidget(this);
        row->setObjectName(u"follower_"_s + follower.address);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(Space::m);
        layout->addWidget(new TextLabel(follower.address, TextRole::Fixed, Tone::Neutral, row));
        QString words;
        switch (follower.state) {
        case Follower::State::Switching:
            layout->addWidget(new BusyMark(Size::icon, row));
            words =
                follower.before.isEmpty() ? tr("starting…") : tr("switching from %1…").arg(follower.before);
            layout->addWidget(new TextLabel(words, TextRole::Body, Tone::Muted, row), 1);
            break;
        case Follower::State::Serves:
            words = tr("now serves %1").arg(watch.version());
            layout->addWidget(new Badge(words, Tone::Good, row), 1);
            break;
        case Follower::State::Failed: {
            words = tr("did not follow: %1").arg(follower.problem);
            layout->addWidget(new Badge(tr("failed"), Tone::Bad, row));
            auto *why = new TextLabel(follower.problem, TextRole::Body, Tone::Bad, row);
            why->setWordWrap(true);
            why->setTextInteractionFlags(Qt::TextSelectableByMouse);
            layout->addWidget(why, 1);
            break;
        }
        }
        row->setAccessibleName(follower.address + u' ' + words);
        m_rows->insertWidget(at++, row);
    }
}

} // namespace vitrine::ui
