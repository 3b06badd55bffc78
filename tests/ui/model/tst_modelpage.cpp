// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/demolibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/model/historyview.h"
#include "ui/model/modelpage.h"
#include "ui/model/rollbackdialog.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/document.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/table.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

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
    void theServeMenuOffersStagesAndVersions();
    void aModelThatIsNotThereSaysSo();
    void tabsAreReachedByKeyboard();

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
    m_page = std::make_unique<ModelPage>(m_services->services);
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
}

QTEST_MAIN(tst_ModelPage)
#include "tst_modelpage.moc"
