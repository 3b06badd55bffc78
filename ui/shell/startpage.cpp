// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/startpage.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int columnWidth = 560;
constexpr int markSize = 56;
constexpr int mostRecent = 6;

} // namespace

StartPage::StartPage(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
    , m_problem(new TextLabel({}, TextRole::Body, Tone::Bad, this))
    , m_busy(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_recentTitle(new TextLabel(tr("Recent"), TextRole::Caption, Tone::Muted, this))
    , m_recent(new QVBoxLayout)
{
    setObjectName(u"startPage"_s);
    auto *mark = new QLabel(this);
    mark->setFixedSize(markSize, markSize);
    mark->setPixmap(QIcon(u":/icons/vitrine.svg"_s).pixmap(markSize, markSize));
    auto *title = new TextLabel(tr("Every version of every model"), TextRole::Title, Tone::Neutral, this);
    auto *text =
        new TextLabel(tr("Open a Git repository, or drop it onto the window, to browse its models, put an "
                         "earlier version back with one click, serve any of them and see how each has "
                         "performed."),
                      TextRole::Body, Tone::Muted, this);
    text->setWordWrap(true);
    m_problem->setObjectName(u"startProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_busy->setObjectName(u"startBusy"_s);
    m_busy->hide();
    auto *buttonRow = new QWidget(this);
    auto *buttons = new FlowLayout(buttonRow, Space::m);
    for (QAction *action : actions) {
        auto *button = new QPushButton(action->text().remove(u'&'), this);
        button->setObjectName(action->objectName() + u"Start"_s);
        button->setToolTip(action->toolTip());
        button->setAutoDefault(true);
        if (action == actions.first())
            button->setProperty("emphasis", u"primary"_s);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        buttons->addWidget(button);
    }
    m_recent->setSpacing(2);

    auto *column = new QVBoxLayout;
    column->setSpacing(Space::m);
    column->addWidget(mark);
    column->addSpacing(Space::s);
    column->addWidget(title);
    column->addWidget(text);
    column->addSpacing(Space::s);
    column->addWidget(buttonRow);
    column->addWidget(m_busy);
    column->addWidget(m_problem);
    column->addSpacing(Space::l);
    column->addWidget(m_recentTitle);
    column->addLayout(m_recent);
    auto *middle = new QWidget(this);
    middle->setMaximumWidth(columnWidth);
    middle->setLayout(column);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle, columnWidth);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(row);
    layout->addStretch(3);
    setRecent({});
}

// Drawings are made in the colours of the moment.
void StartPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setRecent(QStringList(m_paths));
}

void StartPage::setRecent(const QStringList &paths)
{
    m_paths = paths;
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString &path : paths.mid(0, mostRecent)) {
        auto *button = new QPushButton(this);
        button->setObjectName(u"recentLibrary"_s);
        button->setProperty("emphasis", u"quiet"_s);
        button->setAccessibleName(tr("Open %1").arg(path));
        button->setToolTip(path);
        QString shown = QDir::toNativeSeparators(path);
        if (shown.startsWith(QDir::homePath()))
            shown.replace(0, QDir::homePath().size(), u"~"_s);
        auto *row = new QHBoxLayout(button);
        row->setContentsMargins(Space::s, 0, Space::s, 0);
        QString name = QFileInfo(path).fileName();
        if (name.endsWith(u".git"))
            name.chop(4);
        auto *first = new QLabel(button);
        first->setPixmap(icon(u"library"_s).pixmap(Size::icon, Size::icon));
        row->addWidget(first);
        row->addWidget(new TextLabel(name, TextRole::Body, Tone::Neutral, button));
        row->addWidget(
            new TextLabel(button->fontMetrics().elidedText(shown, Qt::ElideMiddle, columnWidth / 2),
                          TextRole::Body, Tone::Muted, button));
        row->addStretch();
        for (QLabel *label : button->findChildren<QLabel *>())
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        connect(button, &QPushButton::clicked, this, [this, path] { emit recentActivated(path); });
        m_recent->addWidget(button);
    }
    m_recentTitle->setVisible(!paths.isEmpty());
}

void StartPage::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void StartPage::setBusy(const QString &text)
{
    m_busy->setText(text);
    m_busy->setVisible(!text.isEmpty());
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setEnabled(text.isEmpty());
}

} // namespace vitrine::ui
