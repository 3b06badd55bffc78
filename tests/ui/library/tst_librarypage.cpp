// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scratchrepo.h"
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/library/filterbutton.h"
#include "ui/library/librarypage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

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
    void aFilterThatLeavesNothingOffersToClearIt();
    void anEmptyRepositorySaysWhatToDoNext();
    void aBrokenRepositorySaysWhyAndRetries();
    void doubleClickAndPreviewOpenTheModel();
    void theStateComesBackAfterARestart();
    void theSelectionStaysThroughARefresh();

private:
    Table *table() const { return m_page->findChild<Table *>(u"libraryTable"_s); }
    FaceStack *faces() const { return m_page->findChild<FaceStack *>(u"libraryFaces"_s); }
    QString names() const;

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
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
    m_page = std::make_unique<LibraryPage>(m_services->services);
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
    for (int row = 0; row < table()->model()->rowCount(); ++row)
        result << table()->model()->index(row, 0).data().toString();
    return result.join(u' ');
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
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QSignalSpy opened(m_page.get(), &LibraryPage::modelActivated);
    auto *search = m_page->findChild<SearchField *>(u"librarySearch"_s);
    m_page->focusSearch();
    QTest::keyClicks(search, u"tmax"_s);
    QCOMPARE(names(), u"seattle-tmax"_s);
    QTest::keyClick(search, Qt::Key_Return); // goes on to the list
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.first().first().toString(), u"seattle-tmax"_s);
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
}

void tst_LibraryPage::aFilterThatLeavesNothingOffersToClearIt()
{
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    auto *type = m_page->findChild<FilterButton *>(u"filterType"_s);
    type->setValue(u"regression"_s);
    QCOMPARE(names(), u"seattle-tmax"_s);
    QTest::keyClicks(m_page->findChild<SearchField *>(u"librarySearch"_s), u"rain"_s);
    QCOMPARE(faces()->face(), FaceStack::Face::Empty);
    auto *clear = faces()->findChild<QPushButton *>(u"clearFilters"_s);
    QVERIFY(clear);
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(faces()->face(), FaceStack::Face::Filled);
    QCOMPARE(names(), u"seattle-rain seattle-tmax"_s);
    QCOMPARE(type->value(), QString());
}

void tst_LibraryPage::anEmptyRepositorySaysWhatToDoNext()
{
    test::ScratchRepo repo(test::ScratchRepo::Kind::Bare);
    const auto library = registry::Library::open(repo.path());
    QVERIFY(library);
    m_page->setLibrary(*library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Empty);
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
    table()->setColumnHidden(2, true);
    QTest::keyClicks(m_page->findChild<SearchField *>(u"librarySearch"_s), u"seattle"_s);
    table()->setCurrentIndex(table()->model()->index(1, 0));
    m_page.reset();

    m_page = std::make_unique<LibraryPage>(m_services->services);
    m_page->resize(1200, 700);
    m_page->show();
    m_page->setLibrary(*m_library);
    QTRY_COMPARE(faces()->face(), FaceStack::Face::Filled);
    QVERIFY(table()->isColumnHidden(2));
    QCOMPARE(m_page->findChild<SearchField *>(u"librarySearch"_s)->text(), u"seattle"_s);
    QCOMPARE(m_page->selectedModel(), u"seattle-tmax"_s);
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

QTEST_MAIN(tst_LibraryPage)
#include "tst_librarypage.moc"
