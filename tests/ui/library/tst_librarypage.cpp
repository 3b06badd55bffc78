// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scratchrepo.h"
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/filterbar.h"
#include "ui/library/groupbutton.h"
#include "ui/library/librarypage.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modellistmodel.h"
#include "ui/library/viewbutton.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QDir>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_LibraryPage final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void showsTheModelsOfTheLibrary();
    void typingFiltersAndReturnOpens();
    void theSearchSaysWhereItFoundAModel();
    void whatCannotBeSearchedForIsToldAndWhatWasFoundStays();
    void partsOfWordsAndOwnersAreFound();
    void aFilterThatLeavesNothingOffersToClearIt();
    void anEmptyRepositorySaysWhatToDoNext();
    void aBrokenRepositorySaysWhyAndRetries();
    void doubleClickAndPreviewOpenTheModel();
    void theStateComesBackAfterARestart();
    void theSelectionStaysThroughARefresh();
    void aFilterIsChosenChangedAndRemovedByItsPill();
    void groupsOpenAndShutByKeys();
    void aViewIsSavedChosenAndDeleted();
    void severalModelsAreSelectedAndCompared();
    void theHealthOfEveryModelArrives();
    void columnsAreChosenFromTheirMenu();

private:
    void open();
    void search(const QString &text);
    QAction *menuAction(QMenu *menu, const QString &name) const;

    Table *table() const { return m_page->findChild<Table *>(u"libraryTable"_s); }
    FaceStack *faces() const { return m_page->findChild<FaceStack *>(u"libraryFaces"_s); }
    QString names() const;

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    test::FakePrompter m_prompter;
    std::unique_ptr<LibraryPage> m_page;
};

void tst_LibraryPage::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = test::makeDemoLibrary(m_dir.filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_LibraryPage::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<LibraryPage>(m_services->services, m_prompter);
    m_page->resize(1200, 700);
    m_page->show();
}

void tst_LibraryPage::cleanup()
{
    m_page.reset();
    m_services.reset();
}

QString tst_LibraryPage::names() const
{
    QStringList result;
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        const QModelIndex index = table()->model()->index(row, 0);
        const QString text = index.data().toString();
        result << (index.data(HeadingRole).toBool() ? u'[' + text + u']' : text);
    }
    return result.join(u' ');
}

void tst_LibraryPage::open()
{
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
}

void tst_LibraryPage::search(const QString &text)
{
    auto *field = m_page->findChild<SearchField *>(u"librarySearch"_s);
    field->clear();
    QTest::keyClicks(field, text);
}

QAction *tst_LibraryPage::menuAction(QMenu *menu, const QString &name) const
{
    emit menu->aboutToShow();
    return menu->findChild<QAction *>(name);
}

void tst_LibraryPage::showsTheModelsOfTheLibrary()
{
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
    QCOMPARE(m_page->selectedModel(), u"seattle-rain"_s);
    QVERIFY(m_page->findChild<QLabel *>(u"libraryCount"_s)->text().startsWith(u"2 "));
}

void tst_LibraryPage::typingFiltersAndReturnOpens()
{
    open();
    QSignalSpy opened(m_page.get(), &LibraryPage::modelActivated);
    auto *field = m_page->findChild<SearchField *>(u"librarySearch"_s);
    m_page->focusSearch();
    QTest::keyClicks(field, u"tmax"_s);
    QTRY_COMPARE(names(), u"seattle-tmax"_s);
    QTest::keyClick(field, Qt::Key_Return); // goes on to the list
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toString(), u"seattle-tmax"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_COMPARE(names(), u"seattle-rain seattle-tmax"_s);
}

void tst_LibraryPage::theSearchSaysWhereItFoundAModel()
{
    open();
    const int plain = table()->rowHeight(0);
    search(u"fahrenheit"_s); // only in the note of a version
    QTRY_COMPARE(names(), u"seattle-tmax"_s);
    QVERIFY(table()->rowHeight(0) > plain); // for the reason below it
    const QModelIndex found = table()->model()->index(0, ModelListModel::Name);
    const QString text = found.data(ReasonRole).toString();
    QVERIFY2(text.startsWith(u"v2.1.0 note: "), qPrintable(text));
    const auto marks = found.data(MarksRole).value<QList<TextMark>>();
    QCOMPARE(marks.size(), 1);
    QCOMPARE(text.mid(marks.first().begin, marks.first().length), u"Fahrenheit"_s);
    // The preview lists the places; Return there opens the version.
    auto *places = m_page->findChild<Table *>(u"previewFound"_s);
    QTRY_VERIFY(places->isVisible());
    QSignalSpy opened(m_page.get(), &LibraryPage::versionActivated);
    places->setFocus();
    places->setCurrentIndex(places->model()->index(0, 0));
    QTest::keyClick(places, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().at(1).toString(), u"v2.1.0"_s);
    m_page->findChild<SearchField *>(u"librarySearch"_s)->clear();
    QTRY_COMPARE(table()->rowHeight(0), plain);
    QCOMPARE(table()->horizontalHeader()->sortIndicatorSection(), int(ModelListModel::Name));
}

void tst_LibraryPage::whatCannotBeSearchedForIsToldAndWhatWasFoundStays()
{
    open();
    search(u"tmax"_s);
    QTRY_COMPARE(names(), u"seattle-tmax"_s);
    QTest::keyClicks(m_page->findChild<SearchField *>(u"librarySearch"_s), u" after:2015-99"_s);
    auto *note = m_page->findChild<QLabel *>(u"libraryNote"_s);
    QTRY_VERIFY(note->isVisible());
    QVERIFY2(note->text().contains(u"2015-99"), qPrintable(note->text()));
    QCOMPARE(names(), u"seattle-tmax"_s);
    search(u"metric.rmse<2.6"_s);
    QTRY_COMPARE(names(), u"seattle-tmax"_s);
    QTRY_VERIFY(!note->isVisible());
}

void tst_LibraryPage::partsOfWordsAndOwnersAreFound()
{
    open();
    search(u"attle"_s);
    QTRY_COMPARE(names(), u"seattle-rain seattle-tmax"_s);
    search(u"owner:ada -rain"_s);
    QTRY_COMPARE(names(), u"seattle-tmax"_s);
    search(u"owner:nobody"_s);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Empty);
}

void tst_LibraryPage::aFilterThatLeavesNothingOffersToClearIt()
{
    open();
    auto *filters = m_page->findChild<FilterBar *>(u"filterBar"_s);
    LibraryFilter regression;
    regression.choose(ModelField::Type, {u"regression"_s});
    filters->setFilter(regression);
    QCOMPARE(names(), u"seattle-tmax"_s);
    search(u"rain"_s);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Empty);
    auto *clear = faces()->findChild<QPushButton *>(u"clearFilters"_s);
    QVERIFY(clear);
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
    QVERIFY(filters->filter().isEmpty());
}

void tst_LibraryPage::anEmptyRepositorySaysWhatToDoNext()
{
    test::ScratchRepo repo(test::ScratchRepo::Kind::Bare);
    const auto library = registry::Library::open(repo.path());
    QVERIFY(library);
    m_page->setLibrary(*library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Empty);
    auto *add = faces()->findChild<QPushButton *>(u"libraryAdd"_s);
    QVERIFY(add && add->isVisible());
    QTest::mouseClick(add, Qt::LeftButton);
    QCOMPARE(m_prompter.asked.size(), 1); // for the files
}

void tst_LibraryPage::aBrokenRepositorySaysWhyAndRetries()
{
    test::ScratchRepo repo;
    repo.commitFile(u"a"_s, "a", u"A"_s);
    const auto library = registry::Library::open(repo.path());
    QVERIFY(library);
    const QString head = repo.gitDir() + u"/HEAD"_s;
    QVERIFY(QFile::rename(head, head + u".away"_s));
    m_page->setLibrary(*library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Failed);
    QVERIFY(QFile::rename(head + u".away"_s, head));
    QTest::mouseClick(faces()->findChild<QPushButton *>(u"libraryRetry"_s), Qt::LeftButton);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Empty);
}

void tst_LibraryPage::doubleClickAndPreviewOpenTheModel()
{
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QSignalSpy opened(m_page.get(), &LibraryPage::modelActivated);
    const QPoint second = table()->visualRect(table()->model()->index(1, 0)).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, second);
    QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, second);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"previewOpen"_s), Qt::LeftButton);
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened.last().first().toString(), u"seattle-tmax"_s);
    QSignalSpy serve(m_page.get(), &LibraryPage::serveRequested);
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"previewServe"_s), Qt::LeftButton);
    QCOMPARE(serve.count(), 1);
    QCOMPARE(serve.first().at(0).toString(), u"seattle-tmax"_s);
    QCOMPARE(serve.first().at(2).toString(), u"production"_s);
}

void tst_LibraryPage::theStateComesBackAfterARestart()
{
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    table()->setColumnHidden(ModelListModel::Type, true);
    table()->sortByColumn(ModelListModel::Name, Qt::DescendingOrder);
    m_page->findChild<GroupButton *>(u"groupButton"_s)->setGrouping(ModelField::Owner);
    LibraryFilter production;
    production.choose(ModelField::Stage, {u"production"_s});
    m_page->findChild<FilterBar *>(u"filterBar"_s)->setFilter(production);
    QTest::keyClicks(m_page->findChild<SearchField *>(u"librarySearch"_s), u"seattle"_s);
    QTRY_VERIFY(!table()->model()->index(1, 0).data(ReasonRole).toString().isEmpty());
    table()->setCurrentIndex(table()->model()->index(1, 0));
    const QString selected = m_page->selectedModel();
    m_page.reset();

    m_page = std::make_unique<LibraryPage>(m_services->services, m_prompter);
    m_page->resize(1200, 700);
    m_page->show();
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QVERIFY(table()->isColumnHidden(ModelListModel::Type));
    QCOMPARE(m_page->findChild<SearchField *>(u"librarySearch"_s)->text(), u"seattle"_s);
    QCOMPARE(m_page->selectedModel(), selected);
    QTRY_VERIFY(!table()->model()->index(1, 0).data(ReasonRole).toString().isEmpty());
    QCOMPARE(m_page->view().filter, production);
    QVERIFY(names().startsWith(u"[Ada Weather] "));
    m_page->findChild<SearchField *>(u"librarySearch"_s)->clear();
    QTRY_COMPARE(names(), u"[Ada Weather] seattle-tmax seattle-rain"_s);
}

void tst_LibraryPage::theSelectionStaysThroughARefresh()
{
    QTemporaryDir dir;
    const auto library = test::makeDemoLibrary(dir.filePath(u"demo.git"_s));
    QVERIFY(library);
    m_page->setLibrary(*library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    table()->setCurrentIndex(table()->model()->index(1, 0));
    QFile file(dir.filePath(u"m.onnx"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("model");
    file.close();
    registry::AddRequest request;
    request.model = u"a-first"_s;
    request.files = {file.fileName()};
    QVERIFY(library->add(request));
    m_page->refresh();
    QTRY_COMPARE(names(), u"a-first seattle-rain seattle-tmax"_s);
    QCOMPARE(m_page->selectedModel(), u"seattle-tmax"_s);
    QCOMPARE(table()->currentIndex().row(), 2);
}

void tst_LibraryPage::aFilterIsChosenChangedAndRemovedByItsPill()
{
    open();
    auto *button = m_page->findChild<QPushButton *>(u"filterButton"_s);
    QAction *rain = menuAction(button->menu(), u"filterValue_label_rain"_s);
    QVERIFY(rain);
    QVERIFY2(rain->text().contains(u"(1)"), qPrintable(rain->text()));
    rain->trigger();
    QCOMPARE(names(), u"seattle-rain"_s);
    auto *bar = m_page->findChild<FilterBar *>(u"filterBar"_s);
    QVERIFY(bar->isVisible());
    auto *change = bar->findChild<QToolButton *>(u"filterChange_label"_s);
    QVERIFY(change->text().contains(u"rain"));
    QTest::mouseClick(change, Qt::LeftButton);
    auto *values = bar->findChild<QMenu *>(u"filterValues"_s);
    QVERIFY(values);
    values->findChild<QAction *>(u"filterValue_label_seattle"_s)->trigger();
    values->close();
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
    QTRY_COMPARE(bar->findChildren<QToolButton *>(u"filterRemove_label"_s).size(), 1);
    QTest::mouseClick(bar->findChild<QToolButton *>(u"filterRemove_label"_s), Qt::LeftButton);
    QVERIFY(bar->filter().isEmpty());
    QVERIFY(!bar->isVisible());
}

void tst_LibraryPage::groupsOpenAndShutByKeys()
{
    open();
    auto *group = m_page->findChild<GroupButton *>(u"groupButton"_s);
    group->menu()->findChild<QAction *>(u"group_type"_s)->trigger();
    QCOMPARE(names(), u"[classification] seattle-rain [regression] seattle-tmax"_s);
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(1, 0));
    QTest::keyClick(table(), Qt::Key_Up);
    QTest::keyClick(table(), Qt::Key_Left);
    QCOMPARE(names(), u"[classification] [regression] seattle-tmax"_s);
    QTest::keyClick(table(), Qt::Key_Right);
    QCOMPARE(names(), u"[classification] seattle-rain [regression] seattle-tmax"_s);
    group->menu()->findChild<QAction *>(u"groupCollapseAll"_s)->trigger();
    QCOMPARE(names(), u"[classification] [regression]"_s);
    group->menu()->findChild<QAction *>(u"group_none"_s)->trigger();
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
}

void tst_LibraryPage::aViewIsSavedChosenAndDeleted()
{
    open();
    auto *view = m_page->findChild<ViewButton *>(u"viewButton"_s);
    LibraryFilter rain;
    rain.choose(ModelField::Label, {u"rain"_s});
    m_page->findChild<FilterBar *>(u"filterBar"_s)->setFilter(rain);
    table()->setColumnHidden(ModelListModel::Owner, false);
    m_prompter.text = u"Wet days"_s;
    menuAction(view->menu(), u"viewSave"_s)->trigger();
    QCOMPARE(view->text(), u"Wet days"_s);
    menuAction(view->menu(), u"view_/all"_s)->trigger();
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
    table()->setColumnHidden(ModelListModel::Owner, true);
    menuAction(view->menu(), u"view_Wet days"_s)->trigger();
    QCOMPARE(names(), u"seattle-rain"_s);
    QVERIFY(!table()->isColumnHidden(ModelListModel::Owner));
    menuAction(view->menu(), u"viewRemove"_s)->trigger();
    QVERIFY(!menuAction(view->menu(), u"view_Wet days"_s));
    menuAction(view->menu(), u"view_/production"_s)->trigger();
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
}

void tst_LibraryPage::severalModelsAreSelectedAndCompared()
{
    open();
    QSignalSpy compare(m_page.get(), &LibraryPage::compareRequested);
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(0, 0));
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_page->selectedModels(), (QStringList{u"seattle-rain"_s, u"seattle-tmax"_s}));
    auto *button = m_page->findChild<QPushButton *>(u"libraryCompareButton"_s);
    QTRY_VERIFY(button->isVisible() && button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(compare.count(), 1);
    const auto versions = compare.first().first().value<QList<registry::ModelRef>>();
    QCOMPARE(versions.size(), 2);
    QCOMPARE(versions.last().text(), u"seattle-tmax@v2.0.0"_s); // in production
    QTest::keyClick(table(), Qt::Key_Home);
    QTRY_VERIFY(!button->isVisible());
}

void tst_LibraryPage::theHealthOfEveryModelArrives()
{
    open();
    const auto health = [this](int row) {
        return table()
            ->model()
            ->index(row, ModelListModel::Health)
            .data(BadgesRole)
            .value<QList<BadgeText>>();
    };
    QTRY_COMPARE(health(0).size(), 1);
    QTRY_COMPARE(health(1).size(), 1);
    QCOMPARE(health(1).first().word, u"not monitored"_s);
    QCOMPARE(table()->model()->index(1, ModelListModel::Metric).data().toString(), u"2.61"_s);
    QTRY_VERIFY(m_page->findChild<QWidget *>(u"previewLine"_s)->isVisible());
}

void tst_LibraryPage::columnsAreChosenFromTheirMenu()
{
    open();
    auto *columns = m_page->findChild<QToolButton *>(u"libraryColumns"_s);
    emit columns->menu()->aboutToShow();
    QAction *owner = nullptr;
    for (QAction *action : columns->menu()->actions()) {
        if (action->text() == u"Owner")
            owner = action;
    }
    QVERIFY(owner && !owner->isChecked());
    owner->trigger();
    QVERIFY(!table()->isColumnHidden(ModelListModel::Owner));
    columns->menu()->actions().last()->trigger(); // the usual ones
    QVERIFY(table()->isColumnHidden(ModelListModel::Owner));
    emit columns->menu()->aboutToShow();
    QVERIFY(!owner->isChecked());
}

QTEST_MAIN(tst_LibraryPage)
#include "tst_librarypage.moc"
