// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing on the Monitor page moves by itself when the system asks for less motion.
#include "core/sample/samplelibrary.h"
#include "tests/ui/support/servicesfixture.h"
#include "ui/chart/chartstack.h"
#include "ui/monitor/monitorpage.h"
#include "ui/theme/flatstyle.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busymark.h"
#include "ui/widgets/facestack.h"

#include <QAbstractAnimation>
#include <QApplication>
#include <QChart>
#include <QSemaphore>
#include <QTabBar>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::ui;

namespace {

constexpr int aWhile = 300; // ms: more than twice of what any movement of the program lasts
const QString model = u"seattle-tmax"_s;

// Keeps the readers from answering for as long as it lives.
class BusyReaders final
{
public:
    explicit BusyReaders(QThreadPool &pool) : m_pool(pool), m_threads(pool.maxThreadCount())
    {
        pool.setMaxThreadCount(1);
        pool.start([this] { m_open.acquire(); });
    }
    ~BusyReaders()
    {
        m_open.release();
        m_pool.setMaxThreadCount(m_threads);
        m_pool.waitForDone();
    }
    Q_DISABLE_COPY_MOVE(BusyReaders)

private:
    QThreadPool &m_pool;
    int m_threads;
    QSemaphore m_open;
};

} // namespace

class tst_ReducedMotion final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();
    void theMarkOfWaitingTurnsOnlyWhereMotionIsWanted_data();
    void theMarkOfWaitingTurnsOnlyWhereMotionIsWanted();
    void nothingIsAnimatedOnAnyPage();
    void aMovedViewStandsAtOnce();

private:
    template<typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void open();
    QStringList moving() const; // what is being animated

    QTemporaryDir m_dir;
    std::optional<registry::Library> m_library;
    std::unique_ptr<test::ServicesFixture> m_services;
    std::unique_ptr<MonitorPage> m_page;
    FlatStyle *m_style = nullptr;
};

void tst_ReducedMotion::initTestCase()
{
    applyTheme(*qApp, ColourScheme::Light);
    m_style = qobject_cast<FlatStyle *>(QApplication::style());
    QVERIFY(m_style);
    const auto library = sample::create(m_dir.filePath(u"sample.git"_s));
    QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().message));
    m_library = *library;
}

void tst_ReducedMotion::init()
{
    m_style->setAnimated(false);
    m_services = std::make_unique<test::ServicesFixture>();
    m_services->clock.time = QDateTime(QDate(2016, 1, 1), QTime(0, 0), Qt::UTC);
    m_page = std::make_unique<MonitorPage>(m_services->services);
    m_page->resize(1200, 800);
    m_page->show();
}

void tst_ReducedMotion::cleanup()
{
    m_page.reset();
    m_services.reset();
    m_style->setAnimated(true);
}

void tst_ReducedMotion::open()
{
    m_page->setLibrary(*m_library);
    m_page->showModel(model);
    QTRY_COMPARE(find<FaceStack>("monitorFaces")->face(), FaceStack::Face::Filled);
    QTRY_COMPARE(m_page->charts()->title(), model);
}

QStringList tst_ReducedMotion::moving() const
{
    QStringList names;
    for (const auto *animation : m_page->findChildren<QAbstractAnimation *>()) {
        if (animation->state() == QAbstractAnimation::Running)
            names << animation->parent()->objectName();
    }
    for (const MetricChart *chart : m_page->charts()->charts()) {
        if (chart->chart()->animationOptions() != QChart::NoAnimation)
            names << chart->objectName();
    }
    return names;
}

void tst_ReducedMotion::theMarkOfWaitingTurnsOnlyWhereMotionIsWanted_data()
{
    QTest::addColumn<bool>("wanted");
    QTest::newRow("less motion") << false;
    QTest::newRow("motion") << true; // else the other row would prove nothing
}

void tst_ReducedMotion::theMarkOfWaitingTurnsOnlyWhereMotionIsWanted()
{
    QFETCH(const bool, wanted);
    m_style->setAnimated(wanted);
    const BusyReaders busy(m_services->readers);
    m_page->setLibrary(*m_library);
    auto *faces = find<FaceStack>("monitorFaces");
    QTRY_COMPARE(faces->face(), FaceStack::Face::Loading);
    BusyMark *mark = nullptr;
    for (auto *each : faces->findChildren<BusyMark *>())
        mark = each->isVisible() ? each : mark;
    QVERIFY(mark);
    const QImage before = mark->grab().toImage();
    if (wanted) {
        QTRY_VERIFY(mark->grab().toImage() != before);
        return;
    }
    QTest::qWait(aWhile);
    QCOMPARE(mark->grab().toImage(), before);
}

void tst_ReducedMotion::nothingIsAnimatedOnAnyPage()
{
    open();
    auto *tabs = find<QTabBar>("monitorViews");
    tabs->setFocus();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        QCOMPARE(tabs->currentIndex(), tab);
        QCOMPARE(moving(), QStringList());
        QTest::qWait(50); // for what begins with the next round of events
        QCOMPARE(moving(), QStringList());
        QTest::keyClick(tabs, Qt::Key_Right);
    }
}

void tst_ReducedMotion::aMovedViewStandsAtOnce()
{
    open();
    ChartStack *charts = m_page->charts();
    charts->setFocus();
    const TimeSpan before = charts->axis()->window();
    QTest::keyClick(charts, Qt::Key_Plus);
    const TimeSpan after = charts->axis()->window();
    QVERIFY(after.length() < before.length());
    QCOMPARE(moving(), QStringList());
    QTest::qWait(aWhile);
    QCOMPARE(charts->axis()->window(), after); // no sliding to another place
}

QTEST_MAIN(tst_ReducedMotion)
#include "tst_reducedmotion.moc"
