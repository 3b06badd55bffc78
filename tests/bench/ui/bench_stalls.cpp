// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the longest stall of the window's event loop while a large library is opened, searched, browsed and
// changed. VT_BENCH_VERSIONS and VT_BENCH_MODELS set the size (default 10000, in 200 models).
#include "tests/bench/registry/librarygenerator.h"
#include "tests/bench/ui/stallmeter.h"
#include "tests/ui/support/windowfixture.h"
#include "ui/library/filterbar.h"
#include "ui/library/groupbutton.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/workspace.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"
#include "ui/widgets/toast.h"

#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

#include <cstdio>
#include <memory>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

// Bytes of this process that no other one has; -1: not told. What was freed is given back first.
qint64 privateMemory()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    QFile file(u"/proc/self/smaps_rollup"_s);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    qint64 sum = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Private_"))
            sum += line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return sum;
}

} // namespace

class bench_Stalls final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void openWithoutAnIndex();
    void openWithAnIndex();
    void scrollTheModels();
    void searchAsYouType();
    void groupSortFilter();
    void palette();
    void openAModel();
    void compareVersions();
    void memory();
    void scrollTheVersions();
    void rollBackAndUndo();
    void switchTheTheme();

private:
    void measure(const char *what, const std::function<void()> &act, const std::function<bool()> &done);
    void print(const char *what);
    void type(const QString &field, const QString &text, const std::function<bool()> &done);
    void scroll(QAbstractItemView *view);
    MainWindow *window() const { return m_fixture->window.get(); }
    Table *table(const QString &name) const { return m_fixture->find<Table>(name); }
    bool filled(const QString &faces) const
    {
        return m_fixture->find<FaceStack>(faces)->face() == FaceStack::Face::Filled;
    }
    bool reads() const { return m_fixture->services.readers.activeThreadCount() > 0; }

    QTemporaryDir m_dir;
    QString m_path;
    bench::LibrarySize m_size;
    std::unique_ptr<test::WindowFixture> m_fixture;
    bench::StallMeter m_meter;
    qint64 m_memoryBefore = 0;
};

void bench_Stalls::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    bool given = false;
    if (const int models = qEnvironmentVariableIntValue("VT_BENCH_MODELS", &given); given) {
        m_size.versionsPerModel = std::max(2, m_size.versions() / models);
        m_size.models = models;
    }
    const int versions = qEnvironmentVariableIntValue("VT_BENCH_VERSIONS", &given);
    if (given)
        m_size.versionsPerModel = std::max(1, versions / m_size.models);
    m_path = m_dir.filePath(u"library.git"_s);
    QVERIFY(bench::generateLibrary(m_path, m_size));
    std::printf(
        "longest stall of the event loop, library of %d models, %d versions; goal: none above 50 ms\n",
        m_size.models, m_size.versions());
    m_memoryBefore = privateMemory();
    m_fixture = std::make_unique<test::WindowFixture>();
}

void bench_Stalls::cleanupTestCase()
{
    m_fixture.reset();
}

void bench_Stalls::print(const char *what)
{
    const auto stall = m_meter.longest();
    std::printf("%-44s computing %7.1f ms   by the clock %7.1f ms\n", what, stall.cpuMs, stall.wallMs);
    std::fflush(stdout);
    m_meter.reset();
}

void bench_Stalls::measure(const char *what, const std::function<void()> &act,
                           const std::function<bool()> &done)
{
    QVERIFY2(m_meter.run(act, done), what);
    print(what);
}

void bench_Stalls::openWithoutAnIndex()
{
    measure(
        "open, index made from nothing", [this] { window()->openLibrary(m_path); },
        [this] { return window()->libraryPage()->models().size() == m_size.models && !reads(); });
}

void bench_Stalls::openWithAnIndex()
{
    m_fixture->restart();
    measure(
        "open, with an index", [this] { window()->openLibrary(m_path); },
        [this] { return window()->libraryPage()->models().size() == m_size.models && !reads(); });
}

void bench_Stalls::scroll(QAbstractItemView *view)
{
    QScrollBar *bar = view->verticalScrollBar();
    int steps = 0;
    const auto step = [bar, &steps] {
        bar->setValue(bar->value() + bar->pageStep() / 3);
        ++steps;
    };
    QTimer frames;
    frames.setInterval(8);
    QObject::connect(&frames, &QTimer::timeout, step);
    QVERIFY(
        m_meter.run([&] { frames.start(); }, [&] { return bar->value() == bar->maximum() || steps > 600; }));
}

void bench_Stalls::scrollTheModels()
{
    scroll(table(u"libraryTable"_s));
    print("scroll through the models");
}

void bench_Stalls::type(const QString &field, const QString &text, const std::function<bool()> &done)
{
    auto *line = m_fixture->find<QLineEdit>(field);
    for (const QChar &letter : text)
        QVERIFY(m_meter.run([&] { QTest::keyClick(line, letter.toLatin1()); }, [] { return true; }));
    QVERIFY(m_meter.run([] {}, done));
}

void bench_Stalls::searchAsYouType()
{
    window()->libraryPage()->focusSearch();
    type(u"librarySearch"_s, u"retrain on seasonal"_s, [this] { return !reads(); });
    print("search: many matches, letter by letter");
    m_fixture->find<SearchField>(u"librarySearch"_s)->clear();
    type(u"librarySearch"_s, u"metric.rmse<1 after:2000"_s, [this] { return !reads(); });
    print("search: metrics and dates");
    m_fixture->find<SearchField>(u"librarySearch"_s)->clear();
    type(u"librarySearch"_s, u"wind"_s, [this] { return !reads(); });
    print("search: a name");
    m_fixture->find<SearchField>(u"librarySearch"_s)->clear();
}

void bench_Stalls::groupSortFilter()
{
    auto *group = m_fixture->find<GroupButton>(u"groupButton"_s);
    measure(
        "group by label", [&] { group->setGrouping(ModelField::Label); }, [] { return true; });
    measure(
        "sort a grouped list", [this] { table(u"libraryTable"_s)->sortByColumn(0, Qt::DescendingOrder); },
        [] { return true; });
    LibraryFilter filter;
    filter.choose(ModelField::Type, {u"regression"_s});
    measure(
        "filter", [&] { m_fixture->find<FilterBar>(u"filterBar"_s)->setFilter(filter); },
        [] { return true; });
    m_fixture->find<FilterBar>(u"filterBar"_s)->setFilter({});
    group->setGrouping(std::nullopt);
    measure(
        "select all models", [this] { table(u"libraryTable"_s)->selectAll(); }, [] { return true; });
    table(u"libraryTable"_s)->setCurrentIndex(table(u"libraryTable"_s)->model()->index(0, 0));
}

void bench_Stalls::palette()
{
    measure(
        "palette: open, read every version", [this] { window()->openPalette(); },
        [this] { return !reads(); });
    type(u"paletteField"_s, u"windv12"_s, [] { return true; });
    print("palette: letter by letter over everything");
    QTest::keyClick(m_fixture->find<QLineEdit>(u"paletteField"_s), Qt::Key_Escape);
}

void bench_Stalls::openAModel()
{
    const QString model = window()->libraryPage()->models().first().name;
    measure(
        "open a model", [&] { window()->showModel(model); },
        [this] { return filled(u"modelFaces"_s) && !reads(); });
}

void bench_Stalls::compareVersions()
{
    const QString model = window()->libraryPage()->models().first().name;
    const auto shown = [this](qsizetype columns) {
        return window()->page() == MainWindow::Compare && filled(u"compareFaces"_s) && !reads() &&
               m_fixture->find<QAbstractItemView>(u"compareTable"_s)->model()->columnCount() == columns;
    };
    QStringList names;
    for (int version = 0; version < std::min(8, m_size.versionsPerModel); ++version)
        names << u"%1@v1.%2.0"_s.arg(model).arg(version);
    measure(
        "compare two versions", [&] { window()->workspace()->showComparison(names.mid(0, 2)); },
        [&] { return shown(2); });
    measure(
        "compare eight versions", [&] { window()->workspace()->showComparison(names); },
        [&] { return shown(names.size()); });
    measure(
        "only differences", [this] { m_fixture->click(u"compareOnlyDifferences"_s); }, [] { return true; });
    m_fixture->click(u"compareOnlyDifferences"_s);
    window()->showModel(model);
}

// What the windows took so far: everything was shown once, some of it twice.
void bench_Stalls::memory()
{
    const qint64 now = privateMemory();
    if (now < 0)
        QSKIP("SKIPPED: this system does not tell how much memory a process has.");
    std::printf("%-44s %.0f MB\n", "memory that is not shared with other programs",
                double(now - m_memoryBefore) / 1e6);
    std::fflush(stdout);
}

void bench_Stalls::scrollTheVersions()
{
    scroll(table(u"versionTable"_s));
    print("scroll through its versions");
}

void bench_Stalls::rollBackAndUndo()
{
    const auto dialog = [this] { return m_fixture->find<QDialog>(u"rollbackDialog"_s); };
    measure(
        "roll back: preview", [this] { window()->modelPage()->rollBack(u"v1.3.0"_s); },
        [&] { return dialog() && dialog()->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled(); });
    const auto toasts = [this] { return m_fixture->find<ToastArea>(u"toasts"_s)->toasts(); };
    measure(
        "roll back: write, everything follows",
        [&] { QTest::keyClick(dialog()->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return); },
        [&] { return !toasts().isEmpty() && !reads(); });
    measure(
        "undo", [&] { toasts().last()->findChild<QPushButton *>(u"toastAction"_s)->click(); },
        [&] { return !toasts().isEmpty() && toasts().last()->text().contains(u"back") && !reads(); });
}

void bench_Stalls::switchTheTheme()
{
    measure(
        "switch to dark", [] { applyTheme(*qApp, ColourScheme::Dark); }, [] { return true; });
}

QTEST_MAIN(bench_Stalls)
#include "bench_stalls.moc"
