// SPDX-License-Identifier: GPL-3.0-or-later
// vetiver's three dashboard pages: metrics with the model's age, the validation data, the API of what runs.
#include "core/sample/samplelibrary.h"
#include "core/serving/onnxlibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/apidescription.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QXmlStreamReader>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int patience = 30'000;
const QString model = u"seattle-tmax"_s;

} // namespace

class tst_VetiverPages final : public QObject
{
    Q_OBJECT
public slots:
    void opened(const QUrl &url) { m_opened << url; }
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void thePresetLeavesThreePagesAndCanBeUndone();
    void anotherViewBringsEveryPageBack();
    void observationsAreExploredByColumn();
    void readingAnewKeepsWhatIsLookedAt();
    void everyRowOfAFileIsExplored();
    void dataThatCannotBeReadSaysWhy();
    void withoutAServerTheNextStepIsSaid();
    void theRunningServerIsDescribed();
    void aSmallWindowShowsAndExportsEveryRow();
    void aDrawingHasNoRowThatIsCutOff();
    void whatIsNoDescriptionIsRefused();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open();
    void choosePreset(const char *action) const;
    void chooseByKeys(const char *combo, const QString &text) const;
    QStringList pages() const;
    QString said(const char *faces) const;

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    QList<QUrl> m_opened;
};

void tst_VetiverPages::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_VetiverPages::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_services->clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
}

void tst_VetiverPages::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_VetiverPages::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    QTRY_VERIFY(find<QToolButton>("monitorPresets")->isEnabled());
}

void tst_VetiverPages::choosePreset(const char *name) const
{
    auto *menu = find<QMenu>("monitorPresetMenu");
    auto *action = menu->findChild<QAction *>(QString::fromLatin1(name));
    QVERIFY2(action && action->isEnabled(), name);
    auto *button = find<QToolButton>("monitorPresets");
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    QTRY_VERIFY(menu->isVisible());
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
    QTRY_VERIFY(!menu->isVisible());
}

void tst_VetiverPages::chooseByKeys(const char *name, const QString &text) const
{
    auto *combo = find<QComboBox>(name);
    const int wanted = combo->findText(text);
    QVERIFY2(wanted >= 0, qPrintable(text));
    combo->setFocus();
    for (int step = 0; combo->currentIndex() != wanted && step < combo->count(); ++step)
        QTest::keyClick(combo, combo->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
    QCOMPARE(combo->currentText(), text);
}

QStringList tst_VetiverPages::pages() const
{
    const auto *tabs = find<QTabBar>("monitorViews");
    QStringList texts;
    for (int tab = 0; tab < tabs->count(); ++tab) {
        if (tabs->isTabVisible(tab))
            texts << tabs->tabText(tab);
    }
    return texts;
}

QString tst_VetiverPages::said(const char *faces) const
{
    QString text;
    for (const QLabel *label : find<FaceStack>(faces)->findChildren<QLabel *>())
        text += label->text() + u' ';
    return text;
}

void tst_VetiverPages::thePresetLeavesThreePagesAndCanBeUndone()
{
    open();
    QCOMPARE(pages().size(), 6);
    m_page->showView(MonitorPage::View::Drift);
    QSignalSpy messages(m_page.get(), &MonitorPage::message);
    choosePreset("presetVetiver");
    QTRY_COMPARE(pages(), QStringList({u"Metrics"_s, u"Data"_s, u"API"_s}));
    QCOMPARE(m_page->view(), MonitorPage::View::Metrics);
    QVERIFY(find<QLabel>("monitorAge")->text().startsWith(u"v2.2.0 has been in production for "));

    // It is kept for the next time.
    m_page.reset();
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
    open();
    QTRY_COMPARE(pages().size(), 3);
    auto *tabs = find<QTabBar>("monitorViews");
    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right); // past what is left out
    QCOMPARE(m_page->view(), MonitorPage::View::Data);
    // What is left out can still be asked for.
    m_page->showView(MonitorPage::View::Diagnostics);
    QCOMPARE(m_page->view(), MonitorPage::View::Diagnostics);
    QVERIFY(find<QWidget>("diagnosticsView")->isVisible());

    QSignalSpy later(m_page.get(), &MonitorPage::message);
    choosePreset("presetUsual");
    QTRY_COMPARE(pages().size(), 6);
    QCOMPARE(later.size(), 1);
    later.first().first().value<Message>().action(); // Undo
    QTRY_COMPARE(pages().size(), 3);
}

void tst_VetiverPages::anotherViewBringsEveryPageBack()
{
    open();
    choosePreset("presetVetiver");
    QTRY_COMPARE(pages().size(), 3);
    m_page->showView(MonitorPage::View::Api);
    choosePreset("presetUsual");
    QTRY_COMPARE(pages().size(), 6);
    QCOMPARE(m_page->view(), MonitorPage::View::Api); // nobody is sent away
}

void tst_VetiverPages::observationsAreExploredByColumn()
{
    open();
    auto *tabs = find<QTabBar>("monitorViews");
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(int(MonitorPage::View::Data)).center());
    QTRY_COMPARE(find<FaceStack>("exploreFaces")->face(), FaceStack::Face::Filled);
    QCOMPARE(find<QComboBox>("exploreVersion")->currentText(), u"v2.2.0"_s); // what is in production
    auto *plot = find<XyPlot>("explorePlot");
    QCOMPARE(plot->picture().title, u"Distribution of truth"_s);
    const int rows = find<Table>("exploreTable")->model()->rowCount();
    double counted = 0;
    for (const QPointF &bin : plot->picture().layers.front().points)
        counted += bin.y();
    QCOMPARE(int(counted), rows); // each row is in one bar

    chooseByKeys("exploreAgainst", u"with .pred against it"_s);
    QCOMPARE(plot->picture().title, u".pred by truth"_s);
    QCOMPARE(int(plot->picture().layers.front().points.size()), rows);
    const QString facts = find<QLabel>("exploreFacts")->text();
    QVERIFY2(facts.contains(u"truth: ") && facts.contains(u".pred: ") && facts.contains(u"quartiles "),
             qPrintable(facts));
    chooseByKeys("exploreVersion", u"v1.0.0"_s);
    QTRY_VERIFY(find<Table>("exploreTable")->model()->rowCount() != rows);
    QCOMPARE(plot->picture().title, u".pred by truth"_s); // the choice stays

    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    QVERIFY(!plot->isVisible());
    QVERIFY(find<Table>("exploreTable")->isVisible());
}

void tst_VetiverPages::readingAnewKeepsWhatIsLookedAt()
{
    open();
    m_page->showView(MonitorPage::View::Data);
    QTRY_COMPARE(find<FaceStack>("exploreFaces")->face(), FaceStack::Face::Filled);
    auto *table = find<Table>("exploreTable");
    const int middle = table->verticalScrollBar()->maximum() / 2;
    QVERIFY(middle > 0);
    table->verticalScrollBar()->setValue(middle);
    auto *column = find<QComboBox>("exploreColumn");
    column->showPopup();
    QVERIFY(column->view()->isVisible());
    QSignalSpy read(table->model(), &QAbstractItemModel::modelReset);
    m_page->refresh(); // as a live page does every second
    QTRY_VERIFY(read.size() > 0);
    QVERIFY(column->view()->isVisible()); // nobody's list is closed
    column->hidePopup();
    QCOMPARE(table->verticalScrollBar()->value(), middle);
}

void tst_VetiverPages::everyRowOfAFileIsExplored()
{
    QFile data(m_dir.filePath(u"many.csv"_s));
    QVERIFY(data.open(QIODevice::WriteOnly));
    data.write("date,x,kind\n");
    for (int i = 0; i < 60'000; ++i)
        data.write(u"2015-01-%1,%2,%3\n"_s.arg(i % 28 + 1, 2, 10, QChar(u'0'))
                       .arg(i % 10 == 0 ? QString() : QString::number(i % 7))
                       .arg(i % 4 == 0 ? u"odd"_s : u"even"_s)
                       .toUtf8());
    data.close();
    open();
    m_page->showView(MonitorPage::View::Data);
    find<ExploreView>("exploreView")->setData(data.fileName());
    QTRY_COMPARE(find<QLabel>("exploreSize")->text(), u"60,000 rows"_s);
    QCOMPARE(find<Table>("exploreTable")->model()->rowCount(), 60'000);
    QVERIFY(!find<QComboBox>("exploreVersion")->isVisible()); // a file has none
    const auto *facts = find<QLabel>("exploreFacts");
    QTRY_VERIFY2(facts->text().startsWith(u"x: 54,000 values · 6,000 missing · from 0 to 6"),
                 qPrintable(facts->text()));
    chooseByKeys("exploreColumn", u"kind"_s);
    const auto *plot = find<XyPlot>("explorePlot");
    QTRY_COMPARE(plot->picture().x.names, QStringList({u"even"_s, u"odd"_s})); // the most frequent first
    QCOMPARE(plot->picture().layers.front().points.front().y(), 45'000.0);
}

void tst_VetiverPages::dataThatCannotBeReadSaysWhy()
{
    open();
    m_page->showView(MonitorPage::View::Data);
    find<ExploreView>("exploreView")->setData(m_dir.filePath(u"gone.csv"_s));
    QTRY_COMPARE(find<FaceStack>("exploreFaces")->face(), FaceStack::Face::Failed);
    QVERIFY2(find<FaceStack>("exploreFaces")->failure().contains(u"gone.csv"),
             qPrintable(find<FaceStack>("exploreFaces")->failure()));
    chooseByKeys("exploreSource", u"What was observed"_s); // and back
    QTRY_COMPARE(find<FaceStack>("exploreFaces")->face(), FaceStack::Face::Filled);
}

void tst_VetiverPages::withoutAServerTheNextStepIsSaid()
{
    open();
    auto *tabs = find<QTabBar>("monitorViews");
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(int(MonitorPage::View::Api)).center());
    QTRY_COMPARE(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Empty);
    const QString text = said("apiFaces");
    QVERIFY2(text.contains(u"No server answers for seattle-tmax") && text.contains(u"Once a server runs"),
             qPrintable(text));
    // And can be taken here: by the way on which every page serves.
    auto *serve = find<QAbstractButton>("apiServe");
    QVERIFY(serve && serve->isVisible());
    QCOMPARE(serve->text(), u"Serve production"_s);
    QSignalSpy asked(m_page.get(), &MonitorPage::serveRequested);
    QTest::mouseClick(serve, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first(), QVariantList({model, QString(), u"production"_s}));
    serve->setFocus();
    QTest::keyClick(serve, Qt::Key_Space);
    QCOMPARE(asked.size(), 2);
}

void tst_VetiverPages::theRunningServerIsDescribed()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    open();
    m_page->showView(MonitorPage::View::Api);
    serving::DeploymentRequest request;
    request.library = m_library->path();
    request.model = model;
    request.version = u"v2.0.0"_s;
    const auto id = m_services->deployments.start(request);
    QVERIFY2(id, id ? "" : qPrintable(id.error().message));
    // What runs is there by itself.
    QTRY_COMPARE_WITH_TIMEOUT(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Filled, patience);
    QVERIFY(
        find<QLabel>("apiSummary")->text().startsWith(u"seattle-tmax v2.0.0 answers at http://127.0.0.1:"));
    const QAbstractItemModel *endpoints = find<Table>("apiEndpoints")->model();
    QVERIFY(endpoints->rowCount() >= 6);
    QCOMPARE(endpoints->index(0, 0).data().toString(), u"POST"_s);
    QCOMPARE(endpoints->index(0, 1).data().toString(), u"/predict"_s); // what one comes for is first

    const format::Prototype prototype = m_library->details(model, u"v2.0.0"_s)->metadata.prototype;
    QVERIFY(!prototype.isEmpty());
    const QAbstractItemModel *columns = find<Table>("apiColumns")->model();
    QCOMPARE(columns->rowCount(), int(prototype.columns.size()));
    for (int row = 0; row < columns->rowCount(); ++row)
        QCOMPARE(columns->index(row, 0).data().toString(), prototype.columns[row].name); // in their order

    auto *open = find<QPushButton>("apiOpen");
    QDesktopServices::setUrlHandler(u"http"_s, this, "opened");
    open->setFocus();
    QTest::keyClick(open, Qt::Key_Space);
    QDesktopServices::unsetUrlHandler(u"http"_s);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened.first().path(), u"/__docs__"_s);
    QCOMPARE(m_opened.first().port(), m_services->deployments.deployment(*id).url.port());

    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("SKIPPED: curl is not installed, so the example was not run");
    QProcess curl; // as somebody would paste it
    curl.start(u"sh"_s, {u"-c"_s, find<QPlainTextEdit>("apiCurl")->toPlainText()});
    QTRY_COMPARE_WITH_TIMEOUT(curl.state(), QProcess::NotRunning, patience);
    const QByteArray answer = curl.readAllStandardOutput();
    QVERIFY2(answer.contains("\"predict\":["), answer.constData());

    m_services->deployments.stop(*id);
    QTRY_COMPARE_WITH_TIMEOUT(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Empty, patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_services->deployments.deployment(*id).state,
                              serving::DeploymentState::Stopped, patience);
    QAbstractButton *start = nullptr; // the same server again
    QTRY_VERIFY((start = find<QAbstractButton>("apiStart")) && start->isVisible());
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Filled, patience);
    QCOMPARE(m_services->deployments.all().size(), 1);
}

// On a small window, too: no column is cut, and a drawing has every row of both tables, one below the other.
void tst_VetiverPages::aSmallWindowShowsAndExportsEveryRow()
{
    if (const Result<> loaded = serving::loadOnnxRuntime(); !loaded)
        QSKIP(qPrintable(u"SKIPPED: "_s + loaded.error().message));
    m_page->resize(924, 591);
    open();
    m_page->showView(MonitorPage::View::Api);
    serving::DeploymentRequest request;
    request.library = m_library->path();
    request.model = model;
    request.version = u"v2.0.0"_s;
    QVERIFY(m_services->deployments.start(request));
    QTRY_COMPARE_WITH_TIMEOUT(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Filled, patience);
    QStringList expected;
    for (const char *name : {"apiEndpoints", "apiColumns"}) {
        auto *table = find<Table>(name);
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QModelIndex index = table->model()->index(row, column);
                const QString text = index.data().toString();
                QVERIFY2(table->fontMetrics().horizontalAdvance(text) < table->columnWidth(column),
                         qPrintable(text));
                expected << text;
            }
        }
        QTRY_COMPARE(table->horizontalHeader()->length(), table->viewport()->width()); // to the edge
    }
    expected.removeAll(QString());
    const QString path = m_dir.filePath(u"api.svg"_s);
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    m_page->exportTo(path);
    QTRY_COMPARE(said.size(), 1);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader reader(&file);
    QStringList texts;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"text")
            texts << reader.readElementText(QXmlStreamReader::IncludeChildElements);
    }
    const QString all = texts.join(u'\n');
    for (const QString &text : std::as_const(expected))
        QVERIFY2(all.contains(text), qPrintable(text));
}

// What a table shows in part is left out of a drawing: it would lie over what is below.
void tst_VetiverPages::aDrawingHasNoRowThatIsCutOff()
{
    m_page->resize(924, 591);
    open();
    m_page->showView(MonitorPage::View::Data);
    QTRY_COMPARE(find<FaceStack>("exploreFaces")->face(), FaceStack::Face::Filled);
    QTest::mouseClick(find<QToolButton>("monitorTable"), Qt::LeftButton);
    auto *table = find<Table>("exploreTable");
    QTRY_VERIFY(table->isVisible());
    table->verticalScrollBar()->setValue(table->verticalScrollBar()->value() + 10); // pixels
    const QString path = m_dir.filePath(u"data.svg"_s);
    m_page->exportTo(path);
    QFile file(path);
    QTRY_VERIFY(file.exists());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray drawing = file.readAll();
    const auto first = table->model()->index(0, 0).data().toString().toUtf8();
    const auto second = table->model()->index(1, 0).data().toString().toUtf8();
    QVERIFY(!drawing.contains(first)); // half of it is above the edge
    QVERIFY(drawing.contains(second));
}

void tst_VetiverPages::whatIsNoDescriptionIsRefused()
{
    for (const QByteArray &text : {QByteArray(), QByteArray("<html>"), QByteArray("{\"paths\":7}")}) {
        const auto read = apiDescription(text);
        QVERIFY(!read);
        QCOMPARE(read.error().code, Error::Code::Corrupt);
    }
    format::Prototype odd;
    odd.columns = {{u"it's"_s, format::ColumnType::String, {}, u"a'b"_s, {}, {}},
                   {u"b"_s, format::ColumnType::Number, {}, QJsonValue(QJsonValue::Undefined), {}, {}}};
    QVERIFY(curlExample(QUrl(u"http://127.0.0.1:8080/x"_s), odd, {{u"b"_s, 2}})
                .endsWith(uR"(-d '[{"it'\''s": "a'\''b", "b": 2}]')"));
}

QTEST_MAIN(tst_VetiverPages)
#include "tst_vetiverpages.moc"
