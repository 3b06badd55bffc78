// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/walk.h"

#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/librarysession.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::test {

using ui::FaceStack;
using ui::MainWindow;

QString pathOf(const QWidget *widget)
{
    QStringList path;
    for (const QWidget *w = widget; w; w = w->parentWidget())
        path.prepend(w->objectName().isEmpty() ? QString::fromLatin1(w->metaObject()->className())
                                               : w->objectName());
    return path.join(u'/');
}

Walk::Walk(WindowFixture &fixture, const QString &library) : m_fixture(fixture), m_library(library)
{
    addPages();
    addModelTabs();
    addDialogs();
}

QStringList Walk::places() const
{
    QStringList names;
    for (const Place &place : m_places)
        names << place.name;
    return names;
}

QString Walk::model() const
{
    const auto &models = m_fixture.window->libraryPage()->models();
    const auto it = std::max_element(models.begin(), models.end(), [](const auto &a, const auto &b) {
        return a.versionCount < b.versionCount;
    });
    return it == models.end() ? QString() : it->name;
}

void Walk::openLibrary()
{
    if (m_fixture.window->session()->library())
        return;
    m_fixture.window->openLibrary(m_library);
    if (!QTest::qWaitFor([this] { return !m_fixture.window->libraryPage()->models().isEmpty(); }, 20'000))
        qWarning("%s was not opened", qPrintable(m_library));
}

void Walk::addPages()
{
    const auto page = [this](const QString &name, MainWindow::Page which) {
        m_places.append({name,
                         [this, which] {
                             openLibrary();
                             m_fixture.window->showPage(which);
                         },
                         {}});
    };
    m_places.append({u"start"_s, [this] { m_fixture.window->session()->close(); }, {}});
    page(u"library"_s, MainWindow::Library);
    m_places.append({u"library: searching"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showPage(MainWindow::Library);
                         m_fixture.find<QLineEdit>(u"librarySearch"_s)->setText(u"temperature"_s);
                     },
                     {}});
    m_places.append(
        {u"library: nothing found"_s,
         [this] {
             openLibrary();
             m_fixture.window->showPage(MainWindow::Library);
             m_fixture.find<QLineEdit>(u"librarySearch"_s)->setText(u"qqqq"_s);
         },
         [this] { return m_fixture.find<FaceStack>(u"libraryFaces"_s)->face() == FaceStack::Face::Empty; }});
    m_places.append({u"library: grouped, filtered, several selected"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showPage(MainWindow::Library);
                         ui::LibraryView view = m_fixture.window->libraryPage()->view();
                         view.search.clear();
                         view.grouping = ui::ModelField::Type;
                         view.filter.choose(ui::ModelField::Stage, {u"production"_s});
                         m_fixture.window->libraryPage()->setView(view);
                         m_fixture.find<QAbstractItemView>(u"libraryTable"_s)->selectAll();
                     },
                     {}});
    page(u"deploy"_s, MainWindow::Deploy);
    m_places.append({u"monitor"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showMonitor(model());
                     },
                     {}});
    page(u"settings"_s, MainWindow::Settings);
}

void Walk::addModelTabs()
{
    const std::pair<QString, ui::ModelPage::Tab> tabs[] = {
        {u"model: history"_s, ui::ModelPage::Tab::History},
        {u"model: overview"_s, ui::ModelPage::Tab::Overview},
        {u"model: metadata"_s, ui::ModelPage::Tab::Metadata}};
    for (const auto &[name, tab] : tabs) {
        m_places.append({name,
                         [this, tab = tab] {
                             openLibrary();
                             m_fixture.window->showModel(model());
                             m_fixture.window->modelPage()->showTab(tab);
                         },
                         [this] {
                             return m_fixture.find<FaceStack>(u"modelFaces"_s)->face() ==
                                    FaceStack::Face::Filled;
                         }});
    }
}

void Walk::addDialogs()
{
    m_places.append({u"roll back"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showModel(model());
                         if (QTest::qWaitFor([this] {
                                 return m_fixture.find<FaceStack>(u"modelFaces"_s)->face() ==
                                        FaceStack::Face::Filled;
                             }))
                             m_fixture.window->modelPage()->rollBack();
                     },
                     [this] { return dialog() != nullptr; }});
    m_places.append({u"add a model"_s,
                     [this] {
                         openLibrary();
                         QFile file(m_fixture.dir.filePath(u"snow.onnx"_s));
                         if (file.open(QIODevice::WriteOnly))
                             file.write("x");
                         m_fixture.window->showPage(MainWindow::Library);
                         m_fixture.window->libraryPage()->addFiles({file.fileName()});
                     },
                     [this] { return dialog() != nullptr; }});
    m_places.append({u"serve a model"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showPage(MainWindow::Deploy);
                         m_fixture.click(u"deployNew"_s);
                     },
                     [this] { return dialog() != nullptr; }});
    m_places.append({u"palette"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->openPalette();
                     },
                     [this] { return m_fixture.window->palettePopup()->isVisible(); }});
    m_places.append({u"menu"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showModel(model());
                         for (const QMenu *menu : m_fixture.window->findChildren<QMenu *>())
                             emit const_cast<QMenu *>(menu)->aboutToShow();
                         m_fixture.find<QMenu>(u"mainMenu"_s)->popup(QPoint(100, 100));
                     },
                     [this] { return m_fixture.find<QMenu>(u"mainMenu"_s)->isVisible(); }});
}

bool Walk::go(const QString &name)
{
    const auto place = std::find_if(m_places.begin(), m_places.end(),
                                    [&name](const Place &each) { return each.name == name; });
    if (place == m_places.end())
        return false;
    place->show();
    const auto settled = [&] {
        const auto marks = m_fixture.window->findChildren<ui::BusyMark *>();
        return (!place->ready || place->ready()) && m_fixture.services.readers.activeThreadCount() == 0 &&
               std::none_of(marks.begin(), marks.end(), [](const auto *mark) { return mark->isVisible(); });
    };
    if (!QTest::qWaitFor(settled, 15'000))
        return false;
    QTest::qWait(60);
    if (!dialog())
        activate();
    return settled();
}

// No window manager does it here when a dialog closes.
void Walk::activate()
{
    m_fixture.window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_fixture.window.get()))
        qWarning("the window does not become active");
}

void Walk::leave()
{
    if (QDialog *open = dialog())
        open->reject();
    m_fixture.find<QMenu>(u"mainMenu"_s)->close();
    m_fixture.window->palettePopup()->hide();
    if (m_fixture.window->session()->library()) {
        ui::LibraryView view = m_fixture.window->libraryPage()->view();
        view.search.clear();
        view.grouping.reset();
        view.filter = {};
        m_fixture.window->libraryPage()->setView(view);
    }
    QTest::qWait(20);
    activate();
}

QDialog *Walk::dialog() const
{
    return qobject_cast<QDialog *>(QApplication::activeModalWidget());
}

QList<QWidget *> Walk::visibleWidgets() const
{
    QList<QWidget *> all;
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (!top->isVisible() || (dialog() && top == m_fixture.window.get()))
            continue;
        all << top;
        for (QWidget *widget : top->findChildren<QWidget *>()) {
            if (widget->isVisible())
                all << widget;
        }
    }
    return all;
}

} // namespace vitrine::test
