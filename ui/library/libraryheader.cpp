// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/libraryheader.h"

#include "ui/library/filterbar.h"
#include "ui/library/groupbutton.h"
#include "ui/library/viewbutton.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/sidetoggle.h"

#include <QAction>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int searchWidth = 420;
constexpr int leastSearchWidth = 180;

} // namespace

LibraryHeader::LibraryHeader(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_count(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_search(new SearchField(this))
    , m_filters(new FilterBar(parts.models, this))
    , m_group(new GroupButton(this))
    , m_view(new ViewButton(parts.prompter, parts.currentView, this))
    , m_columns(new QToolButton(this))
    , m_showPreview(
          new SideToggle(u"libraryShowPreview"_s, tr("Show the preview"), parts.page, parts.roomyWidth, this))
    , m_add(new ActionButton(parts.addModel, this))
    , m_found(new QPushButton(this))
    , m_note(new TextLabel({}, TextRole::Caption, Tone::Bad, this))
{
    m_count->setObjectName(u"libraryCount"_s);
    m_note->setObjectName(u"libraryNote"_s);
    m_note->setWordWrap(true);
    m_note->hide();
    m_columns->setObjectName(u"libraryColumns"_s);
    m_columns->setAccessibleName(tr("Choose columns"));
    m_columns->setToolTip(tr("Choose columns"));
    m_columns->setIcon(icon(u"columns"_s));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setFocusPolicy(Qt::TabFocus);
    m_found->setObjectName(u"libraryFound"_s);
    m_found->setProperty("emphasis", u"quiet"_s);
    m_found->setToolTip(tr("Files of this repository that look like models"));
    m_found->setAutoDefault(false);
    m_found->hide();
    connect(m_found, &QPushButton::clicked, parts.showFiles, &QAction::trigger);
    buildSearch();

    auto *first = new QHBoxLayout;
    first->addWidget(new TextLabel(tr("Models"), TextRole::Title, Tone::Neutral, this));
    first->addSpacing(Space::xs);
    first->addWidget(m_count);
    first->addWidget(m_found);
    first->addStretch();
    first->addWidget(m_view);
    first->addWidget(m_add);
    auto *second = new QHBoxLayout;
    second->addWidget(m_search, 1);
    second->addWidget(m_filters->button());
    second->addWidget(m_group);
    second->addStretch(1);
    second->addWidget(m_columns);
    second->addWidget(m_showPreview);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::s);
    column->addLayout(first);
    column->addLayout(second);
    column->addWidget(m_filters);
    column->addWidget(m_note);
}

void LibraryHeader::buildSearch()
{
    m_search->setObjectName(u"librarySearch"_s);
    m_search->setAccessibleName(tr("Search the library"));
    m_search->setPlaceholderText(tr("Search names, cards, columns, notes…"));
    m_search->setToolTip(
        tr("Words, “a phrase”, -without, this OR that, label:x, stage:production, type:onnx, "
           "owner:ada, metric.rmse<3, after:2025-01"));
    m_search->setMinimumWidth(leastSearchWidth);
    m_search->setMaximumWidth(searchWidth);
}

void LibraryHeader::setCount(const QString &text)
{
    m_count->setText(text);
}

void LibraryHeader::setFound(const QString &text)
{
    m_found->setText(text);
    m_found->setVisible(!text.isEmpty());
}

void LibraryHeader::setProblem(const QString &problem)
{
    m_search->setProperty("invalid", !problem.isEmpty());
    m_search->setAccessibleDescription(problem);
    m_search->update();
    m_note->setTone(Tone::Bad);
    m_note->setText(problem);
    m_note->setVisible(!problem.isEmpty());
}

void LibraryHeader::setNote(const QString &note)
{
    m_note->setTone(Tone::Muted);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

QList<QWidget *> LibraryHeader::tabOrder() const
{
    return {m_found, m_view,    m_add,         m_search, m_filters->button(),
            m_group, m_columns, m_showPreview, m_filters};
}

} // namespace vitrine::ui
