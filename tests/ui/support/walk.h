// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scratchrepo.h"
#include "tests/ui/support/windowfixture.h"

#include <QMap>
#include <QStringList>

#include <QSemaphore>

#include <functional>
#include <optional>

class QDialog;

namespace vitrine::test {

// A widget by the names of those that hold it.
QString pathOf(const QWidget *widget);

// Every page and every dialog of the window, one after the other: for tests that look at all widgets there
// are. A page or dialog that is added to the program is added here.
class Walk final
{
public:
    // `library`: with at least one model that has several versions and can be rolled back.
    Walk(WindowFixture &fixture, const QString &library);

    QStringList places() const;
    bool go(const QString &place); // false when it does not come up
    void leave();                  // closes what go() opened
    // Of the window and of the dialog or menu that is open over it.
    QList<QWidget *> visibleWidgets() const;
    QDialog *dialog() const;

private:
    struct Place {
        QString name;
        std::function<void()> show;
        std::function<bool()> ready;
        bool busy = false; // it shows work that goes on
    };
    void addPages();
    void addModelTabs();
    void addDialogs();
    void addFaces();
    void addMessages();
    void addUntrusted();
    void openLibrary();
    void openOther(const QString &path);
    bool openModel();
    void openFound();
    void holdReaders();
    void breakLibrary();
    bool hasFace(const QString &faces, int face) const;
    void activate();
    QString model() const;
    QStringList comparison() const;

    WindowFixture &m_fixture;
    QString m_library;
    QList<Place> m_places;
    QSemaphore m_held; // what the threads that read wait for
    int m_waiting = 0; // of them
    bool m_broken = false;
    std::optional<ScratchRepo> m_found; // with a model file that nobody registered
};

} // namespace vitrine::test
