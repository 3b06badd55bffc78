// SPDX-License-Identifier: GPL-3.0-or-later
// What is visible on the Monitor page, written as picture and as data by its menu and dialog.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/charttable.h"
#include "ui/chart/legend.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/table.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>
#include <QToolButton>
#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

const QString model = u"seattle-tmax"_s;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The pixels that are not of the most frequent colour, as a share: how much is drawn.
double inkOf(const QImage &image)
{
    QHash<QRgb, int> counts;
    int all = 0;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3, ++all)
            ++counts[image.pixel(x, y)];
    }
    const auto most = *std::max_element(counts.begin(), counts.end());
    return 1 - double(most) / all;
}

} // namespace

class tst_MonitorExports final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void whatIsVisibleIsWritten_data();
    void whatIsVisibleIsWritten();
    void dataIsThatOfTheVisibleRows();
    void aPageWithoutAnythingSaysSo();
    void anotherEndingIsRefused();
    void aPlaceThatCannotBeWrittenSaysWhy();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open();
    void show(MonitorPage::View view, const char *faces);
    // By the menu and the dialog of files; the path that was written.
    QString exported(const QString &suffix);

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    int m_files = 0;
};

void tst_MonitorExports::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
    QVERIFY(QFile::copy(u":/vitrine/demo/seattle-weather.csv"_s, m_dir.filePath(u"weather.csv"_s)));
}

void tst_MonitorExports::init()
{
    m_services = std::make_unique<test::ServicesFixture>();
    m_services->clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
    open();
}

void tst_MonitorExports::cleanup()
{
    m_page.reset();
    m_services.reset();
}

void tst_MonitorExports::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    QTRY_COMPARE(m_page->charts()->title(), model);
}

void tst_MonitorExports::show(MonitorPage::View view, const char *faces)
{
    m_page->showView(view);
    if (view == MonitorPage::View::Drift)
        m_page->driftView()->setData(m_dir.filePath(u"weather.csv"_s));
    if (*faces != '\0')
        QTRY_COMPARE_WITH_TIMEOUT(find<FaceStack>(faces)->face(), FaceStack::Face::Filled, 20'000);
}

QString tst_MonitorExports::exported(const QString &suffix)
{
    auto *menu = find<QMenu>("monitorExportMenu");
    auto *action = menu->findChild<QAction *>(u"export_"_s + suffix);
    auto *button = find<QToolButton>("monitorExport");
    if (!action || !button->isEnabled())
        return {};
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
    QFileDialog *dialog = nullptr; // a former one may not be gone yet
    for (auto *each : m_page->findChildren<QFileDialog *>(u"monitorExportDialog"_s))
        dialog = each->isVisible() ? each : dialog;
    if (!dialog)
        return {};
    const QString path = m_dir.filePath(u"export %1.%2"_s.arg(++m_files).arg(suffix));
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    if (!name)
        return {};
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    name->setText(path); // as it is pasted
    auto *buttons = dialog->findChild<QDialogButtonBox *>();
    QTest::mouseClick(buttons->button(QDialogButtonBox::Save), Qt::LeftButton);
    if (said.isEmpty() && !said.wait(5'000))
        return {};
    const auto message = said.first().first().value<Message>();
    return message.isError || !message.text.contains(QFileInfo(path).fileName()) ? QString() : path;
}

void tst_MonitorExports::whatIsVisibleIsWritten_data()
{
    QTest::addColumn<int>("view");
    QTest::addColumn<QString>("faces");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("word"); // that is seen
    QTest::newRow("metrics") << int(MonitorPage::View::Metrics) << u"monitorFaces"_s << QString()
                             << u"Root mean squared error"_s;
    QTest::newRow("drift") << int(MonitorPage::View::Drift) << u"driftFaces"_s << u"driftTable"_s
                           << u"precipitation"_s;
    QTest::newRow("matrix") << int(MonitorPage::View::Matrix) << u"monitorFaces"_s << u"matrixTable"_s
                            << u"v2.1.0"_s;
    QTest::newRow("diagnostics") << int(MonitorPage::View::Diagnostics) << u"diagnosisFaces"_s
                                 << u"diagnosisTable"_s << u"Predicted against actual"_s;
    QTest::newRow("data") << int(MonitorPage::View::Data) << u"exploreFaces"_s << u"exploreTable"_s
                          << u"Distribution of truth"_s;
}

void tst_MonitorExports::whatIsVisibleIsWritten()
{
    QFETCH(const int, view);
    QFETCH(const QString, faces);
    QFETCH(const QString, table);
    QFETCH(const QString, word);
    show(static_cast<MonitorPage::View>(view), faces.toLatin1().constData());
    QTest::qWait(50); // for layouts

    const QString png = exported(u"png"_s);
    QVERIFY(!png.isEmpty());
    const QImage image(png);
    QVERIFY2(image.width() > 1000 && image.height() > 600, "not at twice the pixels of the screen");
    const double ink = inkOf(image);
    QVERIFY2(ink > 0.02, qPrintable(QString::number(ink)));

    const QString svg = exported(u"svg"_s);
    QVERIFY(!svg.isEmpty());
    const QByteArray drawing = contentOf(svg);
    QXmlStreamReader reader(drawing);
    QString texts;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"text")
            texts += reader.readElementText(QXmlStreamReader::IncludeChildElements) + u'\n';
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY2(texts.contains(word), qPrintable(texts)); // as text, to be found and edited
    QSvgRenderer renderer(drawing);
    QVERIFY(renderer.isValid());
    QImage drawn(renderer.defaultSize(), QImage::Format_RGB32);
    drawn.fill(Qt::white);
    QPainter painter(&drawn);
    renderer.render(&painter);
    painter.end();
    QVERIFY2(inkOf(drawn) > 0.02, "the drawing is empty");

    const QString pdf = exported(u"pdf"_s);
    QVERIFY(!pdf.isEmpty());
    const QByteArray document = contentOf(pdf);
    QVERIFY(document.startsWith("%PDF-1.") && document.trimmed().endsWith("%%EOF"));
    QVERIFY(document.contains("/Type /Page\n") || document.contains("/Type /Page "));
    QVERIFY(document.size() > 5'000);

    const QString csv = exported(u"csv"_s);
    QVERIFY(!csv.isEmpty());
    const qsizetype lines = contentOf(csv).count("\r\n");
    if (table.isEmpty())
        QVERIFY(lines > 50);
    else
        QCOMPARE(int(lines), m_page->findChild<Table *>(table)->model()->rowCount() + 1);
}

void tst_MonitorExports::dataIsThatOfTheVisibleRows()
{
    ChartStack *charts = m_page->charts();
    charts->legend()->isolate(u"v1.1.0"_s);
    const TimeSpan all = charts->axis()->bounds();
    charts->axis()->setWindow({all.from + all.length() / 3, all.from + all.length() * 2 / 3});
    const auto rows = chartRows(charts->metrics(), charts->hidden(), charts->axis()->window());
    QVERIFY(!rows.isEmpty());
    const QString csv = exported(u"csv"_s);
    const QList<QByteArray> lines = contentOf(csv).trimmed().split('\n');
    QCOMPARE(lines.first().trimmed(), QByteArray("start,end,model,version,metric,n,value,why,estimated"));
    qsizetype values = 0;
    for (const ChartTable::Row &row : rows) {
        for (qsizetype metric = 0; metric < row.values.size(); ++metric)
            values += std::isnan(row.values[metric]) && row.reasons[metric].isEmpty() ? 0 : 1;
    }
    QCOMPARE(lines.size() - 1, values);
    for (const QByteArray &line : lines.sliced(1)) {
        QVERIFY2(line.contains(",v1.1.0,"), line.constData()); // nothing that is hidden
        const QDateTime start =
            QDateTime::fromString(QString::fromLatin1(line.left(line.indexOf(','))), Qt::ISODate);
        QVERIFY2(start.isValid() && double(start.toMSecsSinceEpoch()) <= charts->axis()->window().to,
                 line.constData());
    }
}

void tst_MonitorExports::aPageWithoutAnythingSaysSo()
{
    m_page->showView(MonitorPage::View::Api); // no server runs
    QTRY_COMPARE(find<FaceStack>("apiFaces")->face(), FaceStack::Face::Empty);
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    const QString path = m_dir.filePath(u"nothing.png"_s);
    m_page->exportTo(path);
    QCOMPARE(said.size(), 1);
    const auto message = said.first().first().value<Message>();
    QVERIFY(message.isError);
    QVERIFY2(message.text.contains(u"nothing on this page yet"), qPrintable(message.text));
    QVERIFY(!QFile::exists(path));
}

void tst_MonitorExports::anotherEndingIsRefused()
{
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    m_page->exportTo(m_dir.filePath(u"charts.bmp"_s));
    QCOMPARE(said.size(), 1);
    QVERIFY2(said.first().first().value<Message>().text.contains(u"charts.bmp"),
             qPrintable(said.first().first().value<Message>().text));
    QVERIFY(!QFile::exists(m_dir.filePath(u"charts.bmp"_s)));
}

void tst_MonitorExports::aPlaceThatCannotBeWrittenSaysWhy()
{
    QSignalSpy said(m_page.get(), &MonitorPage::message);
    for (const QString &suffix : {u"png"_s, u"svg"_s, u"pdf"_s, u"csv"_s}) {
        said.clear();
        m_page->exportTo(m_dir.filePath(u"no/such/folder."_s + suffix));
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.first().first().value<Message>().isError);
    }
}

QTEST_MAIN(tst_MonitorExports)
#include "tst_monitorexports.moc"
