// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/viewbutton.h"

#include "ui/services/prompter.h"

#include <QActionGroup>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype longestName = 40;

LibraryView filteredBy(ModelField field, const QStringList &values)
{
    LibraryView view;
    view.filter.choose(field, values);
    return view;
}

} // namespace

ViewButton::ViewButton(Prompter &prompter, std::function<LibraryView()> current, QWidget *parent)
    : QPushButton(parent)
    , m_prompter(prompter)
    , m_current(std::move(current))
{
    setObjectName(u"viewButton"_s);
    setAutoDefault(false);
    setToolTip(tr("Ways to look at the models"));
    auto *menu = new QMenu(this);
    menu->setObjectName(u"viewMenu"_s);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &ViewButton::fill);
    setChosen(u"/all"_s);
}

void ViewButton::setStore(QSettings &settings, const QString &key)
{
    m_store = std::make_unique<SavedViews>(settings, key);
    showText();
}

void ViewButton::setChosen(const QString &id)
{
    m_chosen = id;
    showText();
}

QList<ViewButton::Entry> ViewButton::builtIn() const
{
    return {
        {u"/all"_s, tr("All models"), {}},
        {u"/production"_s, tr("In production"), filteredBy(ModelField::Stage, {u"production"_s, u"prod"_s})},
        {u"/unhealthy"_s, tr("Needs a look"), filteredBy(ModelField::Health, {u"bad"_s, u"watch"_s})},
        {u"/retraining"_s, tr("Retraining due"), filteredBy(ModelField::Retraining, {u"due"_s, u"soon"_s})}};
}

QList<ViewButton::Entry> ViewButton::saved() const
{
    QList<Entry> entries;
    if (m_store) {
        for (const QString &name : m_store->names())
            entries.append({name, name, m_store->view(name)});
    }
    return entries;
}

void ViewButton::showText()
{
    QString text = tr("View");
    for (const Entry &entry : builtIn() + saved()) {
        if (entry.id == m_chosen)
            text = entry.text;
    }
    setText(fontMetrics()
                .elidedText(text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 24)
                .replace(u'&', u"&&"_s));
    setAccessibleName(tr("View: %1").arg(text));
}

void ViewButton::fill()
{
    menu()->clear();
    delete menu()->findChild<QActionGroup *>();
    new QActionGroup(menu());
    addEntries(builtIn());
    const QList<Entry> own = saved();
    if (!own.isEmpty()) {
        menu()->addSeparator();
        addEntries(own);
    }
    menu()->addSeparator();
    const auto add = [this](const QString &name, const QString &text, auto handler) {
        QAction *action = menu()->addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, handler);
    };
    add(u"viewSave"_s, tr("Save this view…"), [this] { askForName(); });
    const bool isOwn =
        std::any_of(own.begin(), own.end(), [this](const Entry &entry) { return entry.id == m_chosen; });
    if (!isOwn)
        return;
    add(u"viewUpdate"_s, tr("Save the changes of “%1”").arg(m_chosen), [this] { save(m_chosen); });
    add(u"viewRemove"_s, tr("Delete “%1”").arg(m_chosen), [this] {
        m_store->remove(m_chosen);
        setChosen({});
    });
}

void ViewButton::addEntries(const QList<Entry> &entries)
{
    auto *group = menu()->findChild<QActionGroup *>();
    for (const Entry &entry : entries) {
        QAction *action = menu()->addAction(QString(entry.text).replace(u'&', u"&&"_s));
        action->setObjectName(u"view_"_s + entry.id);
        action->setCheckable(true);
        action->setChecked(entry.id == m_chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, entry] { choose(entry); });
    }
}

void ViewButton::choose(const Entry &entry)
{
    setChosen(entry.id);
    emit viewChosen(entry.view);
}

void ViewButton::askForName()
{
    m_prompter.askText(this, tr("Save this view"), tr("Name of the view"), {}, [this](const QString &name) {
        // A slash marks the views that come with the program.
        if (const QString clean = name.simplified().remove(u'/').left(longestName); !clean.isEmpty())
            save(clean);
    });
}

void ViewButton::save(const QString &name)
{
    if (!m_store)
        return;
    m_store->save(name, m_current());
    setChosen(name);
}

} // namespace vitrine::ui
