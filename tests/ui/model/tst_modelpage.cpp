// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/fakeprompter.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/historyview.h"
#include "ui/model/modelpage.h"
#include "ui/model/ribbon/historyribbon.h"
#include "ui/model/ribbon/versionlane.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QStyleOptionViewItem>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

class tst_ModelPage final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void showsTheHistoryNewestFirst();
    void detailsFollowTheSelection();
    void theCardIsRenderedForTheChosenVersion();
    void searchingVersionsNarrowsTheTable();
    void rollBackOffersTheLastGoodVersionAndCanBeUndone();
    void theOfferSaysWhy();
    void aDotIsInspectedInTheTable();
    void draggingAFlagOpensThePreviewOfTheButton();
    void theMenuOfAVersionMovesStages();
    void theSelectedVersionsAreCompared();
    void theRibbonCanBeHiddenAndStaysSo();
    void withdrawnVersionsComeIntoTheRibbon();
    void aSecondChipIsNotCut();
    void theServeMenuOffersStagesAndVersions();
    void aModelThatIsNotThereSaysSo();
    void tabsAreReachedByKeyboard();
    void theOtherTabsShowTheVersionThatIsSelected();
    void widthsOfTheOtherTabsComeBack();

private:
    template<typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void show(const QString &model);
    QString names() const;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    test::FakePrompter m_prompter;
    std::unique_ptr<ModelPage> m_page;
};

void tst_ModelPage::init()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_dir = std::make_unique<QTemporaryDir>();
    const auto library = test::makeDemoLibrary(m_dir->filePath(u"demo.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    m_services = std::make_unique<test::ServicesFixture>();
    m_page = std::make_unique<ModelPage>(m_services->services, m_prompter);
    m_page->resize(1500, 800);
    m_page->show();
    m_page->setLibrary(*m_library);
}

void tst_ModelPage::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_ModelPage::show(const QString &model)
{
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>(u"modelFaces"_s)->face(), FaceStack::Face::Filled);
}

QString tst_ModelPage::names() const
{
    const auto *model = find<Table>(u"versionTable"_s)->model();
    QStringList result;
    for (int row = 0; row < model->rowCount(); ++row)
        result << model->index(row, 0).data().toString();
    return result.join(u' ');
}

void tst_ModelPage::showsTheHistoryNewestFirst()
{
    show(u"seattle-tmax"_s);
    QCOMPARE(names(), u"v2.2.0 v2.1.0 v2.0.0 v1.1.0 v1.0.0"_s);
    QCOMPARE(find<QLabel>(u"modelName"_s)->text(), u"seattle-tmax"_s);
    QVERIFY(find<QLabel>(u"modelLine"_s)->text().contains(u"regression"));
    QVERIFY(find<QWidget>(u"stageChip_production"_s));
}

void tst_ModelPage::detailsFollowTheSelection()
{
    show(u"seattle-tmax"_s);
    auto *table = find<Table>(u"versionTable"_s);
    auto *details = find<Document>(u"versionDetails"_s);
    QTRY_VERIFY(details->toPlainText().contains(u"seattle-tmax@v2.2.0"));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QTRY_VERIFY(details->toPlainText().contains(u"seattle-tmax@v2.1.0"));
    QVERIFY(details->toPlainText().contains(u"Do not use: trained on Fahrenheit values."));
    QVERIFY(details->toPlainText().contains(u"temp_max"));
    QVERIFY(details->toPlainText().contains(u"model.onnx"));
}

void tst_ModelPage::theCardIsRenderedForTheChosenVersion()
{
    show(u"seattle-tmax"_s);
    m_page->showTab(ModelPage::Tab::Overview);
    auto *card = find<Document>(u"modelCard"_s);
    QTRY_VERIFY(card->toPlainText().contains(u"Intended use"));
    QVERIFY(!card->toPlainText().contains(u"##"));
    auto *facts = find<Document>(u"modelFacts"_s);
    QTRY_VERIFY(facts->toPlainText().contains(u"humidity"));
    find<QComboBox>(u"overviewVersion"_s)->setCurrentIndex(4);
    QTRY_VERIFY(!facts->toPlainText().contains(u"humidity"));
}

void tst_ModelPage::searchingVersionsNarrowsTheTable()
{
    show(u"seattle-tmax"_s);
    m_page->focusSearch();
    QTest::keyClicks(find<SearchField>(u"historySearch"_s), u"gradient"_s);
    QCOMPARE(names(), u"v2.0.0"_s);
    QTest::keyClick(find<SearchField>(u"historySearch"_s), Qt::Key_Escape);
    QCOMPARE(names(), u"v2.2.0 v2.1.0 v2.0.0 v1.1.0 v1.0.0"_s);
}

void tst_ModelPage::rollBackOffersTheLastGoodVersionAndCanBeUndone()
{
    show(u"seattle-tmax"_s);
    QList<Message> messages;
    connect(m_page.get(), &ModelPage::message, this, [&](const Message &m) { messages << m; });
    QTest::mouseClick(find<QPushButton>(u"modelRollBack"_s), Qt::LeftButton);
    QTRY_VERIFY(find<RollbackDialog>(u"rollbackDialog"_s));
    auto *dialog = find<RollbackDialog>(u"rollbackDialog"_s);
    QTRY_COMPARE(dialog->findChild<QLabel *>(u"rollbackTitle"_s)->text(),
                 u"Roll production back to v1.1.0?"_s);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled());
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE(messages.size(), 1);
    QCOMPARE(m_library->model(u"seattle-tmax"_s)->stages.value(u"production"_s), u"v1.1.0"_s);
    QCOMPARE(messages.first().actionText, u"Undo"_s);
    messages.first().action();
    QTRY_COMPARE(messages.size(), 2);
    QVERIFY2(!messages.last().isError, qPrintable(messages.last().text));
    QCOMPARE(m_library->model(u"seattle-tmax"_s)->stages.value(u"production"_s), u"v2.0.0"_s);
    QCOMPARE(names(), u"v2.2.0 v2.1.0 v2.0.0 v1.1.0 v1.0.0"_s);
}

void tst_ModelPage::theOfferSaysWhy()
{
    show(u"seattle-tmax"_s);
    m_page->rollBack();
    auto *dialog = find<RollbackDialog>(u"rollbackDialog"_s);
    QVERIFY(dialog);
    const QString why = dialog->findChild<QLabel *>(u"rollbackWhy"_s)->text();
    QVERIFY2(why.startsWith(u"Offered because v1.1.0 was in production from 10 Sep 2013 to 26 Jun 2014"),
             qPrintable(why));
    QVERIFY2(why.contains(u"The note on v2.1.0 says: “Do not use"), qPrintable(why));
    dialog->reject();
}

void tst_ModelPage::aDotIsInspectedInTheTable()
{
    m_page->resize(1000, 700); // too narrow for the panel by itself
    show(u"seattle-tmax"_s);
    auto *lane = find<VersionLane>(u"ribbonVersions"_s);
    auto *table = find<Table>(u"versionTable"_s);
    find<SearchField>(u"historySearch"_s)->setText(u"v2.2.0"_s);
    const QPoint dot = lane->marks().centre(lane->story().indexOf(u"v1.1.0"_s)).toPoint();
    QTest::mouseClick(lane, Qt::LeftButton, {}, dot);
    QCOMPARE(table->currentIndex().data().toString(), u"v1.1.0"_s);
    QVERIFY(find<SearchField>(u"historySearch"_s)->text().isEmpty()); // it would have stayed hidden
    QVERIFY(find<QWidget>(u"versionPanel"_s)->isVisible());
    QTRY_VERIFY(find<Document>(u"versionDetails"_s)->toPlainText().contains(u"seattle-tmax@v1.1.0"));
    QCOMPARE(lane->selected(), lane->story().indexOf(u"v1.1.0"_s));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down); // and the other way round
    QCOMPARE(lane->selected(), lane->story().indexOf(u"v1.0.0"_s));
}

void tst_ModelPage::draggingAFlagOpensThePreviewOfTheButton()
{
    show(u"seattle-tmax"_s);
    auto *lane = find<VersionLane>(u"ribbonVersions"_s);
    const auto flag = std::find_if(lane->marks().flags().begin(), lane->marks().flags().end(),
                                   [](const StageFlag &each) { return each.stage == u"production"; });
    const QPoint from = flag->rect.center().toPoint();
    const QPoint to = lane->marks().centre(lane->story().indexOf(u"v1.0.0"_s)).toPoint();
    QTest::mousePress(lane, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 5; ++step)
        QTest::mouseMove(lane, from + (to - from) * step / 5);
    QTest::mouseRelease(lane, Qt::LeftButton, {}, to);
    auto *dialog = find<RollbackDialog>(u"rollbackDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(dialog->findChild<QLabel *>(u"rollbackTitle"_s)->text(),
                 u"Roll production back to v1.0.0?"_s);
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"rollbackGo"_s)->isEnabled());
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"rollbackReason"_s), Qt::Key_Return);
    QTRY_COMPARE(m_library->model(u"seattle-tmax"_s)->stages.value(u"production"_s), u"v1.0.0"_s);
    QTRY_COMPARE(lane->story().stagesOf(u"v1.0.0"_s), QStringList{u"production"_s}); // the flag is there now
}

void tst_ModelPage::theMenuOfAVersionMovesStages()
{
    show(u"seattle-tmax"_s);
    auto *lane = find<VersionLane>(u"ribbonVersions"_s);
    lane->setFocus(Qt::TabFocusReason);
    QTest::keyClick(lane, Qt::Key_End);
    QTest::keyClick(lane, Qt::Key_Menu);
    auto *menu = find<QMenu>(u"versionMenu"_s);
    QVERIFY(menu && menu->isVisible());
    auto *move = menu->findChild<QAction *>(u"moveStage_production"_s);
    QVERIFY(move);
    QCOMPARE(move->text(), u"Move production to v2.2.0"_s);
    move->trigger();
    auto *dialog = find<RollbackDialog>(u"rollbackDialog"_s);
    QVERIFY(dialog);
    QTRY_COMPARE(dialog->findChild<QLabel *>(u"rollbackTitle"_s)->text(), u"Put v2.2.0 into production?"_s);
    dialog->reject();
    menu->close();
}

void tst_ModelPage::theSelectedVersionsAreCompared()
{
    show(u"seattle-tmax"_s);
    QSignalSpy compared(m_page.get(), &ModelPage::compareRequested);
    auto *table = find<Table>(u"versionTable"_s);
    const auto names = [&] {
        return compared.takeLast()
            .first()
            .toStringList()
            .replaceInStrings(u"seattle-tmax@"_s, u""_s)
            .join(u' ');
    };
    QTest::mouseClick(find<QPushButton>(u"modelCompare"_s), Qt::LeftButton); // v2.2.0 is selected
    QCOMPARE(names(), u"v2.0.0 v2.2.0"_s);
    table->setFocus();
    table->selectRow(2); // what is in production: with the one before
    QTest::mouseClick(find<QPushButton>(u"versionCompareButton"_s), Qt::LeftButton);
    QCOMPARE(names(), u"v2.0.0 v1.1.0"_s);
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
    QTest::mouseClick(find<QPushButton>(u"versionCompareButton"_s), Qt::LeftButton);
    QCOMPARE(names(), u"v2.1.0 v2.2.0"_s); // time runs from left to right
}

void tst_ModelPage::theRibbonCanBeHiddenAndStaysSo()
{
    show(u"seattle-tmax"_s);
    auto *button = find<QToolButton>(u"historyShowRibbon"_s);
    auto *ribbon = find<HistoryRibbon>(u"historyRibbon"_s);
    QVERIFY(ribbon->isVisible());
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(!ribbon->isVisible());
    m_page = std::make_unique<ModelPage>(m_services->services, m_prompter);
    m_page->resize(1500, 800);
    m_page->show();
    m_page->setLibrary(*m_library);
    show(u"seattle-tmax"_s);
    QVERIFY(!find<HistoryRibbon>(u"historyRibbon"_s)->isVisible());
}

void tst_ModelPage::withdrawnVersionsComeIntoTheRibbon()
{
    QVERIFY(m_library->deregister(u"seattle-tmax"_s, u"v1.0.0"_s, u"Wrong data"_s));
    show(u"seattle-tmax"_s);
    auto *lane = find<VersionLane>(u"ribbonVersions"_s);
    QCOMPARE(lane->marks().shown().size(), 4);
    find<QAction>(u"historyWithdrawn"_s)->trigger();
    QCOMPARE(lane->marks().shown().size(), 5);
    QVERIFY(names().contains(u"v1.0.0"));
}

void tst_ModelPage::aSecondChipIsNotCut()
{
    QVERIFY(m_library->assign(u"seattle-tmax"_s, u"v2.2.0"_s, u"production"_s, u"Both"_s));
    show(u"seattle-tmax"_s);
    auto *table = find<Table>(u"versionTable"_s);
    const QModelIndex stages = table->model()->index(0, 1);
    QCOMPARE(stages.data(ChipsRole).toStringList().size(), 2);
    QStyleOptionViewItem option;
    option.initFrom(table);
    QVERIFY(table->columnWidth(1) >= table->cells()->sizeHint(option, stages).width());
}

void tst_ModelPage::theServeMenuOffersStagesAndVersions()
{
    show(u"seattle-tmax"_s);
    QSignalSpy serve(m_page.get(), &ModelPage::serveRequested);
    auto *menu = find<QMenu>(u"modelServeMenu"_s);
    auto *follow = menu->findChild<QAction *>(u"serveStage_production"_s);
    QVERIFY(follow);
    follow->trigger();
    auto *pin = menu->findChild<QAction *>(u"serveVersion_v2.2.0"_s);
    QVERIFY(pin);
    pin->trigger();
    QCOMPARE(serve.count(), 2);
    QCOMPARE(serve.at(0), (QVariantList{u"seattle-tmax"_s, QString(), u"production"_s}));
    QCOMPARE(serve.at(1), (QVariantList{u"seattle-tmax"_s, u"v2.2.0"_s, QString()}));
}

void tst_ModelPage::aModelThatIsNotThereSaysSo()
{
    m_page->showModel(u"seattle-tmix"_s);
    auto *faces = find<FaceStack>(u"modelFaces"_s);
    QTRY_COMPARE(faces->face(), FaceStack::Face::Failed);
}

void tst_ModelPage::tabsAreReachedByKeyboard()
{
    show(u"seattle-tmax"_s);
    auto *tabs = find<QTabBar>(u"modelTabBar"_s);
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(m_page->tab(), ModelPage::Tab::Overview);
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(m_page->tab(), ModelPage::Tab::Metadata);
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(m_page->tab(), ModelPage::Tab::Inspect);
}

void tst_ModelPage::theOtherTabsShowTheVersionThatIsSelected()
{
    show(u"seattle-tmax"_s);
    auto *table = find<Table>(u"versionTable"_s);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(find<QComboBox>(u"overviewVersion"_s)->currentData().toString(), u"v2.1.0"_s);
    QCOMPARE(find<QComboBox>(u"inspectVersion"_s)->currentData().toString(), u"v2.1.0"_s);
    m_page->refresh();
    QTest::qWait(0);
    QTRY_COMPARE(m_services->readers.activeThreadCount(), 0);
    QCOMPARE(find<QComboBox>(u"overviewVersion"_s)->currentData().toString(), u"v2.1.0"_s);
    m_page->showModel(u"seattle-rain"_s); // another model begins with its newest
    QTRY_COMPARE(find<QComboBox>(u"overviewVersion"_s)->currentIndex(), 0);
}

void tst_ModelPage::widthsOfTheOtherTabsComeBack()
{
    show(u"seattle-tmax"_s);
    m_page->showTab(ModelPage::Tab::Inspect);
    find<Table>(u"inspectTable"_s)->setColumnWidth(0, 333);
    m_page->showTab(ModelPage::Tab::Overview);
    QTRY_VERIFY(find<QSplitter>(u"overviewSplitter"_s)->isVisible());
    find<QSplitter>(u"overviewSplitter"_s)->setSizes({700, 700});
    m_page = std::make_unique<ModelPage>(m_services->services, m_prompter);
    m_page->resize(1500, 800);
    m_page->show();
    m_page->setLibrary(*m_library);
    show(u"seattle-tmax"_s);
    QCOMPARE(find<Table>(u"inspectTable"_s)->columnWidth(0), 333);
    m_page->showTab(ModelPage::Tab::Overview);
    const auto *splitter = find<QSplitter>(u"overviewSplitter"_s);
    QTRY_VERIFY2(std::abs(splitter->sizes().at(0) - splitter->sizes().at(1)) < 100,
                 qPrintable(u"%1 and %2"_s.arg(splitter->sizes().at(0)).arg(splitter->sizes().at(1))));
}

QTEST_MAIN(tst_ModelPage)
#include "tst_modelpage.moc"
