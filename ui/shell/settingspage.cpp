// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingspage.h"

#include "ui/shell/commands.h"
#include "ui/shell/shortcutlist.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QComboBox>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr auto schemeKey = "colourScheme";
constexpr auto contrastKey = "contrast";
constexpr int columnWidth = 720;
constexpr int choiceWidth = 200;

// The value below the key, or the first one when there is none that is known.
int chosen(const QSettings &settings, const char *key, int last)
{
    return std::clamp(settings.value(QLatin1StringView(key)).toInt(), 0, last);
}

} // namespace

void applyChosenTheme(QApplication &application, const QSettings &settings)
{
    applyTheme(application, static_cast<ColourScheme>(chosen(settings, schemeKey, int(ColourScheme::Dark))),
               static_cast<Contrast>(chosen(settings, contrastKey, int(Contrast::High))));
}

SettingsPage::SettingsPage(Services &services, Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_commands(commands)
{
    setObjectName(u"settingsPage"_s);
    auto *column = new QWidget;
    column->setMaximumWidth(columnWidth);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::l);
    layout->addWidget(new TextLabel(tr("Settings"), TextRole::Title));
    layout->addWidget(buildAppearance());
    layout->addWidget(buildShortcuts());
    layout->addStretch();
    auto *body = new QWidget;
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    row->addWidget(column);
    row->addStretch();
    row->setStretch(0, 1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"settingsScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(body);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

QWidget *SettingsPage::buildAppearance()
{
    auto *card = new Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->addWidget(new TextLabel(tr("Appearance"), TextRole::Lead));
    auto *row = new QHBoxLayout;
    row->setSpacing(Space::l);
    row->addWidget(new FormField(tr("&Colours"), makeChoice(u"settingsScheme"_s, schemeKey,
                                                            {tr("As the system"), tr("Light"), tr("Dark")})));
    row->addWidget(
        new FormField(tr("C&ontrast"), makeChoice(u"settingsContrast"_s, contrastKey,
                                                  {tr("As the system"), tr("Normal"), tr("High")})));
    row->addStretch();
    layout->addLayout(row);
    return card;
}

// A setting of the theme, which follows at once.
QComboBox *SettingsPage::makeChoice(const QString &name, const char *key, const QStringList &values)
{
    auto *choice = new QComboBox;
    choice->setObjectName(name);
    choice->addItems(values);
    choice->setCurrentIndex(chosen(m_services.settings, key, static_cast<int>(values.size()) - 1));
    choice->setMinimumWidth(choiceWidth);
    connect(choice, &QComboBox::currentIndexChanged, this, [this, key](int value) {
        m_services.settings.setValue(QLatin1StringView(key), value);
        applyChosenTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), m_services.settings);
    });
    return choice;
}

QWidget *SettingsPage::buildShortcuts()
{
    auto *card = new Card;
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->addWidget(new TextLabel(tr("Shortcuts"), TextRole::Lead));
    layout->addWidget(new ShortcutList(m_commands));
    return card;
}

} // namespace vitrine::ui
