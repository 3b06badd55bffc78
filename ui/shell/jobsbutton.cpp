// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/jobsbutton.h"

#include "ui/shell/jobs.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/elidedlabel.h"

#include <QHBoxLayout>
#include <QProgressBar>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int listWidth = 320;
constexpr int wholeBar = 1000;

} // namespace

JobsButton::JobsButton(Jobs &jobs, QWidget *parent)
    : QToolButton(parent)
    , m_jobs(jobs)
    , m_mark(new BusyMark(Size::icon, this))
    , m_list(new QFrame(this, Qt::Popup))
{
    setObjectName(u"jobs"_s);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::s, 0, 0, 0);
    row->addWidget(m_mark);
    row->addStretch();
    m_mark->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_list->setObjectName(u"jobList"_s);
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->setFixedWidth(listWidth);
    m_column = new QVBoxLayout(m_list);
    m_column->setContentsMargins(Space::m, Space::m, Space::m, Space::m);
    m_column->setSpacing(Space::s);
    connect(this, &QToolButton::clicked, this, &JobsButton::openList);
    connect(&jobs, &Jobs::changed, this, [this] {
        update();
        rebuild();
    });
    connect(&jobs, &Jobs::progressed, this, &JobsButton::showProgress);
    update();
}

void JobsButton::update()
{
    const auto entries = m_jobs.entries();
    setVisible(!entries.isEmpty());
    setText(u"      %1"_s.arg(entries.size()));
    setAccessibleName(tr("%n running job(s)", nullptr, int(entries.size())));
    setToolTip(entries.isEmpty() ? QString() : entries.first().title);
    if (entries.isEmpty())
        m_list->hide();
    showProgress();
}

void JobsButton::rebuild()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Jobs::Entry &entry : m_jobs.entries()) {
        auto *line = new QWidget(m_list);
        auto *grid = new QGridLayout(line);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setSpacing(Space::xs);
        auto *bar = new QProgressBar(line);
        bar->setObjectName(u"jobProgress%1"_s.arg(entry.id));
        bar->setAccessibleName(entry.title);
        bar->setTextVisible(false);
        auto *cancel = new QToolButton(line);
        cancel->setObjectName(u"jobCancel%1"_s.arg(entry.id));
        cancel->setAccessibleName(tr("Cancel: %1").arg(entry.title));
        cancel->setToolTip(tr("Cancel"));
        cancel->setIcon(vitrine::ui::icon(u"close"_s));
        cancel->setAutoRaise(true);
        connect(cancel, &QToolButton::clicked, this, [this, id = entry.id] { m_jobs.cancel(id); });
        grid->addWidget(new ElidedLabel(entry.title, line), 0, 0);
        grid->addWidget(bar, 1, 0);
        grid->addWidget(cancel, 0, 1, 2, 1);
        m_column->addWidget(line);
    }
    showProgress();
    m_list->adjustSize();
}

void JobsButton::showProgress()
{
    double least = 1;
    const auto entries = m_jobs.entries();
    for (const Jobs::Entry &entry : entries) {
        least = std::min(least, entry.share);
        if (auto *bar = m_list->findChild<QProgressBar *>(u"jobProgress%1"_s.arg(entry.id))) {
            bar->setRange(0, entry.share < 0 ? 0 : wholeBar);
            bar->setValue(static_cast<int>(std::lround(std::max(0.0, entry.share) * wholeBar)));
        }
    }
    m_mark->setShare(entries.isEmpty() ? -1 : least);
}

void JobsButton::openList()
{
    m_list->adjustSize();
    m_list->move(mapToGlobal(QPoint(width() - listWidth, height() + Space::xs)));
    m_list->show();
    m_list->setFocus();
}

} // namespace vitrine::ui
