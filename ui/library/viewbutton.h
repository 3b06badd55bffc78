// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryview.h"

#include <QPushButton>

#include <functional>

class QSettings;

namespace vitrine::ui {

class Prompter;

// The ways to look at the list: those that come with the program, those that were saved under a name, and
// saving the present one.
class ViewButton final : public QPushButton
{
    Q_OBJECT
public:
    // `current`: how the list is looked at now.
    ViewButton(Prompter &prompter, std::function<LibraryView()> current, QWidget *parent = nullptr);

    // The views of which library.
    void setStore(QSettings &settings, const QString &key);
    // Which view was chosen last: the button shows its name. Empty: none.
    void setChosen(const QString &id);
    QString chosen() const { return m_chosen; }

signals:
    void viewChosen(const vitrine::ui::LibraryView &view);

private:
    struct Entry {
        QString id; // of a view that comes with the program: with a slash before it
        QString text;
        LibraryView view;
    };
    QList<Entry> builtIn() const;
    QList<Entry> saved() const;
    void fill();
    void addEntries(const QList<Entry> &entries);
    void choose(const Entry &entry);
    void askForName();
    void save(const QString &name);
    void showText();

    Prompter &m_prompter;
    std::function<LibraryView()> m_current;
    std::unique_ptr<SavedViews> m_store;
    QString m_chosen;
};

} // namespace vitrine::ui
