// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/topbar.h"

#include "ui/shell/jobsbutton.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int searchWidth = 460;
constexpr int libraryShare = 4; // the name gets at most a quarter of the bar

// Looks like a search field and opens the command palette.
class PaletteButton final : public QPushButton
{
public:
    explicit PaletteButton(QWidget *parent) : QPushButton(parent)
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setMaximumWidth(searchWidth);
        setAutoDefault(false);
        setCursor(Qt::IBeamCursor);
    }
    QSize sizeHint() const override { return {searchWidth, QPushButton::sizeHint().height()}; }
    QSize minimumSizeHint() const override { return {140, QPushButton::sizeHint().height()}; }
    void setHint(const QString &hint) { m_hint = hint; }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPushButton::paintEvent(event);
        const Tokens &t = tokens(palette());
        QPainter painter(this);
        const QRect inner = rect().adjusted(Space::s, 0, -Space::m, 0);
        painter.drawPixmap(inner.x(), (height() - Size::icon) / 2,
                           iconPixmap(u"search"_s, t.muted, Size::icon, devicePixelRatioF()));
        painter.setPen(t.muted);
        const int hint = fontMetrics().horizontalAdvance(m_hint);
        const QRect text = inner.adjusted(Size::icon + Space::s, 0, -hint - Space::s, 0);
        painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(accessibleDescription(), Qt::ElideRight, text.width()));
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignRight, m_hint);
    }

private:
    QString m_hint;
};

QToolButton *toolButton(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setObjectName(action->objectName() + u"Button"_s);
    button->setAccessibleName(action->text().remove(u'&'));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    return button;
}

} // namespace

TopBar::TopBar(const Actions &actions, QMenu *libraryMenu, QMenu *mainMenu, Jobs &jobs, QWidget *parent)
    : QWidget(parent)
    , m_library(new QPushButton(this))
    , m_menu(new QToolButton(this))
{
    setObjectName(u"topBar"_s);
    m_library->setObjectName(u"libraryButton"_s);
    m_library->setProperty("emphasis", u"quiet"_s);
    m_library->setMenu(libraryMenu);
    m_library->setAutoDefault(false);
    QFont strong = m_library->font();
    strong.setWeight(QFont::DemiBold);
    m_library->setFont(strong);
    auto *search = new PaletteButton(this);
    m_search = search;
    search->setObjectName(u"paletteButton"_s);
    search->setAccessibleName(tr("Search models, versions and commands"));
    search->setAccessibleDescription(tr("Search models, versions, commands"));
    connect(search, &QPushButton::clicked, actions.palette, &QAction::trigger);
    m_menu->setObjectName(u"mainMenuButton"_s);
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setToolTip(tr("Menu (F10)"));
    m_menu->setIcon(icon(u"more"_s));
    m_menu->setAutoRaise(true);
    m_menu->setFocusPolicy(Qt::TabFocus);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setMenu(mainMenu);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Space::m, Space::s, Space::m, Space::s + 1);
    row->setSpacing(Space::xs);
    row->addWidget(toolButton(actions.back, this));
    row->addWidget(toolButton(actions.forward, this));
    row->addSpacing(Space::xs);
    row->addWidget(m_library);
    row->addStretch(1);
    row->addWidget(search, 4);
    row->addStretch(1);
    row->addWidget(new JobsButton(jobs, this));
    row->addWidget(m_menu);
    setLibrary({}, {});
}

void TopBar::setLibrary(const QString &name, const QString &path)
{
    m_name = name;
    m_library->setToolTip(path);
    m_library->setAccessibleName(name.isEmpty() ? tr("No library") : tr("Library %1").arg(name));
    updateLibraryText();
}

void TopBar::updateLibraryText()
{
    const QString text = m_name.isEmpty() ? tr("No library") : m_name;
    m_library->setText(
        m_library->fontMetrics().elidedText(text, Qt::ElideMiddle, std::max(80, width() / libraryShare)));
}

void TopBar::setPaletteHint(const QString &keys)
{
    static_cast<PaletteButton *>(m_search)->setHint(keys);
    m_search->update();
}

void TopBar::openMainMenu()
{
    // showMenu() would run an event loop of its own.
    QMenu *menu = m_menu->menu();
    const QPoint corner = m_menu->mapToGlobal(QPoint(m_menu->width(), m_menu->height()));
    menu->popup(QPoint(corner.x() - menu->sizeHint().width(), corner.y()));
    menu->setActiveAction(menu->actions().constFirst());
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateLibraryText();
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens(palette()).border);
}

} // namespace vitrine::ui
