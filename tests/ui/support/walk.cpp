// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/walk.h"

#include "core/sample/story.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/toast.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDeadlineTimer>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>
#include <tuple>
#include <utility>

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
    addUntrusted();
    addFaces();
    addMessages();
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

// Two versions of the model with the longest history.
QStringList Walk::comparison() const
{
    const auto versions = m_fixture.window->session()->library()->versions(model());
    if (!versions || versions->size() < 2)
        return {};
    return {model() + u'@' + versions->at(1).name, model() + u'@' + versions->at(0).name};
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
    m_places.append({u"start: with recent libraries"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->session()->close();
                     },
                     {}});
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
        {u"model: metadata"_s, ui::ModelPage::Tab::Metadata},
        {u"model: inspect"_s, ui::ModelPage::Tab::Inspect}};
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
                         if (openModel())
                             m_fixture.window->modelPage()->rollBack();
                     },
                     [this] { return dialog() != nullptr; }});
    for (const auto &[name, action, faces] :
         {std::tuple(u"note on a version"_s, u"versionNote"_s, u"noteHistoryFaces"_s),
          std::tuple(u"restore the files of a version"_s, u"versionRestore"_s, u"restoreFaces"_s)}) {
        m_places.append({name,
                         [this, action = action] {
                             if (openModel())
                                 m_fixture.window->modelPage()->findChild<QAction *>(action)->trigger();
                         },
                         [this, faces = faces] {
                             const auto *stack = dialog() ? dialog()->findChild<FaceStack *>(faces) : nullptr;
                             return stack && stack->face() != FaceStack::Face::Loading;
                         }});
    }
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
    m_places.append(
        {u"edit several models"_s,
         [this] {
             openLibrary();
             m_fixture.window->showPage(MainWindow::Library);
             m_fixture.find<QAbstractItemView>(u"libraryTable"_s)->selectAll();
             m_fixture.window->libraryPage()->editSelected();
             if (dialog())
                 dialog()->findChild<QLineEdit *>(u"bulkAddLabels"_s)->setText(u"weather, reviewed"_s);
         },
         [this] { return dialog() != nullptr; }});
    m_places.append(
        {u"register found files"_s,
         [this] {
             openFound();
             m_fixture.window->workspace()->findChild<QAction *>(u"libraryFoundFiles"_s)->trigger();
         },
         [this] { return dialog() != nullptr; }});
    m_places.append({u"compare"_s,
                     [this] {
                         openLibrary();
                         m_fixture.window->showPage(MainWindow::Library);
                         m_fixture.window->workspace()->showComparison(comparison());
                     },
                     {}});
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

bool Walk::hasFace(const QString &faces, int face) const
{
    const auto *stack = m_fixture.find<FaceStack>(faces);
    return stack && stack->isVisible() && int(stack->face()) == face;
}

// Nothing is read any more until leave(): what loads keeps loading.
void Walk::holdReaders()
{
    QThreadPool &pool = m_fixture.services.readers;
    for (int thread = 0; thread < pool.maxThreadCount(); ++thread) {
        ++m_waiting;
        pool.start([this] { m_held.acquire(); });
    }
}

void Walk::breakLibrary()
{
    m_broken = QFile::rename(m_library + u"/HEAD"_s, m_library + u"/HEAD.away"_s);
}

// In a tab of its own, which leave() closes.
void Walk::openOther(const QString &path)
{
    openLibrary();
    m_fixture.window->openLibrary(path);
    if (!QTest::qWaitFor([&] { return m_fixture.window->session()->library()->path() == path; }, 20'000))
        qWarning("%s was not opened", qPrintable(path));
}

// A repository of plain Git with a model file in it.
bool Walk::openModel()
{
    openLibrary();
    m_fixture.window->showModel(model());
    return QTest::qWaitFor(
        [this] { return m_fixture.find<FaceStack>(u"modelFaces"_s)->face() == FaceStack::Face::Filled; });
}

void Walk::openFound()
{
    if (!m_found) {
        m_found.emplace();
        const auto onnx = sample::resource(u"seattle-tmax/v1.0.0.onnx"_s);
        m_found->commitFile(u"weights/tmax.onnx"_s, onnx ? *onnx : QByteArray(), u"Train"_s);
        m_found->commitFile(u"weights/rain/model.onnx"_s, onnx ? *onnx : QByteArray(), u"Train"_s);
    }
    openOther(m_found->path());
    m_fixture.window->showPage(MainWindow::Library);
    if (!QTest::qWaitFor([this] { return m_fixture.find<QWidget>(u"libraryFound"_s)->isVisible(); }, 20'000))
        qWarning("the model file was not found");
}

// A model whose file would run a program.
void Walk::addUntrusted()
{
    const auto show = [this] {
        const QString path = m_fixture.dir.filePath(u"pickled.git"_s);
        QFile file(m_fixture.dir.filePath(u"model.pkl"_s));
        if (!QFile::exists(path) && file.open(QIODevice::WriteOnly)) {
            file.write("cos\nsystem\n(S'true'\ntR.");
            file.close();
            const auto library = registry::Library::create(path, true);
            registry::AddRequest request;
            request.model = u"churn"_s;
            request.files = {file.fileName()};
            request.message = u"From a colleague"_s;
            if (!library || !library->add(request))
                qWarning("no library with a pickle could be made");
        }
        openOther(path);
        m_fixture.window->showModel(u"churn"_s);
        m_fixture.window->modelPage()->showTab(ui::ModelPage::Tab::Inspect);
    };
    const auto shown = [this] { return hasFace(u"inspectFaces"_s, int(FaceStack::Face::Filled)); };
    m_places.append({u"model: inspect, not trusted"_s, show, shown});
    m_places.append({u"trust a model file"_s,
                     [this, show, shown] {
                         show();
                         if (QTest::qWaitFor(shown, 20'000))
                             m_fixture.click(u"inspectTrust"_s);
                     },
                     [this] { return dialog() != nullptr; }});
}

void Walk::addFaces()
{
    const auto add = [this](const QString &name, const QString &faces, FaceStack::Face face,
                            std::function<void()> show) {
        m_places.append({name, std::move(show), [this, faces, face] { return hasFace(faces, int(face)); },
                         face == FaceStack::Face::Loading});
    };
    const auto again = [this] {
        m_fixture.window->showPage(MainWindow::Library);
        m_fixture.window->libraryPage()->setLibrary(*m_fixture.window->session()->library());
    };
    add(u"library: loading"_s, u"libraryFaces"_s, FaceStack::Face::Loading, [this, again] {
        openLibrary();
        holdReaders();
        again();
    });
    add(u"library: failed"_s, u"libraryFaces"_s, FaceStack::Face::Failed, [this, again] {
        openLibrary();
        breakLibrary();
        again();
    });
    add(u"library: empty"_s, u"libraryFaces"_s, FaceStack::Face::Empty, [this] {
        const QString path = m_fixture.dir.filePath(u"empty.git"_s);
        if (!QFile::exists(path) && !registry::Library::create(path, true))
            qWarning("no empty library could be made");
        openOther(path);
    });
    add(u"model: loading"_s, u"modelFaces"_s, FaceStack::Face::Loading, [this] {
        openLibrary();
        holdReaders();
        m_fixture.window->showModel(m_fixture.window->libraryPage()->models().first().name);
    });
    add(u"model: failed"_s, u"modelFaces"_s, FaceStack::Face::Failed, [this] {
        openLibrary();
        m_fixture.window->showModel(u"gone"_s); // as if somebody else had removed it
    });
    add(u"monitor: empty"_s, u"monitorFaces"_s, FaceStack::Face::Empty, [this] {
        openOther(m_fixture.makeLibrary(u"unwatched"_s));
        m_fixture.window->showPage(MainWindow::Monitor);
    });
    add(u"monitor: failed"_s, u"monitorFaces"_s, FaceStack::Face::Failed, [this] {
        const QString path = m_fixture.makeLibrary(u"damaged"_s);
        QFile store(path + u"/vitrine/monitor.sqlite"_s);
        if (!QDir().mkpath(path + u"/vitrine"_s) || !store.open(QIODevice::WriteOnly) ||
            store.write(QByteArray(8192, 'x')) < 0)
            qWarning("%s", qPrintable(store.errorString()));
        store.close();
        openOther(path);
        m_fixture.window->showPage(MainWindow::Monitor);
    });
}

void Walk::addMessages()
{
    const auto toasts = [this] { return m_fixture.find<ui::ToastArea>(u"toasts"_s)->toasts(); };
    m_places.append(
        {u"messages"_s,
         [this, toasts] {
             openLibrary();
             m_fixture.window->showPage(MainWindow::Library);
             auto *area = m_fixture.find<ui::ToastArea>(u"toasts"_s);
             area->show({u"weather: production → v2.0.0"_s, ui::MainWindow::tr("Undo"), [] {}, false, {}});
             area->show(ui::Message::failure(
                 Error{Error::Code::Io,
                       ui::MainWindow::tr("Couldn't read %1: the file ends after %2 of %3.")
                           .arg(u"model.onnx"_s, u"1.2 MB"_s, u"4.0 MB"_s),
                       u"models/weather/files/model.onnx"_s},
                 [] {}));
             if (auto *details = toasts().last()->findChild<QAbstractButton *>(u"toastDetails"_s))
                 details->click();
         },
         [toasts] { return toasts().size() == 2; }});
    m_places.append(
        {u"several libraries"_s, [this] { openOther(m_fixture.makeLibrary(u"another-library"_s)); }, {}});
}

bool Walk::go(const QString &name)
{
    const auto place = std::find_if(m_places.begin(), m_places.end(),
                                    [&name](const Place &each) { return each.name == name; });
    if (place == m_places.end())
        return false;
    if (m_waiting > 0 || m_broken)
        leave(); // what came before was not left
    place->show();
    const auto settled = [&] {
        if (place->busy)
            return !place->ready || place->ready();
        const auto marks = m_fixture.window->findChildren<ui::BusyMark *>();
        return (!place->ready || place->ready()) && m_fixture.services.readers.activeThreadCount() == 0 &&
               std::none_of(marks.begin(), marks.end(), [](const auto *mark) { return mark->isVisible(); });
    };
    // What was read may ask for more, as the charts do for estimates.
    for (QDeadlineTimer patience(15'000); !patience.hasExpired();) {
        if (!QTest::qWaitFor(settled, int(patience.remainingTime())))
            return false;
        QTest::qWait(60);
        if (!dialog())
            activate();
        if (settled())
            return true;
    }
    return false;
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
    m_held.release(std::exchange(m_waiting, 0));
    if (std::exchange(m_broken, false)) {
        QFile::rename(m_library + u"/HEAD.away"_s, m_library + u"/HEAD"_s);
        m_fixture.window->libraryPage()->refresh();
    }
    for (ui::Toast *toast : m_fixture.find<ui::ToastArea>(u"toasts"_s)->toasts())
        toast->dismiss();
    while (m_fixture.window->workspaces().size() > 1)
        m_fixture.window->closeWorkspace(m_fixture.window->workspaces().last());
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
