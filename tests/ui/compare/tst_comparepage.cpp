// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/englishplurals.h"
#include "core/monitor/store.h"
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/compare/compareheaders.h"
#include "ui/compare/comparemodel.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/comparetable.h"
#include "ui/compare/versionpicker.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

const QString tmax = u"seattle-tmax@"_s;

} // namespace

class tst_ComparePage final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void versionsStandSideBySideUnderHeadings();
    void onlyDifferencesHidesWhatIsTheSame();
    void swapPutsThemTheOtherWayRound();
    void theCrossAndDeleteTakeAVersionOut();
    void columnsMoveByKeysAndByDragging();
    void headingsShutAndOpen();
    void theHeadingOfTheSectionStaysInView();
    void rowsAreAsHighAsTheirText();
    void markdownIsCopiedWholeInPartAndBySelection();
    void versionsAreAddedByTyping();
    void versionsOfOtherModelsTakePart();
    void versionsAreCalledByTheirNames();
    void whatWasMonitoredTogetherIsCompared();
    void aVersionThatIsNotThereIsSaid();
    void nothingToCompareSaysWhatToDo();
    void theColumnMenuLeadsToTheVersion();
    void aChangeOfTheLibraryIsFollowed();
    void theChoiceIsRemembered();
    void screenReadersHearTheVerdict();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    CompareTable *table() const { return find<CompareTable>(u"compareTable"_s); }
    CompareModel *model() const { return qobject_cast<CompareModel *>(table()->model()); }
    void compare(const QStringList &versions);
    QString columns() const;
    QStringList headings() const;
    int rowOf(const QString &name) const;
    QString cell(const QString &row, int column, int role = Qt::DisplayRole) const
    {
        return model()->index(rowOf(row), column).data(role).toString();
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<ComparePage> m_page;
    QList<Message> m_messages;
};

void tst_ComparePage::init()
{
    QCoreApplication::installTranslator(&m_plurals);
    applyTheme(*qApp, ColourScheme::Light, Contrast::Normal);
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<ComparePage>(m_services->services);
    m_messages.clear();
    connect(m_page.get(), &ComparePage::message, this, [this](const Message &m) { m_messages << m; });
    m_page->resize(1100, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->setLibrary(*m_library);
}

void tst_ComparePage::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_ComparePage::compare(const QStringList &versions)
{
    QStringList names;
    for (const QString &version : versions)
        names << (version.contains(u'@') ? version : tmax + version);
    m_page->compare(names);
    QTRY_COMPARE(model()->columnCount(), int(names.size()));
    QTRY_COMPARE(find<FaceStack>(u"compareFaces"_s)->face(), FaceStack::Face::Filled);
    QTest::qWait(10); // the rows are fitted when the event loop comes round
}

QString tst_ComparePage::columns() const
{
    QStringList names;
    for (int column = 0; column < model()->columnCount(); ++column)
        names << model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().section(u'@', 1);
    return names.join(u' ');
}

QStringList tst_ComparePage::headings() const
{
    QStringList titles;
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (model()->isHeading(row))
            titles << model()->headerData(row, Qt::Vertical, Qt::DisplayRole).toString();
    }
    return titles;
}

int tst_ComparePage::rowOf(const QString &name) const
{
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (model()->headerData(row, Qt::Vertical, Qt::DisplayRole).toString() == name)
            return row;
    }
    return -1;
}

void tst_ComparePage::versionsStandSideBySideUnderHeadings()
{
    QAbstractItemModelTester tester(model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    QCOMPARE(columns(), u"v2.0.0 v2.2.0"_s);
    QCOMPARE(headings().first(), u"Metrics at registration"_s);
    for (const QString &title : {u"Prototype"_s, u"Packages"_s, u"Files"_s, u"Training"_s, u"Metadata"_s,
                                 u"Model card"_s, u"Registration"_s})
        QVERIFY2(headings().contains(title), qPrintable(title));
    QCOMPARE(cell(u"rmse"_s, 0), u"2.71"_s);
    QCOMPARE(cell(u"humidity"_s, 1), u"number, %"_s);
    QVERIFY(cell(u"verdict"_s, 1).startsWith(u"breaking: needs the new column humidity"));
    const QString summary = find<ElidedLabel>(u"compareSummary"_s)->text();
    QVERIFY2(summary.contains(u"requests made for v2.0.0 break with v2.2.0"), qPrintable(summary));
}

void tst_ComparePage::onlyDifferencesHidesWhatIsTheSame()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    const int all = model()->rowCount();
    QVERIFY(rowOf(u"temp_max"_s) > 0);
    auto *only = find<QCheckBox>(u"compareOnlyDifferences"_s);
    only->setFocus();
    QTest::keyClick(only, Qt::Key_Space);
    QVERIFY(model()->rowCount() < all);
    QCOMPARE(rowOf(u"temp_max"_s), -1);
    QVERIFY(rowOf(u"humidity"_s) > 0);
    QVERIFY(!headings().contains(u"Packages"_s));
    QTest::keyClick(only, Qt::Key_Space);
    QCOMPARE(model()->rowCount(), all);
}

void tst_ComparePage::swapPutsThemTheOtherWayRound()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    QSignalSpy changed(m_page.get(), &ComparePage::namesChanged);
    QTest::mouseClick(find<QPushButton>(u"compareSwapButton"_s), Qt::LeftButton);
    QTRY_COMPARE(columns(), u"v2.2.0 v2.0.0"_s);
    QCOMPARE(m_page->names(), (QStringList{tmax + u"v2.2.0"_s, tmax + u"v2.0.0"_s}));
    QCOMPARE(changed.count(), 1);
    QVERIFY(cell(u"verdict"_s, 1).startsWith(u"compatible"));
}

void tst_ComparePage::theCrossAndDeleteTakeAVersionOut()
{
    compare({u"v1.0.0"_s, u"v2.0.0"_s, u"v2.2.0"_s});
    auto *header = qobject_cast<CompareColumns *>(table()->horizontalHeader());
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, header->crossRect(1).center());
    QTRY_COMPARE(columns(), u"v1.0.0 v2.2.0"_s);
    table()->setFocus();
    table()->setCurrentIndex(model()->index(1, 1));
    QTest::keyClick(table(), Qt::Key_Delete);
    QTRY_COMPARE(columns(), u"v1.0.0"_s);
    QVERIFY(find<ElidedLabel>(u"compareSummary"_s)->text().contains(u"add another version"));
}

void tst_ComparePage::columnsMoveByKeysAndByDragging()
{
    compare({u"v1.0.0"_s, u"v2.0.0"_s, u"v2.2.0"_s});
    table()->setFocus();
    table()->setCurrentIndex(model()->index(1, 2));
    QTest::keyClick(table(), Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(columns(), u"v1.0.0 v2.2.0 v2.0.0"_s);
    QCOMPARE(table()->currentIndex().column(), 1); // the cell goes along
    QTest::keyClick(table(), Qt::Key_Home, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(columns(), u"v2.2.0 v1.0.0 v2.0.0"_s);
    QTest::keyClick(table(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(columns(), u"v1.0.0 v2.2.0 v2.0.0"_s);

    auto *header = table()->horizontalHeader();
    const int y = header->height() / 2;
    const auto middle = [&](int column) {
        return QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2, y);
    };
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, middle(0));
    for (int step = 1; step <= 8; ++step)
        QTest::mouseMove(header->viewport(), middle(0) + (middle(2) + QPoint(40, 0) - middle(0)) * step / 8);
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, middle(2) + QPoint(40, 0));
    QTRY_COMPARE(columns(), u"v2.2.0 v2.0.0 v1.0.0"_s);
    for (int column = 0; column < 3; ++column)
        QCOMPARE(header->visualIndex(column), column); // the model moved, the header did not
}

void tst_ComparePage::headingsShutAndOpen()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    const int rows = model()->rowCount();
    const int heading = rowOf(u"Prototype"_s);
    table()->setFocus();
    table()->setCurrentIndex(model()->index(heading, 0));
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(model()->rowCount() < rows);
    QCOMPARE(rowOf(u"humidity"_s), -1);
    QCOMPARE(table()->currentIndex().row(), heading);
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(model()->rowCount(), rows);
    auto *names = table()->verticalHeader();
    QTest::mouseClick(names->viewport(), Qt::LeftButton, {},
                      {40, names->sectionViewportPosition(heading) + names->sectionSize(heading) / 2});
    QVERIFY(model()->rowCount() < rows);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                      table()->visualRect(model()->index(heading, 0)).center());
    QCOMPARE(model()->rowCount(), rows);
}

void tst_ComparePage::theHeadingOfTheSectionStaysInView()
{
    m_page->resize(900, 360);
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    const auto top = [this] {
        const QPixmap picture = table()->grab(QRect(0, table()->horizontalHeader()->height(), 200, 26));
        return picture.toImage();
    };
    const QImage metrics = top(); // the heading's own row
    table()->verticalScrollBar()->setValue(40);
    QTest::qWait(10);
    QCOMPARE(top().copy(0, 4, 200, 18), metrics.copy(0, 4, 200, 18));
    table()->verticalScrollBar()->setValue(table()->rowViewportPosition(rowOf(u"Prototype"_s)) + 40 + 60);
    QTest::qWait(10);
    QVERIFY(top() != metrics);
}

void tst_ComparePage::rowsAreAsHighAsTheirText()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    const int card = rowOf(u"Metrics"_s); // a table in the card: several lines
    QVERIFY(card > 0);
    const int one = table()->rowHeight(rowOf(u"type"_s));
    QVERIFY2(table()->rowHeight(card) > 2 * one, qPrintable(QString::number(table()->rowHeight(card))));
    const int wide = table()->rowHeight(rowOf(u"verdict"_s));
    m_page->resize(620, 700);
    QTRY_VERIFY(table()->rowHeight(rowOf(u"verdict"_s)) > wide);
}

void tst_ComparePage::markdownIsCopiedWholeInPartAndBySelection()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    auto *clipboard = QGuiApplication::clipboard();
    auto *copy = find<QPushButton>(u"compareCopy"_s);
    const auto choose = [&](int step) {
        copy->setFocus();
        QTest::keyClick(copy, Qt::Key_Space);
        auto *menu = find<QMenu>(u"compareCopyMenu"_s);
        QTRY_VERIFY(menu->isVisible());
        for (int at = 0; at <= step; ++at)
            QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
    };
    choose(0);
    QVERIFY(clipboard->text().startsWith(u"# Comparison of seattle-tmax@v2.0.0, seattle-tmax@v2.2.0"));
    QVERIFY(clipboard->text().contains(u"| temp\\_max | number, °C | number, °C |"));
    QCOMPARE(m_messages.size(), 1);
    choose(1);
    QVERIFY(!clipboard->text().contains(u"temp\\_max |"));
    QVERIFY(clipboard->text().contains(u"| rmse | 2.71 | 2.61 (▼ better) |"));
    table()->setFocus();
    table()->selectRow(rowOf(u"rmse"_s));
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard->text().count(u"\n| "), 3); // head, rule, one row
    QVERIFY(clipboard->text().contains(u"| rmse | 2.71 | 2.61 (▼ better) |"));
}

void tst_ComparePage::versionsAreAddedByTyping()
{
    compare({u"v2.0.0"_s});
    QTest::mouseClick(find<QPushButton>(u"compareAddButton"_s), Qt::LeftButton);
    auto *picker = find<VersionPicker>(u"versionPicker"_s);
    QVERIFY(picker);
    auto *list = picker->findChild<Table *>(u"pickerTable"_s);
    QTRY_COMPARE(list->model()->rowCount(), 7); // eight versions, one is there already
    QVERIFY(list->model()->index(0, 0).data().toString().startsWith(u"seattle-tmax")); // the same model first
    auto *search = picker->findChild<SearchField *>(u"pickerSearch"_s);
    QTest::keyClicks(search, u"humid"_s);
    QCOMPARE(list->model()->rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_COMPARE(columns(), u"v2.0.0 v2.2.0"_s);
}

void tst_ComparePage::versionsOfOtherModelsTakePart()
{
    compare({u"v2.0.0"_s, u"seattle-rain@v2.0.0"_s});
    QCOMPARE(columns(), u"v2.0.0 v2.0.0"_s);
    QVERIFY(rowOf(u"roc_auc"_s) > 0);
    QCOMPARE(cell(u"rmse"_s, 1), QString());
}

void tst_ComparePage::versionsAreCalledByTheirNames()
{
    m_page->compare({tmax + u"latest"_s, tmax + u"v2.0.0"_s, tmax + u"v2.2.0"_s});
    QTRY_COMPARE(columns(), u"v2.2.0 v2.0.0"_s);
    QCOMPARE(m_page->names(), (QStringList{tmax + u"v2.2.0"_s, tmax + u"v2.0.0"_s}));
    QVERIFY(m_messages.isEmpty());
}

void tst_ComparePage::whatWasMonitoredTogetherIsCompared()
{
    auto store = monitor::Store::open(QDir(m_library->dataDir()).filePath(u"monitor.sqlite"_s));
    QVERIFY(store.has_value());
    const auto observe = [&](const QString &version, int firstDay, int days, double error) {
        QList<monitor::Observation> all;
        for (int day = firstDay; day < firstDay + days; ++day) {
            monitor::Observation each;
            each.timeMs =
                QDateTime(QDate(2015, 1, 1), QTime(12, 0), Qt::UTC).addDays(day).toMSecsSinceEpoch();
            each.truth = day % 7;
            each.estimate = day % 7 + error;
            all << each;
        }
        QVERIFY(store->append(u"seattle-tmax"_s, version, all));
    };
    observe(u"v2.0.0"_s, 0, 100, 3);
    observe(u"v2.2.0"_s, 40, 100, 2);
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    const int heading = rowOf(u"Metrics as monitored"_s);
    QVERIFY(heading >= 0);
    const QString remark = model()->index(heading, 0).data(CompareModel::RemarkRole).toString();
    QVERIFY2(remark.startsWith(u"10 Feb 2015 – 10 Apr 2015"), qPrintable(remark));
    int row = heading + 1;
    while (model()->headerData(row, Qt::Vertical, Qt::DisplayRole).toString() != u"rmse")
        ++row;
    const auto cells =
        model()->index(row, 0).data(CompareModel::RowRole).value<registry::ComparedRow>().cells;
    QCOMPARE(cells.at(0).number, 3.0);
    QCOMPARE(cells.at(1).number, 2.0);
    QCOMPARE(cells.at(1).note, u"n = 60"_s);
    QCOMPARE(cells.at(1).standing, registry::ComparedCell::Standing::Better);
}

void tst_ComparePage::aVersionThatIsNotThereIsSaid()
{
    m_page->compare({tmax + u"v2.0.0"_s, tmax + u"v9.0.0"_s, tmax + u"v1.0.0"_s});
    QTRY_COMPARE(columns(), u"v2.0.0 v1.0.0"_s); // the others are compared
    QCOMPARE(m_messages.size(), 1);
    QVERIFY(m_messages.first().isError);
    QVERIFY2(m_messages.first().text.contains(u"v9.0.0"), qPrintable(m_messages.first().text));
    QCOMPARE(m_page->names().size(), 2);
    m_page->compare({u"nobody@v1.0.0"_s});
    QTRY_COMPARE(find<FaceStack>(u"compareFaces"_s)->face(), FaceStack::Face::Failed);
}

void tst_ComparePage::nothingToCompareSaysWhatToDo()
{
    QCOMPARE(find<FaceStack>(u"compareFaces"_s)->face(), FaceStack::Face::Empty);
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    m_page->compare({});
    QCOMPARE(find<FaceStack>(u"compareFaces"_s)->face(), FaceStack::Face::Empty);
    compare({u"v2.0.0"_s});
    find<QCheckBox>(u"compareOnlyDifferences"_s)->click();
    QCOMPARE(find<FaceStack>(u"compareFaces"_s)->face(),
             FaceStack::Face::Empty); // one version does not differ
}

void tst_ComparePage::theColumnMenuLeadsToTheVersion()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    QSignalSpy activated(m_page.get(), &ComparePage::versionActivated);
    auto *header = table()->horizontalHeader();
    emit header->customContextMenuRequested({header->sectionViewportPosition(1) + 20, 20});
    auto *menu = find<QMenu>(u"compareColumnMenu"_s);
    QVERIFY(menu && menu->isVisible());
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first(), (QVariantList{u"seattle-tmax"_s, u"v2.2.0"_s}));
    QTRY_VERIFY(!find<QMenu>(u"compareColumnMenu"_s));
    table()->setFocus();
    table()->setCurrentIndex(model()->index(2, 1));
    QContextMenuEvent byKey(QContextMenuEvent::Keyboard, {}, {});
    QApplication::sendEvent(table(), &byKey);
    QVERIFY(find<QMenu>(u"compareColumnMenu"_s));
    menu = find<QMenu>(u"compareColumnMenu"_s);
    menu->findChild<QAction *>(u"compareBaseline"_s)->trigger();
    QTRY_COMPARE(columns(), u"v2.2.0 v2.0.0"_s);
}

void tst_ComparePage::aChangeOfTheLibraryIsFollowed()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    QVERIFY(m_library->setNote(u"seattle-tmax"_s, u"v2.2.0"_s, {{u"text"_s, u"Looked at twice."_s}}));
    m_page->refresh();
    QTRY_COMPARE(cell(u"note"_s, 1), u"Looked at twice."_s);
}

void tst_ComparePage::theChoiceIsRemembered()
{
    find<QCheckBox>(u"compareOnlyDifferences"_s)->click();
    m_page = std::make_unique<ComparePage>(m_services->services);
    QVERIFY(find<QCheckBox>(u"compareOnlyDifferences"_s)->isChecked());
    QVERIFY(model()->onlyDifferences());
}

void tst_ComparePage::screenReadersHearTheVerdict()
{
    compare({u"v2.0.0"_s, u"v2.2.0"_s});
    QCOMPARE(cell(u"rmse"_s, 1, Qt::AccessibleTextRole), u"2.61, better"_s);
    QCOMPARE(cell(u"humidity"_s, 1, Qt::AccessibleTextRole),
             u"number, %, breaking, needs the new column humidity"_s);
    QCOMPARE(cell(u"humidity"_s, 0, Qt::AccessibleTextRole), u"nothing"_s);
    QVERIFY(cell(u"Prototype"_s, 0, Qt::AccessibleTextRole).startsWith(u"Prototype, 2 differences"));
}

QTEST_MAIN(tst_ComparePage)
#include "tst_comparepage.moc"
