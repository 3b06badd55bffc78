// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settingspage.h"

#include "ui/shell/commands.h"
#include "ui/theme/icons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formfield.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr auto schemeKey = "colourScheme";
constexpr auto contrastKey = "contrast";
constexpr int columnWidth = 720;
constexpr int shortcutWidth = 180;
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
    layout->setSpacing(Space::xs);
    layout->addWidget(new TextLabel(tr("Shortcuts"), TextRole::Lead));
    QString group;
    for (qsizetype at = 0; at < m_commands.all().size(); ++at) {
        if (m_commands.all().at(at).group != group) {
            group = m_commands.all().at(at).group;
            layout->addSpacing(Space::s);
            layout->addWidget(new TextLabel(group, TextRole::Caption, Tone::Muted));
        }
        addShortcut(layout, at);
    }
    return card;
}

void SettingsPage::addShortcut(QVBoxLayout *column, qsizetype command)
{
    QAction *action = m_commands.all().at(command).action;
    const QString name = action->text().remove(u'&').remove(u'…');
    auto *edit = new QKeySequenceEdit(action->shortcut());
    edit->setObjectName(u"shortcut_"_s + action->objectName());
    edit->setAccessibleName(tr("Shortcut of “%1”").arg(name));
    edit->setFixedWidth(shortcutWidth);
    if (auto *line = edit->findChild<QLineEdit *>()) {
        line->setObjectName(edit->objectName() + u"Edit"_s);
        line->setAccessibleName(edit->accessibleName());
        line->setPlaceholderText(tr("none"));
    }
    auto *reset = new QToolButton;
    reset->setObjectName(u"shortcutReset_"_s + action->objectName());
    reset->setAccessibleName(tr("Usual shortcut of “%1”").arg(name));
    reset->setToolTip(tr("Back to the usual shortcut"));
    reset->setIcon(icon(u"undo"_s));
    reset->setAutoRaise(true);
    reset->setFocusPolicy(Qt::TabFocus);
    auto *taken = new TextLabel({}, TextRole::Caption, Tone::Bad);
    taken->setObjectName(u"shortcutTaken_"_s + action->objectName());
    auto *row = new QHBoxLayout;
    row->addWidget(new TextLabel(name), 1);
    row->addWidget(taken);
    row->addWidget(edit);
    row->addWidget(reset);
    column->addLayout(row);
    connect(edit, &QKeySequenceEdit::editingFinished, this, [this, edit, action, taken] {
        taken->clear();
        if (m_commands.setShortcut(action, edit->keySequence()))
            return;
        const Commands::Command *holder = m_commands.holderOf(edit->keySequence());
        taken->setText(tr("%1 is “%2” already")
                           .arg(edit->keySequence().toString(QKeySequence::NativeText),
                                holder ? holder->action->text().remove(u'&') : QString()));
        edit->setKeySequence(action->shortcut());
    });
    connect(reset, &QToolButton::clicked, this, [this, action] { m_commands.resetShortcut(action); });
    connect(&m_commands, &Commands::shortcutsChanged, edit, [edit, action, taken] {
        if (edit->keySequence() != action->shortcut())
            edit->setKeySequence(action->shortcut());
        taken->clear();
    });
}

} // namespace vitrine::ui
